"""The simulation: a queue of happenings in the order of their times, each one an act of the journey."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from uuid import UUID, uuid4

from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.workbench.simulate.acts import Acts
from motcua.workbench.simulate.dice import Dice
from motcua.workbench.simulate.nights import nights, pass_night
from motcua.workbench.simulate.offices import Offices, afternoons
from motcua.workbench.simulate.queue import Counters
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.world import World

Progress = Callable[[int, int], None]
LISTS_AFTER, POST_AFTER, COUNTERS_AFTER = timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=30)
WAITING = 4  # at each counter of what is shown
SHOWN_BEFORE_THE_END = timedelta(days=4)
TRIES = 3  # what is refused is tried again the next days: people ask a colleague, or wait


@dataclass
class Outcome:
    """What came of it: how many dossiers ended in which state, how many decisions were late, what was refused.

    `hopeless` tells which procedures nobody here could handle, and why.
    """

    filed: int = 0
    acts: int = 0
    states: Counter[str] = field(default_factory=Counter)
    decided_late: int = 0
    decided_on_time: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    hopeless: dict[str, str] = field(default_factory=dict)


@dataclass(order=True)
class _Happening:
    at: datetime
    order: int
    act: NextAct = field(compare=False)
    dossier_id: UUID | None = field(compare=False, default=None)
    tries: int = field(compare=False, default=0)


class Simulation:
    """Drives `total` dossiers that are filed between `start` and `end`; nothing happens after `end`.

    Takes
        seed   the same seed in the same world gives the same people, papers and delays
        whole  the offices live too: leave, successors, closed accounts, lists, urging, outages, choices of the
               province; and every path is taken at least once where it can be
        shown  whatever can happen to a dossier does, at the beginning and once more in the last days: at `end`
               some stand in the midst of each turn
    """

    def __init__(
        self,
        world: World,
        *,
        start: datetime,
        end: datetime,
        total: int,
        seed: int,
        whole: bool = False,
        shown: bool = False,
    ) -> None:
        self.random = Random(seed)  # noqa: S311 a simulation, not a secret
        self.start, self.end, self.total, self.shown = start, end, total, shown
        self.scene = Scene(world, self.random, Dice(seed, each_once=whole or shown))
        self.acts = Acts(self.scene, offices_live=whole)
        self.offices = Offices(self.scene, self.acts.paper) if whole else None
        self.counters = Counters(self.scene)
        self.calendar: WorkingCalendar = calendar_named("province")[0]
        self.queue: list[_Happening] = []
        self.order = count()
        self.states: dict[UUID, str] = {}
        self.outcome = Outcome()

    def run(self, progress: Progress | None = None) -> Outcome:
        """Let everything happen until `end`; what is still to come stays open, as in life."""
        for _ in range(self.total):
            self._plan(NextAct.FILE, self._moment_of_filing())
        days = deque(self._days())
        while self.queue:
            while days and days[0][0] < self.queue[0].at:
                at, happens = days.popleft()
                happens(at)
            happening = heapq.heappop(self.queue)
            if happening.at > self.end:
                break
            self._happen(happening)
            if progress is not None and happening.act is NextAct.FILE:
                progress(self.outcome.filed, self.total)
        for at, happens in days:
            happens(at)
        self.outcome.states.update(self.states.values())
        self.outcome.hopeless = self.acts.applicants.hopeless
        return self.outcome

    def _days(self) -> list[tuple[datetime, Callable[[datetime], None]]]:
        """What happens at certain hours: every night, and every afternoon in the offices."""
        found: list[tuple[datetime, Callable[[datetime], None]]] = [
            (night, self._night) for night in nights(self.start, self.end)
        ]
        if self.shown:
            found.append((self.end - SHOWN_BEFORE_THE_END, lambda _: self.scene.dice.begin_anew()))
            found.append((self.end - timedelta(days=1), partial(self.counters.show, people=3)))
            found.append((self.end, partial(self.counters.show, left=WAITING)))
        if self.shown or self.offices is not None:
            for at in afternoons(self.start, self.end):
                if self.calendar.is_working(at):
                    found.append((at + POST_AFTER, self._post))
        if self.offices is not None:
            self.offices.decide(self.start, self.end)
            for at in afternoons(self.start, self.end):
                if self.calendar.is_working(at):
                    found += [(at, self._afternoon), (at + LISTS_AFTER, self.offices.tick_rows)]
                    found.append((at + COUNTERS_AFTER, self.counters.day))
        return sorted(found, key=lambda one: one[0])

    def _night(self, at: datetime) -> None:
        pass_night(at)
        self.scene.staff.begin_day(local_day(at))

    def _afternoon(self, at: datetime) -> None:
        assert self.offices is not None
        for done in self.offices.day(at):
            self.outcome.filed += 1
            self._go_on(done, at)

    def _post(self, at: datetime) -> None:
        """The postman's hour: parcels leave and are heard of, what was fetched at home arrives."""
        self.acts.post.day(at)
        for done in self.acts.applicants.arrived(at):
            self.outcome.filed += 1
            self._go_on(done, at)

    def _happen(self, happening: _Happening) -> None:
        in_office = self.calendar.is_working(happening.at)
        try:
            done = self.acts.do(
                happening.act, happening.dossier_id, happening.at, uuid4(), in_office=in_office
            )
        except Refusal as refusal:
            self.outcome.refusals[refusal.code] += 1
            if happening.dossier_id is not None and happening.tries < TRIES:
                again = self._in_office(happening.at + timedelta(days=1))
                self._plan(happening.act, again, happening.dossier_id, happening.tries + 1)
            return
        self.outcome.acts += 1
        if happening.act is NextAct.FILE:
            self.outcome.filed += 1
        self._go_on(done, happening.at)

    def _go_on(self, done: Done, at: datetime) -> None:
        self._note(done)
        if done.then is not None:
            self._plan(done.then, self._moment_after(at, done), done.dossier_id)

    def _note(self, done: Done) -> None:
        self.states[done.dossier_id] = done.state
        if done.was_decided_late is not None:
            self.outcome.decided_late += done.was_decided_late
            self.outcome.decided_on_time += not done.was_decided_late

    def _plan(self, act: NextAct, at: datetime, dossier_id: UUID | None = None, tries: int = 0) -> None:
        heapq.heappush(self.queue, _Happening(at, next(self.order), act, dossier_id, tries))

    def _moment_of_filing(self) -> datetime:
        """Any instant for the web, mostly office hours: the counter is where most people still come."""
        span = (self.end - self.start).total_seconds()
        at = self.start + timedelta(seconds=int(self.random.random() * span))
        return at if self.random.random() < self.acts.ONLINE_SHARE else self._in_office(at)

    def _moment_after(self, at: datetime, done: Done) -> datetime:
        """The people of an office work in its hours; applicants come when they can."""
        minutes = max(1, int(done.minutes * self.random.lognormvariate(0, 0.6)))
        if done.then is NextAct.APPLICANT:
            return at + timedelta(minutes=minutes)
        return self._in_office(self.calendar.add_working_minutes(self._in_office(at), minutes))

    def _in_office(self, at: datetime) -> datetime:
        return at if self.calendar.is_working(at) else self.calendar.next_opening(at)
