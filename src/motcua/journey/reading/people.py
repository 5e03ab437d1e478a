"""Who has how much at the places of a head, and the tasks of one of them (TN19-12.1, TN19-14.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.reading.work import WorkRow, work_row
from motcua.workflow import selectors
from motcua.workflow.selectors import Colleague, Held

MOST = 200


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with open tasks there; of the one that was chosen the tasks, and who could take them all."""

    people: tuple[Held, ...]
    chosen: Held | None
    rows: tuple[WorkRow, ...]
    colleagues: tuple[Colleague, ...]
    calendar: WorkingCalendar


def people_page(scope: Scope, *, at: datetime, chosen: UUID | None, wants_unowned: bool) -> PeoplePage:
    """The people of the places an officer heads; six statements whatever their number."""
    people = selectors.held_by_person(scope, at)
    one = next(
        (
            held
            for held in people
            if (wants_unowned and held.account_id is None)
            or (chosen is not None and held.account_id == chosen)
        ),
        None,
    )
    rows: tuple[WorkRow, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    if one is not None:
        tasks = selectors.tasks_headed(scope).filter(owner_id=one.account_id)
        found = list(tasks.select_related("dossier", "owner").order_by("due_at", "id")[:MOST])
        rows = tuple(work_row(task, scope) for task in found)
        able = selectors.colleagues_of({task.pool_id for task in found}, at)
        colleagues = tuple(person for person in able if person.account_id != one.account_id)
    return PeoplePage(tuple(people), one, rows, colleagues, calendar_named(PROVINCE_CALENDAR)[0])
