"""The health page: what works, what waits, what was given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from tests.console.builders import House, signed_in

from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import beat, enqueue
from motcua.documents.disk import Room
from motcua.kernel.clock import local, now
from motcua.sites.console import health


def test_a_silent_worker_is_said_at_once(place: House) -> None:
    province, page = signed_in(place.administrator), reverse("console:health")
    assert "chưa hoạt động lần nào" in province.get(page).content.decode()

    beat("one", local("2026-09-07T08:00"))
    for address in (page, reverse("console:home")):
        said = province.get(address).content.decode()
        assert '<time datetime="2026-09-07T08:00+07:00">' in said
        assert "mỗi việc một lần" in said

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


def test_a_full_disk_is_said_with_what_still_works(place: House, monkeypatch: Any) -> None:
    page = reverse("console:health")
    assert "Đĩa đã hết chỗ" not in signed_in(place.administrator).get(page).content.decode()

    monkeypatch.setattr(health, "room", lambda: Room(free=10**6, total=10**12))
    said = signed_in(place.administrator).get(page).content.decode()

    assert "Đĩa đã hết chỗ" in said
    assert "mc-counter--late" in said
