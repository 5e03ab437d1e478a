"""Writing messages down, sending them, and signs of life of the workers."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from motcua.delivery.errors import (
    ChannelDown,
    DeliveryFailure,
    MessageNotFound,
    Undeliverable,
    UnknownChannel,
)
from motcua.delivery.models import OutboxMessage, WorkerPulse
from motcua.delivery.plugins import Letter, channel_named, is_registered
from motcua.delivery.rules import message_id, next_attempt
from motcua.kernel.text import nfc

log = logging.getLogger("motcua.delivery")

URGENT_TASK = "motcua.delivery.tasks.drain_urgent"
# Longer than any channel may take: after it another drain may take over what a dead worker held.
LEASE = timedelta(minutes=3)


@dataclass(frozen=True)
class Drained:
    """What one drain did."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def enqueue(
    *,
    channel: str,
    destination: str,
    subject: str,
    body: str,
    dedupe_key: str,
    order_key: str = "",
    urgent: bool = False,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write a message into the outbox, in the caller's transaction (gửi thông điệp).

    Takes
        channel      name of a registered channel
        dedupe_key   names the message for ever; the same key again changes nothing
        order_key    messages of one key to one destination leave as they were written; blank: no order
        urgent       leaves right after the commit, before others; else within 5 seconds
        at           aware instant from which it may leave
    Refuses
        UnknownChannel
    Writes
        one outbox row at most. Nothing leaves for a transaction that does not commit (design §3).
    """
    if not is_registered(channel):
        raise UnknownChannel(channel=channel)
    message = OutboxMessage(
        channel=channel,
        destination=destination.strip(),
        subject=nfc(subject),
        body=body,
        facts=facts or {},
        dedupe_key=dedupe_key,
        order_key=order_key,
        urgent=urgent,
        next_attempt_at=at,
        queued_at=at,
    )
    # no savepoint, no second look: the unique key decides between two writers
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    if urgent:
        transaction.on_commit(_wake_worker, robust=True)


def _wake_worker() -> None:
    """One waiting job is enough for any number of urgent messages; it is the only NOTIFY of the outbox."""
    try:
        app.configure_task(URGENT_TASK, queueing_lock="outbox-urgent", queue="delivery").defer()
    except AlreadyEnqueued:
        log.debug("an urgent drain is already waiting")


_CLAIM = """
update outbox_message set attempts = attempts + 1, claimed_until = %(until)s
where id = (
    select m.id from outbox_message m
    where m.state = 'queued' and m.next_attempt_at <= %(now)s
      and (m.claimed_until is null or m.claimed_until <= %(now)s)
      and m.channel <> all(%(down)s) and (m.urgent or not %(urgent_only)s)
      and (m.order_key = '' or not exists (
          select 1 from outbox_message e
          where e.state = 'queued' and e.order_key = m.order_key and e.channel = m.channel
            and e.destination = m.destination and e.id < m.id))
    order by m.urgent desc, m.next_attempt_at, m.id
    limit 1 for update of m skip locked)
returning id, channel, destination, subject, body, facts::text, dedupe_key, attempts, queued_at
"""


def drain(*, at: datetime, limit: int = 200, urgent_only: bool = False) -> Drained:
    """Send what is due (gửi các thông điệp đến hạn). Any number of drains may run at once.

    Each message is claimed in one short transaction, sent outside of any, and noted in another. A worker that
    dies in between leaves a claim that runs out after `LEASE`; the message is then sent again under the same
    message id: at least once, and the receiver can tell a double.

    Takes
        at     the present, aware; time that passes during the drain is added to it
        limit  messages at most
    """
    started = time.monotonic()

    def present() -> datetime:
        return at + timedelta(seconds=time.monotonic() - started)

    counts = {"sent": 0, "failed": 0, "dead": 0}
    down: list[str] = []
    for _ in range(limit):
        claimed = _claim(present(), down, urgent_only)
        if claimed is None:
            break
        outcome, is_down = _deliver(claimed, present)
        counts[outcome] += 1
        if is_down:
            down.append(claimed.channel)
    return Drained(**counts)


@dataclass(frozen=True)
class _Claim:
    id: int
    channel: str
    attempts: int
    letter: Letter


def _claim(now: datetime, down: list[str], urgent_only: bool) -> _Claim | None:
    values: dict[str, Any] = {"until": now + LEASE, "now": now, "down": down, "urgent_only": urgent_only}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    if row is None:
        return None
    number, channel, destination, subject, body, facts, dedupe_key, attempts, queued_at = row
    letter = Letter(message_id(dedupe_key), destination, subject, body, json.loads(facts), queued_at)
    return _Claim(number, channel, attempts, letter)


def _deliver(claim: _Claim, present: Callable[[], datetime]) -> tuple[str, bool]:
    try:
        channel_named(claim.channel).send(claim.letter)
    except DeliveryFailure as failure:
        return _note_failure(claim, failure, present()), isinstance(failure, ChannelDown)
    except UnknownChannel:
        # its plugin was taken out of the settings: keep the message until it is back
        return _note_failure(claim, ChannelDown("no such channel"), present()), True
    # whoever holds the claim by now: it did arrive
    OutboxMessage.objects.filter(id=claim.id, state="queued").update(
        state="sent", sent_at=present(), claimed_until=None, last_error=""
    )
    return "sent", False


def _note_failure(claim: _Claim, failure: DeliveryFailure, now: datetime) -> str:
    again = None if isinstance(failure, Undeliverable) else next_attempt(claim.attempts, now)
    # `attempts` is the fence: when the claim ran out and another drain took over, its word counts
    mine = OutboxMessage.objects.filter(id=claim.id, state="queued", attempts=claim.attempts)
    if again is None:
        mine.update(state="dead", claimed_until=None, last_error=failure.reason[:200])
        log.warning("%s message %s is given up: %s", claim.channel, claim.id, failure.reason)
        return "dead"
    mine.update(next_attempt_at=again, claimed_until=None, last_error=failure.reason[:200])
    return "failed"


@transaction.atomic
def replay(*, message: int, at: datetime) -> None:
    """Put a dead letter back into the queue, its tries counted anew (gửi lại).

    Refuses
        MessageNotFound: there is no such dead letter
    """
    changed = OutboxMessage.objects.filter(id=message, state="dead").update(
        state="queued", attempts=0, next_attempt_at=at, claimed_until=None, last_error=""
    )
    if not changed:
        raise MessageNotFound


def beat(worker: str, at: datetime) -> None:
    """Note that a worker is alive."""
    WorkerPulse.objects.bulk_create(
        [WorkerPulse(worker=worker, beat_at=at)],
        update_conflicts=True,
        unique_fields=["worker"],
        update_fields=["beat_at"],
    )
