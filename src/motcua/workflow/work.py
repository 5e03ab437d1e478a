"""A dossier taken in hand: its row locked, its tasks and open parts as they stand under the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from motcua.agencies import memory
from motcua.agencies.models import Pool
from motcua.audit.statements import send, together
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.dossiers.services.core import locked, send_lock
from motcua.processes.schema import StepKind
from motcua.workflow.errors import TaskEnded, UnknownTask
from motcua.workflow.models import Task

_Value = TypeVar("_Value")
STEP_KINDS = frozenset(StepKind)
_TASK_NAMES = [field.attname for field in Task._meta.concrete_fields]
_PART_NAMES = [field.attname for field in Part._meta.concrete_fields]
_KEY = "select 1 from audit_event where stream_id = %s and key = %s"
_TASKS = f"select {', '.join(_TASK_NAMES)} from task where dossier_id = %s order by no"  # noqa: S608 own names
_PARTS = (
    f"select {', '.join(_PART_NAMES)} from dossier_part where dossier_id = %s and state = 'open' order by no"  # noqa: S608 own names
)


@dataclass
class Work:
    """What is known of a locked dossier without asking again; the services keep it true while they write.

    is_done  the act of the given idempotency key already happened
    """

    dossier: Dossier
    tasks: list[Task]
    parts: list[Part]
    is_done: bool = False

    def task(self, task_id: UUID) -> Task:
        """An open task of this dossier. Every writer of tasks holds the dossier's lock, so it is ours.

        Refuses
            UnknownTask, TaskEnded
        """
        task = next((one for one in self.tasks if one.id == task_id), None)
        if task is None:
            raise UnknownTask
        if task.state != Task.State.OPEN:
            raise TaskEnded(task=task.name)
        return task

    @property
    def steps_done(self) -> set[str]:
        """The steps whose newest task is done; a step that was sent back is not, until it is done again."""
        newest = {task.step_id: task.state for task in self.tasks}
        return {step_id for step_id, state in newest.items() if state == Task.State.DONE}

    @property
    def open_tasks(self) -> list[Task]:
        """What is to be done now, oldest first."""
        return [task for task in self.tasks if task.state == Task.State.OPEN]

    @property
    def open_steps(self) -> list[Task]:
        """Of what is to be done now the steps of the process; opinions and watching over others are none."""
        return [task for task in self.open_tasks if task.kind in STEP_KINDS]

    def part_of(self, duty: Part.Duty) -> Part | None:
        """The open part of a duty, if any."""
        return next((part for part in self.parts if part.duty == duty and part.state == "open"), None)


def take_up(dossier_id: UUID, *, key: UUID) -> Work:
    """Lock a dossier and read what an act on its tasks needs, in one round trip.

    The statements run one after the other: those after the lock see what its last holder wrote.

    Refuses
        UnknownDossier
    """
    with together():
        lock = send_lock(dossier_id)
        known = send(_KEY, [dossier_id, key])
        tasks = send(_TASKS, [dossier_id])
        open_parts = send(_PARTS, [dossier_id])
    dossier = locked(lock)
    parts_open = [Part.from_db("default", _PART_NAMES, row) for row in open_parts.all]
    by_id = {part.pk: part for part in parts_open}
    return Work(
        dossier=dossier,
        tasks=[_of(dossier, by_id, Task.from_db("default", _TASK_NAMES, row)) for row in tasks.all],
        parts=parts_open,
        is_done=bool(known.all),
    )


def _of(dossier: Dossier, open_parts: Mapping[UUID, Part], task: Task) -> Task:
    """The task with what is known of it, so that nobody asks for it again."""
    task.dossier = dossier
    if task.part_id in open_parts:
        task.part = open_parts[task.part_id]
    return task


def work_on(dossier: Dossier) -> Work:
    """The same for a dossier that is already locked."""
    return Work(
        dossier=dossier,
        tasks=list(Task.objects.filter(dossier_id=dossier.pk).order_by("no")),
        parts=parts.open_parts_of(dossier),
    )


def remembered(dossier: Dossier, what: str, *about: object, read: Callable[[], _Value]) -> _Value:
    """Something of the organisation, kept in memory under the stamp that the dossier was locked with."""
    under = dossier.organisation_stamp
    return memory.remember(memory.stamp() if under is None else under, (what, *about), read)


def pool_of(task: Task) -> Pool:
    """The pool of a task; a pool never changes."""
    return remembered(task.dossier, "pool", task.pool_id, read=lambda: Pool.objects.get(pk=task.pool_id))


def calendar_for(dossier: Dossier, name: str) -> WorkingCalendar:
    """The calendar of this name as it is published now."""
    return remembered(dossier, "calendar", name, read=lambda: calendar_named(name)[0])
