"""Along stage 5: the handling waits for a payment or a posting, and goes on (tạm dừng, tiếp tục giải quyết).

A step of the process that is nothing but waiting pauses the dossier when it opens and resumes it when it is finished;
elsewhere whoever has the step pauses and resumes. Work of other parts goes on meanwhile, its time stands still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.selectors import Scope, is_posted_at
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.errors import DutyUnpaid, PauseIncomplete, PostingRuns
from motcua.dossiers.models import Dossier, Part, Pause
from motcua.dossiers.moves import State, move_named, next_state
from motcua.dossiers.selectors import pauses_past
from motcua.dossiers.services import pauses, receipts
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING, Duty, Payment, Waiting
from motcua.journey.context import calendar_of_desk
from motcua.journey.desk import expect
from motcua.journey.errands import Errand, end_errand
from motcua.journey.errors import NotYourDuty, WorkPaused
from motcua.journey.messages import tell_paused, tell_resumed
from motcua.journey.policies import DUTY_DAYS, POSTING_DAYS
from motcua.kernel.clock import TZ, local_day
from motcua.processes.schema import ProcessDocument, Step
from motcua.workflow import holding, services
from motcua.workflow.models import Task
from motcua.workflow.work import Work, pool_of, take_up

CLOSES = time(17)  # the last moment of a day that something is waited for
_JOB = UUID("0192b1c0-0000-7000-8000-74616d64756e")  # names the keys of what the clock does by itself


@dataclass(frozen=True)
class PauseFacts:
    """Why and until when the handling waits.

    cause  financial_duty or public_posting
    until  the last day; for a duty the day by which it is to be paid
    place  where something is posted
    duty   what the tax office asks for, where it is known already
    """

    cause: str
    until: date
    place: str = ""
    duty: Duty | None = None


@transaction.atomic
def pause(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    facts: PauseFacts,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Stop the handling until a duty is paid or a posting ran out (tạm dừng).

    Refuses
        UnknownDossier, Changed, IllegalMove, NotYourDuty, PauseIncomplete, DutyIncomplete
    Law
        Which clock stands still is data (`ClockRule`), each with its instrument.
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    next_state(dossier.state, "pause")
    task = lead_step(work, scope)
    if task is None:
        raise NotYourDuty(act=move_named("pause").title)
    officer = services.acting_there(task, scope, officer)
    _require_complete(facts, at)
    waiting = Waiting(facts.cause, end_of(facts.until), place=facts.place, duty=facts.duty)
    part = next(one for one in work.parts if one.pk == task.part_id)
    _begin(work, waiting, part=part, task=None, officer=officer, at=at, key=key)


def _require_complete(facts: PauseFacts, at: datetime) -> None:
    lacking = [
        words
        for is_there, words in (
            (facts.cause in pauses.CAUSES, "chọn nguyên nhân tạm dừng"),
            (end_of(facts.until) > at, "ngày cuối phải từ hôm nay trở đi"),
            (facts.cause != PUBLIC_POSTING or facts.place.strip(), "ghi nơi niêm yết"),
        )
        if not is_there
    ]
    if lacking:
        raise PauseIncomplete(lacking="; ".join(lacking))


def lead_step(work: Work, scope: Scope) -> Task | None:
    """The open step of the lead agency that this officer does, or whose place they head."""
    lead = work.part_of(Part.Duty.LEAD)
    steps = [task for task in work.open_steps if lead is not None and task.part_id == lead.pk]
    for task in steps:
        task.pool = pool_of(task)
    mine = [task for task in steps if services.may_do(task, scope)]
    return next(iter(mine or [task for task in steps if services.heads_place_of(task, scope)]), None)


@transaction.atomic
def resume(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
    reason: str = "",
    expected_version: int | None = None,
) -> None:
    """Go on with what somebody paused (tiếp tục giải quyết); a waiting step of the process is finished instead.

    Takes
        reason  why a posting ends before its last day, or a duty needs no payment
    Refuses
        UnknownDossier, Changed, NoPause, NotYourDuty, DutyUnpaid, PostingRuns
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    found = pauses.open_pause(dossier, step_id="")
    task = lead_step(work, scope)
    if task is None:
        raise NotYourDuty(act=move_named("resume").title)
    officer = services.acting_there(task, scope, officer)
    require_over(found, reason=reason, at=at)
    end(work, found, officer=officer, reason=reason, at=at, key=key)


