"""Which agency, unit and desk there was on a day, and who does the work of one that is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from motcua.agencies.errors import NoSuchAgency, NoSuchDesk, NoSuchUnit
from motcua.agencies.models import Agency, AgencyVersion, Dated, Desk, DeskVersion, Succession, UnitVersion
from motcua.agencies.selectors.dated import held_on, one_on

_Row = TypeVar("_Row", bound=Dated)


def agency_on(agency_id: UUID, day: date) -> AgencyVersion:
    """How the agency was called and placed on `day`; refuses with NoSuchAgency."""
    version = one_on(AgencyVersion.objects.filter(agency_id=agency_id).select_related("agency"), day)
    if version is None:
        raise NoSuchAgency(day=day.strftime("%d/%m/%Y"))
    return version


def unit_on(unit_id: UUID, day: date) -> UnitVersion:
    """How the unit was called on `day`; refuses with NoSuchUnit."""
    version = one_on(UnitVersion.objects.filter(unit_id=unit_id).select_related("unit"), day)
    if version is None:
        raise NoSuchUnit(day=day.strftime("%d/%m/%Y"))
    return version


def desk_on(desk_id: UUID, day: date) -> DeskVersion:
    """How the desk was called and reached on `day`; refuses with NoSuchDesk."""
    version = one_on(DeskVersion.objects.filter(desk_id=desk_id).select_related("desk"), day)
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
        version = one_on(AgencyVersion.objects.filter(agency_id=current), day)
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
