"""The outbox and the workers, read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from motcua.delivery.errors import ProviderNotFound
from motcua.delivery.gateways import gateway_class, sealer
from motcua.delivery.models import Attempt, DailyUse, DemoMail, OutboxMessage, Provider, Received, WorkerPulse
from motcua.delivery.rules import LOST, Fate, Standing, priority_at

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
        dead=dead_letters()[:COUNTED].count(),
        oldest_due_at=queued.filter(next_attempt_at__lte=at).aggregate(oldest=Min("queued_at"))["oldest"],
    )


# --- providers ---


def values_of(provider: Provider) -> dict[str, str]:
    """The settings of a provider with its secrets in the clear; for its gateway only."""
    sealed = json.loads(sealer().open(provider.secrets)) if provider.secrets else {}
    return dict(provider.settings) | {name: value for name, value in sealed.items() if name != "hook"}


def standing_of(provider: Provider, at: datetime) -> int:
    """The priority of a provider at an instant, 0 to 100."""
    return priority_at(Standing(provider.base_priority, provider.priority, provider.priority_at), at)


def ranked(channel: str, at: datetime, *, first: str = "") -> list[Provider]:
    """The active providers of a channel in the order in which they are asked.

    Takes
        first  id of a provider that comes before all: an answer leaves over the line of the question
    """
    active = Provider.objects.filter(channel=channel, is_active=True)
    return sorted(
        active, key=lambda one: (str(one.id) != first, -standing_of(one, at), -one.base_priority, one.name)
    )


def providers(channel: str = "") -> QuerySet[Provider]:
    """All providers, or those of one channel, also those that are switched off."""
    found = Provider.objects.order_by("channel", "-base_priority", "name")
    return found.filter(channel=channel) if channel else found


def provider_named(provider_id: UUID) -> Provider:
    """One provider.

    Refuses
        ProviderNotFound
    """
    found = Provider.objects.filter(id=provider_id).first()
    if found is None:
        raise ProviderNotFound
    return found


@dataclass(frozen=True)
class Caller:
    """A provider that calls us."""

    provider_id: str
    channel: str
    allowed_from: str


def caller_by_hook(hook: str) -> Caller | None:
    """Whose calls come under this word of an address; only of those in use."""
    found = Provider.objects.filter(hook_hash=sealer().keyed_hash(hook), is_active=True).first()
    return Caller(str(found.id), found.channel, found.allowed_from) if found is not None else None


def hook_address(provider: Provider) -> str:
    """What the other side is told to call: `https://…/kenh/sms/<word>/`. Holds the secret word."""
    hook = json.loads(sealer().open(provider.secrets)).get("hook", "") if provider.secrets else ""
    return f"{settings.BASE_URL}/kenh/{provider.channel}/{hook}/" if hook else ""


@dataclass(frozen=True)
class ProviderState:
    """A provider on the health page: where it stands, what its last attempts were, what is missing."""

    provider: Provider
    label: str
    priority: int
    problems: list[str]
    taken: int
    failed: int


def provider_states(at: datetime, channel: str = "") -> list[ProviderState]:
    """Every provider with its attempts of the last hour; two statements."""
    hour = (
        Attempt.objects.filter(at__gt=at - timedelta(hours=1))
        .values("provider")
        .annotate(
            taken=Count("id", filter=Q(outcome="taken")),
            failed=Count("id", filter=~Q(outcome__in=["taken", "refused"])),
        )
    )
    counted = {row["provider"]: (row["taken"], row["failed"]) for row in hour}
    states = []
    for one in providers(channel):
        gateway, (taken, failed) = gateway_class(one.kind), counted.get(one.id, (0, 0))
        problems = gateway.problems(values_of(one))
        states.append(ProviderState(one, gateway.label, standing_of(one, at), problems, taken, failed))
    return states


def attempts_of(message: int) -> QuerySet[Attempt]:
    """Every try of one message, oldest first."""
    return Attempt.objects.filter(message_id=message).select_related("provider").order_by("id")


def undelivered(channel: str) -> QuerySet[OutboxMessage]:
    """Messages that left and, by their receipts, did not arrive; newest first; slice it."""
    return OutboxMessage.objects.filter(channel=channel, fate__in=LOST).order_by("-id")


def nobody_codes(provider_id: UUID) -> str:
    """A provider's own words for "there is no such subscriber"; "" where it has none."""
    found = Provider.objects.filter(pk=provider_id).values_list("settings", flat=True).first()
    return str((found or {}).get("nobody", ""))


def failures_in_a_row(channel: str, destination: str, *, most: int = 10) -> int:
    """How many of the last messages to an address did not arrive, up to the last that did; counts to `most`."""
    fates = (
        OutboxMessage.objects.filter(channel=channel, destination=destination, fate__in=[*LOST, Fate.ARRIVED])
        .order_by("-id")
        .values_list("fate", flat=True)[:most]
    )
    count = 0
    for fate in fates:
        if fate not in LOST:
            break
        count += 1
    return count


def used_on(day: date, budget_key: str, channel: str) -> int:
    """How many messages left on a day at somebody's expense."""
    found = DailyUse.objects.filter(budget_key=budget_key, channel=channel, day=day)
    return found.values_list("used", flat=True).first() or 0


def count_arrivals(channel: str, order_key: str, *, after: datetime, until: datetime) -> int:
    """How many things came in from one person after an instant, up to another and with it."""
    return Received.objects.filter(
        channel=channel, order_key=order_key, received_at__gt=after, received_at__lte=until
    ).count()


def came_since(channel: str, external_id: str, since: datetime) -> bool:
    """Whether a thing of this name came in since an instant."""
    return Received.objects.filter(channel=channel, external_id=external_id, received_at__gte=since).exists()


def database_version() -> str:
    """The version of PostgreSQL that answers, for the health page."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        (found,) = cursor.fetchone()
    return str(found).split(" ", maxsplit=1)[0]


def dead_letters() -> QuerySet[OutboxMessage]:
    """Messages that were given up and could be sent again, newest first; slice it."""
    return OutboxMessage.objects.filter(state="dead").exclude(destination="").order_by("-id")


def demo_mails(destination: str | None = None) -> QuerySet[DemoMail]:
    """Letters of the demo mailbox, newest first; slice it."""
    mails = DemoMail.objects.order_by("-queued_at", "-id")
    return mails.filter(destination__iexact=destination) if destination else mails
