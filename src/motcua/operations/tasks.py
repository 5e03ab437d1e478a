"""The worker's part."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.kernel.clock import now
from motcua.operations.services.late import keep_drafts


@app.periodic(cron="20 18 * * *")  # 01:20 in Ha Noi: the worker counts in UTC; before the drafts are swept
@app.task(queue="housekeeping", queueing_lock="keep-late-drafts")
def keep_late_drafts(timestamp: int) -> None:
    """What was received on paper waits as long as it takes."""
    keep_drafts(at=now())
