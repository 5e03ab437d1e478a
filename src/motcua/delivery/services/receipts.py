"""What became of a message, as its provider tells afterwards: repeated, late and out of order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.delivery.errors import ReceiptTooEarly
from motcua.delivery.models import OutboxMessage, Part
from motcua.delivery.rules import Fate, fate_of, later


@transaction.atomic
def note_receipt(*, provider_id: UUID, external_id: str, fate: Fate, code: str, at: datetime) -> None:
    """Note a receipt (báo phát); what is higher already stays (rules.Fate).

    Takes
        external_id  the provider's name for the part, or ours where it repeats that
        code         its own words, kept for whoever looks
        at           when the receipt says it happened, aware
    Refuses
        ReceiptTooEarly: no part of that name at this provider, perhaps not yet
    Writes
        the part and its message. A message that waits to be sent again, because nobody knew whether the provider
        has it, counts as sent now.
    """
    found = Part.objects.filter(provider_id=provider_id, external_id=external_id[:100]).first()
    if found is None:
        raise ReceiptTooEarly
    # the message first, then its parts: everybody in the same order
    message = OutboxMessage.objects.select_for_update().get(id=found.message_id)
    part = Part.objects.select_for_update().get(id=found.id)
    if later(Fate(part.fate), fate) is not Fate(part.fate):
        part.fate, part.fate_at, part.code = fate.value, at, code[:60]
        part.save(update_fields=["fate", "fate_at", "code"])
    _tell_message(message, at)


def _tell_message(message: OutboxMessage, at: datetime) -> None:
    by_provider: dict[UUID, list[Fate]] = {}
    for provider_id, fate in Part.objects.filter(message=message).values_list("provider_id", "fate"):
        by_provider.setdefault(provider_id, []).append(Fate(fate))
    before = Fate(message.fate)
    after = before
    for fates in by_provider.values():
        after = later(after, fate_of(fates))
    changed = []
    if after is not before:
        message.fate, message.fate_at = after.value, at
        changed += ["fate", "fate_at"]
    if message.state == OutboxMessage.State.QUEUED and after in {Fate.HANDED, Fate.UNDERWAY, Fate.ARRIVED}:
        message.state, message.sent_at = OutboxMessage.State.SENT, at
        message.claimed_until, message.last_error = None, ""
        changed += ["state", "sent_at", "claimed_until", "last_error"]
    if changed:
        message.save(update_fields=changed)
