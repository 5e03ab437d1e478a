"""Code lists of the catalogue: what the uneven texts of the portals are normalised to. No Django."""

from __future__ import annotations

from enum import StrEnum

from motcua.kernel.phrases import phrase


class Level(StrEnum):
    """At which level a procedure is decided (cấp thực hiện)."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"
    OTHER = "other"
    SERVICE = "service"
    NONE = "none"


class Channel(StrEnum):
    """How a dossier comes in (cách thức nộp): NĐ 61/2018 Đ.16; the telephone only for services."""

    DIRECT = "direct"
    POST = "post"
    ONLINE = "online"
    PHONE = "phone"


class Audience(StrEnum):
    """Who applies (đối tượng thực hiện)."""

    CITIZEN = "citizen"
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"
    FOREIGNER = "foreigner"
    OFFICIAL = "official"
    HOUSEHOLD = "household"
    HOUSEHOLD_BUSINESS = "household_business"
    ENTERPRISE = "enterprise"
    FOREIGN_INVESTED_ENTERPRISE = "foreign_invested_enterprise"
    COOPERATIVE = "cooperative"
    TRADER = "trader"
    EMPLOYER = "employer"
    ORGANISATION = "organisation"
    FOREIGN_ORGANISATION = "foreign_organisation"
    PARTY_ORGANISATION = "party_organisation"


class OnlineClass(StrEnum):
    """The two classes of an online service (NĐ 42/2022, NĐ 224/2026 Đ.14)."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


LEVEL_NAMES = {
    Level.MINISTRY: phrase("Cấp bộ"),
    Level.PROVINCE: phrase("Cấp tỉnh"),
    Level.COMMUNE: phrase("Cấp xã"),
    Level.OTHER: phrase("Cơ quan khác"),
    Level.SERVICE: phrase("Đơn vị cung cấp dịch vụ"),
    Level.NONE: phrase("Không còn là thủ tục hành chính độc lập"),
}
CHANNEL_NAMES = {
    Channel.DIRECT: phrase("Trực tiếp"),
    Channel.POST: phrase("Bưu chính công ích"),
    Channel.ONLINE: phrase("Trực tuyến"),
    Channel.PHONE: phrase("Điện thoại"),
}
AUDIENCE_NAMES = {
    Audience.CITIZEN: phrase("Công dân Việt Nam"),
    Audience.OVERSEAS_VIETNAMESE: phrase("Người Việt Nam định cư ở nước ngoài"),
    Audience.FOREIGNER: phrase("Người nước ngoài"),
    Audience.OFFICIAL: phrase("Cán bộ, công chức, viên chức"),
    Audience.HOUSEHOLD: phrase("Hộ gia đình"),
    Audience.HOUSEHOLD_BUSINESS: phrase("Hộ kinh doanh, cá nhân kinh doanh"),
    Audience.ENTERPRISE: phrase("Doanh nghiệp"),
    Audience.FOREIGN_INVESTED_ENTERPRISE: phrase("Doanh nghiệp có vốn đầu tư nước ngoài"),
    Audience.COOPERATIVE: phrase("Hợp tác xã"),
    Audience.TRADER: phrase("Thương nhân"),
    Audience.EMPLOYER: phrase("Người sử dụng lao động"),
    Audience.ORGANISATION: phrase("Tổ chức"),
    Audience.FOREIGN_ORGANISATION: phrase("Tổ chức nước ngoài"),
    Audience.PARTY_ORGANISATION: phrase("Tổ chức Đảng, đảng viên"),
}
ONLINE_CLASS_NAMES = {
    OnlineClass.FULL: phrase("Toàn trình"),
    OnlineClass.PARTIAL: phrase("Một phần"),
    OnlineClass.INFORMATION: phrase("Cung cấp thông tin"),
}
