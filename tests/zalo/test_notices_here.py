"""NHẬN TIN: a code by SMS proves the telephone, and what is told to the number is told by Zalo (TN19-12.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.journey.builders import SINCE
from tests.notifications.builders import FACTS
from tests.portal.builders import open_place
from tests.zalo.builders import DUNG, LAN, Town
from tests.zalo.talks import to_review

from motcua.conversations.services import open_procedure
from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.kernel.clock import now
from motcua.notifications.codes import MOST_TRIES
from motcua.notifications.contacts import holder_of_person
from motcua.notifications.models import Contact
from motcua.notifications.services import queue

pytestmark = pytest.mark.demand("TN19-5.4", "TN19-12.8")
PHONE, E164 = "0901 234 567", "84901234567"


@pytest.fixture(autouse=True)
def _sms() -> Iterator[None]:
    with registered("sms", DemoMailbox):
        yield


def follow(zalo: Town, who: str = LAN) -> None:
    zalo.follow(who)
    zalo.settle()


def code() -> str:
    """What the newest SMS says."""
    body = OutboxMessage.objects.filter(channel="sms", dedupe_key__startswith="code/").latest("id").body
    found = re.search(r"[0-9]{6}", body)
    assert found is not None
    return found[0]


def wrong() -> str:
    return f"{(int(code()) + 1) % 10**6:06d}"


def told_at(phone: str = PHONE) -> set[str]:
    """By which ways news of somebody who gave the number goes."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    queue(
        "accepted", FACTS["accepted"], phone=phone, holder=holder_of_person("c" * 64), dedupe_key=str(uuid4()),
        order_key="d", at=now(),
    )  # fmt: skip
    rows = OutboxMessage.objects.exclude(pk__in=before)
    return set(rows.values_list("channel", flat=True))


def test_a_number_is_proven_by_the_code_and_its_news_come_here(zalo: Town) -> None:
    follow(zalo)
    assert told_at() == {"sms"}

    said = zalo.tell(LAN, f"NHẬN TIN {PHONE}")

    assert "0901 *** 567" in said
    assert PHONE not in said
    assert OutboxMessage.objects.filter(
        channel="sms", destination=E164, dedupe_key__startswith="code/"
    ).exists()
    assert told_at() == {"sms"}, "who only knows a number is told nothing"
    assert "Đã xác nhận" in zalo.tell(LAN, f"mã {code()}")
    assert "zalo" in told_at()
    assert Contact.objects.get(kind="zalo", disowned_at=None).confirmed_at is not None
    assert "Chưa có mã nào" in zalo.tell(LAN, f"mã {code()}"), "a code is good once"


def test_the_number_of_the_dossier_that_was_filed_here_need_not_be_typed(zalo: Town) -> None:
    where = open_place()
    open_procedure(procedure_id=where.release.procedure_id, valid_from=SINCE, instrument="QĐ thử", at=now())
    to_review(zalo)
    zalo.tell(LAN, "nộp")

    assert "0901 *** 567" in zalo.tell(LAN, "nhan tin")
    assert "Đã xác nhận" in zalo.tell(LAN, f"MÃ {code()}")


def test_without_a_number_it_is_asked_for_and_a_land_line_is_refused(zalo: Town) -> None:
    follow(zalo)

    assert "NHẬN TIN 0901234567" in zalo.tell(LAN, "nhận tin")
    assert "không nhận được tin nhắn" in zalo.tell(LAN, "nhận tin 0276 382 2233")
    assert "Chưa có mã nào" in zalo.tell(LAN, "mã 123456")
    assert not OutboxMessage.objects.filter(channel="sms").exists()


def test_a_code_cannot_be_guessed(zalo: Town) -> None:
    follow(zalo)
    zalo.tell(LAN, f"nhận tin {PHONE}")

    for _ in range(MOST_TRIES):
        assert "Đã xác nhận" not in zalo.tell(LAN, f"mã {wrong()}")

    assert "Đã xác nhận" not in zalo.tell(LAN, f"mã {code()}"), "after too many tries not even the right one"
    assert told_at() == {"sms"}


def test_a_code_is_good_only_in_the_dialogue_that_asked_for_it(zalo: Town) -> None:
    follow(zalo)
    follow(zalo, DUNG)
    zalo.tell(LAN, f"nhận tin {PHONE}")

    assert "Chưa có mã nào" in zalo.tell(DUNG, f"mã {code()}")
    zalo.tell(DUNG, "nhận tin 0912 345 678")
    OutboxMessage.objects.filter(destination="84912345678").delete()
    assert "Đã xác nhận" not in zalo.tell(DUNG, f"mã {code()}")
    assert not Contact.objects.filter(kind="zalo").exists()


def test_nobody_is_sent_codes_without_end(zalo: Town) -> None:
    follow(zalo)
    answers = [zalo.tell(LAN, f"nhận tin {PHONE}") for _ in range(12)]

    sent = OutboxMessage.objects.filter(channel="sms", dedupe_key__startswith="code/").count()
    assert sent == sum("Đã gửi mã" in one for one in answers) < 12
    assert "Đã gửi mã" not in answers[-1]


def test_whoever_proves_the_number_later_takes_it_from_the_dialogue_before(zalo: Town) -> None:
    follow(zalo)
    follow(zalo, DUNG)
    zalo.tell(LAN, f"nhận tin {PHONE}")
    zalo.tell(LAN, f"mã {code()}")

    zalo.tell(DUNG, f"nhận tin {PHONE}")
    zalo.tell(DUNG, f"mã {code()}")

    queue(
        "accepted", FACTS["accepted"], phone=PHONE, holder=holder_of_person("d" * 64), dedupe_key="d/9", order_key="d",
        at=now(),
    )  # fmt: skip
    told = OutboxMessage.objects.filter(channel="zalo", dedupe_key__startswith="d/9")
    assert [one.destination for one in told] == [DUNG]
