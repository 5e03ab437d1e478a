"""Who stands in for whom, until when; who of a head's people is away (nghỉ phép, uỷ quyền); TN19-14.5."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from motcua.agencies.administration import place_names
from motcua.agencies.models import Delegation, Pool, Posting
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import Scope, agency_names_on, postings_at
from motcua.agencies.services.delegations import HEADS, NOT_DELEGATED
from motcua.kernel.clock import local_day
from motcua.kernel.text import fold
from motcua.workflow.models import Task

REMEMBERED = timedelta(days=90)  # how long what is over is still listed


@dataclass(frozen=True)
class Leave:
    """What one officer's colleague does for some days: delegations of the same people and days are one.

    ids      of the delegations, for ending them
    duties   the giver's duties with their places, in the reader's language
    waiting  open tasks that the giver holds from these duties
    """

    ids: tuple[UUID, ...]
    giver_id: UUID
    giver: str
    delegate_id: UUID
    delegate: str
    duties: tuple[str, ...]
    first: date
    last: date
    instrument: str
    waiting: int
    is_now: bool
    is_over: bool


@dataclass(frozen=True)
class Own:
    """An officer's own page: for whom they act now or soon, who acts for them, what they could delegate to whom."""

    stands_in: tuple[Leave, ...]
    mine: tuple[Leave, ...]
    over: tuple[Leave, ...]
    duties: tuple[tuple[UUID, str], ...]
    colleagues: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True)
class Member:
    """One of a head's people, or of an agency: duties there, what they hold, when they are away."""

    account_id: UUID
    full_name: str
    duties: tuple[str, ...]
    pool_ids: tuple[UUID, ...]
    open_tasks: int
    leaves: tuple[Leave, ...]


def own_page(scope: Scope, *, at: datetime) -> Own:
    """What an officer's own page of leave shows; a fixed number of statements."""
    me, day = scope.account_id, local_day(at)
    rows = leaves(Delegation.objects.filter(Q(giver_id=me) | Q(delegate_id=me)), day)
    held = [posted for posted in scope.postings if posted.giver_id is None]
    can = [posted.pool_id for posted in held if posted.role not in NOT_DELEGATED]
    words = duties_in_words(Pool.objects.filter(pk__in=can), day)
    return Own(
        stands_in=tuple(one for one in rows if one.delegate_id == me and not one.is_over),
        mine=tuple(one for one in rows if one.giver_id == me and not one.is_over),
        over=tuple(one for one in rows if one.is_over),
        duties=tuple((pool_id, words[pool_id]) for pool_id in dict.fromkeys(can)),
        colleagues=colleagues_for(me, {posted.agency_id for posted in held}, at=at),
    )


def team_of(scope: Scope, *, at: datetime) -> list[Member]:
    """The people of the places an officer is head of by an own duty, without the officer; by name."""
    places = Q(pk__in=[])
    for posted in scope.postings:
        if posted.giver_id is not None or posted.role not in HEADS:
            continue
        if posted.role is Role.UNIT_HEAD and posted.unit_id:
            places |= Q(unit_id=posted.unit_id)
        elif posted.role is Role.DESK_HEAD and posted.desk_id:
            places |= Q(desk_id=posted.desk_id)
        elif posted.role is Role.AGENCY_LEADER:
            places |= Q(agency_id=posted.agency_id)
    postings = postings_at(at).filter(places).exclude(account_id=scope.account_id)
    return _members(postings.exclude(role__in=NOT_DELEGATED), at)


def leaves_of_officer(account_id: UUID, *, at: datetime) -> list[Leave]:
    """What an administrator sees beside an officer's account: leave and standing in, now and to come."""
    found = leaves(
        Delegation.objects.filter(Q(giver_id=account_id) | Q(delegate_id=account_id)), local_day(at)
    )
    return [one for one in found if not one.is_over]


def absences(account_ids: Collection[UUID], at: datetime) -> dict[UUID, str]:
    """Who of these officers is away at `at`: until when and who stands in, in words; one statement."""
    day = local_day(at)
    rows = Delegation.objects.filter(giver_id__in=account_ids, valid_from__lte=day, valid_to__gte=day)
    words = gettext("vắng đến hết {day}, {delegate} làm thay")
    return {
        giver_id: words.format(day=f"{last:%d/%m/%Y}", delegate=name)
        for giver_id, last, name in rows.values_list("giver_id", "valid_to", "delegate__full_name")
    }


