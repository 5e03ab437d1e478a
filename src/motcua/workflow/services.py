"""Writing tasks: opened, claimed, assigned, done, sent back. The dossier's row is locked by the caller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.agencies.acting import answering, in_duty_of
from motcua.agencies.errors import NoSuchUnit
from motcua.agencies.models import Pool, Unit
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Posted, Scope, staff_of_pool
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.audit.statements import send
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.processes.schema import StepKind
from motcua.workflow.errors import (
    NotHeadThere,
    NotPostedThere,
    NotYourTask,
    TaskEnded,
    TaskTaken,
    UnknownTask,
)
from motcua.workflow.models import Task, UnitInCharge
from motcua.workflow.work import Work, calendar_for

BEHIND = 10  # results that lie ready stand behind what somebody still has to do: their applicants come when they come
_NAMES = [field.attname for field in Task._meta.concrete_fields]
_INSERT = f"insert into task ({', '.join(_NAMES)}) values ({', '.join(['%s'] * len(_NAMES))})"  # noqa: S608 own names
_END = "update task set state = %s, done_at = %s, done_by_id = %s, held_at = null where dossier_id = %s and id = %s"


def task_for_update(dossier: Dossier, task_id: UUID) -> Task:
    """The task, locked after its dossier: always in this order, so that two acts never wait for each other.

    Refuses
        UnknownTask, TaskEnded
    """
    task = Task.objects.select_for_update().filter(dossier_id=dossier.pk, pk=task_id).first()
    if task is None:
        raise UnknownTask
    if task.state != Task.State.OPEN:
        raise TaskEnded(task=task.name)
    return task


def open_task(
    work: Work,
    part: Part,
    *,
    step_id: str,
    kind: str,
    name: str,
    pool_id: UUID,
    minutes: int,
    calendar_name: str,
    at: datetime,
    owner_id: UUID | None = None,
    due_at: datetime | None = None,
    held_at: datetime | None = None,
) -> Task:
    """Open one task (giao việc) in a pool or for a person of it, due after its allotment of working minutes.

    An allotment of 0 is "không tính thời gian": the task is then due with the dossier, or a day later where the
    dossier has no date yet, so that it still has one. `due_at` says the date where no allotment decides it.
    `held_at`: its time stands still from the beginning, because the dossier waits.

    Refuses
        NotPostedThere when the person is not of the pool
    """
    dossier = work.dossier
    if owner_id is not None and owner_id not in staff_of_pool(pool_id, at):
        raise NotPostedThere(step=name)
    if due_at is None:
        due_at = (
            calendar_for(dossier, calendar_name).add_working_minutes(at, minutes)
            if minutes
            else dossier.due_at or at + timedelta(days=1)
        )
    task = Task(
        dossier=dossier,
        part=part,
        no=work.tasks[-1].no + 1 if work.tasks else 1,
        step_id=step_id,
        kind=kind,
        name=name,
        pool_id=pool_id,
        owner_id=owner_id,
        priority=dossier.priority - (BEHIND if kind == StepKind.RETURN else 0),
        opened_at=at,
        due_at=max(due_at, at),
        held_at=held_at,
    )
    send(_INSERT, [getattr(task, name) for name in _NAMES])
    task._state.adding, task._state.db = False, "default"
    work.tasks.append(task)
    return task


def may_do(task: Task, scope: Scope) -> bool:
    """Whether an officer may do this task: it is theirs, or of somebody they stand in for, or waits in their pool."""
    if task.owner_id is not None:
        return task.owner_id == scope.account_id or scope.stands_in(task.pool_id, task.owner_id)
    return task.pool_id in scope.pool_ids


def acting(task: Task, scope: Scope, officer: Actor) -> Actor:
    """The officer as the doer of a task: on whose behalf, where the duty was delegated (uỷ quyền)."""
    giver = scope.on_behalf_of(task.pool_id, task.owner_id)
    duty = next(
        (one for one in scope.postings if one.pool_id == task.pool_id and one.giver_id == giver), None
    )
    return in_duty_of(officer, giver, duty.agency_id if duty is not None else None)


def require_doer(task: Task, scope: Scope) -> None:
    """Refuses with NotYourTask an officer who may not do this task, with TaskTaken one who came second."""
    if may_do(task, scope):
        return
    if task.owner is not None and task.pool_id in scope.pool_ids:
        raise TaskTaken(task=task.name, owner=task.owner.full_name)
    raise NotYourTask(task=task.name)


def heads_place_of(task: Task, scope: Scope) -> bool:
    """Whether an officer is head of the place where a task waits: of its unit, its desk, or its agency."""
    return bool(_headships(task.pool, scope))


def _headships(pool: Pool, scope: Scope) -> list[Posted]:
    return [
        posted
        for posted in scope.postings
        if (posted.role is Role.UNIT_HEAD and pool.unit_id is not None and posted.unit_id == pool.unit_id)
        or (posted.role is Role.DESK_HEAD and pool.desk_id is not None and posted.desk_id == pool.desk_id)
        or (posted.role is Role.AGENCY_LEADER and posted.agency_id == pool.agency_id)
    ]


def acting_head(task: Task, scope: Scope, officer: Actor) -> Actor:
    """The officer as the head of a task's place: on whose behalf, where only a delegated duty makes them it."""
    return answering(officer, _headships(task.pool, scope))


