"""Who is posted where, and what rights follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, QuerySet, UUIDField, Value

from motcua.agencies.errors import NoSuchPool
from motcua.agencies.models import AgencyVersion, Delegation, Pool, Posting
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors.dated import held_on
from motcua.agencies.selectors.places import agencies_on, parents_of
from motcua.kernel.clock import local_day


@dataclass(frozen=True)
class Posted:
    """One duty at one place, as it holds at an instant.

    former_agency_ids, former_desk_ids  of agencies that were merged into this one: their archive is read here
    giver_id  whose duty it is, where a colleague delegated it for these days
    """

    posting_id: UUID
    role: Role
    agency_id: UUID
    unit_id: UUID | None
    desk_id: UUID | None
    pool_id: UUID
    former_agency_ids: tuple[UUID, ...] = ()
    former_desk_ids: tuple[UUID, ...] = ()
    giver_id: UUID | None = None


@dataclass(frozen=True)
class Scope:
    """All that an officer is posted to at an instant: what rights are decided by (NB18-14.1)."""

    account_id: UUID
    roles: tuple[Role, ...] = ()
    agency_ids: tuple[UUID, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    desk_ids: tuple[UUID, ...] = ()
    pool_ids: tuple[UUID, ...] = ()
    postings: tuple[Posted, ...] = ()

    def stands_in(self, pool_id: UUID, owner_id: UUID | None) -> bool:
        """Whether a task of this pool is held by somebody who delegated that duty to this officer."""
        return owner_id is not None and any(
            posted.giver_id == owner_id and posted.pool_id == pool_id for posted in self.postings
        )

    def on_behalf_of(self, pool_id: UUID, owner_id: UUID | None = None) -> UUID | None:
        """Whose duty it is when this officer works from a pool: nobody else's where it is also the own one."""
        givers = [posted.giver_id for posted in self.postings if posted.pool_id == pool_id]
        if owner_id is not None and owner_id in givers:
            return owner_id
        return None if None in givers else next(iter(givers), None)

    def holds(self, *roles: Role, agency_id: UUID | None = None) -> bool:
        """Whether the officer holds one of `roles`, at `agency_id` if one is given."""
        return any(posted.role in roles and agency_id in {None, posted.agency_id} for posted in self.postings)


def scope_of(account_id: UUID, at: datetime) -> Scope:
    """What an officer is posted to at `at`, and what colleagues delegated to them, in one statement.

    The own duties come first. A closed account is posted nowhere; a delegated duty lasts as long as its giver has it.
    """
    day = local_day(at)
    own = Posting.objects.filter(held_on(day), account_id=account_id, account__is_active=True)
    delegated = Posting.objects.filter(
        held_on(day),
        held_on(day, "pool__delegations__"),
        account__is_active=True,
        pool__delegations__giver_id=F("account_id"),
        pool__delegations__delegate_id=account_id,
        pool__delegations__delegate__is_active=True,
    )
    rows = _columns(own, Value(None, output_field=UUIDField()), day).union(
        _columns(delegated, F("account_id"), day), all=True
    )
    postings = tuple(
        Posted(
            posting_id, Role(role), agency_id, unit_id, desk_id, pool_id, tuple(former), tuple(desks), giver
        )
        for posting_id, role, agency_id, unit_id, desk_id, pool_id, former, desks, giver, _ in sorted(
            rows, key=lambda row: (row[8] is not None, row[9], row[0])
        )
    )
    return Scope(
        account_id=account_id,
        roles=tuple(dict.fromkeys(posted.role for posted in postings)),
        agency_ids=tuple(dict.fromkeys(posted.agency_id for posted in postings)),
        unit_ids=tuple(dict.fromkeys(posted.unit_id for posted in postings if posted.unit_id)),
        desk_ids=tuple(dict.fromkeys(posted.desk_id for posted in postings if posted.desk_id)),
        pool_ids=tuple(dict.fromkeys(posted.pool_id for posted in postings)),
        postings=postings,
    )


def _columns(rows: QuerySet[Posting], giver: Any, day: date) -> QuerySet[Posting, tuple[Any, ...]]:
    return rows.annotate(
        former_agencies=_inherited("inherited_agencies", day),
        former_desks=_inherited("inherited_desks", day),
        whose=giver,
    ).values_list(
        *("id", "role", "agency_id", "unit_id", "desk_id", "pool_id"),
        *("former_agencies", "former_desks", "whose", "valid_from"),
    )


def delegations_at(at: datetime) -> QuerySet[Delegation]:
    """What is delegated to active officers at `at` by those who have the duty."""
    day = local_day(at)
    still_has = Posting.objects.filter(
        held_on(day), account_id=OuterRef("giver_id"), pool_id=OuterRef("pool_id"), account__is_active=True
    )
    return Delegation.objects.filter(Exists(still_has), held_on(day), delegate__is_active=True)


