"""The health page: what works, what waits, what was given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.console.builders import House, signed_in

from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import beat, enqueue
from motcua.kernel.clock import now
from motcua.sites.console import health


def test_a_silent_worker_is_said_at_once(place: House) -> None:
    province, page = signed_in(place.administrator), reverse("console:health")
    assert "Không chạy" in province.get(page).content.decode()

    beat("one", now())

    assert "Đang chạy" in province.get(page).content.decode()
    assert "Không chạy" not in province.get(page).content.decode()


def test_what_is_not_set_up_is_told_by_each_channel_and_scanner(place: House) -> None:
    page = signed_in(place.administrator).get(reverse("console:health")).content.decode()

    assert "MOTCUA_SMTP_URL" in page
    assert "PostgreSQL" in page


def test_a_message_that_was_given_up_is_sent_again_on_purpose_only(place: House) -> None:
    enqueue(channel="email", destination="a@example.vn", subject="x", body="y", dedupe_key="k", at=now())
    OutboxMessage.objects.update(state="dead", last_error="SMTP 550")
    message = OutboxMessage.objects.get()
    province = signed_in(place.administrator)

    assert "SMTP 550" in province.get(reverse("console:health")).content.decode()
    address = reverse("console:replay", args=[message.id])
    assert province.get(address).status_code == 200
    assert OutboxMessage.objects.get().state == "dead"
    assert province.post(address).status_code == 302
    assert OutboxMessage.objects.get().state == "queued"
    assert province.post(address).status_code == 404
    assert OutboxMessage.objects.get().next_attempt_at <= now() + timedelta(seconds=1)


@pytest.mark.parametrize(("free", "is_short"), [(5, True), (50, False)])
def test_a_full_disk_is_red(monkeypatch: Any, free: int, is_short: bool) -> None:
    gigabyte = 1024**3
    usage = type("Usage", (), {"free": free * gigabyte, "total": 100 * gigabyte})
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)

    assert health.disk() == {"free": free, "total": 100, "is_short": is_short}
