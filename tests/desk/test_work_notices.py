"""An officer chooses by which ways work notices come; the page of the house always has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import builders as d
from tests.journey import builders as b
from tests.notifications.builders import FACTS, NOON

from motcua.agencies.rules import Role
from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.notifications.models import Choice, InboxMessage
from motcua.notifications.ownership import link_zalo
from motcua.notifications.services import queue

pytestmark = [pytest.mark.django_db, pytest.mark.demand("TN19-5.4")]
PAGE = "/can-bo/thong-bao/"


@pytest.fixture(autouse=True)
def _channels() -> Iterator[None]:
    with registered("zalo", DemoMailbox), registered("sms", DemoMailbox):
        yield


@pytest.fixture
def where(db: None) -> b.Place:
    return b.place()


def text(answer: Any) -> str:
    return str(answer.content.decode())


def told(where: b.Place, role: Role = Role.HANDLER) -> list[str]:
    """What an opinion that is asked for sends to the officer, by which ways."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    queue(
        "opinion_asked",
        FACTS["opinion_asked"],
        account_id=where.officers[role].id,
        dedupe_key=f"{uuid4()}/opinion_asked/1",
        order_key="d",
        at=NOON,
    )
    return sorted(OutboxMessage.objects.exclude(pk__in=before).values_list("channel", flat=True))


def test_work_notices_come_by_the_ways_that_the_officer_chose_and_always_stand_on_the_page(
    where: b.Place,
) -> None:
    officer, desk = where.officers[Role.HANDLER], d.client_of(where, Role.HANDLER)
    assert "Chưa liên kết" in text(desk.get(PAGE))
    assert told(where) == ["email"]
    link_zalo(user_id="1357", account_id=officer.id, at=NOON)
    page = text(desk.get(PAGE))
    assert "đã liên kết" in page
    assert "tin nhắn SMS" not in page
    assert told(where) == ["email", "zalo"]

    chosen = {"act": "choose", "email": "none", "zalo": "all", "language": "vi"}
    assert desk.post(PAGE, chosen).status_code == 302

    assert told(where) == ["zalo"]
    assert list(Choice.objects.values_list("name", "value")) == [("email", "none")]
    desk.post(PAGE, {**chosen, "zalo": "none"})
    assert told(where) == []
    assert InboxMessage.objects.filter(account_id=officer.id).count() == 4
    page = text(desk.get(PAGE))
    assert page.count("Chưa đọc") == 4
    assert "Bạn chọn lúc" in page
    assert desk.post(PAGE, {"act": "read"}).status_code == 302
    assert "Chưa đọc" not in text(desk.get(PAGE))


def test_a_notice_opens_for_its_reader_alone_and_is_read_then(where: b.Place) -> None:
    told(where)
    notice = InboxMessage.objects.get()
    address = reverse("desk:notice", args=[notice.pk])

    assert d.client_of(where, Role.RECEIVER).get(address).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    shown = text(d.client_of(where, Role.HANDLER).get(address))

    notice.refresh_from_db()
    assert notice.read_at is not None
    assert notice.link in shown.replace("&amp;", "&")


def test_what_is_told_is_work_and_not_the_news_of_applicants(where: b.Place) -> None:
    page = text(d.client_of(where, Role.HANDLER).get(PAGE))

    assert "Hồ sơ được tiếp nhận, có mã và ngày hẹn" not in page
    assert "ý kiến" in page


def test_a_choice_that_is_none_is_refused_and_changes_nothing(where: b.Place) -> None:
    desk = d.client_of(where, Role.HANDLER)

    refused = desk.post(PAGE, {"act": "choose", "email": "sometimes"})

    assert refused.status_code == 422
    assert "Không có lựa chọn này" in text(refused)
    assert desk.post(PAGE, {"act": "sell"}).status_code in {400, 422}
    assert not Choice.objects.exists()


def test_only_officers_open_it(where: b.Place) -> None:
    assert Client().get(PAGE).status_code in {302, 401, 403}
