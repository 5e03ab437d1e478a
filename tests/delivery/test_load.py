"""A full queue: everything leaves at the provider's pace, and an urgent notice does not wait behind it."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from tests.delivery.builders import Line, lines, provider

from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import Handed, Letter
from motcua.delivery.rules import message_id
from motcua.delivery.services import drain, enqueue
from motcua.delivery.tasks import AT_ONCE, DRAIN_SECONDS
from motcua.kernel.clock import now

ANSWER_SECONDS = 0.1  # a provider's answer takes a while


class Distant(Line):
    """Takes its time to answer, and remembers when it took what."""

    times: dict[str, float] = {}

    def send(self, letter: Letter) -> Handed:
        time.sleep(ANSWER_SECONDS)
        handed = super().send(letter)
        self.times[letter.message_id] = time.monotonic()
        return handed


@pytest.fixture
def line(transactional_db, monkeypatch) -> Iterator[type[Distant]]:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    Distant.times = {}
    with lines(Distant):
        yield Distant


class Worker:
    """What the worker does: a drain every five seconds that is cut off, and one at once for the urgent."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.urgent = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(is_urgent,)) for is_urgent in (False, True)]

    def __enter__(self) -> Worker:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.urgent.set()
        for thread in self.threads:
            thread.join()

    def run(self, is_urgent: bool) -> None:
        try:
            while not self.over.is_set():
                if is_urgent:
                    self.urgent.wait()
                    self.urgent.clear()
                drain(at=now(), limit=5000, urgent_only=is_urgent, seconds=DRAIN_SECONDS, at_once=AT_ONCE)
                self.over.wait(0.2)
        finally:
            connection.close()

    def send_urgent(self, key: str) -> float:
        enqueue(channel="test", destination="x", subject="", body="", dedupe_key=key, urgent=True, at=now())
        self.urgent.set()
        return time.monotonic()


def fill(count: int) -> None:
    at = now()
    with transaction.atomic():
        for number in range(count):
            enqueue(
                channel="test", destination=f"{number}", subject="", body="", dedupe_key=f"n{number}", at=at
            )


def drained(line: type[Distant], count: int, every_seconds: float, urgent: int) -> list[float]:
    """How long each urgent one took while `count` others left."""
    provider(per_second=50)
    fill(count)
    asked: dict[str, float] = {}
    with Worker() as worker:
        for number in range(urgent):
            time.sleep(every_seconds)
            asked[f"u{number}"] = worker.send_urgent(f"u{number}")
        deadline = time.monotonic() + count / 50 * 3 + 60
        while OutboxMessage.objects.filter(state="queued").exists():
            assert time.monotonic() < deadline, "it does not drain"
            time.sleep(0.2)
    taken = [one for _, one in line.taken]
    assert len(taken) == len(set(taken)) == count + urgent
    return [line.times[message_id(key)] - at for key, at in asked.items()]


def test_a_queue_leaves_at_the_pace_of_its_provider_and_the_urgent_overtake(line):
    began = time.monotonic()

    waited = drained(line, 150, 0.5, 4)

    assert time.monotonic() - began >= 150 / 50 - 0.5
    assert max(waited) < 5


@pytest.mark.long
def test_ten_thousand_notices_and_an_urgent_one_is_out_within_five_seconds(line):
    began = time.monotonic()

    waited = drained(line, 10_000, 4.0, 45)

    took = time.monotonic() - began
    assert statistics.quantiles(waited, n=20)[-1] < 5, waited
    # the provider, not the product, is what it waits for
    assert took < 10_000 / 50 * 1.5, took
