"""Work lists: an officer's tasks with what a row shows, the counters above them, the dossiers they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext

from motcua.accounts.selectors import names_of
from motcua.agencies.rules import ROLE_NAMES
from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors import PAGE
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.kernel.clock import TZ, local_day
from motcua.workflow import selectors
from motcua.workflow.models import Task
from motcua.workflow.selectors import Counts, Filters


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One task with its dossier, as a list shows it.

    opened_at    since when the task waits
    held_at      since when its time stands still; None while it runs
    due_at       until when the step is to be done
    promised_at  the applicant's date
    decided_at   since when the result lies ready
    """

    dossier_id: UUID
    task_id: UUID
    code: str
    applicant: str
    procedure: str
    step: str
    kind: str
    state: str
    channel: str
    received_at: datetime
    opened_at: datetime
    held_at: datetime | None
    due_at: datetime
    promised_at: datetime | None
    decided_at: datetime | None
    owner: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """One place and role of an officer, as a tab of the list."""

    pool_id: UUID
    name: str


@dataclass(frozen=True)
class WorkPage:
    """One page of the list; `calendar` counts the working days of its due dates."""

    rows: tuple[WorkRow, ...]
    has_more: bool
    counts: Counts
    procedures: tuple[tuple[str, str], ...]
    duties: tuple[Duty, ...]
    calendar: WorkingCalendar


def work_page(scope: Scope, filters: Filters, *, at: datetime, page: int = 1) -> WorkPage:
    """An officer's open work, one page; six statements whatever its size."""
    start = datetime.combine(local_day(at), time.min, TZ)
    end = start + timedelta(days=1)
    tasks, has_more = selectors.my_work(scope, filters, at=at, end_of_day=end, page=page)
    return WorkPage(
        rows=tuple(work_row(task, scope) for task in tasks),
        has_more=has_more,
        counts=selectors.counts(scope, at=at, start_of_day=start, end_of_day=end),
        procedures=tuple(selectors.procedures_at_work(scope)),
        duties=_duties(scope),
        calendar=calendar_named(PROVINCE_CALENDAR)[0],
    )


def next_in_list(scope: Scope, *, at: datetime, kind: str) -> WorkRow | None:
    """The task that comes first in the list of a kind: what to do next after finishing one; one statement."""
    tasks, _ = selectors.my_work(scope, Filters(kind=kind), at=at, end_of_day=at)
    return work_row(tasks[0], scope) if tasks else None


def work_row(task: Task, scope: Scope) -> WorkRow:
    """One task as lists show it."""
    dossier = task.dossier
    return WorkRow(
        dossier_id=dossier.pk,
        task_id=task.pk,
        code=dossier.code or dossier.reference,
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        step=task.name,
        kind=task.kind,
        state=dossier.state,
        channel=dossier.channel,
        received_at=dossier.accepted_at or dossier.submitted_at,
        opened_at=task.opened_at,
        held_at=task.held_at,
        due_at=task.due_at,
        promised_at=dossier.due_at,
        decided_at=dossier.decided_at,
        owner=task.owner.full_name if task.owner else "",
        is_mine=task.owner_id == scope.account_id,
    )


def _duties(scope: Scope) -> tuple[Duty, ...]:
    """One tab a role; two desks of one role share it only where the role is the same pool."""
    givers = {posted.giver_id for posted in scope.postings if posted.giver_id is not None}
    names = names_of(givers) if givers else {}
    seen: dict[UUID, Duty] = {}
    for posted in scope.postings:
        words = gettext(ROLE_NAMES[posted.role])
        if posted.giver_id is not None:
            words = gettext("{duty} (thay {giver})").format(duty=words, giver=names[posted.giver_id])
        seen.setdefault(posted.pool_id, Duty(posted.pool_id, words))
    return tuple(seen.values())


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One dossier of the list of all that an officer may see."""

    dossier_id: UUID
    code: str
    applicant: str
    procedure: str
    state: str
    channel: str
    unit: str
    owner: str
    submitted_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class DossierList:
    """One page of dossiers, newest first."""

    rows: tuple[DossierRow, ...]
    has_more: bool
    calendar: WorkingCalendar


def dossiers_page(scope: Scope, *, state: str = "", procedure_code: str = "", page: int = 1) -> DossierList:
    """All dossiers an officer may see, newest first; two statements."""
    visible = visible_to(scope)
    if state:
        visible = visible.filter(state=state)
    if procedure_code:
        visible = visible.filter(procedure_code=procedure_code)
    first = (page - 1) * PAGE
    rows = list(visible.order_by("-id")[first : first + PAGE + 1])
    return DossierList(
        tuple(dossier_row(row) for row in rows[:PAGE]),
        len(rows) > PAGE,
        calendar_named(PROVINCE_CALENDAR)[0],
    )


def dossier_row(dossier: Dossier) -> DossierRow:
    """What a list shows of a dossier."""
    return DossierRow(
        dossier_id=dossier.pk,
        code=dossier.code or dossier.reference,
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        state=dossier.state,
        channel=dossier.channel,
        unit=dossier.unit_name,
        owner=dossier.owner_name,
        submitted_at=dossier.submitted_at,
        due_at=dossier.due_at,
        decided_at=dossier.decided_at,
        is_over=dossier.finished_at is not None and dossier.decided_at is None,
    )
