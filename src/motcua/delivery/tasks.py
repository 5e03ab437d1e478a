"""The worker's part: every 5 seconds, and at once for the urgent."""

from __future__ import annotations

import os
import socket
import threading

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from motcua.delivery.services import URGENT_TASK, beat, drain, handle_received
from motcua.delivery.services.inbound import READ_TASK, forget_received
from motcua.delivery.walking import hold_lines
from motcua.kernel.clock import now

KEPT_HOURS = 24
MANY = 5000
# shorter than the time between two ticks, so that one drain follows the other
DRAIN_SECONDS = 4.5
AT_ONCE = 8  # messages under way together
_room = threading.BoundedSemaphore(2)


@app.periodic(cron="* * * * * */5")
@app.task(queue="delivery", queueing_lock="outbox", pass_context=False)
def drain_outbox(timestamp: int) -> None:
    """Send what is due; also the worker's sign of life."""
    beat(f"{socket.gethostname()}-{os.getpid()}"[:100], now())
    # a provider that lets us wait would fill every place of the worker with drains that wait
    if not _room.acquire(blocking=False):
        return
    try:
        drain(at=now(), limit=MANY, seconds=DRAIN_SECONDS, at_once=AT_ONCE)
    finally:
        _room.release()


@app.task(name=URGENT_TASK, queue="delivery", queueing_lock="outbox-urgent")
def drain_urgent() -> None:
    """Send the urgent right after their commit."""
    drain(at=now(), urgent_only=True, seconds=DRAIN_SECONDS, at_once=AT_ONCE)


@app.periodic(cron="* * * * * */30")
@app.task(queue="delivery", queueing_lock="hold-lines")
def hold_open_lines(timestamp: int) -> None:
    """Keep open the lines over which messages come in."""
    hold_lines(now())


@app.task(name=READ_TASK, queue="delivery", queueing_lock="read-received")
def read_received() -> None:
    """Read what came in, right after it was stored."""
    handle_received(at=now())


@app.periodic(cron="* * * * * */10")
@app.task(queue="delivery", queueing_lock="read-again")
def read_what_waits(timestamp: int) -> None:
    """Read again what could not be read before."""
    handle_received(at=now())


@app.periodic(cron="25 2 * * *")
@app.task(queue="housekeeping", queueing_lock="forget-received")
def forget_what_was_read(timestamp: int) -> None:
    """Forget what came in and was read a month ago."""
    forget_received(at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="housekeeping", pass_context=True)
async def tidy_jobs(context: JobContext, timestamp: int) -> None:
    """Bring back jobs whose worker died, and forget finished ones: the job table stays small."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # one like it is already waiting (queueing lock) and does the same work
            await manager.finish_job(job, Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=False)
