"""The worker's part: the token is replaced before it ends, old calls are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.delivery.clockwork import daily
from motcua.delivery.zalo.services import forget_attempts
from motcua.delivery.zalo.tokens import refresh_ahead
from motcua.kernel.clock import now


@app.periodic(cron="7 * * * *")
@app.task(queue="housekeeping", queueing_lock="zalo-token", pass_context=False)
def keep_zalo_token(timestamp: int) -> None:
    """Every hour: a pair that ends soon is replaced, also when nothing is sent."""
    refresh_ahead(at=now())


@app.periodic(cron=daily("03:40"))
@app.task(queue="housekeeping", queueing_lock="zalo-forget", pass_context=False)
def forget_zalo_calls(timestamp: int) -> None:
    """Every night."""
    forget_attempts(at=now())
