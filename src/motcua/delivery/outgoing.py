"""What others may ask and do about messages they wrote: where they are, taking them back, forgetting them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from motcua.delivery.models import DemoMail, OutboxMessage

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


def forget(*, before: datetime, limit: int = 10_000) -> int:
    """Blank destination and words of what left, or was given up, before an instant; the key stays, so nothing is
    sent again. Mails of the demonstration go whole. Gives how many rows were forgotten; call again until it is 0.
    """
    old = OutboxMessage.objects.filter(queued_at__lt=before).exclude(state="queued").exclude(destination="")
    rows = old.order_by("id").values("id")[:limit]
    forgotten = OutboxMessage.objects.filter(id__in=rows).update(**BLANK)
    demo = DemoMail.objects.filter(queued_at__lt=before).order_by("queued_at", "id").values("id")[:limit]
    return forgotten + DemoMail.objects.filter(id__in=demo).delete()[0]
