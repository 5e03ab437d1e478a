"""The worker's part."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.delivery.clockwork import by_the_clock, daily
from motcua.kernel.clock import now
from motcua.queues.services import close_days, remind_due


@app.periodic(cron=daily("00:25"))
@app.task(queue="housekeeping", queueing_lock="close-queues")
@by_the_clock
def close_queues(timestamp: int) -> None:
    """What nobody called yesterday lapses; appointments nobody came to are counted."""
    close_days(at=now())


@app.periodic(cron=daily("16:00"))  # the day before
@app.task(queue="housekeeping", queueing_lock="remind-appointments")
@by_the_clock
def remind_of_appointments(timestamp: int) -> None:
    """Tomorrow's appointments are reminded of."""
    remind_due(at=now())
