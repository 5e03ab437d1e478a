"""Who asked for the post is told that the post brings it, and not to come (báo kết quả gửi qua bưu chính)."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.desk.builders import PDF, stored
from tests.journey import builders as b
from tests.journey.parcels import ask, carrier
from tests.notifications.builders import FACTS

from motcua.audit.services import Actor
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.drafts import attach_file
from motcua.journey.post import cancel_delivery
from motcua.journey.submit import submit
from motcua.notifications.held import release
from motcua.notifications.rules import MOST_PARTS, SMS, ZALO, parts_of
from motcua.notifications.wording import EMAIL, write, write_short

ADDRESS = {"vi": "địa chỉ Ông/Bà đã đề nghị", "en": "address you gave"}
INVITED = {"vi": "Ông/Bà nhận kết quả tại nơi nêu trên", "en": "collect the result there"}


@pytest.fixture
def where(db):
    carrier()
    return b.place()


def letter(dossier) -> str:
    """News wait a few minutes for their like."""
    release(at=b.MORNING + timedelta(days=1))
    rows = OutboxMessage.objects.filter(order_key=str(dossier.pk), channel="email")
    return next(one.body for one in rows if "đã có kết quả" in one.subject)


@pytest.mark.django_db
@pytest.mark.demand("DN15-4.3c")
def test_who_asked_for_the_post_is_not_invited_to_the_desk(where):
    dossier = b.submitted(where)
    ask(where, dossier, at=b.MORNING)

    b.travelled(where, dossier.pk)

    told = letter(dossier)
    assert "qua bưu chính, đến địa chỉ Ông/Bà đã đề nghị" in told
    assert "không phải đến nhận" in told
    assert "mang theo giấy tờ tùy thân và giấy hẹn" not in told
    assert "Trưng Nữ Vương" not in told, "a letter that goes astray shows where nobody lives"


@pytest.mark.django_db
def test_who_comes_after_all_is_invited_as_ever(where):
    dossier = b.submitted(where)
    ask(where, dossier, at=b.MORNING)
    cancel_delivery(dossier_id=dossier.pk, actor=Actor("applicant"), at=b.MORNING, key=uuid4())

    b.travelled(where, dossier.pk)

    assert INVITED["vi"] in letter(dossier)
    assert "bưu chính" not in letter(dossier)


@pytest.mark.django_db
@pytest.mark.demand("TN19-8.2")
def test_originals_are_asked_for_before_a_result_of_an_online_dossier_is_sent(where):
    draft = b.draft(where, channel="online")
    attach_file(draft.id, component_id="giay", file_id=stored(PDF, "giay.pdf").id, at=b.MORNING)
    made = submit(draft_id=draft.id, actor=Actor("applicant"), at=b.MORNING).dossier_id
    dossier = Dossier.objects.get(pk=made)
    ask(where, dossier, at=b.MORNING)

    b.travelled(where, made)

    told = letter(dossier)
    assert "phải đối chiếu bản chính; xin mang đến hoặc gửi qua bưu chính" in told
    assert "Bản chính cần đối chiếu:\n1. Giấy chứng sinh" in told


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("event", ["decided", "not_granted"])
def test_every_channel_says_that_it_comes_by_post(event, language):
    long = "Trung tâm Phục vụ hành chính công phường Tân Ninh, tỉnh Tây Ninh"
    facts = dataclasses.replace(FACTS[event], by_post=True, office=long, return_place=long)
    post = {"vi": "qua bưu chính", "en": "by post"}[language]

    assert post in write(event, facts, language, EMAIL).body
    assert ADDRESS[language] in write(event, facts, language, EMAIL).body
    for channel in (SMS, ZALO):
        text = write_short(event, facts, language, channel)
        assert post in text
        assert "Mời đến" not in text
        assert "ready at" not in text
        assert channel == ZALO or parts_of(text) <= MOST_PARTS
    at_desk = dataclasses.replace(facts, by_post=False)
    assert post not in write(event, at_desk, language, EMAIL).body
    assert post not in write_short(event, at_desk, language, SMS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_short_text_asks_for_the_originals_first(language):
    facts = dataclasses.replace(FACTS["decided"], by_post=True, to_compare=True)

    text = write_short("decided", facts, language, SMS)

    assert {"vi": "mang bản chính đến", "en": "show your originals at"}[language] in text
    assert facts.return_place in text
    assert parts_of(text) <= MOST_PARTS
