"""Calling numbers from the page: one key for the next, the ticket's dossier, the head's figures and arrangement."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.builders import client_of
from tests.journey.builders import Place
from tests.queues import builders as b

from motcua.agencies.rules import Role
from motcua.queues import selectors, services
from motcua.queues.models import ServiceVersion, Ticket
from motcua.sites.desk import officers
from motcua.sites.ui import permissions

AT = b.later(120)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: AT)
    monkeypatch.setattr(permissions, "now", lambda: AT)


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


@pytest.fixture
def clerk(where: Place) -> Client:
    return client_of(where, Role.RECEIVER)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", str(answer.content.decode()))


def sit(where: Place, clerk: Client) -> None:
    counter = selectors.counters_of(where.desk_id)[1]
    answer = clerk.post(reverse("desk:queue"), {"act": "sit", "counter": str(counter.pk)})
    assert answer.status_code == 302


def act(clerk: Client, name: str, **more: str) -> Any:
    seen = re.search(r'name="seen" value="([^"]*)"', words(clerk.get(reverse("desk:queue"))))
    posted = {"act": name, "seen": seen[1] if seen else "", **more}
    return clerk.post(reverse("desk:queue"), posted, follow=True)


@pytest.mark.demand("TN14-4.3c")
def test_a_clerk_sits_down_calls_serves_and_the_ticket_leads_to_its_dossier(
    where: Place, clerk: Client
) -> None:
    b.take(where, dossier_code="H53.18-260907-0001")
    b.take(where, at=b.later(1))
    seats = words(clerk.get(reverse("desk:queue")))
    assert "Quầy 1" in seats
    assert "đang trống" in seats
    sit(where, clerk)

    page = words(act(clerk, "next"))
    assert 'class="mc-queue__number" aria-live="polite">A001<' in page
    assert f"{reverse('desk:search')}?q=H53.18-260907-0001" in page
    assert reverse("desk:counter") in page
    assert 'value="next" data-key="n"' in page
    assert "A002" in words(clerk.get(reverse("desk:queue_line")))

    assert "mới được gọi 1 lần" in words(act(clerk, "no_show"))
    act(clerk, "again"), act(clerk, "serve")
    assert "Đang phục vụ" in words(act(clerk, "serve"))
    assert ">A002<" in words(act(clerk, "next"))
    assert "không còn ai chờ" in words(act(clerk, "next"))
    assert list(Ticket.objects.order_by("label").values_list("state", flat=True)) == ["done", "done"]
    act(clerk, "leave")
    assert clerk.get(reverse("desk:queue_line")).status_code == 404


def test_forty_people_who_wait_are_one_page_with_as_many_statements_as_four(
    where: Place, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    sit(where, clerk)
    for minute in range(40):
        b.take(where, at=b.later(minute))
    page = words(clerk.get(reverse("desk:queue_line")))
    assert "Đang chờ: 40" in page
    assert page.count('value="call"') == 40
    with django_assert_max_num_queries(14):
        clerk.get(reverse("desk:queue_line"))


def test_a_number_is_transferred_put_back_called_by_name_and_brought_back(
    where: Place, clerk: Client
) -> None:
    first = b.take(where)
    sit(where, clerk)
    act(clerk, "call", ticket=str(first.pk))
    act(clerk, "transfer", service=str(b.service(where, "B")))
    assert Ticket.objects.get().service_id == b.service(where, "B")
    act(clerk, "next"), act(clerk, "put_back"), act(clerk, "next"), act(clerk, "again")
    act(clerk, "again"), act(clerk, "no_show")
    assert Ticket.objects.get().state == "no_show"
    act(clerk, "bring_back", ticket=str(first.pk))
    assert Ticket.objects.get().state == "waiting"
    assert act(clerk, "finish").status_code == 409
    for garbled in ({"act": "fly"}, {"act": "sit", "counter": "x"}, {"act": "call", "ticket": "?"}):
        assert clerk.post(reverse("desk:queue"), garbled).status_code == 404


def test_a_number_for_somebody_in_front_and_an_appointment_kept(where: Place, clerk: Client) -> None:
    answer = clerk.post(
        reverse("desk:queue_give"), {"act": "ticket", "service": str(b.service(where)), "priority": "elderly"}
    )
    assert "Số thứ tự: A001" in words(answer)
    assert Ticket.objects.get().lane == "first"
    made = b.booked(where, "2026-09-07T10:30").appointment
    page = words(clerk.get(reverse("desk:queue_give")))
    assert made.reference in page
    answer = clerk.post(
        reverse("desk:queue_give"), {"act": "appointment", "reference": made.reference.lower()}
    )
    assert "Số thứ tự: A002" in words(answer)
    refused = clerk.post(reverse("desk:queue_give"), {"act": "appointment", "reference": "sai"})
    assert refused.status_code == 404
    assert "Không tìm thấy lịch hẹn" in words(refused)
    assert clerk.post(reverse("desk:queue_give"), {"act": "ticket", "service": "x"}).status_code == 404


def test_the_head_sees_the_figures_and_arranges_and_a_receiver_does_not(where: Place, clerk: Client) -> None:
    head = client_of(where, Role.DESK_HEAD)
    for name in ("queue_figures", "queue_setup"):
        assert clerk.get(reverse(f"desk:{name}")).status_code == 403
        assert reverse(f"desk:{name}") not in words(clerk.get(reverse("desk:queue")))
    b.take(where)
    seat = b.seated(where)
    services.call_next(account_id=seat.pk, at=b.later(10))
    services.finish(account_id=seat.pk, at=b.later(20))
    page = words(head.get(reverse("desk:queue_figures") + "?tu=2026-09-01&den=2026-09-30"))
    assert "1 số đã lấy, 1 đã phục vụ" in page
    assert head.get(reverse("desk:queue_figures") + "?tu=hom-qua&den=").status_code == 200

    form = {
        "act": "service",
        "name": "Đất đai",
        "prefix": "D",
        "minutes": "20",
        "slot_minutes": "30",
        "slot_capacity": "1",
        "is_online": "1",
    }
    assert head.post(reverse("desk:queue_setup"), form | {"prefix": "A"}).status_code == 409
    assert head.post(reverse("desk:queue_setup"), form).status_code == 302
    made = ServiceVersion.objects.get(name="Đất đai")
    page = words(head.get(reverse("desk:queue_setup") + f"?dich-vu={made.service_id}"))
    assert "Sửa dịch vụ Đất đai" in page
    counter = {"act": "counter", "number": "7", "services": [str(made.service_id)]}
    assert head.post(reverse("desk:queue_setup"), counter).status_code == 302
    assert [one.number for one in selectors.counters_of(where.desk_id)] == [1, 2, 3, 7]
    assert head.post(reverse("desk:queue_setup"), counter | {"is_closed": "1"}).status_code == 302
    assert [one.number for one in selectors.counters_of(where.desk_id)] == [1, 2, 3]
    assert "Ngày phục vụ cuối cùng" in page
    end = {"act": "end", "service": str(made.service_id), "last_day": "2026-12-31"}
    assert head.post(reverse("desk:queue_setup"), end).status_code == 302
    assert ServiceVersion.objects.get(pk=made.pk).valid_to == date(2026, 12, 31)


def test_a_page_that_asks_by_itself_does_not_keep_an_officer_signed_in(where: Place, clerk: Client) -> None:
    sit(where, clerk)
    session = clerk.session
    session["started_at"], session["seen_at"] = "2020-01-01T00:00:00+07:00", "2020-01-01T00:00:00+07:00"
    session.save()
    assert clerk.get(reverse("desk:queue_line"), headers={"X-Background": "1"}).status_code != 200


def lead(client: Client, text: str) -> str:
    return str(client.get(reverse("desk:search"), {"q": text}).headers.get("Location", ""))


@pytest.mark.demand("TN14-4.3c")
def test_the_slip_of_a_number_leads_to_the_queue_where_it_is_called(where: Place, clerk: Client) -> None:
    first, ticket = b.take(where), b.take(where, at=b.later(1), dossier_code="H53.18-260907-0001")
    page = f"{reverse('desk:queue')}?so={ticket.reference}"

    assert lead(clerk, f"https://x.vn{reverse('portal:ticket', args=[ticket.reference])}") == page
    assert lead(clerk, ticket.reference.lower()) == page
    shown = words(clerk.get(page))
    assert "Số A002 vừa quét" in shown
    assert "Chọn quầy bạn ngồi" in shown
    sit(where, clerk)
    shown = words(clerk.get(page))
    assert "Gọi số A002" in shown
    assert f"{reverse('desk:search')}?q=H53.18-260907-0001" in shown
    clerk.post(reverse("desk:queue"), {"act": "call", "ticket": str(ticket.pk)})

    shown = words(clerk.get(page))
    assert "Gọi số A002" not in shown
    assert "Đang gọi" in shown
    assert first.state == "waiting"


def test_numbers_and_appointments_of_another_desk_lead_nowhere(where: Place, clerk: Client) -> None:
    ticket = b.take(where)
    stranger = client_of(b.desk(), Role.RECEIVER)
    unit = client_of(where, Role.HANDLER)

    for other in (stranger, unit):
        assert lead(other, ticket.reference) == ""
        assert lead(other, f"/so-thu-tu/{ticket.reference}") == ""
    assert "vừa quét" not in words(stranger.get(f"{reverse('desk:queue')}?so={ticket.reference}"))
