"""What is true of agencies without a database: roles, levels, kinds of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from motcua.kernel.phrases import phrase


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
    Role.RECEIVER: phrase("Cán bộ tiếp nhận và trả kết quả"),
    Role.DESK_HEAD: phrase("Phụ trách Bộ phận Một cửa"),
    Role.HANDLER: phrase("Chuyên viên xử lý"),
    Role.UNIT_HEAD: phrase("Lãnh đạo phòng"),
    Role.AGENCY_LEADER: phrase("Lãnh đạo cơ quan"),
    Role.RECORDS_CLERK: phrase("Văn thư"),
    Role.CASHIER: phrase("Thu phí, lệ phí"),
    Role.AGENCY_IT: phrase("Quản trị của cơ quan"),
    Role.PROVINCE_ADMINISTRATOR: phrase("Quản trị hệ thống của tỉnh"),
    Role.SUPERVISOR: phrase("Theo dõi, giám sát"),
    Role.INSPECTOR: phrase("Thanh tra, kiểm tra"),
}

DESK_ROLES = frozenset({Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER})
"""Duties done at a desk: a posting to one of them names the desk."""

UNIT_ROLES = frozenset({Role.UNIT_HEAD})
"""Duties that make no sense without a unit."""

KEEPERS = frozenset({Role.AGENCY_IT, Role.PROVINCE_ADMINISTRATOR})
"""Who keeps accounts and settings and reads no dossier."""
PROVINCE_ROLES = frozenset({Role.PROVINCE_ADMINISTRATOR, Role.SUPERVISOR, Role.INSPECTOR})
"""Duties that reach over the whole province: only its administrator gives and takes them."""


class Level(StrEnum):
    """The tier of government an agency serves (cấp)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VERTICAL = "vertical"
    SERVICE = "service"


LEVEL_NAMES: dict[Level, str] = {
    Level.PROVINCE: phrase("Cấp tỉnh"),
    Level.DISTRICT: phrase("Cấp huyện"),
    Level.COMMUNE: phrase("Cấp xã"),
    Level.VERTICAL: phrase("Ngành dọc"),
    Level.SERVICE: phrase("Đơn vị cung ứng dịch vụ công"),
}


@dataclass(frozen=True)
class AgencyFacts:
    """How an agency is called, placed and reached: all that one version says besides its days."""

    name: str
    short_name: str
    level: Level
    kind: str
    parent_id: UUID | None = None
    commune_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def misplaced(role: Role, *, has_unit: bool, has_desk: bool) -> str | None:
    """Why a duty cannot be done at such a place, as a Vietnamese sentence; none when it can."""
    name = ROLE_NAMES[role]
    if role in DESK_ROLES and not has_desk:
        return phrase("Vai trò “{role}” phải gắn với một Bộ phận Một cửa.", role=name)
    if role in UNIT_ROLES and not has_unit:
        return phrase("Vai trò “{role}” phải gắn với một phòng, đơn vị.", role=name)
    if role not in DESK_ROLES and has_desk:
        return phrase("Vai trò “{role}” không làm tại Bộ phận Một cửa.", role=name)
    return None


def next_code(parent: str, taken: Iterable[str]) -> str:
    """The next free identifier under `parent`: two digits, three after 99 (QĐ 20/2020/QĐ-TTg).

    >>> next_code("H53", ["H53", "H53.01", "H53.01.02"])
    'H53.02'
    """
    start = f"{parent}."
    last = [code[len(start) :] for code in taken if code.startswith(start)]
    highest = max((int(group) for group in last if group.isdigit()), default=0)
    return f"{start}{highest + 1:02d}"
