"""Jobs of the dossiers: next year's partitions, drafts that nobody came back to."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from motcua.audit.services import ensure_partitions
from motcua.delivery.clockwork import by_the_clock, daily
from motcua.dossiers.services.drafts import sweep_drafts
from motcua.kernel.clock import now

AHEAD = timedelta(days=60)


@app.periodic(cron=daily("03:15"))
@app.task(queue="housekeeping", queueing_lock="partitions")
def make_partitions(timestamp: int) -> None:
    """Two months before a year begins its partitions are there; without them rows would lie in the default one."""
    ensure_partitions((now() + AHEAD).year)


@app.periodic(cron=daily("03:45"))
@app.task(queue="housekeeping", queueing_lock="sweep-drafts")
@by_the_clock
def sweep(timestamp: int) -> None:
    """Forget drafts after 90 days: personal data is not kept without a purpose."""
    sweep_drafts(at=now())
