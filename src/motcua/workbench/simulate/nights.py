"""What the worker does each night, done at the simulated night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from motcua.delivery.services.inbound import forget_received
from motcua.journey.carry import carry_over_what_is_due
from motcua.journey.expire import expire_due, remind_due
from motcua.journey.opinions import remind_due_opinions, settle_past_opinions
from motcua.journey.process import end_past_postings
from motcua.journey.runs import carry_out_waiting
from motcua.journey.succeed import return_left_work
from motcua.kernel.clock import TZ, local_day
from motcua.notifications.held import release
from motcua.notifications.tasks import forget_old_words
from motcua.oversight.services import tell_heads
from motcua.oversight.watching import watch
from motcua.queues.services import close_days
from motcua.queues.services import remind_due as remind_appointments

# Called with the instant of the night, in this order. A job that acts on dossiers stands before the watchdog.
JOBS: tuple[Callable[[datetime], object], ...] = (
    lambda at: carry_over_what_is_due(at=at),
    lambda at: carry_out_waiting(at=at),
    lambda at: remind_due(at=at),
    lambda at: expire_due(at=at),
    lambda at: return_left_work(at=at),
    lambda at: end_past_postings(at=at),
    lambda at: remind_due_opinions(at=at),
    lambda at: settle_past_opinions(at=at),
    lambda at: release(at=at),
    lambda at: forget_old_words(at=at),
    lambda at: close_days(at=at),
    lambda at: remind_appointments(at=at),
    lambda at: forget_received(at=at),
    lambda at: watch(at=at),
    lambda at: tell_heads(at=at),
)
HOUR = time(4, 30)


def nights(start: datetime, end: datetime) -> Iterator[datetime]:
    """Half past four of every morning between two instants, then the end itself."""
    day = local_day(start) + timedelta(days=1)
    while (at := datetime.combine(day, HOUR, TZ)) < end:
        yield at
        day += timedelta(days=1)
    yield end


def pass_night(at: datetime) -> None:
    """Do every job of a night."""
    for job in JOBS:
        job(at)
