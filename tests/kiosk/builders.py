"""A desk with a queue and an enrolled kiosk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.queues import builders as queues

from motcua.agencies.rules import Role
from motcua.operations.models import Device
from motcua.operations.services.devices import DeviceFacts, new_enrolment, register_device

NOW = queues.later(60)


def desk() -> Place:
    where = queues.desk()
    journey.post(where, Role.AGENCY_IT, "Tạ Văn Quản Trị")
    return where


def device(
    where: Place, kind: str = "kiosk", at: datetime = queues.SOME_DAYS_BEFORE, **changes: Any
) -> Device:
    facts = {
        "kind": kind,
        "desk_id": where.desk_id,
        "name": f"{kind} sảnh chính",
        "serial": f"SN-{kind}-1",
        "instrument": "Biên bản bàn giao số 12/BB-STTTT",
        "handed_out_on": date(2026, 8, 3),
    }
    return register_device(
        facts=DeviceFacts(**{**facts, **changes}), officer=where.actor(Role.AGENCY_IT), at=at
    )


def enrolled(where: Place, kind: str = "kiosk", *, at: datetime = NOW) -> Client:
    """A browser in front of which the code was typed."""
    made = Device.objects.filter(kind=kind, desk_id=where.desk_id).first() or device(where, kind)
    code = new_enrolment(device_id=made.pk, officer=where.actor(Role.DESK_HEAD), at=at)
    client = Client()
    answer = client.post(reverse("kiosk:enrol"), {"code": code.lower()})
    assert answer.status_code == 302, answer.content.decode()
    return client