def require_over(found: Pause, *, reason: str, at: datetime) -> None:
    """Refuses with DutyUnpaid, or with PostingRuns, where what is waited for did not come and no reason is given."""
    owes = found.paid_on is None and found.amount_vnd != 0
    if found.cause == FINANCIAL_DUTY and owes:
        raise DutyUnpaid
    if found.cause == PUBLIC_POSTING and at < found.until_at and not reason.strip():
        raise PostingRuns(day=f"{local_day(found.until_at):%d/%m/%Y}")


@transaction.atomic
def record_duty(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    duty: Duty,
    pay_by: date,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Write down the notice of the tax office that the dossier waits for (thông báo nghĩa vụ tài chính).

    Refuses
        UnknownDossier, Changed, NoPause, NotYourDuty, DutyIncomplete, PauseIncomplete
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    found = pauses.open_pause(dossier, cause=FINANCIAL_DUTY)
    require_keeper(work, found, scope, at)
    if end_of(pay_by) <= at:
        raise PauseIncomplete(lacking="hạn nộp phải từ hôm nay trở đi")
    pauses.record_duty(dossier, found, duty, until_at=end_of(pay_by), at=at, actor=officer, key=key)
    task = _task_of(work, found)
    if task is not None:
        holding.date_task(task, due_at=end_of(pay_by))
    tell_paused(dossier, found, at=at)


@transaction.atomic
def record_payment(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    payment: Payment,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Write down the receipt that the applicant brought or that the tax office sent (chứng từ nộp tiền).

    Refuses
        UnknownDossier, Changed, NoPause, NotYourDuty, PaymentIncomplete
    Law
        QĐ 1610/QĐ-TTPVHCC: where the systems do not agree the applicant hands in the receipt at the desk.
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    found = pauses.open_pause(dossier, cause=FINANCIAL_DUTY)
    require_keeper(work, found, scope, at)
    pauses.record_payment(dossier, found, payment, at=at, actor=officer, key=key)
    if receipts.settle(dossier, receipts.State.RECORDED, actor=officer, at=at):
        end_errand(dossier, Errand.RECEIPT, by=officer.id, at=at)


def require_keeper(work: Work, found: Pause, scope: Scope, at: datetime) -> None:
    """The desk that received the dossier, or whoever has the step that waits."""
    task = _task_of(work, found)
    if task is not None:
        task.pool = pool_of(task)
    keeps = (
        (task is not None and (services.may_do(task, scope) or services.heads_place_of(task, scope)))
        or lead_step(work, scope) is not None
        or is_posted_at(scope.account_id, work.dossier.desk_id, at)
    )
    if not keeps:
        raise NotYourDuty(act=move_named("resume").title)


def _task_of(work: Work, found: Pause) -> Task | None:
    return next((task for task in work.open_steps if task.step_id == found.step_id), None)


# what the steps of a process call


def begin_for(
    work: Work, opened: Sequence[Task], process: ProcessDocument, *, officer: Actor, at: datetime
) -> None:
    """Each opened step that is nothing but waiting pauses the dossier; others ask nothing."""
    for task in opened:
        step = process.step(task.step_id)
        if step.waits:
            part = next(one for one in work.parts if one.pk == task.part_id)
            waiting = Waiting(str(step.waits), _until(step, at), step_id=step.id)
            _begin(work, waiting, part=part, task=task, officer=officer, at=at)


def finish_for(work: Work, task: Task, step: Step, *, reason: str, officer: Actor, at: datetime) -> None:
    """A waiting step is finished: what was waited for came, the dossier goes on.

    Refuses
        DutyUnpaid, PostingRuns
    """
    found = pauses.open_pause(work.dossier, step_id=step.id)
    require_over(found, reason=reason, at=at)
    task.held_at = None
    end(work, found, officer=officer, reason=reason, at=at)


def require_free(work: Work, task: Task) -> None:
    """Refuses with WorkPaused a step of a part whose work somebody paused; other parts go on."""
    if work.dossier.state != State.WAITING:
        return
    for found in pauses.open_pauses(work.dossier):
        if not found.step_id and found.part_id == task.part_id:
            raise WorkPaused(step=task.name, day=f"{local_day(found.until_at):%d/%m/%Y}")


def held_at(dossier: Dossier, at: datetime) -> datetime | None:
    """Since when the time of a task that opens now stands; none while the dossier does not wait."""
    if dossier.state != State.WAITING:
        return None
    day = local_day(at)
    stands = any(pauses.stops_legal_time(one.cause, day) for one in pauses.open_pauses(dossier))
    return at if stands else None


def _begin(
    work: Work,
    waiting: Waiting,
    *,
    part: Part,
    task: Task | None,
    officer: Actor,
    at: datetime,
    key: UUID | None = None,
) -> None:
    begun = pauses.begin_pause(work.dossier, waiting, part=part, at=at, actor=officer, key=key)
    if pauses.stops_legal_time(waiting.cause, local_day(at)):
        holding.hold_tasks(work, at=at, but=task)
    if task is not None:
        holding.date_task(task, due_at=waiting.until_at)
    tell_paused(work.dossier, begun, at=at)


def end(
    work: Work, found: Pause, *, officer: Actor, reason: str, at: datetime, key: UUID | None = None
) -> None:
    """End one waiting; when it was the last the tasks run again and the applicant hears of the new date."""
    before = work.dossier.due_at
    goes_on = pauses.end_pause(work.dossier, found, at=at, actor=officer, reason=reason, key=key)
    is_duty = found.cause == FINANCIAL_DUTY
    if is_duty and receipts.settle(work.dossier, receipts.State.LAPSED, actor=officer, at=at):
        end_errand(work.dossier, Errand.RECEIPT, by=officer.id, at=at, state=Task.State.CANCELLED)
    if goes_on:
        name = calendar_of_desk(work.dossier.desk_id, at)
        holding.let_go(work, calendar_name=name, at=at)
        tell_resumed(work.dossier, found, before=before, at=at)


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, CLOSES, TZ)


def _until(step: Step, at: datetime) -> datetime:
    day = local_day(at)
    policy = POSTING_DAYS if step.waits == PUBLIC_POSTING else DUTY_DAYS
    return end_of(day + timedelta(days=step.wait_days or policy.on(day)))


def past_postings(at: datetime) -> list[Pause]:
    """The postings whose last day went by."""
    return pauses_past(PUBLIC_POSTING, at)


def key_of(found: Pause) -> UUID:
    """The key of the act that ends a posting by itself: done once, whoever runs the job."""
    return uuid5(_JOB, str(found.pk))


@transaction.atomic
def end_posting(dossier_id: UUID, pause_id: UUID, *, at: datetime) -> bool:
    """End a posting that somebody began and whose last day went by; gives whether it did."""
    found = Pause.objects.get(dossier_id=dossier_id, pk=pause_id)
    work = take_up(dossier_id, key=key_of(found))
    if work.is_done or not is_open(work.dossier, found):
        return False
    end(work, found, officer=SYSTEM, reason="", at=at, key=key_of(found))
    return True


def is_open(dossier: Dossier, found: Pause) -> bool:
    """Whether a pause that was read before the lock still lasts."""
    return any(one.pk == found.pk for one in pauses.open_pauses(dossier))
