"""Late entry: what was received on paper during an outage enters with its true times (nhập sau; NB18-13.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from motcua.audit.services import Actor
from motcua.dossiers.models import Draft, Paper
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.drafts import open_draft
from motcua.dossiers.services.reception import Acceptance, Finding
from motcua.dossiers.services.submission import add_alias
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.outside import instrument_of
from motcua.journey.submit import submit
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.text import nfc
from motcua.operations.errors import (
    EntryDecided,
    EntryNotReady,
    NoOutage,
    NumberUsed,
    ReasonNeeded,
    TimeImpossible,
)
from motcua.operations.models import KitNumber, LateEntry, Outage
from motcua.operations.services.kit import HEAD, RECEIVING, mark, number_for_update, require_duty
from motcua.procedures.selectors import release_on

__all__ = ["LateFacts", "approve", "decline", "enter_late", "keep_drafts", "send_for_approval"]


@dataclass(frozen=True)
class LateFacts:
    """What the paper form or the offline page says.

    number       of the kit, as printed on the form
    procedure    code; the release is the one in force on the day of reception
    received_at  aware, true instant of the reception
    received_by  account of who received
    applicant    full_name, phone … as `drafts.save_draft` keeps it
    papers       component ids that were handed in
    """

    number: str
    desk_id: UUID
    procedure: str
    received_at: datetime
    received_by: UUID
    reason: str
    applicant: Mapping[str, Any]
    papers: tuple[str, ...] = ()
    origin: str = LateEntry.Origin.PAPER
    answers: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter_late(*, facts: LateFacts, officer: Actor, at: datetime, key: UUID) -> LateEntry:
    """Begin the late entry of one dossier: its number is taken, its draft waits to be filled (nhập sau).

    Takes
        key  made where it was received; sent again it gives the same entry, however often
    Refuses
        NotOfThisDesk, ReasonNeeded, TimeImpossible, NumberMistyped, NumberUnknown, NumberUsed, NumberVoid,
        UnknownProcedure, NotInForce
    Writes
        the number, a draft dated by the true time, the entry. No dossier yet: that needs the head's approval.
    """
    assert officer.id is not None
    require_duty(officer.id, facts.desk_id, RECEIVING, at)
    number = _taken_before_or_free(facts, key, at)
    if isinstance(number, LateEntry):
        return number
    if facts.received_at > at:
        raise TimeImpossible(received=_moment(facts.received_at))
    if not facts.reason.strip():
        raise ReasonNeeded
    require_duty(facts.received_by, facts.desk_id, RECEIVING, facts.received_at)
    release = release_on(facts.procedure, local_day(facts.received_at))
    draft = open_draft(
        release_id=release.pk,
        at=facts.received_at,
        officer_id=officer.id,
        desk_id=facts.desk_id,
        channel="direct",
        applicant={"kind": "person", **facts.applicant},
        answers=dict(facts.answers),
    ).draft
    Draft.objects.filter(pk=draft.pk).update(updated_at=at)
    mark(number, KitNumber.State.USED, by=officer.id, at=at)
    return LateEntry.objects.create(
        key=key,
        number=number,
        desk_id=facts.desk_id,
        outage=outage_at(facts.desk_id, facts.received_at),
        release=release,
        draft_id=draft.pk,
        origin=facts.origin,
        papers=list(facts.papers),
        received_at=facts.received_at,
        received_by_id=facts.received_by,
        entered_at=at,
        entered_by_id=officer.id,
        reason=nfc(facts.reason),
    )


def _taken_before_or_free(facts: LateFacts, key: UUID, at: datetime) -> KitNumber | LateEntry:
    """The free number, locked; or the entry that this very delivery made before."""
    again = LateEntry.objects.filter(key=key).first()
    if again is not None:
        return again
    try:
        return number_for_update(facts.number, facts.desk_id, at)
    except NumberUsed:
        # the same delivery, twice at once: the other one held the lock and is done now
        again = LateEntry.objects.filter(key=key).first()
        if again is None:
            raise
        return again


def outage_at(desk_id: UUID, at: datetime) -> Outage | None:
    """The recorded outage of a desk, or of the whole province, that was on at an instant."""
    here = Outage.objects.filter(Q(desk_id=desk_id) | Q(desk=None), began_at__lte=at)
    return here.filter(Q(ended_at=None) | Q(ended_at__gte=at)).order_by("-began_at").first()


@transaction.atomic
def send_for_approval(*, entry_id: UUID, officer: Actor, at: datetime) -> LateEntry:
    """The form is complete: the head of the desk has to decide.

    What would stop the filing is told now, to the clerk who can mend it: it is tried and taken back.

    Refuses
        NotOfThisDesk, EntryDecided, and all that `submit` refuses
    """
    entry = _open_entry(entry_id)
    assert officer.id is not None
    require_duty(officer.id, entry.desk_id, RECEIVING, at)
    point = transaction.savepoint()
    submit(draft_id=entry.draft_id, actor=_receiver(entry), at=entry.received_at)
    transaction.savepoint_rollback(point)
    entry.state = LateEntry.State.WAITING
    entry.save(update_fields=["state"])
    return entry


@transaction.atomic
def approve(
    *, entry_id: UUID, officer: Actor, at: datetime, fees_vnd: Mapping[str, int] | None = None
) -> Acceptance | None:
    """The head of the desk approves: the dossier is filed, checked and accepted at its true time (phê duyệt nhập sau).

    Takes
        fees_vnd  as `accept` takes it, where the procedure leaves an amount to the desk
    Gives
        the acceptance, its code and its due date counted from the true time; None where required papers were not
        handed in, or the place is still to be said of a procedure that is received outside the desk (TN19-9.4):
        then the dossier is filed with its true time, and the desk goes on with its check
    Refuses
        NotOfThisDesk, NoOutage, EntryDecided, EntryNotReady, and all that `submit`, `check`, `accept` refuse
    Writes
        the dossier with its events at the true time (`recorded_at` is now), the alias, the note of the late entry
    Law
        NB18-13.2: true times, reason, approval, nothing lost. TN14-7.3.
    """
    assert officer.id is not None
    entry = _open_entry(entry_id)
    require_duty(officer.id, entry.desk_id, HEAD, at)
    if entry.state != LateEntry.State.WAITING:
        raise EntryNotReady(number=entry.number_id)
    entry.outage = entry.outage or outage_at(entry.desk_id, entry.received_at)
    if entry.outage is None:
        raise NoOutage(received=_moment(entry.received_at))
    receiver, then = _receiver(entry), entry.received_at
    filed = submit(draft_id=entry.draft_id, actor=receiver, at=then)
    add_alias(filed.dossier_id, entry.number_id, issuer_id=entry.desk_id, at=then)
    note(
        dossier_for_update(filed.dossier_id),
        "late_entry",
        at=at,
        actor=officer,
        body={
            "number": entry.number_id,
            "outage": entry.outage_id,
            "received": then,
            "entered": entry.entered_at,
        },
        words={"reason": entry.reason},
        key=uuid5(entry.key, "note"),
    )
    acceptance = _accepted(entry, filed.dossier_id, receiver, fees_vnd)
    entry.state, entry.decided_by_id, entry.decided_at = LateEntry.State.APPROVED, officer.id, at
    entry.save(update_fields=["state", "decided_by", "decided_at", "outage"])
    return acceptance


def _accepted(
    entry: LateEntry, dossier_id: UUID, receiver: Actor, fees_vnd: Mapping[str, int] | None
) -> Acceptance | None:
    papers = list(Paper.objects.filter(dossier_id=dossier_id))
    handed = set(entry.papers)
    if any(paper.required and paper.component_id not in handed for paper in papers):
        return None
    if instrument_of(dossier_for_update(dossier_id), entry.received_at):
        return None
    findings = [
        Finding(paper.id, Paper.Finding.OK if paper.component_id in handed else Paper.Finding.NOT_NEEDED)
        for paper in papers
    ]
    check(dossier_id=dossier_id, officer=receiver, findings=findings, at=entry.received_at)
    return accept(
        dossier_id=dossier_id,
        officer=receiver,
        at=entry.received_at,
        key=uuid5(entry.key, "accept"),
        fees_vnd=fees_vnd,
    )


@transaction.atomic
def decline(*, entry_id: UUID, officer: Actor, reason: str, at: datetime) -> LateEntry:
    """The head does not approve: nothing is filed; number, reason and draft stay as they are for whoever asks.

    Refuses
        NotOfThisDesk, EntryDecided, ReasonNeeded
    """
    entry = _open_entry(entry_id)
    assert officer.id is not None
    require_duty(officer.id, entry.desk_id, HEAD, at)
    if not reason.strip():
        raise ReasonNeeded
    entry.state, entry.decision = LateEntry.State.DECLINED, nfc(reason)
    entry.decided_by_id, entry.decided_at = officer.id, at
    entry.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    return entry


def keep_drafts(*, at: datetime) -> int:
    """Drafts of open late entries are not swept with those nobody wants: a person handed paper in. Nightly."""
    waiting = LateEntry.objects.filter(state__in=[LateEntry.State.FILLING, LateEntry.State.WAITING])
    return Draft.objects.filter(pk__in=waiting.values("draft_id")).update(updated_at=at)


def _open_entry(entry_id: UUID) -> LateEntry:
    entry = LateEntry.objects.select_for_update().get(pk=entry_id)
    if entry.state in {LateEntry.State.APPROVED, LateEntry.State.DECLINED}:
        raise EntryDecided(number=entry.number_id, state=LateEntry.State(entry.state).label.lower())
    return entry


def _receiver(entry: LateEntry) -> Actor:
    return Actor("officer", entry.received_by_id, entry.desk.agency_id)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TZ):%H:%M %d/%m/%Y}"
