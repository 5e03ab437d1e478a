"""A number from home and an appointment, without an account; the secret changes it, the reference only shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey.builders import Place
from tests.queues import builders as b

from motcua.kernel.clock import local
from motcua.queues.models import Appointment, Ticket
from motcua.sites.portal.queue import views


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "now", lambda: b.MORNING)


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", str(answer.content.decode()))


def test_a_number_is_taken_from_home_followed_and_given_up(where: Place) -> None:
    visitor = Client()
    found = words(visitor.get(reverse("portal:queue") + "?q=trung+tam"))
    assert reverse("portal:queue_desk", args=[where.desk_id]) in found
    assert "Không có nơi nào" in words(visitor.get(reverse("portal:queue") + "?q=xyzzy"))
    page = words(visitor.get(reverse("portal:queue_desk", args=[where.desk_id])))
    assert "Dịch vụ này lấy số tại chỗ." in page
    answer = visitor.post(
        reverse("portal:queue_desk", args=[where.desk_id]),
        {"service": str(b.service(where)), "priority": "pregnant"},
    )
    ticket = Ticket.objects.get()
    assert answer["Location"] == reverse("portal:ticket", args=[ticket.reference])
    assert (ticket.channel, ticket.lane) == ("online", "first")
    assert "huỷ số" in words(visitor.get(answer["Location"]))
    other = Client()
    assert "A001" in words(other.get(answer["Location"]))
    assert "huỷ số" not in words(other.get(answer["Location"]))
    other.post(answer["Location"])
    assert Ticket.objects.get().state == "waiting"
    part = words(visitor.get(answer["Location"], headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Trước bạn: 0 người" in part
    visitor.post(answer["Location"])
    assert Ticket.objects.get().state == "cancelled"


def test_a_closed_desk_gives_no_number_from_home(where: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "now", lambda: local("2026-09-06T09:00"))
    address = reverse("portal:queue_desk", args=[where.desk_id])
    page = words(Client().get(address))
    assert "không làm việc vào lúc này" in page
    assert "Lấy số hôm nay" not in page
    assert Client().post(address, {"service": str(b.service(where))}).status_code == 409


def test_numbers_are_not_taken_by_the_dozen(where: Place) -> None:
    visitor, address = Client(), reverse("portal:queue_desk", args=[where.desk_id])
    answers = [visitor.post(address, {"service": str(b.service(where))}).status_code for _ in range(8)]
    assert answers[:6] == [302] * 6
    assert answers[-1] == 429


def book(visitor: Client, where: Place, slot: str = "2026-09-08T09:00:00+07:00", **more: str) -> Any:
    return visitor.post(reverse("portal:book", args=[b.service(where)]), {"slot": slot, **more})


def test_an_appointment_is_booked_moved_and_cancelled_without_an_account(where: Place) -> None:
    visitor = Client()
    page = words(visitor.get(reverse("portal:book", args=[b.service(where)]) + "?ngay=2026-09-08"))
    assert 'value="2026-09-08T09:00:00+07:00"' in page
    answer = book(visitor, where, email="me@example.vn")
    made = Appointment.objects.get()
    assert answer["Location"] == reverse("portal:appointment") + f"?ma={made.reference}"
    shown = words(visitor.get(answer["Location"]))
    secret = re.search(r"([2-9A-Z]{4}(-[2-9A-Z]{4}){3})", shown)
    assert secret is not None

    stranger = Client()
    page = words(stranger.get(answer["Location"]))
    assert "Mã bí mật, để đổi hoặc huỷ" in page
    assert secret[1] not in page
    assert "me@example.vn" not in page
    form = {"ma": made.reference}
    refused = stranger.post(reverse("portal:appointment"), form | {"act": "cancel"})
    assert refused.status_code == 404
    assert Appointment.objects.get().state == "booked"
    wrong = stranger.post(reverse("portal:appointment"), form | {"act": "prove", "secret": "sai"})
    assert wrong.status_code == 404
    right = stranger.post(reverse("portal:appointment"), form | {"act": "prove", "secret": secret[1].lower()})
    assert right.status_code == 302
    moved = stranger.post(
        reverse("portal:appointment"), form | {"act": "move", "slot": "2026-09-08T10:00:00+07:00"}
    )
    assert moved.status_code == 302
    assert Appointment.objects.get().starts_at == local("2026-09-08T10:00")
    assert "10:00" in words(stranger.get(answer["Location"] + "&ngay=2026-09-09"))
    stranger.post(reverse("portal:appointment"), form | {"act": "cancel"})
    assert Appointment.objects.get().state == "cancelled"
    assert "Đã huỷ" in words(visitor.get(answer["Location"]))


def test_a_full_slot_and_a_garbled_page_are_told(where: Place) -> None:
    for _ in range(2):
        assert book(Client(), where).status_code == 302
    full = book(Client(), where)
    assert full.status_code == 409
    assert "vừa hết chỗ" in words(full)
    assert book(Client(), where, slot="hom nay").status_code == 404
    assert book(Client(), where, slot="2026-09-08T12:10:00+07:00").status_code == 422
    assert book(Client(), where, slot="2026-09-08T10:00:00+07:00", email="khong phai thu").status_code == 422
    unknown = Client().get(reverse("portal:appointment") + "?ma=7KQ4M-2XWPA")
    assert unknown.status_code == 404
    assert "Không tìm thấy lịch hẹn" in words(unknown)
    advice = words(Client().get(reverse("portal:book", args=[b.service(where, "C")])))
    assert "chưa nhận đặt lịch hẹn" in advice
