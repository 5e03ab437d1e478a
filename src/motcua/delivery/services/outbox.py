"""Writing messages down, sending them, and signs of life of the workers."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from motcua.delivery.errors import (
    ChannelDown,
    DeliveryFailure,
    MessageNotFound,
    NobodyThere,
    Undeliverable,
    UnknownChannel,
    Unsure,
)
from motcua.delivery.models import OutboxMessage, WorkerPulse
from motcua.delivery.plugins import Letter, channel_named, is_registered
from motcua.delivery.rules import UNSURE_PAUSE, Fate, message_id, next_attempt, next_morning
from motcua.kernel.clock import local_day
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
    is_cut_off: bool = False  # more may be due


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
    budget_key: str = "",
    budget_per_day: int | None = None,
) -> None:
    """Write a message into the outbox, in the caller's transaction (gửi thông điệp).

    Takes
        channel      name of a registered channel
        dedupe_key   names the message for ever; the same key again changes nothing
        order_key    messages of one key to one destination leave as they were written; blank: no order
        urgent       leaves right after the commit, before others; else within 5 seconds
        at           aware instant from which it may leave
        budget_key, budget_per_day
                     at whose expense, and how many of them may leave in a day on this channel; what is over waits
                     for the next morning, the urgent leaves all the same and counts. Blank and None: no limit
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
        budget_key=budget_key,
        budget_per_day=budget_per_day,
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
returning id, channel, destination, subject, body, facts::text, dedupe_key, attempts, queued_at, urgent,
    budget_key, budget_per_day
