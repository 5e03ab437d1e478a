"""A date of return set anew once, and the apology when it could not be kept (gia hạn, xin lỗi); TN19-12.8."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.deadlines.rules import last_day_before
from motcua.deadlines.rules.reasons import show_at, show_day
from motcua.deadlines.selectors import calendar_version
from motcua.dossiers.errors import (
    AlreadyApologised,
    AlreadyExtended,
    ExpectedDayMissing,
    ExtensionWaits,
    NewDateNotLater,
    NoProposal,
    NotLateYet,
    ReasonMissing,
    TooLateToExtend,
)
from motcua.dossiers.models import Apology, Clock, Dossier, Extension, Part
from motcua.dossiers.moves import next_state
from motcua.dossiers.services.asked import give_answer
from motcua.dossiers.services.clocks import appoint, running_clock
from motcua.dossiers.services.core import note
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc


def last_day_of(dossier: Dossier, *, working: bool) -> date:
    """The last day on which the date of a dossier in process may still be set anew.

    Takes
        working  how the province counts the one day (a choice)
    """
    clock = running_clock(dossier, Clock.Kind.LEGAL)
    assert clock is not None, "an accepted dossier has a legal clock"
    return last_day_before(clock.due_at, calendar_version(clock.calendar_version_id), working=working)


def require_extendable(dossier: Dossier, *, working: bool, at: datetime) -> date:
    """Refuses with IllegalMove, AlreadyExtended, TooLateToExtend where no date may be set anew; gives the last day."""
    next_state(dossier.state, "extend")
    if done := Extension.objects.filter(dossier=dossier, state=Extension.State.APPROVED).first():
        assert done.answered_at is not None
        raise AlreadyExtended(day=f"{local_day(done.answered_at):%d/%m/%Y}")
    last = last_day_of(dossier, working=working)
    if local_day(at) > last:
        raise TooLateToExtend(last=show_day(last))
    return last


def propose_extension(
    dossier: Dossier,
    *,
    reason: str,
    new_due_at: datetime,
    working: bool,
    actor: Actor,
    at: datetime,
    key: UUID,
) -> Extension:
    """Propose a new date of return to the leader (đề nghị hẹn lại ngày trả kết quả).

    Takes
        new_due_at  in working time, later than the date that stands
    Refuses
        IllegalMove, AlreadyExtended, ExtensionWaits, TooLateToExtend, ReasonMissing, NewDateNotLater
    """
    assert actor.id is not None
    assert dossier.due_at is not None
    require_extendable(dossier, working=working, at=at)
    if waiting := proposal_of(dossier):
        raise ExtensionWaits(day=f"{local_day(waiting.new_due_at):%d/%m/%Y}")
    if not reason.strip():
        raise ReasonMissing
    if new_due_at <= dossier.due_at:
        raise NewDateNotLater(due=show_at(dossier.due_at.astimezone(TZ)))
    made = Extension.objects.create(
        dossier=dossier,
        no=Extension.next_no(dossier.pk),
        reason=nfc(reason),
        old_due_at=dossier.due_at,
        new_due_at=new_due_at,
        proposed_at=at,
        proposed_by_id=actor.id,
    )
    note(
        *(dossier, "extension_proposed"),
        at=at,
        actor=actor,
        body={"extension": made.id, "new_due_at": new_due_at},
        words={"reason": made.reason},
        key=key,
    )
    return made


def proposal_of(dossier: Dossier) -> Extension | None:
    """The proposal that waits for the leader."""
    return Extension.objects.filter(dossier=dossier, state=Extension.State.PROPOSED).first()


def approve_extension(
    dossier: Dossier, *, working: bool, answer: str, actor: Actor, at: datetime, key: UUID
) -> Extension:
    """The leader sets the new date (duyệt hẹn lại); once in the life of a dossier, by the database too.

    Refuses
        NoProposal, IllegalMove, AlreadyExtended, TooLateToExtend, NewDateNotLater
    Writes
        the clock's appointment, due date of dossier and lead part, one event
    Law
        NĐ 61/2018 Đ.19 k.9; TN19-12.8.
    """
    waiting = _waiting(dossier)
    assert dossier.due_at is not None
    require_extendable(dossier, working=working, at=at)
    if waiting.new_due_at <= dossier.due_at:
        raise NewDateNotLater(due=show_at(dossier.due_at.astimezone(TZ)))
    give_answer(waiting, Extension.State.APPROVED, words=answer, actor=actor, at=at)
    due_at = appoint(dossier, due_at=waiting.new_due_at, at=at)
    Part.objects.filter(dossier=dossier, duty=Part.Duty.LEAD, state="open").update(due_at=due_at)
    note(
        *(dossier, "extend"),
        at=at,
        actor=actor,
        body={"extension": waiting.id, "old_due_at": waiting.old_due_at, "new_due_at": due_at},
        words={"reason": waiting.reason},
        key=key,
        changes={"due_at": due_at},
    )
    return waiting


def refuse_extension(dossier: Dossier, *, answer: str, actor: Actor, at: datetime, key: UUID) -> Extension:
    """The leader keeps the date and says why (không duyệt hẹn lại).

    Refuses
        NoProposal, ReasonMissing
    """
    waiting = _waiting(dossier)
    if not answer.strip():
        raise ReasonMissing
    give_answer(waiting, Extension.State.REFUSED, words=answer, actor=actor, at=at)
    note(
        *(dossier, "extension_refused"),
        at=at,
        actor=actor,
        body={"extension": waiting.id},
        words={"reason": waiting.answer},
        key=key,
    )
    return waiting


def lapse_extension(dossier: Dossier, *, at: datetime) -> None:
    """A proposal nobody answered before the dossier was finished is not needed any more."""
    Extension.objects.filter(dossier=dossier, state=Extension.State.PROPOSED).update(
        state=Extension.State.LAPSED, answered_at=at
    )


def _waiting(dossier: Dossier) -> Extension:
    waiting = proposal_of(dossier)
    if waiting is None:
        raise NoProposal
    return waiting


def apologise_late(
    dossier: Dossier,
    *,
    reason: str,
    expected_at: datetime | None,
    actor: Actor,
    at: datetime,
    key: UUID,
) -> Apology:
    """Apologise after the promised date has passed (xin lỗi vì trả kết quả muộn); counted as late.

    The date that was promised stays: an apology does not undo lateness.

    Takes
        expected_at  when it is thought to be ready; needed while there is no result
    Refuses
        IllegalMove, NotLateYet, AlreadyApologised, ReasonMissing, ExpectedDayMissing
    """
    assert actor.id is not None
    assert dossier.due_at is not None
    next_state(dossier.state, "apologise")
    ended_at = dossier.decided_at or at
    if ended_at <= dossier.due_at:
        raise NotLateYet(due=show_at(dossier.due_at.astimezone(TZ)))
    _require_new(dossier, at)
    if not reason.strip():
        raise ReasonMissing
    if dossier.decided_at is None and (expected_at is None or expected_at <= at):
        raise ExpectedDayMissing
    made = Apology.objects.create(
        dossier=dossier,
        no=Apology.next_no(dossier.pk),
        agency_id=dossier.agency_id,
        reason=nfc(reason),
        due_at=dossier.due_at,
        expected_at=None if dossier.decided_at else expected_at,
        issued_at=at,
        issued_by_id=actor.id,
    )
    note(
        *(dossier, "apologise"),
        at=at,
        actor=actor,
        body={"apology": made.id, "due_at": made.due_at, "expected_at": made.expected_at},
        words={"reason": made.reason},
        key=key,
    )
    return made


def _require_new(dossier: Dossier, at: datetime) -> None:
    """One apology until the day it names has passed as well."""
    last = Apology.objects.filter(dossier=dossier).order_by("-no").first()
    if last is None or (
        dossier.decided_at is None and last.expected_at is not None and last.expected_at < at
    ):
        return
    until = (
        phrase(", hẹn đến {day}", day=f"{local_day(last.expected_at):%d/%m/%Y}") if last.expected_at else ""
    )
    raise AlreadyApologised(day=f"{local_day(last.issued_at):%d/%m/%Y}", until=until)
