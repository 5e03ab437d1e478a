"""Code lists of the catalogue: what the uneven texts of the portals are normalised to. No Django."""

from __future__ import annotations

from enum import StrEnum


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
    Level.MINISTRY: "Cấp bộ",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COMMUNE: "Cấp xã",
    Level.OTHER: "Cơ quan khác",
    Level.SERVICE: "Đơn vị cung cấp dịch vụ",
    Level.NONE: "Không còn là thủ tục hành chính độc lập",
}
CHANNEL_NAMES = {
    Channel.DIRECT: "Trực tiếp",
    Channel.POST: "Bưu chính công ích",
    Channel.ONLINE: "Trực tuyến",
    Channel.PHONE: "Điện thoại",
}
AUDIENCE_NAMES = {
    Audience.CITIZEN: "Công dân Việt Nam",
    Audience.OVERSEAS_VIETNAMESE: "Người Việt Nam định cư ở nước ngoài",
    Audience.FOREIGNER: "Người nước ngoài",
    Audience.OFFICIAL: "Cán bộ, công chức, viên chức",
    Audience.HOUSEHOLD: "Hộ gia đình",
    Audience.HOUSEHOLD_BUSINESS: "Hộ kinh doanh, cá nhân kinh doanh",
    Audience.ENTERPRISE: "Doanh nghiệp",
    Audience.FOREIGN_INVESTED_ENTERPRISE: "Doanh nghiệp có vốn đầu tư nước ngoài",
    Audience.COOPERATIVE: "Hợp tác xã",
    Audience.TRADER: "Thương nhân",
    Audience.EMPLOYER: "Người sử dụng lao động",
    Audience.ORGANISATION: "Tổ chức",
    Audience.FOREIGN_ORGANISATION: "Tổ chức nước ngoài",
    Audience.PARTY_ORGANISATION: "Tổ chức Đảng, đảng viên",
}
ONLINE_CLASS_NAMES = {
    OnlineClass.FULL: "Toàn trình",
    OnlineClass.PARTIAL: "Một phần",
    OnlineClass.INFORMATION: "Cung cấp thông tin",
}
