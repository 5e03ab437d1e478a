"""What is true of paper without a database: who can hold it, and what a dossier's bundles say together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.kernel.phrases import phrase


class Holder(StrEnum):
    """Who holds a bundle (nơi giữ)."""

    DESK = "desk"
    UNIT = "unit"
    PERSON = "person"
    TRANSIT = "transit"
    POST = "post"
    APPLICANT = "applicant"
    ARCHIVE = "archive"


HOLDER_NAMES: dict[Holder, str] = {
    Holder.DESK: phrase("Bộ phận Một cửa"),
    Holder.UNIT: phrase("Đơn vị giải quyết"),
    Holder.PERSON: phrase("Cán bộ"),
    Holder.TRANSIT: phrase("Đang chuyển"),
    Holder.POST: phrase("Bưu chính đang giữ"),
    Holder.APPLICANT: phrase("Đã trả người nộp"),
    Holder.ARCHIVE: phrase("Đã lưu"),
}
ENDED = frozenset({Holder.APPLICANT, Holder.ARCHIVE})
AT_DESK = frozenset({Role.RECEIVER, Role.DESK_HEAD})
AT_WORK = frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.RECORDS_CLERK})


class CarrierKind(StrEnum):
    """How paper goes from one place to another; TN19-11.3: by post or another safe service."""

    HAND = "hand"
    POST = "post"
    SERVICE = "service"


CARRIER_NAMES: dict[CarrierKind, str] = {
    CarrierKind.HAND: phrase("Giao tận tay"),
    CarrierKind.POST: phrase("Bưu chính công ích"),
    CarrierKind.SERVICE: phrase("Dịch vụ chuyển phát an toàn khác"),
}


@dataclass(frozen=True)
class Carrier:
    """Who carries it; by post or service the name and the number of the parcel (số hiệu bưu gửi)."""

    kind: CarrierKind = CarrierKind.HAND
    name: str = ""
    number: str = ""


@dataclass(frozen=True)
class Place:
    """Somewhere paper can be held: a desk, a unit, an agency's office (a unit without id), one officer."""

    kind: Holder
    agency_id: UUID | None = None
    unit_id: UUID | None = None
    desk_id: UUID | None = None
    account_id: UUID | None = None

    @property
    def key(self) -> str:
        """`desk:<id>`, `unit:<id>`, `agency:<id>`, `person:<id>`: how a page names it."""
        if self.kind is Holder.DESK:
            return f"desk:{self.desk_id}"
        if self.kind is Holder.PERSON:
            return f"person:{self.account_id}"
        if self.kind is Holder.UNIT:
            return f"unit:{self.unit_id}" if self.unit_id else f"agency:{self.agency_id}"
        return str(self.kind)


@dataclass(frozen=True)
class ItemFacts:
    """One paper that lies in a bundle, with how many originals and copies.

    must_return  an original that belongs to the applicant: it goes back with the result (bản chính trả lại)
    """

    name: str
    originals: int
    copies: int
    paper_id: UUID | None = None
    must_return: bool = False


def projection(holders: Iterable[str]) -> str:
    """What a dossier's `custody_state` says, from who holds its bundles: the farthest away first.

    Paper that is archived or that never was leaves nothing to be watched.
    """
    held = set(holders)
    if held & {Holder.TRANSIT, Holder.POST}:
        return "transit"
    if held & {Holder.UNIT, Holder.PERSON}:
        return "unit"
    if Holder.DESK in held:
        return "desk"
    return "applicant" if Holder.APPLICANT in held else "none"
