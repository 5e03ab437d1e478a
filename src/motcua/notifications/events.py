"""What people are told of, and the frozen facts each notice is written from.

Facts hold no personal number, no address, no date of birth: a letter passes through foreign mailboxes
(TN19-10.2a says what it must hold: content, reason, guidance).
`link` is a full address. Instants are aware. `greeting` names the reader: "Bà Nguyễn Thị Khai".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DossierFacts:
    """What every notice about a dossier says.

    code       reference before acceptance, statutory code after
    procedure  name of the procedure
    office     the desk or agency that speaks
    link       address of the dossier's page, with its token when the reader has no account
    """

    greeting: str
    code: str
    procedure: str
    office: str
    link: str


@dataclass(frozen=True)
class Submitted(DossierFacts):
    """The dossier arrived. `submitted_at`: when."""

    submitted_at: datetime


@dataclass(frozen=True)
class Accepted(DossierFacts):
    """The dossier is accepted. `due_at`: the appointment; `return_place`: where the result is fetched."""

    accepted_at: datetime
    due_at: datetime
    return_place: str


@dataclass(frozen=True)
class SupplementRequested(DossierFacts):
    """The one full notice of what is missing: `demands` all of it, `reason`, whom to ask, `until` when."""

    demands: tuple[str, ...]
    reason: str
    contact_name: str
    contact_phone: str
    until: datetime | None = None


@dataclass(frozen=True)
class SupplementReminder(DossierFacts):
    """The time to complete the dossier ends at `until`; `demands` is still all of it."""

    demands: tuple[str, ...]
    until: datetime


@dataclass(frozen=True)
class Expired(DossierFacts):
    """Nobody completed the dossier; the time ended at `until`, and the dossier with it.

    `fetch_at`: the desk that gives the originals back; "" where there are none.
    """

    until: datetime
    fetch_at: str = ""


@dataclass(frozen=True)
class Returned(DossierFacts):
    """An accepted dossier is cancelled as incomplete: `demands` to add, `back` what goes back, may be empty."""

    demands: tuple[str, ...]
    reason: str
    back: str
    contact_name: str
    contact_phone: str


@dataclass(frozen=True)
class Redirected(DossierFacts):
    """The dossier was passed on to the `agency` that may decide it; `office` is the desk that now has it."""

    agency: str
    reason: str


@dataclass(frozen=True)
class Refused(DossierFacts):
    """The dossier is refused, with all `reasons` and whom to ask."""

    reasons: tuple[str, ...]
    contact_name: str
    contact_phone: str


@dataclass(frozen=True)
class Transferred(DossierFacts):
    """The dossier went on to the agency that handles it; `due_at` stays promised."""

    agency: str
    due_at: datetime


@dataclass(frozen=True)
class Decided(DossierFacts):
    """The result is ready. `return_place`: where; `to_bring`: what the reader must bring, may be empty.

    `by_post`: it is sent, as the reader asked; `to_compare`: but only once those originals were shown.
    """

    return_place: str
    to_bring: tuple[str, ...] = ()
    by_post: bool = False
    to_compare: bool = False


@dataclass(frozen=True)
class Posted(DossierFacts):
    """A parcel left with the post: `carrier`, and its number, the `waybill`."""

    carrier: str
    waybill: str


@dataclass(frozen=True)
class HandedOver(DossierFacts):
    """The result was handed over at `handed_over_at` to `receiver`."""

    handed_over_at: datetime
    receiver: str


@dataclass(frozen=True)
class ResultCorrected(DossierFacts):
    """A wrong result was set right; `was_out`: the reader has the wrong paper and exchanges it at `return_place`."""

    reason: str
    return_place: str
    was_out: bool


@dataclass(frozen=True)
class DueChanged(DossierFacts):
    """The appointment moved, with the reason; `is_late` adds the apology the law asks for."""

    old_due_at: datetime
    new_due_at: datetime
    reason: str
    is_late: bool


@dataclass(frozen=True)
class Paused(DossierFacts):
    """The handling waits until `until`: for a payment (`amount`, `notice`), or a posting at `place`."""

    is_payment: bool
    until: datetime
    amount: str = ""
    notice: str = ""
    place: str = ""
    declined: str = ""


@dataclass(frozen=True)
class Resumed(DossierFacts):
    """The handling goes on; `due_at` is the appointment now, `is_moved` whether it moved."""

    due_at: datetime
    is_moved: bool


@dataclass(frozen=True)
class OpinionAsked(DossierFacts):
    """To officers: their opinion is asked by `asker`, due at `due_at`."""

    asker: str
    due_at: datetime


@dataclass(frozen=True)
class OpinionReminder(DossierFacts):
    """To officers: the opinion that `asker` asked for is still missing, due at `due_at`."""

    asker: str
    due_at: datetime


@dataclass(frozen=True)
class OpinionLate(DossierFacts):
    """To the head of the desk: `place` did not answer `asker` by `due_at` (TN19-12.5b)."""

    asker: str
    place: str
    due_at: datetime


@dataclass(frozen=True)
class NotGranted(DossierFacts):
    """After appraisal the request is not granted; the reasons stand on the dossier's page and on its slip.

    `return_place`: where the paper is handed over, with the originals; `by_post`: it is sent, as the reader asked.
    """

    return_place: str
    contact_name: str
    contact_phone: str
    by_post: bool = False


@dataclass(frozen=True)
class Apologised(DossierFacts):
    """The promised date passed: an apology. `expected_at`: when it is thought to be ready; none with a result."""

    due_at: datetime
    expected_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Withdrawn(DossierFacts):
    """The dossier was taken back before it was accepted."""

    withdrawn_at: datetime


@dataclass(frozen=True)
class Stopped(DossierFacts):
    """The handling was stopped as asked. `to_fetch`: whether originals or money wait at the desk."""

    stopped_at: datetime
    to_fetch: bool


@dataclass(frozen=True)
class StopDeclined(DossierFacts):
    """The handling goes on although its end was asked for, and why."""

    reason: str
    contact_name: str
    contact_phone: str


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
class CarriedOver(DossierFacts):
    """By a merger `agency` has the dossier now; code and `due_at`, where it has one, stay. `phone`: of the desk."""

    agency: str
    return_place: str
    phone: str
    due_at: datetime | None


@dataclass(frozen=True)
class WorkTakenOver:
    """To an officer: `count` dossiers that `leaving` held are theirs now. `link`: the work list."""

    greeting: str
    leaving: str
    count: int
    link: str


@dataclass(frozen=True)
class OpinionRevoked(DossierFacts):
    """To officers: `asker` took its question back, and why; nothing is to be done any more."""

    asker: str
    reason: str


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
