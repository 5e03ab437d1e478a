"""Channels that fail on purpose, so that the ways of failing are walked daily."""

from __future__ import annotations

import time
from typing import ClassVar

from motcua.delivery.errors import ChannelDown, TryLater, Undeliverable
from motcua.delivery.plugins import Channel, Letter


class FakeChannel(Channel):
    """Takes everything and remembers it in this process."""

    label = "Kênh giả"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.taken: list[Letter] = []

    def _send(self, letter: Letter) -> None:
        self.taken.append(letter)

    def check_config(self) -> list[str]:
        return ["Kênh giả dùng để thử: không gửi gì ra ngoài."]


class SlowChannel(FakeChannel):
    """Takes its time."""

    pause_seconds: ClassVar[float] = 0.05

    def _send(self, letter: Letter) -> None:
        time.sleep(self.pause_seconds)
        super()._send(letter)


class RefusingChannel(FakeChannel):
    """Never takes anything, for good."""

    def _send(self, letter: Letter) -> None:
        raise Undeliverable("refused")


class DownChannel(FakeChannel):
    """Does not answer at all."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.tried = 0

    def _send(self, letter: Letter) -> None:
        self.tried += 1
        raise ChannelDown("down")


class OnceFailingChannel(FakeChannel):
    """Turns each letter away once, then takes it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.turned_away: set[str] = set()

    def _send(self, letter: Letter) -> None:
        if letter.message_id not in self.turned_away:
            self.turned_away.add(letter.message_id)
            raise TryLater("once")
        super()._send(letter)
