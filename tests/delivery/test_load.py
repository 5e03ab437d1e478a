"""A full queue: everything leaves at the provider's pace, and an urgent notice does not wait behind it."""

from __future__ import annotations

import statistics
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection, transaction
from tests.delivery.builders import Line, lines, provider

from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import Handed, Letter
from motcua.delivery.rules import message_id
from motcua.delivery.services import drain, enqueue
from motcua.delivery.tasks import AT_ONCE, DRAIN_SECONDS, MANY
from motcua.kernel.clock import now

PER_SECOND = 50
ANSWER_SECONDS = 0.1  # a provider's answer takes a while


class Distant(Line):
    """Takes its time to answer, and remembers when it took what."""

    times: ClassVar[dict[str, float]] = {}

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
        provider(per_second=PER_SECOND)
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
                drain(at=now(), limit=MANY, urgent_only=is_urgent, seconds=DRAIN_SECONDS, at_once=AT_ONCE)
                self.over.wait(0.2)
        finally:
            connection.close()

    def send_urgent(self, key: str) -> float:
        """An act tells of something urgent; gives when it had."""
        notice(key, urgent=True)
        asked = time.monotonic()
        self.urgent.set()
        return asked

    def is_alive(self) -> bool:
        return all(thread.is_alive() for thread in self.threads)


def notice(key: str, *, urgent: bool = False) -> None:
    """As `notifications` writes it: in the order of its dossier."""
    enqueue(
        channel="test",
        destination=f"{key}@example.vn",
        subject="Hồ sơ đã được tiếp nhận",
        body="Kính gửi Ông/Bà.",
        dedupe_key=key,
        order_key=f"dossier of {key}",
        urgent=urgent,
        at=now(),
    )


@dataclass(frozen=True)
class Drained:
    """How long each urgent one waited and how many left meanwhile; how long all took together; seconds."""

    waited: list[float]
    before: list[int]
    took: float


def drained(line: type[Distant], count: int, every_seconds: float, urgent: int) -> Drained:
    with transaction.atomic():
        for number in range(count):
            notice(f"n{number}")
    asked: dict[str, float] = {}
    began = time.monotonic()
    deadline = began + count / PER_SECOND * 3 + 60
    with Worker() as worker:
        for number in range(urgent):
            time.sleep(every_seconds)
            asked[f"u{number}"] = worker.send_urgent(f"u{number}")
        assert OutboxMessage.objects.filter(state="queued", urgent=False).exists(), (
            "all of them while others wait"
        )
        while OutboxMessage.objects.filter(state="queued").exists():
            assert worker.is_alive(), "a drain broke off"
            assert time.monotonic() < deadline, "it does not drain"
            time.sleep(0.2)
    took = max(line.times.values()) - began
    taken = [one for _, one in line.taken]
    assert len(taken) == len(set(taken)) == count + urgent
    assert not OutboxMessage.objects.exclude(state="sent").exists()
    left = {key: line.times[message_id(key)] for key in asked}
    before = [sum(at < one < left[key] for one in line.times.values()) for key, at in asked.items()]
    return Drained([left[key] - at for key, at in asked.items()], before, took)


def busiest(line: type[Distant], seconds: float) -> int:
    """The most that the provider had to take within so many seconds."""
    times = sorted(line.times.values())
    return max(bisect_right(times, one + seconds) - place for place, one in enumerate(times))


def test_a_queue_leaves_at_the_pace_of_its_provider_and_the_urgent_overtake(line):
    done = drained(line, 300, 0.5, 4)

    assert done.took >= 300 / PER_SECOND - 0.5
    assert busiest(line, 2) <= 2 * PER_SECOND + 2 * AT_ONCE
    assert max(done.before) <= PER_SECOND, "of the others leave as many as leave in a second, not all"


@pytest.mark.long
def test_ten_thousand_notices_and_an_urgent_one_is_out_within_five_seconds(line):
    """The same by a worker of its own and a mail server, with P1 to P3 beside it: `motcua bench`."""
    done = drained(line, 10_000, 4.0, 45)

    assert statistics.quantiles(done.waited, n=20)[-1] < 5, done.waited
    # neither faster than the provider allows nor much slower: it is what the queue waits for
    assert busiest(line, 10) <= 10 * PER_SECOND * 1.1
    assert done.took < 10_000 / PER_SECOND * 1.5, done.took
