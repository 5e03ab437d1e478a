"""What is true of agencies without a database: roles, levels, kinds of places."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The duty an officer is posted to (vai trò); design §10. One officer may hold several postings."""

    RECEIVER = "receiver"
    DESK_HEAD = "desk_head"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    AGENCY_LEADER = "agency_leader"
    RECORDS_CLERK = "records_clerk"
    CASHIER = "cashier"
    AGENCY_IT = "agency_it"
    PROVINCE_ADMINISTRATOR = "province_administrator"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"


ROLE_NAMES: dict[Role, str] = {
    Role.RECEIVER: "Cán bộ tiếp nhận và trả kết quả",
    Role.DESK_HEAD: "Phụ trách Bộ phận Một cửa",
    Role.HANDLER: "Chuyên viên xử lý",
    Role.UNIT_HEAD: "Lãnh đạo phòng",
    Role.AGENCY_LEADER: "Lãnh đạo cơ quan",
    Role.RECORDS_CLERK: "Văn thư",
    Role.CASHIER: "Thu phí, lệ phí",
    Role.AGENCY_IT: "Quản trị của cơ quan",
    Role.PROVINCE_ADMINISTRATOR: "Quản trị hệ thống của tỉnh",
    Role.SUPERVISOR: "Theo dõi, giám sát",
    Role.INSPECTOR: "Thanh tra, kiểm tra",
}

DESK_ROLES = frozenset({Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER})
"""Duties done at a desk: a posting to one of them names the desk."""

UNIT_ROLES = frozenset({Role.UNIT_HEAD})
"""Duties that make no sense without a unit."""


class Level(StrEnum):
    """The tier of government an agency serves (cấp)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VERTICAL = "vertical"
    SERVICE = "service"


LEVEL_NAMES: dict[Level, str] = {
    Level.PROVINCE: "Cấp tỉnh",
    Level.DISTRICT: "Cấp huyện",
    Level.COMMUNE: "Cấp xã",
    Level.VERTICAL: "Ngành dọc",
    Level.SERVICE: "Đơn vị cung ứng dịch vụ công",
}
