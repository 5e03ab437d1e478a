"""The worker's part."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.delivery.clockwork import by_the_clock, daily
from motcua.kernel.clock import now
from motcua.operations.services.late import keep_drafts


@app.periodic(cron=daily("03:20"))  # before the drafts are swept
@app.task(queue="housekeeping", queueing_lock="keep-late-drafts")
@by_the_clock
def keep_late_drafts(timestamp: int) -> None:
    """What was received on paper waits as long as it takes."""
    keep_drafts(at=now())
