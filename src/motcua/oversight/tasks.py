"""The worker's part: the watchdog goes round each night before the offices open."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from motcua.delivery.clockwork import by_the_clock, daily
from motcua.kernel.clock import now
from motcua.oversight.services import tell_heads
from motcua.oversight.watching import watch


@app.periodic(cron=daily("04:30"))
@app.task(queue="housekeeping", queueing_lock="watchdog")
@by_the_clock
def go_round(timestamp: int) -> None:
    """One round, and the heads of the places where something new stands still are told: both or none."""
    at = now()
    with transaction.atomic():
        watch(at=at)
        tell_heads(at=at)
