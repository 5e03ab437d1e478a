"""One person with fifty dossiers gets one message; nothing is lost, told twice or out of order, whatever fails."""

from __future__ import annotations

import dataclasses
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.notifications.builders import FACTS, NOON, account

from motcua.delivery.channels import DemoMailbox
from motcua.delivery.errors import TryLater
from motcua.delivery.fakes import FakeChannel
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.delivery.services import drain
from motcua.kernel.clock import local
from motcua.notifications.contacts import holder_of_person
from motcua.notifications.held import release
from motcua.notifications.models import Held
from motcua.notifications.ownership import disown_by_link, link_zalo
from motcua.notifications.services import queue
from motcua.notifications.tasks import forget_old_words
from motcua.notifications.wording import write

pytestmark = pytest.mark.django_db
MOTHER = holder_of_person("b" * 64)
PHONE = "0901 234 567"


@pytest.fixture(autouse=True)
def _channels() -> Any:
    with registered("sms", DemoMailbox), registered("zalo", DemoMailbox):
        yield


def tell(event: str, dossier: str, at: datetime = NOON, **who: Any) -> None:
    facts = dataclasses.replace(FACTS[event], code=dossier)
    who = {"email": "me@example.vn", "holder": MOTHER} | who
    queue(event, facts, dedupe_key=f"{dossier}/{event}", order_key=dossier, at=at, **who)


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.mark.demand("TN19-12.8")
def test_fifty_dossiers_handed_over_in_bulk_are_told_in_one_message_by_each_way():
    khai = account()
    for number in range(50):
        tell("decided", f"HS-{number:02d}", minutes(number / 20), account_id=khai.id, email=None, phone=PHONE)

    assert not OutboxMessage.objects.exists()
    release(at=minutes(4))
    assert not OutboxMessage.objects.exists()
    release(at=minutes(5))
    release(at=minutes(6))

    letter, message = OutboxMessage.objects.order_by("channel")
    assert letter.subject == "50 hồ sơ của Ông/Bà đã có kết quả"
    assert all(f"{number + 1}. Hồ sơ HS-{number:02d}" in letter.body for number in range(50))
    assert message.body.startswith("50 hồ sơ của Ông/Bà đã có kết quả. Xem danh sách: ")
    assert khai.email == letter.destination


def test_one_dossier_alone_is_told_as_ever_only_later():
    tell("decided", "HS-1")
    release(at=minutes(5))

    assert OutboxMessage.objects.get().subject.startswith("Hồ sơ HS-1 đã có kết quả")
    assert not Held.objects.exclude(body="", destination="").exists()


def test_what_needs_an_answer_waits_for_nothing_and_what_was_gathered_before_it_leaves_first():
    for dossier in ("HS-1", "HS-2"):
        tell("transferred", dossier)
    tell("supplement_requested", "HS-1", minutes(1))

    subjects = [one.subject for one in OutboxMessage.objects.order_by("id")]
    assert len(subjects) == 2
    assert "HS-1" in subjects[0]
    assert subjects[1] == "Hồ sơ HS-1 cần bổ sung"
    release(at=minutes(5))
    assert "HS-2" in OutboxMessage.objects.order_by("id").last().subject


def test_behind_a_digest_that_has_not_left_later_news_of_its_dossiers_wait():
    for dossier in ("HS-1", "HS-2"):
        tell("transferred", dossier)
    release(at=minutes(5))
    tell("paused", "HS-1", minutes(6))
    tell("paused", "HS-3", minutes(6))
    release(at=minutes(7))
    digest, other = OutboxMessage.objects.order_by("id")
    assert digest.subject == "2 hồ sơ của Ông/Bà đã chuyển đến cơ quan giải quyết"
    assert "HS-3" in other.subject

    OutboxMessage.objects.filter(dedupe_key__startswith="digest/").update(state="sent", sent_at=minutes(8))
    release(at=minutes(9))
    assert "HS-1" in OutboxMessage.objects.order_by("id").last().subject


def test_what_was_gathered_in_the_evening_rings_in_the_morning_and_the_letter_does_not_wait():
    night = local("2026-08-28T21:58")
    for dossier in ("HS-1", "HS-2"):
        tell("decided", dossier, night, phone=PHONE)
    release(at=night + timedelta(minutes=5))

    letter, message = OutboxMessage.objects.order_by("channel")
    assert letter.next_attempt_at == night + timedelta(minutes=5)
    assert message.next_attempt_at == local("2026-08-29T06:00")


