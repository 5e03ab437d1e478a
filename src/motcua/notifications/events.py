"""What people are told of, and the frozen facts each notice is written from.

Facts hold no personal number, no address, no date of birth: a letter passes through foreign mailboxes
(TN19-10.2a says what it must hold: content, reason, guidance).
`link` is a full address. Instants are aware. `greeting` names the reader: "Bà Nguyễn Thị Khai".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.notifications.dossier_events import (
    Accepted,
    Apologised,
    CarriedOver,
    Decided,
    DueChanged,
    Expired,
    HandedOver,
    NotGranted,
    OpinionAsked,
    OpinionLate,
    OpinionReminder,
    OpinionRevoked,
    Paused,
    Posted,
    Redirected,
    Refused,
    ResultCorrected,
    Resumed,
    Returned,
    StopDeclined,
    Stopped,
    Submitted,
    SupplementReminder,
    SupplementRequested,
    Transferred,
    Withdrawn,
)


@dataclass(frozen=True)
class AccountCreated:
    """An account was opened. `link` leads to where the reader sets a password or signs in."""

    greeting: str
    email: str
    office: str
    link: str


@dataclass(frozen=True)
class FileInfected:
    """Malware was found in a file after it was taken in. `link`: where to send a clean one."""

    greeting: str
    file_name: str
    link: str


@dataclass(frozen=True)
class Urged:
    """An officer is asked by `by` to move a step and to answer until `answer_by`. `link`: where to answer."""

    greeting: str
    code: str
    step: str
    by: str
    words: str
    answer_by: datetime
    link: str


@dataclass(frozen=True)
class UrgeAnswered:
    """Who urged reads the answer."""

    greeting: str
    code: str
    step: str
    answer: str
    link: str


@dataclass(frozen=True)
class StallsFound:
    """A head reads that dossiers of the place stand still. `link`: the list."""

    greeting: str
    office: str
    count: int
    link: str


@dataclass(frozen=True)
class PaperMissing:
    """The receiver of a hand-over record did not find some bundles; `missing` names them, `remark` says what is wrong.

    Told to the officer who gave them; `link`: the record's page.
    """

    greeting: str
    record: str
    receiver: str
    missing: tuple[str, ...]
    remark: str
    link: str


@dataclass(frozen=True)
class AppointmentReminder:
    """An appointment at a desk is tomorrow. `code` its reference, `place` where the desk is; nobody is named."""

    greeting: str
    code: str
    service: str
    office: str
    place: str
    starts_at: datetime
    link: str


@dataclass(frozen=True)
class AppointmentBooked(AppointmentReminder):
    """A place is kept, or another one than before. `secret` moves or cancels it."""

    secret: str


@dataclass(frozen=True)
class WorkTakenOver:
    """To an officer: `count` dossiers that `leaving` held are theirs now. `link`: the work list."""

    greeting: str
    leaving: str
    count: int
    link: str


@dataclass(frozen=True)
class DutyDelegated:
    """To a stand-in: the duties of `giver` are theirs from `first` to `last`, both inside ("28/08/2026")."""

    greeting: str
    giver: str
    duties: tuple[str, ...]
    first: str
    last: str
    link: str


@dataclass(frozen=True)
class DelegationEnded:
    """To a stand-in: `giver` is back, their duties are no longer the reader's."""

    greeting: str
    giver: str
    link: str


@dataclass(frozen=True)
class Digest:
    """Several dossiers of one reader met with the same: `count` of them, told one a line in `lines`.

    more  how many are not listed
    """

    greeting: str
    count: int
    what: str
    lines: tuple[str, ...]
    more: int
    link: str


@dataclass(frozen=True)
class ContactLost:
    """Nothing goes to `contact` (masked) any more for the reader: somebody else proved it (`is_taken`), it is
    known to nobody (`is_unknown`), or whoever has it said that it is not the reader's.
    """

    greeting: str
    contact: str
    is_taken: bool
    is_unknown: bool
    link: str


EventFacts = (
    Submitted
    | Accepted
    | SupplementRequested
    | SupplementReminder
    | Expired
    | Returned
    | Redirected
    | Refused
    | Transferred
    | Decided
    | Posted
    | HandedOver
    | ResultCorrected
    | DueChanged
    | Paused
    | Resumed
    | OpinionAsked
    | OpinionReminder
    | OpinionLate
    | NotGranted
    | Apologised
    | Withdrawn
    | Stopped
    | StopDeclined
    | AccountCreated
    | FileInfected
    | Urged
    | UrgeAnswered
    | StallsFound
    | WorkTakenOver
    | CarriedOver
    | PaperMissing
    | OpinionRevoked
    | DutyDelegated
    | DelegationEnded
    | Digest
    | ContactLost
    | AppointmentReminder
)

FACTS_OF: dict[str, type[EventFacts]] = {
    "submitted": Submitted,
    "accepted": Accepted,
    "supplement_requested": SupplementRequested,
    "supplement_reminder": SupplementReminder,
    "expired": Expired,
    "returned": Returned,
    "redirected": Redirected,
    "refused": Refused,
    "transferred": Transferred,
    "decided": Decided,
    "posted": Posted,
    "handed_over": HandedOver,
    "result_corrected": ResultCorrected,
    "due_changed": DueChanged,
    "paused": Paused,
    "resumed": Resumed,
    "opinion_asked": OpinionAsked,
    "opinion_reminder": OpinionReminder,
    "opinion_late": OpinionLate,
    "not_granted": NotGranted,
    "apologised": Apologised,
    "withdrawn": Withdrawn,
    "stopped": Stopped,
    "stop_declined": StopDeclined,
    "account_created": AccountCreated,
    "file_infected": FileInfected,
    "urged": Urged,
    "urge_answered": UrgeAnswered,
    "stalls_found": StallsFound,
    "work_taken_over": WorkTakenOver,
    "carried_over": CarriedOver,
    "paper_missing": PaperMissing,
    "opinion_revoked": OpinionRevoked,
    "duty_delegated": DutyDelegated,
    "delegation_ended": DelegationEnded,
    "digest": Digest,
    "contact_lost": ContactLost,
    "appointment_booked": AppointmentBooked,
    "appointment_reminder": AppointmentReminder,
}
# somebody is waiting in front of the screen
URGENT = frozenset({"account_created"})
LANGUAGES = ("vi", "en")
