"""The health page: what works, what waits, what was given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from tests.console.builders import House, signed_in

from motcua.delivery.models import OutboxMessage, Provider, Received
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


def test_many_dead_letters_are_sent_again_by_choice_or_by_channel_and_forgotten_ones_are_not(
    place: House,
) -> None:
    for number, channel in enumerate(["email", "email", "email", "sms"]):
        enqueue(
            channel=channel,
            destination="a@example.vn",
            subject="x",
            body="y",
            dedupe_key=f"{number}",
            at=now(),
        )
    OutboxMessage.objects.update(state="dead", last_error="SMTP 550")
    first, second, third, message = OutboxMessage.objects.order_by("id")
    OutboxMessage.objects.filter(pk=third.pk).update(destination="", body="")
    province, address = signed_in(place.administrator), reverse("console:dead_letters")

    shown = province.get(f"{address}?kenh=email").content.decode()
    assert f'value="{second.pk}"' in shown
    assert f'value="{third.pk}"' not in shown
    assert f'value="{message.pk}"' not in shown
    province.post(address, {"do": "some", "message": [first.pk, third.pk, "nonsense"]})
    assert set(OutboxMessage.objects.filter(state="queued")) == {first}
    province.post(f"{address}?kenh=email", {"do": "all"})
    assert set(OutboxMessage.objects.filter(state="queued")) == {first, second}


def test_what_came_in_and_could_not_be_read_is_read_again_on_purpose(place: House) -> None:
    arrival = Received.objects.create(
        channel="sms", external_id="1", body={"text": "HS"}, received_at=now(), next_try_at=now(),
        given_up_at=now(), last_error="KeyError",
    )  # fmt: skip
    province, address = signed_in(place.administrator), reverse("console:dead_letters")
    assert "KeyError" in province.get(address).content.decode()

    province.post(address, {"do": "read", "message": arrival.pk})

    arrival.refresh_from_db()
    assert arrival.given_up_at is None


def test_a_provider_is_entered_changed_without_its_secret_and_switched_off(place: House) -> None:
    province = signed_in(place.administrator)
    assert "Kannel" in province.get(reverse("console:provider_kinds")).content.decode()
    address = reverse("console:add_provider", args=["smtp"])
    wrong = province.post(address, {"name": "Thư 2", "base_priority": "500", "per_second": "0"})
    assert wrong.status_code == 422
    given = {
        "name": "Thư 2", "base_priority": "60", "per_second": "0", "allowed_from": "", "set_host": "mail.example",
        "set_port": "25", "set_user": "u", "set_password": "geheim", "set_security": "none",
    }  # fmt: skip
    assert province.post(address, given).status_code == 302
    provider = Provider.objects.get()
    health = province.get(reverse("console:health")).content.decode()
    assert "Thư 2" in health
    assert "60 / 60" in health

    page = reverse("console:change_provider", args=[provider.pk])
    assert "geheim" not in province.get(page).content.decode()
    before = provider.secrets
    assert province.post(page, given | {"base_priority": "40", "set_password": ""}).status_code == 302
    provider.refresh_from_db()
    assert provider.base_priority == 40
    assert provider.secrets != ""
    assert before != ""
    province.post(reverse("console:switch_provider", args=[provider.pk]))
    provider.refresh_from_db()
    assert not provider.is_active
