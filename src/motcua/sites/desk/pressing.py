"""How time presses on a task, in words: on a list of work and beside the dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext

from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.rules.reasons import show_day
from motcua.kernel.clock import local_day
from motcua.processes.schema import StepKind
from motcua.sites.ui.due import DueView, due_view


class OpenTask(Protocol):
    """What time does to an open task: a task itself, or a row of a list that stands for it."""

    @property
    def kind(self) -> str: ...

    @property
    def opened_at(self) -> datetime: ...

    @property
    def held_at(self) -> datetime | None: ...

    @property
    def due_at(self) -> datetime: ...


def task_due(task: OpenTask, now: datetime, calendar: WorkingCalendar) -> DueView:
    """Until when an open task is to be done; of a result that lies ready since when it waits to be fetched.

    Nobody at the desk is late with a result that its applicant has not fetched yet, nor with a task whose time
    stands still: the same tasks that the counters leave out (`workflow.selectors.PRESSING`).
    """
    if task.kind == StepKind.RETURN:
        words = gettext("Chờ người nhận từ {day}").format(day=show_day(local_day(task.opened_at)))
        return DueView("none", words, None)
    if task.held_at is not None:
        words = gettext("Đang tạm dừng từ {day}").format(day=show_day(local_day(task.held_at)))
        return DueView("none", words, None)
    return due_view(task.due_at, now, calendar)
