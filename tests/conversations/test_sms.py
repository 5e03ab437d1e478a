"""Status by short message: the public answer, once for each question, to nobody more often than allowed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.journey.builders import accepted, decided, place, submitted

from motcua.agencies.policies import set_policy
from motcua.conversations.sms import CHANNEL, how_to_ask
from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import handle_received
from motcua.delivery.sms_gateways import take_question
from motcua.kernel.clock import local, local_day
from motcua.kernel.short_messages import cut, fold_to_gsm7
from motcua.notifications.models import Contact
from motcua.status.selectors import answer
from motcua.status.words import short

pytestmark = pytest.mark.django_db

AT = local("2026-09-08T10:00")
PROVIDER = "01900000-0000-7000-8000-000000000001"
PHONE = "84901234567"


@pytest.fixture
def dossier() -> Any:
    return accepted(place())[0]


def ask(text: str, *, phone: str = PHONE, at: datetime = AT) -> list[str]:
    """What goes back to this number because of this message."""
    before = OutboxMessage.objects.filter(destination=phone).count()
    take_question(provider_id=PROVIDER, sender=phone, receiver="7039", text=text, at=at)
    handle_received(at=at)
    return [one.body for one in OutboxMessage.objects.filter(destination=phone).order_by("id")[before:]]


@pytest.mark.demand("TN14-5.1b", "TN19-10.4", "TN14-5.3")
def test_the_code_of_the_receipt_brings_the_public_status(dossier: Any) -> None:
    assert ask(f"HS {dossier.code}") == [short(answer(dossier.code))]
    sent = OutboxMessage.objects.get(dedupe_key__startswith="sms-reply/")
    assert (sent.channel, sent.urgent) == (CHANNEL, True)
    assert sent.facts == {"provider": PROVIDER, "sender": "7039"}


@pytest.mark.demand("NB18-5.3")
@pytest.mark.parametrize("typed", ["{lower}", "{bare}", "{spaced}", "{code} cam on nhieu", "{code}."])
def test_it_is_forgiving(dossier: Any, typed: str) -> None:
    code = dossier.code
    text = typed.format(
        code=code,
        lower=code.lower(),
        bare=code.replace(".", "").replace("-", ""),
        spaced=code.replace("-", " ").replace(".", " "),
    )
    assert ask(f"hs {text}") == [short(answer(code))]


def test_the_reference_before_acceptance_is_answered_too() -> None:
    waiting = submitted(place())
    assert ask(f"HS {waiting.reference}") == [short(answer(waiting.reference))]


@pytest.mark.demand("NB18-5.3")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("HS", "soạn: HS <mã hồ sơ> gửi 7039"),
        ("xin chào", "soạn: HS <mã hồ sơ> gửi 7039"),
        ("HS ma ho so cua toi", "soạn: HS <mã hồ sơ> gửi 7039"),
        ("HS 123", "không phải mã hồ sơ"),
        ("HS H53.18-251103-9999", "Không tìm thấy hồ sơ có mã H53.18-251103-9999"),
    ],
)
def test_other_messages_are_guided(text: str, said: str) -> None:
    (reply,) = ask(text)
    assert said in reply
    assert len(cut(fold_to_gsm7(reply))) <= 2


def test_number_and_keyword_are_the_provinces() -> None:
    for name, value in (("sms_number", "8088"), ("sms_keyword", "TCHS")):
        set_policy(name, value, valid_from=local_day(AT), instrument="1/QĐ", at=AT)
    assert (how_to_ask(local_day(AT)).keyword, how_to_ask(local_day(AT)).number) == ("TCHS", "8088")
    assert "TCHS <mã hồ sơ> gửi 8088" in ask("?")[0]


def test_no_personal_data_leaves(dossier: Any) -> None:
    decided_one = decided(place())
    said = " ".join(ask(f"HS {dossier.code}") + ask(f"HS {decided_one.code}", phone="84907654321"))
    for party in (*dossier.parties.all(), *decided_one.parties.all()):
        assert party.full_name not in said
    assert PHONE not in said


def test_one_question_brings_one_answer_also_when_it_is_delivered_twice(dossier: Any) -> None:
    text = f"HS {dossier.code}"
    for seconds in (0, 1, 50, 119):
        take_question(
            provider_id=PROVIDER,
            sender="+" + PHONE,
            receiver="7039",
            text=text,
            at=AT + timedelta(seconds=seconds),
        )
    handle_received(at=AT)
    handle_received(at=AT + timedelta(hours=1))
    assert OutboxMessage.objects.filter(dedupe_key__startswith="sms-reply/").count() == 1
    assert ask(text, at=AT + timedelta(seconds=241))


def test_who_asks_too_often_is_told_once_and_then_waits(dossier: Any) -> None:
    replies = [ask(f"HS {dossier.code} {number}", at=AT + timedelta(seconds=number)) for number in range(6)]
    assert [len(one) for one in replies] == [1, 1, 1, 1, 0, 0]
    assert "đợi một phút" in replies[3][0]
    assert ask("HS", phone="84907654321", at=AT)
    assert "soạn" in ask("HS", at=AT + timedelta(minutes=2))[0]


def test_a_number_has_its_share_of_a_day_so_that_codes_cannot_be_read_out(dossier: Any) -> None:
    agency, _, number = dossier.code.rpartition("-")
    answered = 0
    for turn in range(60):
        for reply in ask(f"HS {agency}-{int(number) + turn:04d}", at=AT + timedelta(minutes=2 * turn)):
            answered += "hết lượt" not in reply
    assert answered == 20
    assert ask(f"HS {dossier.code}", at=AT + timedelta(days=1))


@pytest.mark.parametrize("sender", ["7039", "VIETTEL", "842763822233", "+12025550123"])
def test_machines_and_landlines_get_no_answer(sender: str) -> None:
    take_question(provider_id=PROVIDER, sender=sender, receiver="7039", text="HS", at=AT)
    assert handle_received(at=AT).done == 1
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.demand("TN19-12.8")
def test_who_answers_that_the_message_was_for_somebody_else_gets_no_more() -> None:
    accepted(place())

    ask("Sai.")
    ask("SAI", at=AT + timedelta(minutes=5))

    sms = OutboxMessage.objects.filter(channel="sms").order_by("id")
    replies = sms.filter(dedupe_key__startswith="sms-reply").values_list("body", flat=True)
    assert [words.partition(":")[0] for words in replies] == [
        "Đã ghi nhận",
        "Hiện không có hồ sơ nào được báo tin đến số này.",
    ]
    assert Contact.objects.get().disowned_how == Contact.Lost.DISOWNED
    assert not sms.filter(state="queued").exclude(dedupe_key__startswith="sms-reply").exists()
