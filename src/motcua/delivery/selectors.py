"""The outbox and the workers, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min, QuerySet

from motcua.delivery.models import DemoMail, OutboxMessage, WorkerPulse

ALIVE = timedelta(seconds=30)  # a drain beats every 5 seconds
COUNTED = 1000  # nothing counts a growing table in a request (design §11)


@dataclass(frozen=True)
class OutboxHealth:
    """The queue at a glance; counts stop at `COUNTED`."""

    queued: int
    dead: int
    oldest_due_at: datetime | None


def is_worker_alive(at: datetime) -> bool:
    """Whether any worker gave a sign of life within the last 30 seconds."""
    return is_fresh(worker_seen_at(), at)


def worker_seen_at() -> datetime | None:
    """The last sign of life of any worker, None when there never was one."""
    last: datetime | None = WorkerPulse.objects.aggregate(last=Max("beat_at"))["last"]
    return last


def is_fresh(seen_at: datetime | None, at: datetime) -> bool:
    """Whether a sign of life is young enough to count."""
    return seen_at is not None and seen_at >= at - ALIVE


def outbox_health(at: datetime) -> OutboxHealth:
    """What waits, what was given up, since when the oldest due message waits."""
    queued = OutboxMessage.objects.filter(state="queued")
    return OutboxHealth(
        queued=queued[:COUNTED].count(),
        dead=OutboxMessage.objects.filter(state="dead")[:COUNTED].count(),
        oldest_due_at=queued.filter(next_attempt_at__lte=at).aggregate(oldest=Min("queued_at"))["oldest"],
    )


def database_version() -> str:
    """The version of PostgreSQL that answers, for the health page."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        (found,) = cursor.fetchone()
    return str(found).split(" ", maxsplit=1)[0]


def dead_letters() -> QuerySet[OutboxMessage]:
    """Messages that were given up, newest first; slice it."""
    return OutboxMessage.objects.filter(state="dead").order_by("-id")


def demo_mails(destination: str | None = None) -> QuerySet[DemoMail]:
    """Letters of the demo mailbox, newest first; slice it."""
    mails = DemoMail.objects.order_by("-queued_at", "-id")
    return mails.filter(destination__iexact=destination) if destination else mails
