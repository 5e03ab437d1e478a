"""The facts of the papers that follow a dossier: Mẫu 06, Mẫu 07 of TT 03/2025/TT-VPCP, and the slip of a return."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.documents.facts import SEALED
from motcua.documents.slips import Office


@dataclass(frozen=True)
class Hop:
    """One hand-over of the dossier from place to place, filled by the side that received it.

    giver, receiver            place: desk, unit or agency; "Người nộp hồ sơ" where it is the applicant
    giver_name, receiver_name  who signs; empty while nobody took the work
    at      instant of the hand-over
    rating  of the giver's step: "Trước hạn", "Đúng hạn", "Quá hạn"; empty where there was none to rate
    note    the step that begins here, and what is peculiar to it
    """

    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    at: datetime
    rating: str = ""
    note: str = ""


@dataclass(frozen=True)
class BundleMark:
    """A bundle of paper of the dossier: its number, code and the address behind its QR."""

    no: int
    code: str
    url: str


@dataclass(frozen=True)
class Slip06Facts:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 06): one block for each hand-over.

    code          statutory code, printed as text and bars
    agency        cơ quan (bộ phận) giải quyết; cooperating: cơ quan phối hợp
    received_at   ngày nhận; due_at hẹn trả kết quả
    bundles       the paper it lies on, each with the code that says who holds it
    """

    office: Office
    code: str
    lookup_url: str
    agency: str
    cooperating: tuple[str, ...]
    received_at: datetime
    due_at: datetime
    hops: tuple[Hop, ...]
    bundles: tuple[BundleMark, ...] = ()


@dataclass(frozen=True)
class BookRow:
    """One line of the book, its columns from left to right; null days print as nothing."""

    no: int
    code: str
    procedure: str
    applicant: str
    contact: str
    agency: str
    received_on: date
    due_on: date | None
    returned_on: date | None
    way: str
    signed: str


@dataclass(frozen=True)
class Slip07Facts:
    """Sổ theo dõi hồ sơ (Mẫu 07), A4 across: one book for a field, a year and a desk.

    book   "01/2026" where the province keeps numbered books, else empty
    """

    office: Office
    field: str
    year: int
    book: str
    rows: tuple[BookRow, ...]


@dataclass(frozen=True)
class ComparedPaper:
    """One component whose original was laid beside the electronic copy: "Khớp", or "Không khớp" and why."""

    name: str
    finding: str
    remark: str = ""


@dataclass(frozen=True)
class GivenResult:
    """One result as it left the desk."""

    name: str
    number: str
    signed_on: date
    signer: str


@dataclass(frozen=True)
class ReturnSlipFacts:
    """Phiếu trả kết quả: who took what, under which mandate; whoever takes it signs here.

    number_shown  personal number as checked; empty when no card was asked for
    mandate       kind and paper of the mandate; empty when the applicant came
    confirmed     how the reception was confirmed, in words
    taken_back    results that were wrong and are given back
    """

    office: Office
    code: str
    lookup_url: str
    procedure: str
    applicant: str
    receiver: str
    number_shown: str = field(metadata=SEALED)
    mandate: str
    way: str
    confirmed: str
    results: tuple[GivenResult, ...]
    compared: tuple[ComparedPaper, ...]
    taken_back: tuple[GivenResult, ...]
    handed_over_at: datetime
    officer: str
