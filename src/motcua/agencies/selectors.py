"""Who is posted where, and which agency, unit, desk, commune there was on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, UUIDField, Value

from motcua.agencies.errors import NoSuchAgency, NoSuchCommune, NoSuchDesk, NoSuchPool, NoSuchUnit
from motcua.agencies.models import (
    Agency,
    AgencyVersion,
    Commune,
    Dated,
    Delegation,
    Desk,
    DeskVersion,
    Pool,
    Posting,
    Succession,
    UnitVersion,
)
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.kernel.clock import local_day

_Row = TypeVar("_Row", bound=Dated)


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
        if owner_id == self.account_id:
            return None
        there = [posted for posted in self.postings if posted.pool_id == pool_id]
        if not there or (owner_id is None and any(posted.giver_id is None for posted in there)):
            return None
        givers = [posted.giver_id for posted in there if posted.giver_id is not None]
        return owner_id if owner_id in givers else next(iter(givers), None)

    def holds(self, *roles: Role, agency_id: UUID | None = None) -> bool:
        """Whether the officer holds one of `roles`, at `agency_id` if one is given."""
        return any(posted.role in roles and agency_id in {None, posted.agency_id} for posted in self.postings)


def held_on(day: date, prefix: str = "") -> Q:
    """The condition that a dated row holds on `day`; both its days are inside."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


# postings


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


def has_staff(agency_id: UUID, roles: Iterable[Role], at: datetime) -> bool:
    """Whether each of `roles` is held by some active officer of the agency at `at`."""
    return agency_id in staffed_agencies(roles, at, agency_ids=[agency_id])


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


# agencies, units, desks


def _one(rows: QuerySet[_Row], day: date) -> _Row | None:
    return rows.filter(held_on(day)).first()


def agency_on(agency_id: UUID, day: date) -> AgencyVersion:
    """How the agency was called and placed on `day`; refuses with NoSuchAgency."""
    version = _one(AgencyVersion.objects.filter(agency_id=agency_id).select_related("agency"), day)
    if version is None:
        raise NoSuchAgency(day=day.strftime("%d/%m/%Y"))
    return version


def unit_on(unit_id: UUID, day: date) -> UnitVersion:
    """How the unit was called on `day`; refuses with NoSuchUnit."""
    version = _one(UnitVersion.objects.filter(unit_id=unit_id).select_related("unit"), day)
    if version is None:
        raise NoSuchUnit(day=day.strftime("%d/%m/%Y"))
    return version


def desk_on(desk_id: UUID, day: date) -> DeskVersion:
    """How the desk was called and reached on `day`; refuses with NoSuchDesk."""
    version = _one(DeskVersion.objects.filter(desk_id=desk_id).select_related("desk"), day)
    if version is None:
        raise NoSuchDesk(day=day.strftime("%d/%m/%Y"))
    return version


def agencies_on(day: date, *, level: str | None = None, kind: str | None = None) -> list[AgencyVersion]:
    """All agencies open on `day`, in the order of their codes, with their identities; one statement."""
    versions = AgencyVersion.objects.filter(held_on(day)).select_related("agency")
    if level:
        versions = versions.filter(level=level)
    if kind:
        versions = versions.filter(kind=kind)
    return list(versions.order_by("agency__code"))