def colleagues_for(
    giver_id: UUID, agency_ids: Collection[UUID], *, at: datetime
) -> tuple[tuple[UUID, str], ...]:
    """Who may stand in for an officer: everybody at work in all their agencies, who is away is said; by name."""
    rows = postings_at(at).filter(agency_id__in=agency_ids).exclude(role__in=NOT_DELEGATED)
    found: dict[UUID, tuple[str, set[UUID]]] = {}
    for account_id, name, agency_id in rows.exclude(account_id=giver_id).values_list(
        "account_id", "account__full_name", "agency_id"
    ):
        found.setdefault(account_id, (name, set()))[1].add(agency_id)
    able = {account_id: name for account_id, (name, there) in found.items() if there >= set(agency_ids)}
    absent = absences(able, at)
    return tuple(
        (account_id, f"{name} ({absent[account_id]})" if account_id in absent else name)
        for account_id, name in sorted(able.items(), key=lambda one: (fold(one[1]), one[0]))
    )


def leaves(rows: QuerySet[Delegation], day: date) -> list[Leave]:
    """Delegations as people speak of them, the next to begin first; what ended long ago is left out."""
    grouped: dict[tuple[UUID, UUID, date, date | None, str], list[Delegation]] = {}
    found = (
        rows.filter(valid_to__gte=day - REMEMBERED)
        .select_related("giver", "delegate", "pool")
        .order_by("valid_from", "id")
    )
    for row in found:
        alike = (row.giver_id, row.delegate_id, row.valid_from, row.valid_to, row.instrument)
        grouped.setdefault(alike, []).append(row)
    if not grouped:
        return []
    pools = {row.pool_id: row.pool for group in grouped.values() for row in group}
    words = duties_in_words(pools.values(), day)
    held = _held({row.giver_id for group in grouped.values() for row in group})
    return [_leave(group, words, held, day) for group in grouped.values()]


def _leave(
    group: list[Delegation], words: dict[UUID, str], held: dict[tuple[UUID, UUID], int], day: date
) -> Leave:
    one = group[0]
    assert one.valid_to is not None  # the database sees to it
    return Leave(
        ids=tuple(row.pk for row in group),
        giver_id=one.giver_id,
        giver=one.giver.full_name,
        delegate_id=one.delegate_id,
        delegate=one.delegate.full_name,
        duties=tuple(words[row.pool_id] for row in group),
        first=one.valid_from,
        last=one.valid_to,
        instrument=one.instrument,
        waiting=sum(held.get((row.giver_id, row.pool_id), 0) for row in group),
        is_now=one.valid_from <= day <= one.valid_to,
        is_over=one.valid_to < day,
    )


def duties_in_words(pools: Iterable[Pool], day: date) -> dict[UUID, str]:
    """Duties with their places, by pool; three statements whatever their number."""
    rows = list(pools)
    places = place_names(
        {one.unit_id for one in rows if one.unit_id}, {one.desk_id for one in rows if one.desk_id}, day
    )
    agencies = agency_names_on({one.agency_id for one in rows}, day)
    return {
        one.pk: ", ".join(
            [
                gettext(ROLE_NAMES[Role(one.role)]),
                places.get(one.desk_id or one.unit_id or one.pk, agencies.get(one.agency_id, "")),
            ]
        )
        for one in rows
    }


def _held(owners: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    rows = Task.objects.filter(owner_id__in=owners, state=Task.State.OPEN).values_list("owner_id", "pool_id")
    counted = rows.annotate(number=Count("id")).order_by()
    return {(owner_id, pool_id): number for owner_id, pool_id, number in counted if owner_id is not None}


def _members(rows: QuerySet[Posting], at: datetime) -> list[Member]:
    day = local_day(at)
    postings = list(rows.select_related("account", "pool"))
    words = duties_in_words((one.pool for one in postings), day)
    people = {one.account_id: one.account.full_name for one in postings}
    held = _held(people)
    absent: dict[UUID, list[Leave]] = {}
    for leave in leaves(Delegation.objects.filter(giver_id__in=people, valid_to__gte=day), day):
        absent.setdefault(leave.giver_id, []).append(leave)
    pools: dict[UUID, list[UUID]] = {}
    for one in postings:
        pools.setdefault(one.account_id, []).append(one.pool_id)
    return [
        Member(
            account_id=account_id,
            full_name=name,
            duties=tuple(words[pool_id] for pool_id in pools[account_id]),
            pool_ids=tuple(pools[account_id]),
            open_tasks=sum(held.get((account_id, pool_id), 0) for pool_id in pools[account_id]),
            leaves=tuple(absent.get(account_id, ())),
        )
        for account_id, name in sorted(people.items(), key=lambda one: (fold(one[1]), one[0]))
    ]