def test_the_sms_that_stands_by_leaves_when_zalo_failed_for_good_and_not_when_it_arrived():
    link_zalo(user_id="1", phone=PHONE, at=NOON)
    for dossier, state in (("HS-1", "dead"), ("HS-2", "sent")):
        tell("accepted", dossier, phone=PHONE, email=None)
        zalo = OutboxMessage.objects.get(channel="zalo", state="queued")
        zalo.state, zalo.sent_at = state, NOON if state == "sent" else None
        zalo.save()
    assert not OutboxMessage.objects.filter(channel="sms").exists()

    release(at=minutes(1))
    release(at=minutes(2))

    assert "HS-1" in OutboxMessage.objects.get(channel="sms").body
    assert not Held.objects.exclude(state="over").exists()


def test_the_reserve_of_a_digest_is_one_message_too():
    link_zalo(user_id="1", phone=PHONE, at=NOON)
    for dossier in ("HS-1", "HS-2", "HS-3"):
        tell("decided", dossier, phone=PHONE, email=None)
    release(at=minutes(5))
    assert OutboxMessage.objects.get().channel == "zalo"
    OutboxMessage.objects.update(state="dead")
    release(at=minutes(6))

    message = OutboxMessage.objects.get(channel="sms")
    assert message.body.startswith("3 hồ sơ")


def test_what_was_gathered_for_a_number_that_is_not_the_readers_is_forgotten():
    tell("decided", "HS-1", phone=PHONE)
    disown_by_link(token=Held.objects.get(channel="sms").contact.token, at=NOON)
    release(at=minutes(5))

    assert set(OutboxMessage.objects.values_list("channel", flat=True)) == {"email"}


class Stumbling(FakeChannel):
    """Fails for now, for good or not at all, as a seeded coin falls."""

    coin = random.Random(1)

    def _send(self, letter: Any) -> None:
        if self.coin.random() < 0.4:
            raise TryLater("stumbled")
        super()._send(letter)


@pytest.mark.demand("TN19-10.2a")
@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_things_happen_each_is_told_once_and_each_dossier_in_order(seed):
    luck = random.Random(seed)
    events = ["transferred", "decided", "paused", "resumed", "handed_over", "due_changed", "returned"]
    told: dict[str, list[str]] = {}
    at = NOON
    with registered("email", Stumbling) as channel:
        channel.coin = random.Random(seed)
        for _ in range(60):
            at += timedelta(seconds=luck.randint(1, 90))
            match luck.choice(["tell", "tell", "tell", "again", "release", "drain"]):
                case "tell":
                    dossier = f"HS-{luck.randint(1, 4)}"
                    left = [one for one in events if one not in told.get(dossier, [])]
                    if left:
                        told.setdefault(dossier, []).append(luck.choice(left))
                        tell(told[dossier][-1], dossier, at)
                case "again":
                    if told:
                        dossier = luck.choice(sorted(told))
                        tell(luck.choice(told[dossier]), dossier, at)
                case "release":
                    release(at=at)
                case "drain":
                    drain(at=at)
        for _ in range(60):
            at += timedelta(hours=2)
            release(at=at)
            drain(at=at)

    assert not Held.objects.exclude(state="over").exists()
    assert not OutboxMessage.objects.exclude(state="sent").exists()
    arrived: dict[str, list[str]] = {}
    for letter in channel.taken:
        is_digest = letter.subject[0].isdigit()
        for line in [letter.subject, *letter.body.splitlines()] if is_digest else [letter.subject]:
            for dossier, happened in told.items():
                for event in happened:
                    facts = dataclasses.replace(FACTS[event], code=dossier)
                    if _subject(event, facts) in line:
                        arrived.setdefault(dossier, []).append(event)
    assert arrived == told


def _subject(event: str, facts: Any) -> str:
    return write(event, facts, "vi").subject


def test_old_words_are_forgotten_and_nothing_is_told_again():
    tell("accepted", "HS-1")
    tell("refused", "HS-2")
    with registered("email", DemoMailbox):
        drain(at=NOON)
    later = NOON + timedelta(days=91)
    tell("returned", "HS-3", later)

    assert forget_old_words(at=NOON + timedelta(days=89)) == 0
    assert forget_old_words(at=later) == 4  # two letters and their two copies in the demonstration's mailbox

    old = OutboxMessage.objects.filter(state="sent")
    assert {(one.destination, one.subject, one.body) for one in old} == {("", "", "")}
    assert OutboxMessage.objects.get(state="queued").destination == "me@example.vn"
    tell("accepted", "HS-1", later)
    assert OutboxMessage.objects.count() == 3
