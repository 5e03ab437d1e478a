"""The whole way of a short message: product, Kannel, centre, telephone, and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.emulate.builders import ask, made, running
from tests.journey.builders import accepted, place

from motcua.delivery.models import OutboxMessage, Provider, Received
from motcua.delivery.selectors import ranked
from motcua.delivery.services import drain, enqueue, handle_received
from motcua.delivery.walking import close_all, hold_lines
from motcua.kernel.clock import now
from motcua.kernel.short_messages import fold_to_gsm7
from motcua.status.selectors import answer
from motcua.status.words import short
from motcua.workbench.emulate.frame import Mode
from motcua.workbench.emulate.kannel import is_installed
from motcua.workbench.emulate.mail import MailStandIn
from motcua.workbench.emulate.smsc import SmscStandIn

PHONE = "84901234567"
WORDS = "Hồ sơ H53.18-251103-0001 đã được tiếp nhận, hẹn trả 17:00 25/11/2026."
needs_kannel = pytest.mark.skipif(
    not is_installed(),
    reason="Kannel is not installed (apt install kannel): the way through it is not walked",
)


@pytest.fixture
def _no_jobs(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def until(condition: Callable[[], Any], seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        handle_received(at=now())
        drain(at=now())
        time.sleep(0.1)


def text_to(phone: str, words: str) -> OutboxMessage:
    key = f"{phone} {words} {time.monotonic()}"
    enqueue(channel="sms", destination=phone, subject="", body=words, dedupe_key=key, at=now())
    drain(at=now())
    return OutboxMessage.objects.get(dedupe_key=key)


@needs_kannel
@pytest.mark.demand("TN14-5.1b", "NB18-5.3", "TN19-10.4")
@pytest.mark.usefixtures("_no_jobs")
def test_through_kannel_a_notice_arrives_with_its_receipt_and_a_question_is_answered(
    live_server: Any, tmp_path: Path, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    dossier, _ = accepted(place())
    OutboxMessage.objects.all().delete()  # the notices of the acceptance
    smsc = made(SmscStandIn, tmp_path, live_server.url)
    with running(smsc) as page:
        smsc.enter(at=now())
        try:
            sent = text_to(PHONE, WORDS)
            until(lambda: smsc.texts)
            assert smsc.texts == [("7039", PHONE, fold_to_gsm7(WORDS))]
            until(lambda: OutboxMessage.objects.get(id=sent.id).fate == "arrived")
            assert sent.provider_id == Provider.objects.get(kind="kannel").id

            said = ask(page, "/sms/act/write", post={"from": "0907 654 321", "text": f"hs {dossier.code}"})
            assert said == (200, {"said": "Đã nhắn đến 7039."})
            until(lambda: len(smsc.texts) == 2)
            assert smsc.texts[1] == ("7039", "84907654321", fold_to_gsm7(short(answer(str(dossier.code)))))

            # the centre delivers it twice, with marks: one answer
            smsc.mode = Mode.TWICE
            smsc.write("84903333333", "HS hồ sơ của tôi")
            until(lambda: len(smsc.texts) == 3)
            smsc.mode = Mode.NORMAL
            time.sleep(1)
            until(lambda: not Received.objects.filter(done_at=None).exists())
            assert [phone for _, phone, _ in smsc.texts].count("84903333333") == 1
            assert Received.objects.get(order_key="84903333333").body["text"] == "HS hồ sơ của tôi"

            ask(page, "/sms/act/receipts", post={"stat": "UNDELIV"})
            dead = text_to("84909999999", WORDS)
            until(lambda: OutboxMessage.objects.get(id=dead.id).fate == "failed")
        finally:
            smsc.leave(at=now())
            close_all()
    assert not ranked("sms", now())


@pytest.mark.django_db
def test_a_letter_goes_to_the_stand_in_while_it_is_there(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    mail = made(MailStandIn, tmp_path)
    letter = {"destination": "khai@example.vn", "subject": "Hồ sơ", "body": "Kính gửi", "at": now()}
    with running(mail):
        mail.enter(at=now())
        enqueue(channel="email", dedupe_key="with", **letter)
        assert drain(at=now()).sent == 1
        assert [one.title for one in mail.seen()] == ["Hồ sơ"]
        mail.leave(at=now())
    close_all()
    enqueue(channel="email", dedupe_key="without", **letter)
    assert drain(at=now()).failed == 1


@pytest.mark.usefixtures("_no_jobs")
def test_straight_to_the_centre_with_marks_and_questions_over_the_same_bind(tmp_path: Path) -> None:
    smsc = made(SmscStandIn, tmp_path, with_kannel=False)
    with running(smsc):
        smsc.enter(at=now())
        Provider.objects.update(settings={**Provider.objects.get().settings, "marks": "with"})
        try:
            hold_lines(now())
            sent = text_to(PHONE, WORDS * 2)
            until(lambda: OutboxMessage.objects.get(id=sent.id).fate == "arrived")
            assert smsc.texts == [("7039", PHONE, (WORDS * 2).strip())]
            smsc.write(PHONE, "xin chào")
            until(lambda: len(smsc.texts) == 2)
            assert "soạn: HS" in smsc.texts[1][2]

            smsc.mode = Mode.REFUSE
            assert text_to("84909999999", WORDS).state == "dead"
        finally:
            smsc.leave(at=now())
            close_all()
