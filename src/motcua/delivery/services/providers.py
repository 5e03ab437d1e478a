"""Providers: entered, changed, taken out; sinking when they fail."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.delivery.errors import ProviderIncomplete, ProviderNotFound
from motcua.delivery.gateways import gateway_class, sealer
from motcua.delivery.models import Provider
from motcua.delivery.rules import Standing, priority_at, sunk
from motcua.kernel.text import nfc

log = logging.getLogger("motcua.delivery")

HOOK = "hook"


@transaction.atomic
def save_provider(
    *,
    channel: str,
    kind: str,
    name: str,
    values: Mapping[str, str],
    base_priority: int,
    per_second: int = 0,
    allowed_from: str = "127.0.0.1,::1",
    is_stand_in: bool = False,
    at: datetime,
) -> Provider:
    """Enter a provider, or change the one of this name (khai báo nhà cung cấp).

    Takes
        values         by the names of the gateway's settings; a secret that is left empty stays as it was
        base_priority  1 to 100; it stands there from now on, whatever happened before
        per_second     messages a second, 0 for as fast as it takes them
        allowed_from   addresses or networks its calls may come from, separated by commas
    Refuses
        UnknownGateway, ProviderIncomplete
    """
    known = Provider.objects.select_for_update().filter(name=nfc(name)).first()
    gateway = gateway_class(kind, channel)
    secret = {one.name for one in gateway.settings if one.is_secret}
    kept = _secrets_of(known) if known is not None else {}
    sealed = {HOOK: kept.get(HOOK) or secrets.token_urlsafe(24)} | {
        one: values.get(one) or kept.get(one, "") for one in secret
    }
    plain = {one.name: values.get(one.name, "").strip() for one in gateway.settings if not one.is_secret}
    if not 1 <= base_priority <= 100:
        raise ProviderIncomplete(name=name, missing="thứ tự ưu tiên (1 đến 100)")
    if missing := gateway.problems(plain | sealed):
        raise ProviderIncomplete(name=name, missing=", ".join(missing))
    provider = known or Provider(name=nfc(name))
    provider.channel, provider.kind = channel, kind
    provider.settings, provider.secrets = plain, sealer().seal(json.dumps(sealed))
    provider.hook_hash = sealer().keyed_hash(sealed[HOOK])
    provider.base_priority = provider.priority = base_priority
    provider.priority_at = None
    provider.per_second, provider.allowed_from = per_second, allowed_from
    provider.is_active, provider.is_stand_in = True, is_stand_in
    provider.changed_at = at
    provider.save()
    return provider


def set_active(*, provider_id: UUID, is_active: bool, at: datetime) -> None:
    """Use a provider, or stop using it; its past stays (bật, tắt nhà cung cấp).

    Refuses
        ProviderNotFound
    """
    if not Provider.objects.filter(id=provider_id).update(is_active=is_active, changed_at=at):
        raise ProviderNotFound


def remove_stand_ins(*, name: str = "") -> int:
    """Take out what `motcua emulate` entered, with its attempts and parts; all of it, or one of a name."""
    stand_ins = Provider.objects.filter(is_stand_in=True)
    if name:
        stand_ins = stand_ins.filter(name=name)
    count = stand_ins.count()
    stand_ins.delete()
    return count


@transaction.atomic
def note_trouble(*, provider_id: UUID, step: int, code: str, at: datetime) -> None:
    """Let a provider sink below the others of its channel; it comes back with time (rules.sunk)."""
    found = Provider.objects.filter(id=provider_id).values_list("channel", flat=True).first()
    if found is None:
        return
    # all of the channel, always in one order: two that fail at once must see each other
    locked = list(Provider.objects.select_for_update().filter(channel=found).order_by("id"))
    provider = next((one for one in locked if one.id == provider_id), None)
    if provider is None:
        return
    others = [_standing(one) for one in locked if one.id != provider_id and one.is_active]
    before = _standing(provider)
    after = sunk(before, others, step=step, at=at)
    provider.last_error, provider.last_error_at = code[:60], at
    provider.priority, provider.priority_at = after.priority, after.changed_at
    provider.save(update_fields=["last_error", "last_error_at", "priority", "priority_at"])
    if after != before:
        log.warning("provider %s sinks to %d: %s", provider.name, priority_at(after, at), code)


def _standing(provider: Provider) -> Standing:
    return Standing(provider.base_priority, provider.priority, provider.priority_at)


def _secrets_of(provider: Provider) -> dict[str, str]:
    return dict(json.loads(sealer().open(provider.secrets))) if provider.secrets else {}
