"""Work lists: mine, and unowned in my pools; two index scans whatever the number of dossiers (design §11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from motcua.accounts.models import Account
from motcua.agencies.models import Pool
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, delegations_at, postings_at, scope_of, staff_of_pool
from motcua.dossiers.models import Dossier
from motcua.kernel.text import fold
from motcua.processes.schema import StepKind
from motcua.workflow.models import Opinion, OpinionFile, Task, UnitInCharge
from motcua.workflow.work import STEP_KINDS

PAGE = 50
PRESSING = Q(held_at=None) & ~Q(
    kind=StepKind.RETURN
)  # time presses nobody while the dossier waits for others,
# nor once the result lies ready: it was on time or late when it came to the desk, not when somebody fetches it
REMINDED_BEFORE = timedelta(days=1)
REMINDED_AFTER = timedelta(hours=4)


@dataclass(frozen=True)
class Filters:
    """What an officer narrows the list to; empty = no narrowing.

    due       `late`, `today` (due before `until`), `later`
    pool_ids  only what waits in these pools or is done from them: one duty of an officer who has several
    """

    kind: str = ""
    channel: str = ""
    procedure_code: str = ""
    text: str = ""
    due: str = ""
    order: str = "due"
    pool_ids: tuple[UUID, ...] = ()


def open_tasks_for(scope: Scope) -> QuerySet[Task]:
    """The open tasks an officer may do: their own, delegated ones, the unowned of their pools."""
    mine = Q(owner_id=scope.account_id)
    for posted in scope.postings:
        if posted.giver_id is not None:
            mine |= Q(owner_id=posted.giver_id, pool_id=posted.pool_id)
    waiting = Q(pool_id__in=scope.pool_ids, owner__isnull=True)
    return Task.objects.filter(mine | waiting, state=Task.State.OPEN)


def my_work(
    scope: Scope, filters: Filters, *, at: datetime, end_of_day: datetime, page: int = 1
) -> tuple[list[Task], bool]:
    """One page of the work list with its dossiers, and whether there is a next page; one statement.

    Online dossiers come first among equals (TN19-4.2).
    """
    tasks = open_tasks_for(scope).select_related("dossier", "owner")
    if filters.pool_ids:
        tasks = tasks.filter(pool_id__in=filters.pool_ids)
    if filters.kind:
        tasks = tasks.filter(kind=filters.kind)
    if filters.channel:
        tasks = tasks.filter(dossier__channel=filters.channel)
    if filters.procedure_code:
        tasks = tasks.filter(dossier__procedure_code=filters.procedure_code)
    if filters.text:
        text = filters.text.strip()
        tasks = tasks.alias(
            folded=Func(F("dossier__applicant_name"), function="vi_norm", output_field=TextField())
        ).filter(
            Q(dossier__code__iexact=text)
            | Q(dossier__reference__iexact=text)
            | Q(folded__contains=fold(" ".join(text.split())))
        )
    if filters.due == "late":
        tasks = tasks.filter(PRESSING, due_at__lt=at)
    elif filters.due == "today":
        tasks = tasks.filter(PRESSING, due_at__gte=at, due_at__lte=end_of_day)
    elif filters.due == "later":
        tasks = tasks.filter(~PRESSING | Q(due_at__gt=end_of_day))
    order = {
        "due": ("-priority", "due_at", "id"),
        "opened": ("opened_at", "id"),
        "applicant": ("dossier__applicant_name", "id"),
    }.get(filters.order, ("-priority", "due_at", "id"))
    first = (page - 1) * PAGE
    rows = list(tasks.order_by(*order)[first : first + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def tasks_of(dossier_id: UUID) -> list[Task]:
    """Every task of a dossier, oldest first, with who has or did it."""
    return list(
        Task.objects.filter(dossier_id=dossier_id)
        .select_related("owner", "done_by", "part", "pool")
        .order_by("no")
    )


def open_tasks_of(dossier: Dossier) -> list[Task]:
    """What is to be done for a dossier now."""
    return list(
        Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN)
        .select_related("owner", "pool")
        .order_by("no")
    )


def open_steps_of(dossier: Dossier) -> list[Task]:
    """Those of them that are steps of its process; what is asked beside it is not among them."""
    return [task for task in open_tasks_of(dossier) if task.kind in STEP_KINDS]


def steps_done(dossier_id: UUID) -> set[str]:
    """The steps whose newest task is done; a step that was sent back is not done until it is done again."""
    newest: dict[str, str] = {}
    for step_id, state in (
        Task.objects.filter(dossier_id=dossier_id).order_by("no").values_list("step_id", "state")
    ):
        newest[step_id] = state
    return {step_id for step_id, state in newest.items() if state == Task.State.DONE}


@dataclass(frozen=True)
class Counts:
    """What an officer has before them: all that is open, and of it what waits at the desk, is theirs, presses."""

    open: int
    reception: int
    in_hand: int
    handover: int
    today: int
    late: int
    done_today: int


def counts(scope: Scope, *, at: datetime, start_of_day: datetime, end_of_day: datetime) -> Counts:
    """The counters of the work list; two statements, bounded by the officer's own work."""
    found = open_tasks_for(scope).aggregate(
        open=Count("id"),
        reception=Count("id", filter=Q(kind=StepKind.RECEIVE)),
        in_hand=Count("id", filter=Q(owner_id=scope.account_id)),
        handover=Count("id", filter=Q(kind=StepKind.RETURN)),
        today=Count("id", filter=PRESSING & Q(due_at__gte=at, due_at__lte=end_of_day)),
        late=Count("id", filter=PRESSING & Q(due_at__lt=at)),
    )
    done = Task.objects.filter(
        done_by_id=scope.account_id, done_at__gte=start_of_day, state=Task.State.DONE
    ).count()
    return Counts(done_today=done, **found)


