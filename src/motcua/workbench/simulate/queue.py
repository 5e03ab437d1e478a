"""A day at the counters: people take numbers, are called, served, miss their turn, come to an appointment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_of
from motcua.kernel.clock import TZ, local_day
from motcua.queues import services
from motcua.queues.errors import CallAgainFirst, NobodyWaiting
from motcua.queues.rules import Channel, Priority
from motcua.queues.selectors import counters_of, desks_with_queue, services_on, slots_of
from motcua.queues.selectors.hours import windows_on
from motcua.workbench.simulate.scene import Scene

BUSY = 0.3  # of the days of a desk; the simulation need not play every one
PEOPLE = 6
SHOWN_DESKS = 3
ENOUGH = timedelta(minutes=30)
MISSED, BACK, LATER, ELSEWHERE, GIVEN_UP, LEFT = 0.06, 0.5, 0.04, 0.04, 0.04, 0.03
FIRST, ONLINE, RATED, APPOINTED, APPOINTMENT_MISSED, APPOINTMENT_CANCELLED = 0.12, 0.1, 0.4, 0.4, 0.2, 0.1


@dataclass(frozen=True)
class _Desk:
    """One counter of a desk on one day, who sits there, what is offered."""

    id: UUID
    clerk: UUID
    counter_id: UUID
    offered: Sequence[UUID]
    online: frozenset[UUID]


@dataclass(frozen=True)
class _Booked:
    id: UUID
    starts_at: datetime


class Counters:
    """The counters of the desks that give numbers; chances are those of an ordinary day."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.random = scene, scene.random
        self.booked: dict[UUID, _Booked] = {}

    def day(self, at: datetime) -> None:
        """The day at some of the desks, as far as it has gone at `at`."""
        for desk_id in desks_with_queue(local_day(at)):
            booked = self.booked.get(desk_id)
            is_awaited = booked is not None and local_day(booked.starts_at) == local_day(at)
            if self.scene.happens("a day at the counters", BUSY) or is_awaited:
                self.scene.tried(
                    "a day at the counters", partial(self._play, desk_id, at, people=PEOPLE, left=0)
                )

    def show(self, at: datetime, *, people: int = PEOPLE, left: int = 0) -> None:
        """A day at the first desks; at its end somebody is being served and `left` people wait."""
        for desk_id in desks_with_queue(local_day(at))[:SHOWN_DESKS]:
            self.scene.tried("a shown day", partial(self._play, desk_id, at, people=people, left=left))

    def _play(self, desk_id: UUID, at: datetime, *, people: int, left: int) -> None:
        hours = self._hours(desk_id, at)
        desk = self._desk(desk_id, at)
        if desk is None or hours is None:
            return
        opens, until = hours
        step = min((until - opens) / (3 * (people + 1)), timedelta(minutes=6))
        clock = until - 3 * (people + 1) * step
        services.sit_down(counter_id=desk.counter_id, account_id=desk.clerk, at=clock)
        self._appointment(desk, clock)
        for _ in range(people):
            self._take(desk, clock)
            self._serve(desk, clock + step, step)
            clock += 3 * step
        if left and until == at:
            self._leave_waiting(desk, left, clock, step)
            return
        self._serve_all(desk, clock)
        if self.scene.happens("a number nobody called", LEFT):
            self._take(desk, clock)

    def _hours(self, desk_id: UUID, at: datetime) -> tuple[datetime, datetime] | None:
        """The last half of a day of a desk that has begun a while before `at`, as far as it has gone."""
        day = local_day(at)
        for window in reversed(windows_on(desk_id, day)):
            opens, closes = (datetime.combine(day, one, TZ) for one in window)
            if at - opens >= ENOUGH:
                return opens, min(at, closes - timedelta(minutes=1))
        return None

    def _desk(self, desk_id: UUID, at: datetime) -> _Desk | None:
        staff = self.scene.staff.of_duty(desk_of(desk_id).agency_id, Role.RECEIVER, at, desk_id=desk_id)
        counter = next(iter(counters_of(desk_id)), None)
        if not staff or counter is None:
            return None
        served = {one.pk for one in counter.services.all()}
        offered = [one for one in services_on(desk_id, local_day(at)) if one.service_id in served]
        if not offered:
            return None
        online = frozenset(one.service_id for one in offered if one.is_online)
        return _Desk(desk_id, min(staff), counter.pk, [one.service_id for one in offered], online)

    def _leave_waiting(self, desk: _Desk, people: int, at: datetime, step: timedelta) -> None:
        """It is now: one is at the counter, the others wait."""
        for number in range(people + 1):
            self._take(desk, at + number * step / (people + 1))
        services.call_next(account_id=desk.clerk, at=at + step)
        services.serve(account_id=desk.clerk, at=at + 2 * step)

    def _serve_all(self, desk: _Desk, at: datetime) -> None:
        while True:
            try:
                services.call_next(account_id=desk.clerk, at=at)
            except NobodyWaiting:
                break
            services.finish(account_id=desk.clerk, at=at)
        services.leave(account_id=desk.clerk, at=at)

    def _take(self, desk: _Desk, at: datetime) -> services.Taken:
        service_id, channel = self.random.choice(desk.offered), Channel.KIOSK
        if service_id in desk.online and self.scene.happens("a number from home", ONLINE):
            channel = Channel.ONLINE
        priority = Priority.ELDERLY if self.scene.happens("called first by law", FIRST) else Priority.NONE
        taken = services.take_ticket(service_id=service_id, channel=channel, priority=priority, at=at)
        if self.scene.happens("a number given up", GIVEN_UP):
            services.cancel_ticket(ticket_id=taken.ticket.pk, typed_secret=taken.secret, at=at)
            return self._take(desk, at)
        return taken

    def _serve(self, desk: _Desk, at: datetime, step: timedelta) -> None:
        """The next number is called, and what becomes of it; at the end nobody is at the counter."""
        turn = services.call_next(account_id=desk.clerk, at=at)
        assert turn is not None
        if self.scene.happens("nobody came", MISSED):
            self._miss(desk, at)
            if self.scene.happens("came after all", BACK):
                services.bring_back(account_id=desk.clerk, ticket_id=turn.ticket_id, at=at + step / 2)
            return
        if self.scene.happens("put back into the line", LATER):
            services.put_back(account_id=desk.clerk, at=at)
            return
        services.serve(account_id=desk.clerk, at=at + step / 2)
        others = [one for one in desk.offered if one != turn.service_id]
        if others and self.scene.happens("sent to another service", ELSEWHERE):
            services.transfer(account_id=desk.clerk, service_id=others[0], at=at + step)
            return
        services.finish(account_id=desk.clerk, at=at + step)
        if self.scene.happens("said how it was", RATED):
            services.rate(
                desk_id=desk.id,
                typed=turn.ticket.label,
                score=self.random.choice((3, 4, 5, 5)),
                at=at + step,
            )

    def _miss(self, desk: _Desk, at: datetime) -> None:
        """Called as often as the desk's rule says, then written down."""
        while True:
            try:
                services.note_no_show(account_id=desk.clerk, at=at)
            except CallAgainFirst:
                services.call_again(account_id=desk.clerk, at=at)
            else:
                return

    def _appointment(self, desk: _Desk, at: datetime) -> None:
        """Whoever has an appointment today comes, or does not; somebody asks for one, and may think better of it."""
        mine = self.booked.get(desk.id)
        if mine is not None and local_day(mine.starts_at) <= local_day(at):
            del self.booked[desk.id]
            if local_day(mine.starts_at) == local_day(at) and not self.scene.happens(
                "missed the appointment", APPOINTMENT_MISSED
            ):
                services.check_in(appointment_id=mine.id, desk_id=desk.id, at=at)
        if desk.id not in self.booked and self.scene.happens("asked for an appointment", APPOINTED):
            self._book(desk, at)

    def _book(self, desk: _Desk, at: datetime) -> None:
        days = [local_day(at) + timedelta(days=ahead) for ahead in range(1, 8)]
        free = (
            (service_id, slot.starts_at)
            for service_id in desk.offered
            for day in days
            for slot in slots_of(service_id, day, at)
            if slot.free
        )
        found = next(free, None)
        if found is None:
            self.scene.dice.came_to_nothing("asked for an appointment")
            return
        service_id, starts_at = found
        made = services.book(service_id=service_id, starts_at=starts_at, at=at)
        if self.scene.happens("an appointment cancelled", APPOINTMENT_CANCELLED):
            services.cancel(appointment_id=made.appointment.pk, typed_secret=made.secret, at=at)
            self._book(desk, at)
            return
        self.booked[desk.id] = _Booked(made.appointment.pk, starts_at)
