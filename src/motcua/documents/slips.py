"""The facts of the slips (Thông tư 03/2025/TT-VPCP, Phụ lục I: Mẫu 01 to 05) and of papers printed on the way.

Text is printed as it is given: Vietnamese, NFC. An empty text prints as "không có"; None leaves an optional
part out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from motcua.documents.facts import SEALED


@dataclass(frozen=True)
class Office:
    """The head of every slip: who issues it.

    parent  the agency above, e.g. "Ủy ban nhân dân tỉnh Tây Ninh" (cơ quan chủ quản)
    name    the desk, e.g. "Trung tâm Phục vụ hành chính công" (Bộ phận Tiếp nhận và Trả kết quả)
    place   place name before the date (địa danh)
    contact one line at the foot: address, hotline, portal; may be empty
    """

    parent: str
    name: str
    place: str
    contact: str = ""


@dataclass(frozen=True)
class SlipParty:
    """A person or organisation as a slip names it.

    title   "Ông", "Bà", "Ông/Bà" or "Tổ chức"
    number  personal number or tax code (số định danh cá nhân/tổ chức); sealed in the database
    """

    title: str
    name: str
    number: str = field(metadata=SEALED)
    address: str
    phone: str
    email: str


@dataclass(frozen=True)
class PaperLine:
    """One component as handed in (thành phần hồ sơ); counts of originals, certified and plain copies."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    copies: int = 0


@dataclass(frozen=True)
class BookEntry:
    """Where the dossier stands in the paper book (Sổ theo dõi hồ sơ): book and entry number."""

    book: str
    entry: str


@dataclass(frozen=True)
class Slip01Facts:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01).

    code          statutory dossier code, printed as text and as Code128
    lookup_url    address in the QR, with the unguessable token
    applicant     whose dossier it is
    authorising   who authorised the applicant; None when nobody did
    authorisation the paper of authorisation, only with `authorising`
    procedure     name of the procedure asked for (nội dung yêu cầu giải quyết)
    papers        what was handed in, in the order of the procedure's list
    sets          number of sets (bộ)
    limit         statutory time in words, e.g. "3 ngày làm việc"
    received_at   instant of acceptance; due_at instant of the appointment
    return_place  where the result is fetched or sent (đăng ký nhận kết quả tại)
    book          entry in the paper book; None when none is kept
    submitter     who signs as "người nộp hồ sơ"; officer who signs as "người tiếp nhận hồ sơ"
    """

    office: Office
    code: str
    lookup_url: str
    applicant: SlipParty
    procedure: str
    papers: tuple[PaperLine, ...]
    sets: int
    limit: str
    received_at: datetime
    due_at: datetime
    return_place: str
    submitter: str
    officer: str
    authorising: SlipParty | None = None
    authorisation: str = ""
    book: BookEntry | None = None


@dataclass(frozen=True)
class Slip02Facts:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02): one full notice.

    code           reference or dossier code, with `lookup_url`; empty when the dossier has neither
    demands        everything to be completed, one text each
    reason         why (lý do)
    contact_name   whom to ask, with contact_phone
    officer        who signs as "người hướng dẫn"
    """

    office: Office
    applicant: SlipParty
    procedure: str
    demands: tuple[str, ...]
    reason: str
    contact_name: str
    contact_phone: str
    officer: str
    code: str = ""
    lookup_url: str = ""


@dataclass(frozen=True)
class Slip03Facts:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu 03).

    code      reference or dossier code, with `lookup_url`; empty when the dossier has neither
    reasons   the reasons in full, one text each
    submitter, officer  who sign
    agency    after appraisal: the agency that does not grant the request; its leader signs as `officer`
    """

    office: Office
    applicant: SlipParty
    procedure: str
    reasons: tuple[str, ...]
    submitter: str
    officer: str
    code: str = ""
    lookup_url: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Slip04Facts:
    """Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết (Mẫu 04).

    agency       who handles the dossier and apologises
    due_at       the appointment that is not kept; new_due_at the date in its place, None when the result is there
    is_late      issued after `due_at` had passed: an apology that moves no date
    signer       the head of the agency (thủ trưởng cơ quan)
    """

    office: Office
    code: str
    lookup_url: str
    applicant: SlipParty
    agency: str
    procedure: str
    received_at: datetime
    due_at: datetime
    new_due_at: datetime | None
    reason: str
    is_late: bool
    signer: str


@dataclass(frozen=True)
class FeeLine:
    """One fee of a stopped dossier: what became of it, and on what ground."""

    name: str
    amount: str
    outcome: str
    why: str


@dataclass(frozen=True)
class Slip05Facts:
    """Thông báo dừng giải quyết hồ sơ (Mẫu 05).

    The circular's annex was not at hand: the fields are those its Điều 7 asks for (docs/glossary.md, provisional).

    asker      who asked to stop, in which `way`, when and why
    stopped_at from when on the handling is stopped
    originals  what was given back, empty when nothing was handed in on paper
    fees       what became of each fee, empty when none was owed
    """

    office: Office
    code: str
    lookup_url: str
    applicant: SlipParty
    procedure: str
    agency: str
    received_at: datetime
    asker: str
    way: str
    asked_at: datetime
    reason: str
    stopped_at: datetime
    originals: tuple[PaperLine, ...]
    fees: tuple[FeeLine, ...]
    submitter: str
    officer: str


@dataclass(frozen=True)
class ClockLine:
    """One time limit explained: its name and limit, from when to when, step by step."""

    name: str
    limit: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    calendar: str
    reasons: tuple[str, ...]
    segments: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class DueExplainedFacts:
    """Why the date of return is what it is (vì sao là ngày này, A4).

    due_at  the date that stands; clocks newest first
    """

    code: str
    lookup_url: str
    procedure: str
    agency: str
    due_at: datetime
    clocks: tuple[ClockLine, ...]


@dataclass(frozen=True)
class PrintedRow:
    """One answer: its label and its value, or a picture of it in words."""

    label: str
    value: str


@dataclass(frozen=True)
class PrintedTable:
    """Repeated answers: column heads and rows of equal length."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PrintedSection:
    title: str
    rows: tuple[PrintedRow, ...] = ()
    tables: tuple[PrintedTable, ...] = ()


@dataclass(frozen=True)
class FormPrintFacts:
    """What was entered into an e-form, to read, sign or keep (bản in tờ khai, A4).

    title       the form's title; subtitle e.g. the procedure and its code, may be empty
    code        reference or dossier code, may be empty
    sections    as in the form
    declarant   who signs; empty: no place for a signature
    place       place name before the date
    """

    title: str
    subtitle: str
    code: str
    sections: tuple[PrintedSection, ...]
    place: str
    declarant: str = ""
