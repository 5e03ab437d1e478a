"""The simulation: a queue of happenings in the order of their times, each one an act of the journey."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.kernel.errors import Refusal
from motcua.workbench.simulate.acts import Acts, Done, NextAct
from motcua.workbench.simulate.nights import nights, pass_night
from motcua.workbench.simulate.world import World

Progress = Callable[[int, int], None]


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


class Simulation:
    """Drives `total` dossiers that are filed between `start` and `end`; nothing happens after `end`.

    Takes
        seed  the same seed in the same world gives the same people, papers and delays
    """

    def __init__(self, world: World, *, start: datetime, end: datetime, total: int, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 a simulation, not a secret
        self.start, self.end, self.total = start, end, total
        self.acts = Acts(world, self.random)
        self.calendar: WorkingCalendar = calendar_named("province")[0]
        self.queue: list[_Happening] = []
        self.order = count()
        self.states: dict[UUID, str] = {}
        self.outcome = Outcome()

    def run(self, progress: Progress | None = None) -> Outcome:
        """Let everything happen until `end`; what is still to come stays open, as in life."""
        for _ in range(self.total):
            self._plan(NextAct.FILE, self._moment_of_filing())
        still_to_come = nights(self.start, self.end)
        night = next(still_to_come)
        while self.queue:
            happening = heapq.heappop(self.queue)
            while night < min(happening.at, self.end):
                pass_night(night)
                night = next(still_to_come)
            if happening.at > self.end:
                break
            self._happen(happening)
            if progress is not None and happening.act is NextAct.FILE:
                progress(self.outcome.filed, self.total)
        pass_night(self.end)
        self.outcome.states.update(self.states.values())
        self.outcome.hopeless = self.acts.hopeless
        return self.outcome

    def _happen(self, happening: _Happening) -> None:
        in_office = self.calendar.is_working(happening.at)
        try:
            done = self.acts.do(
                happening.act, happening.dossier_id, happening.at, uuid4(), in_office=in_office
            )
        except Refusal as refusal:
            self.outcome.refusals[refusal.code] += 1
            return
        self.outcome.acts += 1
        if happening.act is NextAct.FILE:
            self.outcome.filed += 1
        self._note(done)
        if done.then is not None:
            self._plan(done.then, self._moment_after(happening.at, done), done.dossier_id)

    def _note(self, done: Done) -> None:
        self.states[done.dossier_id] = done.state
        if done.was_decided_late is not None:
            self.outcome.decided_late += done.was_decided_late
            self.outcome.decided_on_time += not done.was_decided_late

    def _plan(self, act: NextAct, at: datetime, dossier_id: UUID | None = None) -> None:
        heapq.heappush(self.queue, _Happening(at, next(self.order), act, dossier_id))

    def _moment_of_filing(self) -> datetime:
        """Any instant for the web, mostly office hours: the counter is where most people still come."""
        span = (self.end - self.start).total_seconds()
        at = self.start + timedelta(seconds=int(self.random.random() * span))
        return at if self.random.random() < self.acts.ONLINE_SHARE else self._in_office(at)

    def _moment_after(self, at: datetime, done: Done) -> datetime:
        """The people of an office work in its hours; applicants come when they can."""
        minutes = max(1, int(done.minutes * self.random.lognormvariate(0, 0.6)))
        if done.then is NextAct.SUPPLEMENT:
            return at + timedelta(minutes=minutes)
        return self._in_office(self.calendar.add_working_minutes(self._in_office(at), minutes))

    def _in_office(self, at: datetime) -> datetime:
        return at if self.calendar.is_working(at) else self.calendar.next_opening(at)