"""


def drain(
    *,
    at: datetime,
    limit: int = 200,
    urgent_only: bool = False,
    seconds: float | None = None,
    at_once: int = 1,
) -> Drained:
    """Send what is due (gửi các thông điệp đến hạn). Any number of drains may run at once.

    Each message is claimed in one short transaction, sent outside of any, and noted in another. A worker that
    dies in between leaves a claim that runs out after `LEASE`; the message is then sent again under the same
    message id: at least once, and the receiver can tell a double.

    Takes
        at       the present, aware; time that passes during the drain is added to it
        limit    messages at most
        seconds  after which no more are begun; None: only `limit` counts
        at_once  how many are under way together: a provider that takes 50 a second answers each after a while
    """
    run = _Run(at, limit, urgent_only, seconds)
    lanes = min(at_once, _due(run, at_once)) if at_once > 1 else 1
    if lanes < 2:
        run.work()
    else:
        with ThreadPoolExecutor(lanes, thread_name_prefix="drain") as pool:
            for done in [pool.submit(run.work_apart) for _ in range(lanes)]:
                done.result()
    return Drained(run.counts["sent"], run.counts["failed"], run.counts["dead"], run.is_cut_off)


def _due(run: _Run, most: int) -> int:
    due = OutboxMessage.objects.filter(state="queued", next_attempt_at__lte=run.present())
    return (due.filter(urgent=True) if run.urgent_only else due)[:most].count()


class _Run:
    """One drain, worked on by one or several threads."""

    def __init__(self, at: datetime, limit: int, urgent_only: bool, seconds: float | None) -> None:
        self.at = at
        self.started = time.monotonic()
        self.left = limit
        self.urgent_only = urgent_only
        self.seconds = seconds
        self.counts: Counter[str] = Counter()
        self.down: set[str] = set()
        self.is_cut_off = False
        self.lock = threading.Lock()

    def present(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.started)

    def work_apart(self) -> None:
        """In a thread of its own, with a connection of its own."""
        try:
            self.work()
        finally:
            connection.close()

    def work(self) -> None:
        while self._may_begin():
            claimed = _claim(self.present(), sorted(self.down), self.urgent_only)
            if claimed is None:
                return
            if not _is_within_budget(claimed, self.present()):
                continue
            outcome, is_down = _deliver(claimed, self.present)
            with self.lock:
                self.counts[outcome] += 1
                if is_down:
                    self.down.add(claimed.channel)

    def _may_begin(self) -> bool:
        with self.lock:
            is_over = self.seconds is not None and time.monotonic() - self.started > self.seconds
            if is_over or self.left <= 0:
                self.is_cut_off = True
                return False
            self.left -= 1
            return True


@dataclass(frozen=True)
class _Claim:
    id: int
    channel: str
    attempts: int
    letter: Letter
    urgent: bool
    budget_key: str
    budget_per_day: int | None


def _claim(now: datetime, down: list[str], urgent_only: bool) -> _Claim | None:
    values: dict[str, Any] = {"until": now + LEASE, "now": now, "down": down, "urgent_only": urgent_only}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    if row is None:
        return None
    (
        number,
        channel,
        destination,
        subject,
        body,
        facts,
        dedupe_key,
        attempts,
        queued_at,
        urgent,
        key,
        per_day,
    ) = row
    letter = Letter(
        message_id(dedupe_key),
        destination,
        subject,
        body,
        json.loads(facts),
        queued_at,
        number=number,
        at=now,
    )
    return _Claim(number, channel, attempts, letter, urgent, key, per_day)


_USE = """
insert into delivery_daily_use as u (budget_key, channel, day, used) values (%(key)s, %(channel)s, %(day)s, 1)
on conflict (budget_key, channel, day) do update set used = u.used + 1
where %(urgent)s or u.used < %(per_day)s
"""


def _is_within_budget(claim: _Claim, now: datetime) -> bool:
    """Count a message at the expense of its agency, once; what is over is put off to the next morning."""
    if not claim.budget_key or claim.budget_per_day is None or claim.attempts > 1:
        return True
    used: dict[str, Any] = {
        "key": claim.budget_key,
        "channel": claim.channel,
        "day": local_day(now),
        "urgent": claim.urgent,
        "per_day": claim.budget_per_day,
    }
    if claim.budget_per_day > 0 or claim.urgent:
        with connection.cursor() as cursor:
            cursor.execute(_USE, used)
            if cursor.rowcount:
                return True
    OutboxMessage.objects.filter(id=claim.id, state="queued", attempts=claim.attempts).update(
        attempts=0, next_attempt_at=next_morning(now), claimed_until=None, last_error="budget"
    )
    return False


def _deliver(claim: _Claim, present: Callable[[], datetime]) -> tuple[str, bool]:
    try:
        handed = channel_named(claim.channel).send(claim.letter)
    except DeliveryFailure as failure:
        return _note_failure(claim, failure, present()), isinstance(failure, ChannelDown)
    except UnknownChannel:
        # its plugin was taken out of the settings: keep the message until it is back
        return _note_failure(claim, ChannelDown("no such channel"), present()), True
    # whoever holds the claim by now: it did arrive
    OutboxMessage.objects.filter(id=claim.id, state="queued").update(
        state="sent", sent_at=present(), claimed_until=None, last_error=""
    )
    if handed is not None and handed.provider_id is not None:
        _note_provider(claim.id, handed.provider_id, present())
    return "sent", False


def _note_provider(message: int, provider_id: UUID, now: datetime) -> None:
    mine = OutboxMessage.objects.filter(id=message)
    mine.update(provider_id=provider_id)
    # a receipt may have been faster and knows more
    mine.filter(fate="").update(fate=Fate.HANDED.value, fate_at=now)


def _note_failure(claim: _Claim, failure: DeliveryFailure, now: datetime) -> str:
    again = None if isinstance(failure, Undeliverable) else next_attempt(claim.attempts, now)
    if again is not None and isinstance(failure, Unsure):
        again = max(again, now + UNSURE_PAUSE)
    # `attempts` is the fence: when the claim ran out and another drain took over, its word counts
    mine = OutboxMessage.objects.filter(id=claim.id, state="queued", attempts=claim.attempts)
    if again is None:
        mine.update(state="dead", claimed_until=None, last_error=failure.reason[:200])
        if isinstance(failure, NobodyThere):
            OutboxMessage.objects.filter(id=claim.id).update(fate=Fate.NOBODY.value, fate_at=now)
        log.warning("%s message %s is given up: %s", claim.channel, claim.id, failure.reason)
        return "dead"
    mine.update(next_attempt_at=again, claimed_until=None, last_error=failure.reason[:200])
    return "failed"


@transaction.atomic
def replay(*, message: int, at: datetime) -> None:
    """Put a dead letter back into the queue, its tries counted anew (gửi lại).

    Refuses
        MessageNotFound: there is no such dead letter, or its words were forgotten or taken back
    """
    changed = (
        OutboxMessage.objects.filter(id=message, state="dead")
        .exclude(destination="")
        .update(
            state="queued", attempts=0, next_attempt_at=at, replayed_at=at, claimed_until=None, last_error=""
        )
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
