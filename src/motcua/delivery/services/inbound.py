"""What comes in from outside: stored before it is answered, acted on once, in order, never silently lost."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from motcua.delivery.errors import UnknownChannel
from motcua.delivery.models import Received
from motcua.delivery.readers import Arrival, is_registered, reader_of
from motcua.delivery.rules import READING_PAUSES, next_reading

log = logging.getLogger("motcua.delivery")

READ_TASK = "motcua.delivery.tasks.read_received"
# Longer than a reader may fetch: after it another worker may take over what a dead one held.
LEASE = timedelta(minutes=3)


def take_in(
    *, channel: str, external_id: str, body: dict[str, Any], at: datetime, order_key: str = ""
) -> bool:
    """Store what a partner sent, before it gets its answer (tiếp nhận thông điệp đến).

    Takes
        channel      whose reader it is for; registered
        external_id  the partner's name for it, unique in the channel; make one from the content where there is none
        order_key    arrivals of one key (a person) are read one after the other, in the order they were stored
        at           aware instant of its coming
    Gives
        whether it is new; the same again changes nothing
    Refuses
        UnknownChannel
    Writes
        one row at most, in the caller's transaction; the worker reads it right after the commit.
    """
    if not is_registered(channel):
        raise UnknownChannel(channel=channel)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into received (channel, external_id, body, order_key, received_at, next_try_at, tries, last_error)"
            " values (%s, %s, %s::jsonb, %s, %s, %s, 0, '') on conflict (channel, external_id) do nothing",
            # jsonb takes no NUL; nobody's message needs one
            [channel, external_id[:200], _json(body), order_key[:100], at, at],
        )
        is_new = bool(cursor.rowcount)
    if is_new:
        transaction.on_commit(_wake_worker, robust=True)
    return is_new


def _json(body: dict[str, Any]) -> str:
    return json.dumps(_without_nul(body))


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    return [_without_nul(one) for one in value] if isinstance(value, list) else value


def _wake_worker() -> None:
    try:
        app.configure_task(READ_TASK, queueing_lock="read-received", queue="delivery").defer()
    except AlreadyEnqueued:
        log.debug("a reading is already waiting")


_CLAIM = """
update received set tries = tries + 1, claimed_until = %(until)s
where id = (
    select r.id from received r
    where r.done_at is null and r.given_up_at is null and r.next_try_at <= %(now)s
      and (r.claimed_until is null or r.claimed_until <= %(now)s)
      and (r.order_key = '' or not exists (
          select 1 from received e
          where e.done_at is null and e.given_up_at is null and e.order_key = r.order_key
            and e.channel = r.channel and e.id < r.id))
    order by r.next_try_at, r.id
    limit 1 for update of r skip locked)
returning id, channel, external_id, body::text, received_at, tries
"""


@dataclass(frozen=True)
class Read:
    """What one round of reading did."""

    done: int = 0
    failed: int = 0
    given_up: int = 0


def handle_received(*, at: datetime, limit: int = 200) -> Read:
    """Hand what came in to its readers (xử lý thông điệp đến). Any number of these may run at once.

    Takes
        at     the present, aware; time that passes meanwhile is added to it
        limit  arrivals at most
    """
    started = time.monotonic()
    counts = {"done": 0, "failed": 0, "given_up": 0}
    for _ in range(limit):
        now = at + timedelta(seconds=time.monotonic() - started)
        claimed = _claim(now)
        if claimed is None:
            break
        number, arrival = claimed
        counts[_read(number, arrival, at=at, started=started)] += 1
    return Read(**counts)


def _claim(now: datetime) -> tuple[int, Arrival] | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"until": now + LEASE, "now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    number, channel, external_id, body, received_at, tries = row
    return number, Arrival(channel, external_id, json.loads(body), received_at, tries - 1)


def _read(number: int, arrival: Arrival, *, at: datetime, started: float) -> str:
    def present() -> datetime:
        return at + timedelta(seconds=time.monotonic() - started)

    try:
        reader = reader_of(arrival.channel)
        fetched = reader.fetch(arrival)
        with transaction.atomic():
            # `tries` is the fence: when the claim ran out and another worker took over, its word counts
            mine = Received.objects.select_for_update().filter(
                id=number, done_at=None, tries=arrival.tries + 1
            )
            if mine.first() is None:
                return "done"
            reader.take(arrival, fetched, at=present())
            Received.objects.filter(id=number).update(done_at=present(), claimed_until=None, last_error="")
    except Exception as error:
        return _note_failure(number, arrival, error, present())
    return "done"


def _note_failure(number: int, arrival: Arrival, error: Exception, now: datetime) -> str:
    # only the kind: what came in may be personal
    reason = getattr(error, "code", "") or type(error).__name__
    tries = arrival.tries + 1
    if isinstance(error, UnknownChannel):
        # its reader was taken out of the settings: keep the arrival until it is back
        tries = min(tries, len(READING_PAUSES))
    again = next_reading(tries, now)
    mine = Received.objects.filter(id=number, done_at=None, tries=arrival.tries + 1)
    log.warning("%s arrival %s could not be read: %s", arrival.channel, number, reason)
    if again is not None:
        mine.update(next_try_at=again, claimed_until=None, last_error=str(reason)[:200])
        return "failed"
    mine.update(given_up_at=now, claimed_until=None, last_error=str(reason)[:200])
    return "given_up"


def read_again(*, arrival: int, at: datetime) -> bool:
    """Put an arrival that was given up back to be read, its tries counted anew; whether there was one."""
    return bool(
        Received.objects.filter(id=arrival, done_at=None, given_up_at__isnull=False).update(
            given_up_at=None, tries=0, next_try_at=at, claimed_until=None, last_error=""
        )
    )


KEPT = timedelta(days=30)


def forget_received(*, at: datetime) -> int:
    """Forget what came in and was read a month ago: numbers and words of people are not kept for nothing."""
    count, _ = Received.objects.filter(done_at__lt=at - KEPT).delete()
    return count
