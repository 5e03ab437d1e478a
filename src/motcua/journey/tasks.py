"""What the clock does by itself along the way of a dossier."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.journey.opinions import remind_due_opinions, settle_past_opinions
from motcua.kernel.clock import now


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="opinions")
def look_after_opinions(timestamp: int) -> None:
    """Remind before the day; after it consent where silence consents, else the head of the desk is told."""
    at = now()
    remind_due_opinions(at=at)
    settle_past_opinions(at=at)
