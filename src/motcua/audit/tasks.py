"""The worker's part: the day before is sealed each morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.audit.digests import make_digests
from motcua.kernel.clock import now


@app.periodic(cron="10 * * * *")
@app.task(queue="housekeeping", queueing_lock="audit-digests")
def seal_days(timestamp: int) -> None:
    """Every hour, so that a morning on which the machine was off is made good as soon as it is on again."""
    make_digests(at=now())
