"""Ways out of the house: each is one class and one line of registration.

The base class times, counts and logs; a plugin only translates. A message is delivered at least once:
a worker may die between sending and noting it, so each plugin passes `Letter.message_id` on and the receiver
can drop a double.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils.module_loading import import_string

from motcua.delivery.errors import DeliveryFailure, TryLater, UnknownChannel

log = logging.getLogger("motcua.delivery")


@dataclass(frozen=True)
class Letter:
    """What a channel is handed: frozen, without its place in the queue."""

    message_id: str
    destination: str
    subject: str
    body: str
    facts: dict[str, Any]
    queued_at: datetime
    at: datetime  # the present of this try
    number: int = 0  # of its row in the outbox; 0 outside of it


@dataclass(frozen=True)
class Handed:
    """What a provider gave for a letter: its names for the parts, which receipts repeat; which provider it was."""

    ids: tuple[str, ...] = ()
    provider_id: UUID | None = None


class Channel(ABC):
    """One way out. `send` is called without a transaction and may take up to `timeout_seconds`."""

    label: ClassVar[str]
    timeout_seconds: ClassVar[float] = 20.0

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0

    def send(self, letter: Letter) -> Handed | None:
        """Hand one letter over; gives what the provider calls it, where there is one.

        Refuses
            TryLater, ChannelDown, Undeliverable; any other error of a plugin counts as TryLater
        """
        started = time.monotonic()
        outcome = "sent"
        try:
            return self._send(letter)
        except DeliveryFailure as failure:
            outcome = type(failure).__name__
            raise
        except Exception as error:
            # only the kind: the text of a foreign error may carry an address
            outcome = f"error {type(error).__name__}"
            raise TryLater(outcome) from error
        finally:
            took = time.monotonic() - started
            self.counts[outcome] += 1
            self.seconds += took
            log.debug("%s %s %s in %.3f s", self.name, letter.message_id, outcome, took)

    @abstractmethod
    def _send(self, letter: Letter) -> Handed | None: ...

    @abstractmethod
    def check_config(self) -> list[str]:
        """Vietnamese sentences of what is not set up; empty when the channel can work."""


_classes: dict[str, str | type[Channel]] = {}
_channels: dict[str, Channel] = {}


def register(name: str, channel: str | type[Channel]) -> None:
    """Make a channel known under a name, by class or by dotted path; the last registration counts."""
    _classes[name] = channel
    _channels.pop(name, None)


def channel_named(name: str) -> Channel:
    """The one channel object of this process.

    Refuses
        UnknownChannel
    """
    if name not in _channels:
        found = _classes.get(name)
        if found is None:
            raise UnknownChannel(channel=name)
        made: type[Channel] = import_string(found) if isinstance(found, str) else found
        _channels[name] = made(name)
    return _channels[name]


def is_registered(name: str) -> bool:
    return name in _classes


def check_channels() -> dict[str, list[str]]:
    """Every channel with what is not set up, for the health page."""
    return {name: channel_named(name).check_config() for name in sorted(_classes)}


@contextmanager
def registered(name: str, channel: type[Channel]) -> Iterator[Channel]:
    """Another channel under this name for the time of a test or a drill."""
    before = _classes.get(name)
    register(name, channel)
    try:
        yield channel_named(name)
    finally:
        _channels.pop(name, None)
        if before is None:
            del _classes[name]
        else:
            _classes[name] = before
