"""Where the simulation happens: staffed agencies, what can be filed with each, who works there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import agencies_on, communes_on, staffed_agencies
from motcua.kernel.clock import local_day
from motcua.procedures.selectors import Card, search
from motcua.workbench.simulate.people import Citizen

WORKERS = (Role.HANDLER, Role.AGENCY_LEADER, Role.RECORDS_CLERK)


@dataclass(frozen=True)
class Town:
    """A commune that people of the simulation live in, and the agency that answers for it."""

    agency_id: UUID
    agency_code: str
    agency_name: str
    commune_code: str
    commune_name: str
    province_code: str


@dataclass(frozen=True)
class Resident:
    """A person with an account of the portal, who files now and then with it."""

    account_id: UUID
    who: Citizen


@dataclass(frozen=True)
class World:
    """The towns with staff, the other staffed agencies, the catalogue of the day, and who has an account.

    desk_agency_ids  the agencies whose desks somebody works at
    """

    towns: tuple[Town, ...]
    agency_ids: frozenset[UUID]
    desk_agency_ids: frozenset[UUID]
    catalogue: tuple[Card, ...]
    residents: tuple[Resident, ...] = ()


def world_of(at: datetime, *, only: Sequence[str] = ()) -> World:
    """What is there to simulate at `at`; `only` narrows the catalogue to some codes or slugs."""
    day = local_day(at)
    staffed = staffed_agencies(WORKERS, at)
    communes = {commune.code: commune for commune in communes_on(day)}
    towns = tuple(
        Town(
            agency_id=version.agency_id,
            agency_code=version.agency.code,
            agency_name=version.name,
            commune_code=version.commune_code,
            commune_name=communes[version.commune_code].name,
            province_code=communes[version.commune_code].province_code,
        )
        for version in agencies_on(day, kind="people_committee")
        if version.agency_id in staffed and version.commune_code in communes
    )
    cards = tuple(
        card for card in search(day=day, limit=None).items if not only or {card.code, card.slug} & set(only)
    )
    at_desks = staffed_agencies((Role.RECEIVER,), at)
    return World(towns, frozenset(staffed), frozenset(at_desks), cards)
