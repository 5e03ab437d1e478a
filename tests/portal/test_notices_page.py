"""The portal's pages about being told: whose number it is, what is told by which way, consent and its withdrawal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey.builders import submitted
from tests.notifications.builders import FACTS, NOON
from tests.portal.builders import filed, open_place, signed_in
from tests.portal.shown import text

from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.notifications.contacts import holder_of_person
from motcua.notifications.models import Choice, Contact
from motcua.notifications.services import queue

pytestmark = pytest.mark.django_db
MOTHER = holder_of_person("c" * 64)


@pytest.fixture(autouse=True)
def _sms() -> Any:
    with registered("sms", DemoMailbox):
        yield


def test_a_stranger_opens_the_link_of_a_message_and_ends_it_without_learning_whose_it_is():
    facts = FACTS["accepted"]
    queue("accepted", facts, phone="0901234567", holder=MOTHER, dedupe_key="d/1", order_key="d", at=NOON)
    address = reverse("portal:not_mine", args=[Contact.objects.get().token])
    assert address in OutboxMessage.objects.get().body
    visit = Client()

    asked = visit.get(address).content.decode()
    assert "0901 *** 567" in asked
    assert facts.code not in asked
    assert Contact.objects.get().disowned_at is None  # a machine that opens links says nothing

    assert "không còn nhận thông báo" in visit.post(address).content.decode()
    assert Contact.objects.get().disowned_how == "disowned"
    assert "Đã ghi nhận" in visit.get(address).content.decode()
    assert visit.get(reverse("portal:not_mine", args=["AAAAAAAAAAAA"])).status_code == 404


def said(answer: Any) -> str:
    return text(answer)


def last_code() -> str:
    body = OutboxMessage.objects.filter(channel="sms", dedupe_key__startswith="code/").latest("id").body
    found = re.search(r"[0-9]{6}", body)
    assert found is not None
    return found[0]


@pytest.mark.demand("TN19-10.2a", "TN19-12.8")
def test_an_applicant_chooses_by_which_way_they_are_told_confirms_a_number_and_takes_it_back() -> None:
    where, client = open_place(), signed_in()
    filed(client, where)
    address = reverse("portal:notices")
    page = said(client.get(address))
    assert "chưa xác nhận" in page
    assert "Hồ sơ được tiếp nhận, có mã và ngày hẹn" in page

    client.post(address, {"act": "choose", "email": "essential", "sms": "none", "language": "en"})
    assert set(Choice.objects.values_list("name", "value")) == {
        ("email", "essential"), ("sms", "none"), ("language", "en"),
    }  # fmt: skip
    assert "Bạn chọn lúc" in said(client.get(address))

    refused = client.post(address, {"act": "send", "phone": "0276 382 2233"})
    assert refused.status_code == 422
    assert "không nhận được tin nhắn" in said(refused)
    client.post(address, {"act": "send", "phone": "0912 345 678"})
    assert "0912 *** 678" in said(client.get(address))
    wrong = client.post(address, {"act": "prove", "code": "abc"})
    assert wrong.status_code == 422
    assert "còn 4 lần" in said(wrong)
    client.post(address, {"act": "prove", "code": last_code()})
    mine = Contact.objects.get(confirmed_at__isnull=False)
    assert "đã xác nhận" in said(client.get(address))

    client.post(address, {"act": "withdraw", "contact": str(mine.pk)})
    mine.refresh_from_db()
    assert mine.disowned_how == "withdrawn"
    assert client.post(address, {"act": "withdraw", "contact": "nonsense"}).status_code == 404


def test_without_an_account_the_proven_secret_opens_the_choices_and_nothing_else_does() -> None:
    where = open_place()
    dossier = submitted(where)
    visit = Client()
    address = reverse("portal:dossier_notices", args=[dossier.pk])
    assert visit.get(address).status_code in {302, 403, 404, 401}

    session = visit.session
    session["filing_proven"] = [str(dossier.pk)]
    session.save()
    page = said(visit.get(address))
    assert "0901 *** 567" in page
    assert "Hộp thư, " not in page
    visit.post(address, {"act": "choose", "sms": "all"})
    assert Choice.objects.get().holder.startswith("person/")
    assert said(visit.get(address, headers={"accept-language": "en"}))


def test_the_choices_of_an_account_are_nobody_elses() -> None:
    where, client = open_place(), signed_in()
    dossier_id = filed(client, where)
    assert Client().get(reverse("portal:notices")).status_code in {302, 401}
    stranger = Client().get(reverse("portal:dossier_notices", args=[dossier_id]))
    assert stranger.status_code in {302, 401, 403, 404}
    assert client.get(reverse("portal:dossier_notices", args=[dossier_id])).status_code == 302