def _inherited(function: str, day: date) -> Func:
    return Func(F("agency_id"), Value(day), function=function, output_field=ArrayField(UUIDField()))


def postings_at(at: datetime) -> QuerySet[Posting]:
    """The duties that active officers have at `at`."""
    return Posting.objects.filter(held_on(local_day(at)), account__is_active=True)


def is_posted_at(account_id: UUID, desk_id: UUID, at: datetime) -> bool:
    """Whether the officer has any duty at this desk at `at`."""
    return (
        postings_at(at).filter(account_id=account_id, desk_id=desk_id).exists()
        or delegations_at(at).filter(delegate_id=account_id, pool__desk_id=desk_id).exists()
    )


def staffed_agencies(
    roles: Iterable[Role], at: datetime, agency_ids: Iterable[UUID] | None = None
) -> set[UUID]:
    """The agencies where each of `roles` is held by some active officer at `at`; one statement."""
    wanted = set(roles)
    postings = postings_at(at).filter(role__in=wanted)
    if agency_ids is not None:
        postings = postings.filter(agency_id__in=list(agency_ids))
    held: dict[UUID, set[str]] = {}
    for agency_id, role in postings.values_list("agency_id", "role").distinct():
        held.setdefault(agency_id, set()).add(role)
    return {agency_id for agency_id, there in held.items() if there >= wanted}


def desks_with(role: Role, at: datetime, desk_ids: Iterable[UUID]) -> set[UUID]:
    """Which of some desks have an active officer of a duty at `at`; one statement."""
    held = postings_at(at).filter(role=role, desk_id__in=list(desk_ids))
    return {desk_id for desk_id in held.values_list("desk_id", flat=True).distinct() if desk_id is not None}


def officers_of(agency_id: UUID, at: datetime) -> list[Posting]:
    """Who works in an agency at `at`, with their accounts; by name."""
    return list(
        postings_at(at)
        .filter(agency_id=agency_id)
        .select_related("account")
        .order_by("account__full_name", "account_id", "role")
    )


def staff_of_pool(pool_id: UUID, at: datetime) -> list[UUID]:
    """The accounts that may take a task waiting in this pool at `at`, delegates among them; one statement."""
    own = postings_at(at).filter(pool_id=pool_id).values_list("account_id", flat=True)
    stand_ins = delegations_at(at).filter(pool_id=pool_id).values_list("delegate_id", flat=True)
    return sorted(own.order_by().union(stand_ins.order_by()))


def staff_at(
    roles: Iterable[Role],
    at: datetime,
    *,
    agency_id: UUID,
    unit_id: UUID | None = None,
    desk_id: UUID | None = None,
) -> list[UUID]:
    """The accounts that have one of `roles` at a place, delegates among them; one statement.

    Takes
        unit_id, desk_id  the place; without a desk, `unit_id` None means the agency's own office, not its units
    """
    place: dict[str, Any] = {"agency_id": agency_id, "role__in": [str(role) for role in roles]}
    place |= {"desk_id": desk_id} if desk_id is not None else {"unit_id": unit_id}
    own = postings_at(at).filter(**place).values_list("account_id", flat=True)
    stand_ins = delegations_at(at).filter(**{f"pool__{name}": value for name, value in place.items()})
    return sorted(own.order_by().union(stand_ins.order_by().values_list("delegate_id", flat=True)))


def pool_for(
    agency_id: UUID, role: Role | str, unit_id: UUID | None = None, desk_id: UUID | None = None
) -> UUID:
    """The id of the pool of a duty at a place; refuses with NoSuchPool where nobody was ever posted.

    `services.ensure_pool` makes a missing one.
    """
    role = Role(role)
    place: dict[str, Any] = {"agency_id": agency_id, "role": role, "unit_id": unit_id, "desk_id": desk_id}
    found = Pool.objects.filter(**place).values_list("id", flat=True)
    for pool_id in found:
        return pool_id
    raise NoSuchPool(role=ROLE_NAMES[role].lower())


def may_administer(account_id: UUID, agency_id: UUID, at: datetime) -> bool:
    """Whether the officer may keep accounts and postings of this agency at `at`.

    The province's administrator may everywhere; an agency's IT officer in the own agency and those below it,
    as IT officers of a district also serve its communes (TN19-14.5, TN14-8.1).
    """
    scope = scope_of(account_id, at)
    if scope.holds(Role.PROVINCE_ADMINISTRATOR):
        return True
    own = {posted.agency_id for posted in scope.postings if posted.role is Role.AGENCY_IT}
    return bool(own) and not own.isdisjoint([agency_id, *parents_of(agency_id, local_day(at))])


def agencies_without_administrator(at: datetime) -> list[AgencyVersion]:
    """The open agencies where nobody is posted to keep the accounts (TN14-13.3a)."""
    kept = staffed_agencies([Role.AGENCY_IT], at)
    return [version for version in agencies_on(local_day(at)) if version.agency_id not in kept]
