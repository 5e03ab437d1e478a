"""The worker's part."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.kernel.clock import now
from motcua.queues.services import close_days, remind_due


@app.periodic(cron="25 17 * * *")  # 00:25 in Ha Noi: the worker counts in UTC
@app.task(queue="housekeeping", queueing_lock="close-queues")
def close_queues(timestamp: int) -> None:
    """What nobody called yesterday lapses; appointments nobody came to are counted."""
    close_days(at=now())


@app.periodic(cron="0 9 * * *")  # 16:00 in Ha Noi, the day before
@app.task(queue="housekeeping", queueing_lock="remind-appointments")
def remind_of_appointments(timestamp: int) -> None:
    """Tomorrow's appointments are reminded of."""
    remind_due(at=now())
