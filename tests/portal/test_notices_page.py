"""The portal's pages about being told: whose number it is, what is told by which way, consent and its withdrawal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.notifications.builders import FACTS, NOON

from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.notifications.contacts import holder_of_person
from motcua.notifications.models import Contact
from motcua.notifications.services import queue

pytestmark = pytest.mark.django_db
MOTHER = holder_of_person("c" * 64)


@pytest.fixture(autouse=True)
def _sms():
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
