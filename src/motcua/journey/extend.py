"""A turn of stage 5: the date of return is set anew once, in time; or an apology when it has passed (TN19-12.8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.deadlines.rules import WorkingCalendar, appointment
from motcua.deadlines.selectors import calendar_named, calendar_version
from motcua.dossiers.models import Apology, Clock, Dossier, Extension
from motcua.dossiers.moves import move_named
from motcua.dossiers.services import extension as extensions
from motcua.dossiers.services.clocks import running_clock
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.context import calendar_of_desk
from motcua.journey.desk import expect, is_done
from motcua.journey.errands import Errand, end_errand, open_errand, require_lead
from motcua.journey.messages import tell_apologised, tell_extended
from motcua.journey.papers import slips
from motcua.journey.policies import counts_working_days
from motcua.kernel.phrases import phrase

PROPOSERS = (Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER)


@transaction.atomic
def propose_extension(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    reason: str,
    new_due_on: date,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The handler proposes a new date of return; the leader finds it among the tasks, due while it may be approved.

    Takes
        new_due_on  a day the office works; the promise is its close of office
    Refuses
        UnknownDossier, Changed, NotYourDuty, IllegalMove, AlreadyExtended, ExtensionWaits, TooLateToExtend,
        ReasonMissing, DayOff, NewDateNotLater, NobodyThere
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    lead = require_lead(dossier, scope, *PROPOSERS, act=phrase("Đề nghị hẹn lại ngày trả kết quả"))
    working = counts_working_days(dossier.agency_id, at)
    last = extensions.require_extendable(dossier, working=working, at=at)
    extensions.propose_extension(
        dossier,
        reason=reason,
        new_due_at=promised(dossier, new_due_on, at),
        working=working,
        actor=officer,
        at=at,
        key=key,
    )
    until = _close_of(last, _pinned(dossier))
    open_errand(dossier, Errand.EXTEND, lead, role=Role.AGENCY_LEADER, due_at=max(until, at), at=at)


def promised(dossier: Dossier, day: date, at: datetime) -> datetime:
    """The instant a promise for a day means, by the calendar the clock pins and by the one published now.

    Refuses
        DayOff, with the next day that is worked
    """
    published, _ = calendar_named(calendar_of_desk(dossier.desk_id, at))
    appointment(day, published)
    return appointment(day, _pinned(dossier))


def _pinned(dossier: Dossier) -> WorkingCalendar:
    clock = running_clock(dossier, Clock.Kind.LEGAL)
    if clock is None:
        clock = Clock.objects.filter(dossier=dossier, kind=Clock.Kind.LEGAL).latest("no")
    return calendar_version(clock.calendar_version_id)


def _close_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The last instant of office on a day or before it."""
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return calendar.closes_on(day)


@transaction.atomic
def decide_extension(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    approves: bool,
    answer: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The leader approves the proposal, which sets the new date, or refuses it with a word.

    An approved one is Mẫu 04: the desk sees the date change, the applicant is told.

    Refuses
        UnknownDossier, Changed, NotYourDuty, NoProposal; to approve also AlreadyExtended, TooLateToExtend,
        NewDateNotLater; to refuse ReasonMissing
    Law
        NĐ 61/2018 Đ.19 k.9: at the latest one day before the date, at most once.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    require_lead(dossier, scope, Role.AGENCY_LEADER, act=move_named("extend").title)
    if approves:
        _approve(dossier, officer, answer, at, key)
    else:
        extensions.refuse_extension(dossier, answer=answer, actor=officer, at=at, key=key)
    end_errand(dossier, Errand.EXTEND, by=officer.id, at=at)


def _approve(dossier: Dossier, officer: Actor, answer: str, at: datetime, key: UUID) -> None:
    working = counts_working_days(dossier.agency_id, at)
    approved = extensions.approve_extension(
        dossier, working=working, answer=answer, actor=officer, at=at, key=key
    )
    slip = slips.issue_apology(
        dossier,
        reason=approved.reason,
        due_at=approved.old_due_at,
        new_due_at=dossier.due_at,
        is_late=False,
        officer=officer,
        at=at,
    )
    Extension.objects.filter(dossier=dossier, pk=approved.pk).update(slip_id=slip.id)
    tell_extended(dossier, old_due_at=approved.old_due_at, reason=approved.reason, at=at)


@transaction.atomic
def apologise(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    reason: str,
    expected_on: date | None,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The leader apologises after the date has passed: Mẫu 04 marked late; it moves no date and is counted.

    Takes
        expected_on  the day it is thought to be ready; none once there is a result
    Refuses
        UnknownDossier, Changed, NotYourDuty, IllegalMove, NotLateYet, AlreadyApologised, ReasonMissing, DayOff,
        ExpectedDayMissing
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    require_lead(dossier, scope, Role.AGENCY_LEADER, act=move_named("apologise").title)
    expected_at = None
    if expected_on is not None and dossier.decided_at is None:
        expected_at = promised(dossier, expected_on, at)
    made = extensions.apologise_late(
        dossier, reason=reason, expected_at=expected_at, actor=officer, at=at, key=key
    )
    slip = slips.issue_apology(
        dossier,
        reason=made.reason,
        due_at=made.due_at,
        new_due_at=made.expected_at,
        is_late=True,
        officer=officer,
        at=at,
    )
    Apology.objects.filter(dossier=dossier, pk=made.pk).update(slip_id=slip.id)
    tell_apologised(dossier, expected_at=made.expected_at, reason=made.reason, at=at)
