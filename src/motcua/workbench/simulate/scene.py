"""What everybody in the simulation shares: the world, chance, and who works where that day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, pool_for, scope_of, staff_of_pool
from motcua.audit.services import Actor
from motcua.custody.rules import Place
from motcua.journey.custody import keepers_of
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.workbench.simulate.dice import Dice
from motcua.workbench.simulate.world import World


class NextAct(StrEnum):
    """Who acts next; what exactly they do follows from where the dossier stands then."""

    FILE = "file"
    APPLICANT = "applicant"
    OFFICE = "office"


@dataclass(frozen=True)
class Done:
    """What an act led to: the dossier's state, who acts next, after about how many minutes."""

    dossier_id: UUID
    state: str
    then: NextAct | None = None
    minutes: int = 0
    was_decided_late: bool | None = None


@dataclass(frozen=True)
class Away:
    """Somebody on leave and the colleague who stands in, until a day."""

    stand_in: UUID
    until: date


class Staff:
    """Who works where on a day, kept in memory: only the simulation changes it, and then calls `forget`."""

    def __init__(self) -> None:
        self.away: dict[UUID, Away] = {}
        self.changes_on: set[date] = set()
        self._kept: dict[tuple[Any, ...], Any] = {}

    def forget(self) -> None:
        self._kept.clear()

    def begin_day(self, day: date) -> None:
        """A leave is over, a duty begins: what was said before to hold from this day."""
        if day in self.changes_on:
            self.forget()

    def scope(self, account_id: UUID, at: datetime) -> Scope:
        found: Scope = self._keep("scope", account_id, lambda: scope_of(account_id, at))
        return found

    def of_pool(self, pool_id: UUID, at: datetime) -> list[UUID]:
        """Who may take work of a pool; those on leave only where nobody else is there."""
        found: list[UUID] = self._keep("pool", pool_id, lambda: staff_of_pool(pool_id, at))
        return [one for one in found if not self.is_away(one, at)] or found

    def of_duty(
        self,
        agency_id: UUID,
        role: Role,
        at: datetime,
        *,
        unit_id: UUID | None = None,
        desk_id: UUID | None = None,
    ) -> list[UUID]:
        """Who has a duty at a place; nobody where nobody ever had it."""
        try:
            return self.of_pool(pool_for(agency_id, role, unit_id=unit_id, desk_id=desk_id), at)
        except Refusal:
            return []

    def keepers(self, place: Place, at: datetime) -> list[UUID]:
        found: list[UUID] = self._keep("keepers", place, lambda: keepers_of(place, at))
        return found

    def is_away(self, account_id: UUID, at: datetime) -> bool:
        leave = self.away.get(account_id)
        return leave is not None and local_day(at) <= leave.until

    def doer(self, owner_id: UUID, pool_id: UUID, at: datetime) -> UUID:
        """The owner of a task, or who stands in for them there."""
        if not self.is_away(owner_id, at):
            return owner_id
        stand_in = self.away[owner_id].stand_in
        return stand_in if self.scope(stand_in, at).stands_in(pool_id, owner_id) else owner_id

    def _keep(self, what: str, of: Any, read: Callable[[], Any]) -> Any:
        key = (what, of)
        if key not in self._kept:
            self._kept[key] = read()
        return self._kept[key]


@dataclass(frozen=True)
class Scene:
    """The world with its dice; `random` decides who and what, `dice` whether.

    asked_beside  the dossiers with a question that nobody's work waits for
    silent        the opinions that nobody will ever answer
    """

    world: World
    random: Random
    dice: Dice
    staff: Staff = field(default_factory=Staff)
    asked_beside: set[UUID] = field(default_factory=set)
    silent: set[UUID] = field(default_factory=set)

    def key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def happens(self, name: str, chance: float) -> bool:
        return self.dice.happens(name, chance)

    def one_of(self, accounts: Collection[UUID]) -> UUID:
        return self.random.choice(sorted(accounts))

    def leader(self, agency_id: UUID, at: datetime) -> Actor | None:
        """One of the leaders of an agency, if it has any."""
        staff = self.staff.of_duty(agency_id, Role.AGENCY_LEADER, at)
        return Actor("officer", self.one_of(staff), agency_id) if staff else None

    def desk_head(self, desk_id: UUID, agency_id: UUID, at: datetime) -> Actor | None:
        """The head of a desk of an agency, if it has one."""
        staff = self.staff.of_duty(agency_id, Role.DESK_HEAD, at, desk_id=desk_id)
        return Actor("officer", self.one_of(staff), agency_id) if staff else None

    def scope(self, officer: Actor, at: datetime) -> Scope:
        assert officer.id is not None
        return self.staff.scope(officer.id, at)

    def tried(self, name: str, act: Callable[[], object]) -> bool:
        """People propose what the law then refuses them; that is life, and no failure of the simulation."""
        try:
            act()
        except Refusal:
            self.dice.came_to_nothing(name)
            return False
        return True
