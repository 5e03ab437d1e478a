"""What tests of the outbox write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from motcua.delivery import gateways
from motcua.delivery.gateways import Gateway, Setting
from motcua.delivery.models import OutboxMessage, Provider
from motcua.delivery.plugins import Handed, Letter, registered
from motcua.delivery.services import enqueue, save_provider
from motcua.delivery.walking import ProvidedChannel, close_all
from motcua.kernel.clock import local

NOON = local("2026-08-28T12:00")


def message(key: str = "one", *, at: datetime = NOON, channel: str = "test", **more: Any) -> None:
    enqueue(
        **{
            "channel": channel,
            "destination": "khai@example.vn",
            "subject": "Hồ sơ đã được tiếp nhận",
            "body": "Kính gửi Bà Khai.",
            "dedupe_key": key,
            "at": at,
        }
        | more
    )


def row(key: str = "one") -> OutboxMessage:
    return OutboxMessage.objects.get(dedupe_key=key)


class Line(Gateway):
    """A provider that does as its name is told in `answers`: a list of failures to raise, then it takes everything."""

    channel = "test"
    label = "Thử"
    settings = (Setting("key", "Khoá", is_secret=True), Setting("sender", "Người gửi", "7039"))
    answers: ClassVar[dict[str, list[Exception | float]]] = {}
    taken: ClassVar[list[tuple[str, str]]] = []
    lock: ClassVar[threading.Lock] = threading.Lock()

    def send(self, letter: Letter) -> Handed:
        sender = self.value("sender")
        waiting = self.answers.get(sender, [])
        answer = waiting.pop(0) if waiting else None
        if isinstance(answer, Exception):
            raise answer
        with self.lock:
            self.taken.append((sender, letter.message_id))
        return Handed((f"{sender}-{letter.message_id}",))


class Always(list[Exception]):
    """A failure that never ends."""

    def pop(self, _index: Any = 0) -> Exception:
        return self[0]


class Walking(ProvidedChannel):
    label = "Thử"

    def check_config(self) -> list[str]:
        return []


@contextmanager
def lines(kind: type[Line] = Line) -> Iterator[type[Line]]:
    """The channel "test" with providers of the kind "line"."""
    Line.answers, Line.taken = {}, []
    with registered("test", Walking), gateways.registered("line", kind):
        yield kind
    close_all()


def provider(name: str = "one", *, base: int = 100, at: datetime = NOON, **more: Any) -> Provider:
    values = {
        "channel": "test",
        "kind": "line",
        "base_priority": base,
        "values": {"key": "k", "sender": name},
    }
    return save_provider(**values | {"name": name, "at": at} | more)