def agency_names_on(agency_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """The names of several agencies on `day`, one statement; closed ones keep their last name."""
    return _names(AgencyVersion.objects.all(), "agency_id", agency_ids, day)


def unit_names_on(unit_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """The same of units."""
    return _names(UnitVersion.objects.all(), "unit_id", unit_ids, day)


def desk_names_on(desk_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """The same of desks."""
    return _names(DeskVersion.objects.all(), "desk_id", desk_ids, day)


def _names(rows: QuerySet[_Row], whose: str, ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    found = rows.filter(**{f"{whose}__in": wanted}, valid_from__lte=day).order_by(whose, "valid_from")
    return dict(found.values_list(whose, "name"))


def units_of(agency_id: UUID, day: date) -> list[UnitVersion]:
    """The units an agency had on `day`, by name."""
    rows = UnitVersion.objects.filter(held_on(day), unit__agency_id=agency_id).select_related("unit")
    return list(rows.order_by("name"))


def desks_of(agency_id: UUID, day: date) -> list[DeskVersion]:
    """The desks an agency had on `day`: its own and its counters elsewhere, by name."""
    rows = DeskVersion.objects.filter(held_on(day), desk__agency_id=agency_id).select_related("desk")
    return list(rows.order_by("name"))


def desks_on(day: date) -> list[DeskVersion]:
    """All desks open on `day` with their agencies' identities, by name; one statement."""
    rows = DeskVersion.objects.filter(held_on(day)).select_related("desk__agency")
    return list(rows.order_by("name"))


def agency_by_key(key: str) -> Agency:
    """The agency with this name in the province file; refuses with NoSuchAgency."""
    agency = Agency.objects.filter(key=key).first()
    if agency is None:
        raise NoSuchAgency(day="này")
    return agency


def agency_by_code(code: str) -> Agency:
    """The agency with this identifier; refuses with NoSuchAgency."""
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise NoSuchAgency(day="này")
    return agency


def desk_by_key(agency_key: str, desk_key: str) -> Desk:
    """The desk with this name in the province file; refuses with NoSuchDesk."""
    desk = Desk.objects.filter(agency__key=agency_key, key=desk_key).select_related("agency").first()
    if desk is None:
        raise NoSuchDesk(day="này")
    return desk


def parents_of(agency_id: UUID, day: date) -> list[UUID]:
    """The agencies above this one on `day`, nearest first."""
    above: list[UUID] = []
    current = agency_id
    while True:
        version = _one(AgencyVersion.objects.filter(agency_id=current), day)
        if version is None or version.parent_id is None or version.parent_id in above:
            return above
        above.append(version.parent_id)
        current = version.parent_id


def current_agency(agency_id: UUID, day: date) -> UUID:
    """Who does this agency's work on `day`: itself, or the end of the chain of main successors."""
    seen = {agency_id}
    while True:
        following = (
            Succession.objects.filter(predecessor_id=agency_id, is_main=True, on__lte=day)
            .values_list("successor_id", flat=True)
            .first()
        )
        if following is None or following in seen:
            return agency_id
        seen.add(following)
        agency_id = following


def succeeded_by(agency_id: UUID, day: date) -> set[UUID]:
    """Everybody who has taken over a share of an agency's work by `day`, through all mergers since."""
    found: set[UUID] = set()
    ahead = {agency_id}
    while ahead:
        rows = Succession.objects.filter(predecessor_id__in=ahead, on__lte=day)
        ahead = set(rows.values_list("successor_id", flat=True)) - found
        found |= ahead
    return found


def succeeded_on(day: date) -> list[UUID]:
    """The agencies whose work has gone to a main successor by `day`."""
    rows = Succession.objects.filter(is_main=True, on__lte=day).order_by("on", "predecessor_id")
    return list(rows.values_list("predecessor_id", flat=True))


def desk_of(desk_id: UUID) -> Desk:
    """The identity of a desk, also of one that is closed; refuses with NoSuchDesk."""
    desk = Desk.objects.filter(pk=desk_id).first()
    if desk is None:
        raise NoSuchDesk(day="này")
    return desk


# communes


def communes_on(day: date, province_code: str | None = None) -> list[Commune]:
    """The communes there were on `day`, by code; the list an address is chosen from."""
    communes = Commune.objects.filter(held_on(day))
    if province_code:
        communes = communes.filter(province_code=province_code)
    return list(communes.order_by("code", "name"))


def commune_on(code: str, day: date) -> Commune:
    """The commune that bore `code` on `day`; refuses with NoSuchCommune."""
    commune = _one(Commune.objects.filter(code=code), day)
    if commune is None:
        raise NoSuchCommune(commune=code, day=day.strftime("%d/%m/%Y"))
    return commune


def agency_of_commune(code: str, day: date, kind: str = "people_committee") -> AgencyVersion:
    """The People's Committee (or another `kind`, as `police`) of a commune on `day`; NoSuchCommune."""
    rows = AgencyVersion.objects.filter(commune_code=code, kind=kind).select_related("agency")
    version = _one(rows, day)
    if version is None:
        raise NoSuchCommune(commune=code, day=day.strftime("%d/%m/%Y"))
    return version
