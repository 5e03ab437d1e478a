"""Jobs of the dossiers: next year's partitions, drafts that nobody came back to."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from motcua.audit.services import ensure_partitions
from motcua.dossiers.services.drafts import sweep_drafts
from motcua.kernel.clock import now

AHEAD = timedelta(days=60)


@app.periodic(cron="15 3 * * *")
@app.task(queue="housekeeping", queueing_lock="partitions")
def make_partitions(timestamp: int) -> None:
    """Two months before a year begins its partitions are there; without them rows would lie in the default one."""
    ensure_partitions((now() + AHEAD).year)


@app.periodic(cron="45 3 * * *")
@app.task(queue="housekeeping", queueing_lock="sweep-drafts")
def sweep(timestamp: int) -> None:
    """Forget drafts after 90 days: personal data is not kept without a purpose."""
    sweep_drafts(at=now())