def procedures_at_work(scope: Scope) -> list[tuple[str, str]]:
    """Code and name of the procedures of an officer's open tasks, by name: what the list can be narrowed to."""
    rows = open_tasks_for(scope).values_list("dossier__procedure_code", "dossier__procedure_name")
    return sorted(set(rows.distinct()), key=lambda row: fold(row[1]))


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be given a task, how many they already have, until when who does this duty for them."""

    account_id: UUID
    full_name: str
    open_tasks: int
    away_to: date | None = None
    stand_in: str = ""


def colleagues_of(pool_ids: Collection[UUID], at: datetime) -> list[Colleague]:
    """Who may take a task of every one of these pools, the least loaded first; a statement a pool and one more."""
    able = set.intersection(*(set(staff_of_pool(pool_id, at)) for pool_id in pool_ids)) if pool_ids else set()
    load = (
        Task.objects.filter(owner_id=OuterRef("pk"), state=Task.State.OPEN)
        .values("owner_id")
        .annotate(number=Count("id"))
        .values("number")
    )
    absence = delegations_at(at).filter(giver_id=OuterRef("pk"), pool_id__in=pool_ids).order_by("-valid_to")
    rows = (
        Account.objects.filter(pk__in=able)
        .annotate(
            load=Coalesce(Subquery(load), 0),
            away_to=Subquery(absence.values("valid_to")[:1]),
            stand_in=Coalesce(Subquery(absence.values("delegate__full_name")[:1]), Value("")),
        )
        .values_list("pk", "full_name", "load", "away_to", "stand_in")
    )
    return [Colleague(*row) for row in sorted(rows, key=lambda row: (row[2], fold(row[1])))]


def last_doer(dossier_id: UUID, step_id: str) -> UUID | None:
    """Who did a step of a dossier last."""
    return (
        Task.objects.filter(dossier_id=dossier_id, step_id=step_id, done_by__isnull=False)
        .order_by("-no")
        .values_list("done_by_id", flat=True)
        .first()
    )


def staff_for(task: Task, at: datetime) -> list[UUID]:
    """The accounts that may be given this task at `at`."""
    return staff_of_pool(task.pool_id, at)


def held_count(account_id: UUID) -> int:
    """How many open tasks an officer holds."""
    return Task.objects.filter(owner_id=account_id, state=Task.State.OPEN).count()


def pools_held(account_id: UUID) -> list[UUID]:
    """The pools of the open tasks that an officer holds."""
    rows = Task.objects.filter(owner_id=account_id, state=Task.State.OPEN).order_by("pool_id")
    return list(rows.values_list("pool_id", flat=True).distinct())


def pools_worked(account_id: UUID, at: datetime) -> list[UUID]:
    """The pools that an officer holds tasks of or is posted to."""
    return sorted({*pools_held(account_id), *scope_of(account_id, at).pool_ids})


def dossiers_held(account_id: UUID, pool_ids: Collection[UUID]) -> list[UUID]:
    """The dossiers in which an officer holds open tasks of these pools, oldest first."""
    rows = Task.objects.filter(owner_id=account_id, state=Task.State.OPEN, pool_id__in=pool_ids)
    return list(rows.order_by("dossier_id").values_list("dossier_id", flat=True).distinct())


def open_in_pool(pool_id: UUID) -> int:
    """How many open tasks a pool has, held or waiting."""
    return Task.objects.filter(pool_id=pool_id, state=Task.State.OPEN).count()


def pool_named(pool_id: UUID) -> Pool:
    """The pool of an id."""
    return Pool.objects.get(pk=pool_id)


def tasks_headed(scope: Scope) -> QuerySet[Task]:
    """The open tasks of the places an officer is head of: a unit, a desk, an agency; as `services.heads_place_of`."""
    places = Q(pk__in=[])
    for posted in scope.postings:
        if posted.role is Role.UNIT_HEAD and posted.unit_id is not None:
            places |= Q(pool__unit_id=posted.unit_id)
        elif posted.role is Role.DESK_HEAD and posted.desk_id is not None:
            places |= Q(pool__desk_id=posted.desk_id)
        elif posted.role is Role.AGENCY_LEADER:
            places |= Q(pool__agency_id=posted.agency_id)
    return Task.objects.filter(places, state=Task.State.OPEN)


def pools_headed(scope: Scope, *, held_by: UUID) -> list[UUID]:
    """Of the places an officer heads, the pools in which somebody holds open tasks."""
    rows = tasks_headed(scope).filter(owner_id=held_by).order_by("pool_id")
    return list(rows.values_list("pool_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Held:
    """How much a person has at the places of a head; without account: what waits for somebody."""

    account_id: UUID | None
    full_name: str
    open_tasks: int
    late: int


def held_by_person(scope: Scope, at: datetime) -> list[Held]:
    """The open tasks of the places an officer heads, by who has them, the fullest hands first; one statement."""
    rows = (
        tasks_headed(scope)
        .values_list("owner_id", "owner__full_name")
        .annotate(number=Count("id"), late=Count("id", filter=PRESSING & Q(due_at__lt=at)))
    )
    found = [Held(owner_id, name or "", number, late) for owner_id, name, number, late in rows]
    return sorted(found, key=lambda one: (one.account_id is not None, -one.late, -one.open_tasks))


def held_by_people_who_left(at: datetime) -> list[tuple[UUID, UUID, list[UUID]]]:
    """Dossier, officer and pools of the open tasks whose owner is not of their pool any more."""
    there = postings_at(at).filter(account_id=OuterRef("owner_id"), pool_id=OuterRef("pool_id"))
    stands_in = delegations_at(at).filter(delegate_id=OuterRef("owner_id"), pool_id=OuterRef("pool_id"))
    rows = Task.objects.filter(~Exists(there), ~Exists(stands_in), state=Task.State.OPEN, owner__isnull=False)
    found: dict[tuple[UUID, UUID], list[UUID]] = {}
    for dossier_id, owner_id, pool_id in rows.order_by("dossier_id", "no").values_list(
        "dossier_id", "owner_id", "pool_id"
    ):
        assert owner_id is not None
        found.setdefault((dossier_id, owner_id), []).append(pool_id)
    return [(dossier_id, owner_id, pools) for (dossier_id, owner_id), pools in found.items()]


def units_in_charge(agency_id: UUID) -> list[UnitInCharge]:
    """Which unit of an agency handles what: everything first, then fields, then single procedures."""
    return list(UnitInCharge.objects.filter(agency_id=agency_id).order_by("procedure_code", "field"))


def units_in_charge_of(procedure_code: str, field: str) -> list[UnitInCharge]:
    """Which units handle a procedure, by its code, its field or everything; the exact ones first."""
    about = Q(procedure_code=procedure_code) | Q(procedure_code="", field__in=["", field])
    return list(UnitInCharge.objects.filter(about).order_by("agency_id", "-procedure_code", "-field"))


def opinions_of(dossier_id: UUID) -> list[Opinion]:
    """What was asked about a dossier, oldest first, with the files of both sides; two statements."""
    return list(
        Opinion.objects.filter(dossier_id=dossier_id)
        .select_related("asked_by", "ended_by")
        .prefetch_related(
            Prefetch("files", OpinionFile.objects.filter(dossier_id=dossier_id).select_related("file"))
        )
        .order_by("no")
    )


def opinions_to_remind(at: datetime) -> list[Opinion]:
    """What is asked, was not yet reminded of, and falls due within a day."""
    soon = at + REMINDED_BEFORE
    rows = Opinion.objects.filter(state=Opinion.State.ASKED, ended_at=None, reminded_at=None)
    # a question of a few hours is not reminded of the moment it is asked
    return list(
        rows.filter(due_at__gt=at, due_at__lte=soon, asked_at__lte=at - REMINDED_AFTER).order_by("due_at")
    )


def opinions_past(at: datetime) -> list[Opinion]:
    """What is still asked though its day went by and nobody was told."""
    rows = Opinion.objects.filter(state=Opinion.State.ASKED, ended_at=None, due_at__lt=at)
    return list(rows.order_by("due_at"))


def late_opinions(scope: Scope) -> list[Opinion]:
    """What is answered late in dossiers of the officer's desks, or was asked for their agencies (TN19-12.5b)."""
    return _opinions_for(scope, Opinion.objects.filter(state=Opinion.State.LATE, ended_at=None))


def open_opinions(scope: Scope) -> list[Opinion]:
    """What the officer's agencies and desks still wait for, soonest first."""
    return _opinions_for(scope, Opinion.objects.filter(ended_at=None))


def _opinions_for(scope: Scope, rows: QuerySet[Opinion]) -> list[Opinion]:
    mine = Q(asked_for_id__in=scope.agency_ids) | Q(dossier__desk_id__in=scope.desk_ids)
    return list(rows.filter(mine).select_related("dossier", "asked_by").order_by("due_at")[:200])


def file_of_opinion(dossier_id: UUID, file_id: UUID) -> bool:
    """Whether a file came with a question or an answer of this dossier."""
    return OpinionFile.objects.filter(dossier_id=dossier_id, file_id=file_id).exists()
