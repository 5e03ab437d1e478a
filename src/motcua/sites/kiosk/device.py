"""Which device asks: a signed cookie that enrolment put, worth nothing on another machine once enrolled anew."""

from __future__ import annotations

import time
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from motcua.kernel.clock import now
from motcua.kernel.errors import TooMany
from motcua.operations.selectors.devices import device_with
from motcua.operations.services.devices import note_use
from motcua.sites.ui.ratelimit import ALL, Buckets

COOKIE = "motcua_device"
SALT = "motcua.device"
YEARS_SECONDS = 5 * 366 * 24 * 3600
PER_MINUTE = 20


class Device(Protocol):
    """What the pages need of the row: they do not import models."""

    id: UUID
    kind: str
    desk_id: UUID
    generation: int
    name: str


class KioskAskedTooOften(TooMany):
    """One device, one bucket: nobody reads out all codes at a kiosk."""

    code = "kiosk_asked_too_often"
    template = (
        "Ki-ốt vừa tra cứu quá nhiều lần. Vui lòng đợi {seconds} giây rồi thử lại, hoặc hỏi cán bộ tại quầy."
    )


def device_of(request: HttpRequest, *kinds: str) -> Device | None:
    """The device a request comes from; null for a browser that is none, or one of another kind."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        device_id, generation = UUID(kept["device"]), int(kept["generation"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    found: Device | None = device_with(device_id, generation)
    return found if found is not None and (not kinds or found.kind in kinds) else None


def remember(response: HttpResponse, device: Device) -> HttpResponse:
    """The machine is this device from now on."""
    value = signing.dumps({"device": str(device.id), "generation": device.generation}, salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=YEARS_SECONDS, httponly=True, secure=settings.SECURE, samesite="Lax"
    )
    return response


def refuse_if_too_often(device: Device) -> None:
    """Count one question of a device. Refuses with KioskAskedTooOften."""
    wait = ALL.setdefault("kiosk", Buckets(PER_MINUTE)).take(str(device.id), time.monotonic())
    if wait:
        raise KioskAskedTooOften(seconds=int(wait) + 1)


def used(device: Device, what: str) -> None:
    """Count one use of today."""
    note_use(device_id=device.id, what=what, at=now())
