"""What others may ask and do about messages they wrote: where they are, taking them back, forgetting them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.delivery.errors import MessageNotFound
from motcua.delivery.models import DemoMail, OutboxMessage, Received
from motcua.delivery.rules import LOST, Fate
from motcua.delivery.selectors import dead_letters
from motcua.delivery.services.inbound import read_again
from motcua.delivery.services.outbox import replay

BLANK = {"destination": "", "subject": "", "body": "", "facts": {}}
"""What a message is without whom it went to and what it said."""


def states_of(keys: Collection[str]) -> dict[str, str]:
    """The states of messages by their dedupe keys; those that were never written are not there."""
    return dict(OutboxMessage.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "state"))


def orders_on_their_way(orders: Iterable[str], channel: str, destination: str) -> set[str]:
    """Of some order keys those with a message to a destination that has not left yet."""
    wanted = [order for order in orders if order]
    rows = OutboxMessage.objects.filter(
        state="queued", order_key__in=wanted, channel=channel, destination=destination
    )
    return set(rows.values_list("order_key", flat=True)) if wanted else set()


def messages_named(prefix: str) -> list[OutboxMessage]:
    """The messages whose dedupe key begins so, oldest first; blanked ones too."""
    return list(OutboxMessage.objects.filter(dedupe_key__startswith=prefix).order_by("id"))


def withdraw(*, channel: str, destination: str, contact: str) -> int:
    """Take back what has not arrived at a number that is no longer its reader's; gives how much.

    A message that a worker is just handing over may still leave. Nothing of it can be replayed.
    """
    rows = OutboxMessage.objects.filter(
        Q(state="queued") | Q(state="dead"), channel=channel, destination=destination, facts__contact=contact
    )
    return rows.update(state="dead", claimed_until=None, last_error="withdrawn", **BLANK)


def failed_since(*, channel: str, since: datetime, limit: int = 2000) -> list[tuple[str, datetime, bool]]:
    """Where messages of a channel did not arrive, when, and whether nobody is there at all; the oldest first."""
    rows = OutboxMessage.objects.filter(channel=channel, fate__in=LOST, fate_at__gte=since)
    newest = rows.exclude(destination="").order_by("-id").values_list("destination", "fate_at", "fate")
    return [
        (destination, at, fate == Fate.NOBODY)
        for destination, at, fate in reversed(newest[:limit])
        if at is not None
    ]


def count_told(*, channel: str, since: datetime) -> int:
    """How many messages of a channel something was heard of since."""
    return OutboxMessage.objects.filter(channel=channel, fate_at__gte=since).count()


def replay_many(*, messages: Collection[int], at: datetime) -> int:
    """Put several dead letters back into the queue, the oldest first; gives how many were still there."""
    count = 0
    for message in sorted(messages):
        try:
            replay(message=message, at=at)
        except MessageNotFound:
            continue  # somebody else was quicker
        count += 1
    return count


def replay_channel(*, channel: str, at: datetime, limit: int = 1000) -> int:
    """Put the dead letters of a channel back into the queue, the oldest first; gives how many."""
    oldest = dead_letters().filter(channel=channel).order_by("id").values_list("id", flat=True)[:limit]
    return replay_many(messages=list(oldest), at=at)


def unread() -> QuerySet[Received]:
    """What came in and could not be read after all its tries, newest first; slice it."""
    return Received.objects.filter(given_up_at__isnull=False).exclude(body={}).order_by("-id")


def read_many(*, arrivals: Collection[int], at: datetime) -> int:
    """Have several arrivals that were given up read again; gives how many were still there."""
    return sum(read_again(arrival=arrival, at=at) for arrival in sorted(arrivals))


def forget(*, before: datetime, limit: int = 10_000) -> int:
    """Blank destination and words of what left, or was given up, before an instant; the key stays, so nothing is
    sent again. What came in loses its body, mails of the demonstration go whole.

    Gives
        how many rows were forgotten; call again until it is 0
    """
    old = OutboxMessage.objects.filter(queued_at__lt=before).exclude(state="queued").exclude(destination="")
    rows = old.order_by("id").values("id")[:limit]
    forgotten = OutboxMessage.objects.filter(id__in=rows).update(**BLANK)
    read = Received.objects.filter(received_at__lt=before).exclude(body={})
    read = read.exclude(done_at=None, given_up_at=None)
    forgotten += Received.objects.filter(id__in=read.order_by("id").values("id")[:limit]).update(
        body={}, order_key=""
    )
    demo = DemoMail.objects.filter(queued_at__lt=before).order_by("queued_at", "id").values("id")[:limit]
    return forgotten + DemoMail.objects.filter(id__in=demo).delete()[0]
