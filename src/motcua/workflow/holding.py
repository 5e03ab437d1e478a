"""Tasks stand still while their dossier waits for somebody outside; their dates move by what stood."""

from __future__ import annotations

from datetime import datetime

from motcua.workflow.models import Task
from motcua.workflow.work import Work, calendar_for


def hold_tasks(work: Work, *, at: datetime, but: Task | None = None) -> None:
    """The time of every open task stands still from now on; `but` is the waiting itself, which runs."""
    for task in work.open_tasks:
        held_at = None if but is not None and task.pk == but.pk else task.held_at or at
        if held_at != task.held_at:
            task.held_at = held_at
            task.save(update_fields=["held_at"])


def let_go(work: Work, *, calendar_name: str, at: datetime) -> None:
    """Their time runs again: each date moves by the working time that stood."""
    calendar = calendar_for(work.dossier, calendar_name)
    for task in work.open_tasks:
        if task.held_at is not None:
            task.due_at = calendar.add_working_time(
                task.due_at, calendar.working_time_between(task.held_at, at)
            )
            task.held_at = None
            task.save(update_fields=["held_at", "due_at"])


def date_task(task: Task, *, due_at: datetime) -> None:
    """A waiting is due when what is waited for is due."""
    task.due_at = max(due_at, task.opened_at)
    task.save(update_fields=["due_at"])
