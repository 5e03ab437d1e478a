"""What comes in: stored before the answer, read once and in order, brought back when it could not be read."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection
from tests.delivery.builders import NOON

from motcua.delivery import readers
from motcua.delivery.errors import UnknownChannel
from motcua.delivery.models import DemoMail, Received
from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.rules import READING_PAUSES
from motcua.delivery.services import handle_received, take_in
from motcua.delivery.services.inbound import forget_received, read_again

pytestmark = pytest.mark.django_db


class Keeps(Reader):
    """Writes each arrival down, so that what is undone is seen; fails as often as it is told to."""

    fails: ClassVar[int] = 0
    fetched: ClassVar[list[str]] = []

    def fetch(self, arrival: Arrival) -> Any:
        self.fetched.append(arrival.external_id)
        return len(self.fetched)

    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        DemoMail.objects.create(
            message_id=f"{arrival.external_id}", destination="", subject="", body="", queued_at=at
        )
        if type(self).fails:
            type(self).fails -= 1
            raise RuntimeError("personal words")


@pytest.fixture
def reader():
    Keeps.fails, Keeps.fetched = 0, []
    with readers.registered("test", Keeps):
        yield Keeps


def arrive(external_id: str = "1", *, at: datetime = NOON, **more: Any) -> bool:
    return take_in(**{"channel": "test", "external_id": external_id, "body": {"a": 1}, "at": at} | more)


def taken() -> list[str]:
    return [mail.message_id for mail in DemoMail.objects.order_by("id")]


def test_the_same_thing_twice_is_stored_and_read_once(reader):
    assert arrive() is True
    assert arrive(body={"other": 2}) is False

    assert handle_received(at=NOON).done == 1
    assert handle_received(at=NOON).done == 0
    assert taken() == ["1"]
    assert Received.objects.get().body == {"a": 1}


def test_a_channel_without_a_reader_is_refused():
    with pytest.raises(UnknownChannel):
        arrive(channel="nobody")


def test_what_failed_leaves_no_trace_and_comes_back_later(reader):
    reader.fails = 1
    arrive()

    assert handle_received(at=NOON).failed == 1
    assert taken() == []
    assert Received.objects.get().last_error == "RuntimeError"
    assert handle_received(at=NOON + timedelta(seconds=1)).done == 0
    assert handle_received(at=NOON + timedelta(seconds=6)).done == 1
    assert taken() == ["1"]


def test_after_all_pauses_it_is_given_up_and_a_person_may_bring_it_back(reader):
    reader.fails = len(READING_PAUSES) + 1
    arrive()
    at = NOON
    for pause in READING_PAUSES:
        assert handle_received(at=at).failed == 1
        at += pause + timedelta(seconds=1)
    assert handle_received(at=at).given_up == 1
    assert handle_received(at=at + timedelta(days=9)).done == 0

    assert read_again(arrival=Received.objects.get().id, at=at)
    assert handle_received(at=at).done == 1
    assert not read_again(arrival=Received.objects.get().id, at=at)


def test_one_person_is_read_in_order_and_others_are_not_held_up(reader):
    arrive("first", order_key="khai")
    arrive("second", order_key="khai")
    arrive("other", order_key="minh")
    reader.fails = 1

    handle_received(at=NOON)
    assert taken() == ["other"]

    handle_received(at=NOON + timedelta(minutes=1))
    assert taken() == ["other", "first", "second"]


def test_a_reader_that_was_taken_out_keeps_its_arrivals(reader):
    arrive()
    with readers.registered("test", Keeps):
        del readers._classes["test"]
        for minute in range(0, 6000, 200):
            handle_received(at=NOON + timedelta(minutes=minute))
        assert Received.objects.get().given_up_at is None
        readers.register("test", Keeps)
    assert handle_received(at=NOON + timedelta(days=30)).done == 1


def test_a_nul_in_a_message_does_no_harm(reader):
    assert arrive(body={"text": "a\x00b", "list": ["\x00"]})
    assert Received.objects.get().body == {"text": "ab", "list": [""]}


def test_what_was_read_is_forgotten_after_a_month_and_nothing_else(reader):
    arrive("old")
    handle_received(at=NOON)
    arrive("waiting", at=NOON)

    assert forget_received(at=NOON + timedelta(days=29)) == 0
    assert forget_received(at=NOON + timedelta(days=31)) == 1
    assert Received.objects.get().external_id == "waiting"


@pytest.mark.django_db(transaction=True)
def test_many_workers_read_each_arrival_once(reader):
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    for number in range(12):
        arrive(str(number))

    def work() -> None:
        try:
            handle_received(at=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken(), key=int) == [str(number) for number in range(12)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = 'motcua.delivery.tasks.read_received'"
        )
        assert cursor.fetchone() == (1,)