def acting_over(pools: Iterable[Pool], scope: Scope, officer: Actor) -> Actor:
    """The same for the head of several places at once."""
    return answering(officer, (duty for pool in pools for duty in _headships(pool, scope)))


def acting_there(task: Task, scope: Scope, officer: Actor) -> Actor:
    """The officer as the doer of a task, or as the head of its place where it is somebody else's."""
    return (acting if may_do(task, scope) else acting_head)(task, scope, officer)


def require_head(task: Task, scope: Scope) -> None:
    """Refuses with NotHeadThere an officer who is not head of the place of this task; TN19-12.1."""
    if not heads_place_of(task, scope):
        raise NotHeadThere(task=task.name)


def claim_task(task: Task, *, scope: Scope) -> None:
    """Take an unowned task of one's pool (nhận việc).

    Refuses
        NotYourTask, TaskTaken
    """
    require_doer(task, scope)
    _give(task, scope.account_id)


def assign_task(task: Task, *, owner_id: UUID, at: datetime) -> None:
    """Give an open task to a person of its pool (phân công); TN19-12.1.

    Refuses
        NotPostedThere
    """
    if owner_id not in staff_of_pool(task.pool_id, at):
        raise NotPostedThere(step=task.name)
    _give(task, owner_id)


def _give(task: Task, owner_id: UUID) -> None:
    """The database lets no closed account own a task, also not one that is being closed this moment."""
    task.owner_id = owner_id
    try:
        with transaction.atomic():
            task.save(update_fields=["owner"])
    except IntegrityError as error:
        raise NotPostedThere(step=task.name) from error


def release_task(task: Task) -> None:
    """Give a task back to its pool: whoever is of it may take it."""
    task.owner = None
    task.save(update_fields=["owner"])


def end_task(task: Task, *, by: UUID | None, at: datetime, state: Task.State = Task.State.DONE) -> None:
    """End a task: its work is done and its result goes to the next step (TN19-12.9)."""
    task.state, task.done_at, task.done_by_id, task.held_at = state, at, by, None
    send(_END, [state.value, at, by, task.dossier_id, task.id])


def end_tasks_of(part: Part, *, by: UUID | None, at: datetime, state: Task.State = Task.State.DONE) -> None:
    """End every open task of a part that ends with it."""
    Task.objects.filter(dossier_id=part.dossier_id, part=part, state=Task.State.OPEN).update(
        state=state, done_at=at, done_by_id=by, held_at=None
    )


def cancel_work(dossier: Dossier, *, at: datetime, but: Part.Duty | None = None) -> None:
    """Every open task and part, but those of one duty, ends undone: the dossier goes back to its applicant, or ends."""
    for part in parts.open_parts_of(dossier):
        if part.duty == but:
            continue
        end_tasks_of(part, by=None, at=at, state=Task.State.CANCELLED)
        parts.close_part(part, at=at, state="cancelled")


@transaction.atomic
def put_in_charge(
    *,
    agency_id: UUID,
    unit_id: UUID,
    procedure_codes: Iterable[str] = (),
    field: str = "",
    at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Charge a unit with procedures, a field, or everything its agency does (phân công phòng chuyên môn).

    Takes
        at  of the act, which is then told in the history of the agency; none while a province is set up
    Refuses
        NoSuchUnit: the unit belongs to another agency
    """
    procedure_codes = list(procedure_codes)
    if not Unit.objects.filter(id=unit_id, agency_id=agency_id).exists():
        raise NoSuchUnit(day="này")
    from_codes = [(code, "") for code in procedure_codes] or [("", field)]
    for code, of_field in from_codes:
        UnitInCharge.objects.update_or_create(
            agency_id=agency_id, procedure_code=code, field=of_field, defaults={"unit_id": unit_id}
        )
    if at is not None:
        body = {"unit": str(unit_id), "procedures": procedure_codes, "field": field}
        append(Stream("agency", agency_id), kind="unit_in_charge", happened_at=at, actor=actor, body=body)


def undo_steps(dossier: Dossier, step_ids: Iterable[str]) -> None:
    """Steps between a step and the one it was sent back to are not done any more; their rows stay as history."""
    Task.objects.filter(dossier_id=dossier.pk, step_id__in=list(step_ids), state=Task.State.DONE).update(
        state=Task.State.SENT_BACK
    )
