"""The carriers of the province: which there are, how each is reached, who of them is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.custody.post.errors import NoCarrier
from motcua.custody.post.models import PostCarrier
from motcua.kernel.text import nfc
from motcua.parties.selectors import sealer
from motcua.partners.post import Carrier
from motcua.partners.post.by_hand import ByHand
from motcua.partners.post.http import HttpCarrier, HttpSettings

SECRETS = ("token", "signing_key")
OPEN = frozenset(HttpSettings.__dataclass_fields__) - frozenset(SECRETS)


def adapter(carrier: PostCarrier) -> Carrier:
    """What speaks with a carrier; its secrets are opened here and nowhere else."""
    if carrier.kind == PostCarrier.Kind.BY_HAND:
        return ByHand()
    known = {name: value for name, value in carrier.settings.items() if name in OPEN}
    given: dict[str, Any] = {**known, **_secrets(carrier)}
    return HttpCarrier(HttpSettings(**given))


def _secrets(carrier: PostCarrier) -> dict[str, str]:
    if not carrier.secrets_sealed:
        return {}
    return {name: str(value) for name, value in json.loads(sealer().open(carrier.secrets_sealed)).items()}


def active_carriers() -> list[PostCarrier]:
    """Those that may be asked now; one with an interface first."""
    return list(PostCarrier.objects.filter(is_active=True).order_by("-kind", "name"))


def all_carriers() -> list[PostCarrier]:
    """Every carrier that was ever entered, those in use first."""
    return list(PostCarrier.objects.order_by("-is_active", "name"))


def pause_carrier(carrier_id: UUID, *, at: datetime) -> None:
    """Nothing is asked of it any more; its parcels stay."""
    PostCarrier.objects.filter(pk=carrier_id).update(is_active=False, changed_at=at)


def carrier_named(carrier_id: UUID | None) -> PostCarrier:
    """One of them. Refuses with NoCarrier."""
    found = next((one for one in active_carriers() if carrier_id is None or one.pk == carrier_id), None)
    if found is None:
        raise NoCarrier
    return found


@transaction.atomic
def save_carrier(
    *,
    name: str,
    kind: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    is_active: bool,
    at: datetime,
    carrier_id: UUID | None = None,
) -> PostCarrier:
    """Enter a carrier or change one; an empty secret leaves the one that is kept (khai báo đơn vị bưu chính)."""
    found = (
        PostCarrier.objects.select_for_update().filter(pk=carrier_id).first() if carrier_id else None
    ) or (PostCarrier(id=carrier_id) if carrier_id else PostCarrier())
    kept = _secrets(found) | {name: value for name, value in secrets.items() if name in SECRETS and value}
    found.name, found.kind, found.is_active, found.changed_at = nfc(name.strip()), kind, is_active, at
    found.settings = {name: value for name, value in settings.items() if name in OPEN}
    found.secrets_sealed = sealer().seal(json.dumps(kept)) if kept else ""
    found.save()
    return found


def problems() -> list[str]:
    """What is not set up, for the health page; empty when parcels can be sent."""
    carriers = active_carriers()
    if not carriers:
        return ["Chưa khai báo đơn vị bưu chính nào: kết quả chỉ trả được tại quầy."]
    return [f"{one.name}: {sentence}" for one in carriers for sentence in adapter(one).check_config()]
