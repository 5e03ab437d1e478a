"""The lists of those who answer for dossiers: coming due, late, stuck, returned twice (TN19-14.4, HG-15).

What a list holds follows from the reader's postings: an officer's own work, a unit, a desk, an agency, the province.
All read open rows by their indexes; nothing counts further than a screen can use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import WorkingCalendar
from motcua.dossiers.access import PROVINCE, parts_of
from motcua.dossiers.models import Dossier, Part, Supplement
from motcua.kernel.clock import local_day
from motcua.oversight.models import Stall, Urge, Watch
from motcua.oversight.services import urges_to
from motcua.workflow.models import Task

PAGE = 50
MOST = 100  # a card says "99+": nobody reads further


class Kind(StrEnum):
    """The lists, in the order of the page."""

    LATE = "late"
    ONE_DAY = "one_day"
    TWO_DAYS = "two_days"
    STUCK = "stuck"
    RETURNED_TWICE = "returned_twice"
    URGED = "urged"


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier of a list: where it is, who has it, since when or until when, what is wrong."""

    dossier_id: UUID
    code: str
    applicant: str
    procedure: str
    agency: str
    unit: str
    owner: str
    due_at: datetime | None
    moved_at: datetime
    why: tuple[str, ...] = ()


def overview(scope: Scope, calendar: WorkingCalendar, *, at: datetime) -> dict[Kind, int]:
    """How many of each list, never counting beyond MOST; one statement a list."""
    return {kind: _of(kind, scope, calendar, at)[:MOST].count() for kind in Kind}


def listed(
    kind: Kind, scope: Scope, calendar: WorkingCalendar, *, at: datetime, page: int = 1
) -> tuple[list[Row], bool]:
    """One page of a list, the most pressing first, and whether there is more; two statements."""
    first = (page - 1) * PAGE
    order = ("updated_at",) if kind in {Kind.STUCK, Kind.RETURNED_TWICE} else ("due_at", "id")
    rows = list(_of(kind, scope, calendar, at).order_by(*order)[first : first + PAGE + 1])
    why = _causes([row.pk for row in rows]) if kind is Kind.STUCK else {}
    return [_row(row, why.get(row.pk, ())) for row in rows[:PAGE]], len(rows) > PAGE


def _of(kind: Kind, scope: Scope, calendar: WorkingCalendar, at: datetime) -> QuerySet[Dossier]:
    dossiers = answered_for(scope)
    in_hand = dossiers.filter(state__in=["accepted", "in_process"])
    one, two = _due_within(calendar, at, 1), _due_within(calendar, at, 2)
    if kind is Kind.LATE:
        return in_hand.filter(due_at__lt=at)
    if kind is Kind.ONE_DAY:
        return in_hand.filter(due_at__gte=at, due_at__lte=one)
    if kind is Kind.TWO_DAYS:
        return in_hand.filter(due_at__gt=one, due_at__lte=two)
    if kind is Kind.STUCK:
        return dossiers.filter(Exists(Stall.objects.filter(dossier_id=OuterRef("pk"), resolved_at=None)))
    if kind is Kind.RETURNED_TWICE:
        asked_again = Supplement.objects.filter(dossier_id=OuterRef("pk"), no__gte=2)
        sent_back = Task.objects.filter(dossier_id=OuterRef("pk"), state=Task.State.SENT_BACK)
        times = sent_back.order_by().values("dossier_id").annotate(n=Count("id")).values("n")
        return dossiers.alias(times=Subquery(times)).filter(Exists(asked_again) | Q(times__gte=2))
    return dossiers.filter(Exists(Urge.objects.filter(dossier_id=OuterRef("pk"), answered_at=None)))


def answered_for(scope: Scope) -> QuerySet[Dossier]:
    """The open dossiers this officer answers for: whose open part is at their place, or whose task is theirs."""
    open_dossiers = Dossier.objects.filter(finished_at=None)
    if scope.holds(*PROVINCE):
        return open_dossiers
    parts = Part.objects.filter(parts_of(scope), dossier_id=OuterRef("pk"), state="open")
    mine = Task.objects.filter(dossier_id=OuterRef("pk"), state=Task.State.OPEN, owner_id=scope.account_id)
    return open_dossiers.filter(Exists(parts) | Exists(mine))


def _due_within(calendar: WorkingCalendar, at: datetime, days: int) -> datetime:
    """The close of office so many working days from today; today counts as none."""
    day = local_day(at)
    for _ in range(days):
        day = calendar.working_day_from(day + timedelta(days=1))
    return calendar.closes_on(day)


def _causes(dossier_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for dossier_id, cause in Stall.objects.filter(dossier_id__in=dossier_ids, resolved_at=None).values_list(
        "dossier_id", "cause"
    ):
        found[dossier_id] = (*found.get(dossier_id, ()), str(Stall.Cause(cause).label))
    return found


def _row(dossier: Dossier, why: tuple[str, ...]) -> Row:
    return Row(
        dossier_id=dossier.pk,
        code=dossier.code or dossier.reference,
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        agency=dossier.agency_name,
        unit=dossier.unit_name,
        owner=dossier.owner_name,
        due_at=dossier.due_at,
        moved_at=dossier.updated_at,
        why=why,
    )


def last_watch() -> datetime | None:
    """When the watchdog went round last."""
    newest: datetime | None = Watch.objects.aggregate(at=Max("at"))["at"]
    return newest


def urges_waiting(scope: Scope) -> list[Urge]:
    """What this officer has to answer, the most pressing first."""
    waiting = urges_to(scope).filter(answered_at=None)
    return list(waiting.select_related("by", "dossier").order_by("answer_by")[:PAGE])


@dataclass(frozen=True, slots=True)
class Load:
    """The open dossiers of one place, by how they stand with their date."""

    place: str
    late: int
    soon: int
    in_time: int

    @property
    def total(self) -> int:
        return self.late + self.soon + self.in_time


def loads(scope: Scope, calendar: WorkingCalendar, *, at: datetime) -> list[Load]:
    """The units of the reader's agency, or the agencies of the province, the latest first; one statement.

    Grouped over open dossiers only: their number follows the work in hand, not the years.
    """
    column = "agency_name" if scope.holds(*PROVINCE) else "unit_name"
    soon = _due_within(calendar, at, 2)
    rows = (
        answered_for(scope)
        .filter(state__in=["accepted", "in_process"])
        .values_list(column)
        .annotate(
            late=Count("id", filter=Q(due_at__lt=at)),
            soon=Count("id", filter=Q(due_at__gte=at, due_at__lte=soon)),
            in_time=Count("id", filter=Q(due_at__gt=soon)),
        )
        .order_by("-late", "-soon", column)[:30]
    )
    return [Load(name, late, close, fine) for name, late, close, fine in rows]
