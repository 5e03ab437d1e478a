"""What is told of one dossier, to its applicant or to whoever works on it; see `events`."""

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
class CarriedOver(DossierFacts):
    """By a merger `agency` has the dossier now; code and `due_at`, where it has one, stay. `phone`: of the desk."""

    agency: str
    return_place: str
    phone: str
    due_at: datetime | None


@dataclass(frozen=True)
class OpinionRevoked(DossierFacts):
    """To officers: `asker` took its question back, and why; nothing is to be done any more."""

    asker: str
    reason: str
