"""Who reads what came in from outside: one class and one line of registration a channel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from motcua.delivery.errors import UnknownChannel


@dataclass(frozen=True)
class Arrival:
    """One thing that came in, as it was stored.

    tries  how often it was handed over before and failed
    """

    channel: str
    external_id: str
    body: dict[str, Any]
    received_at: datetime
    tries: int


class Reader(ABC):
    """Reads the arrivals of one channel. Whatever it raises brings the arrival back later, with growing pauses."""

    def fetch(self, arrival: Arrival) -> Any:
        """Ask the other side for what belongs to it (a photo); called outside of any transaction, perhaps again."""
        return None

    @abstractmethod
    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        """Act on it, in the transaction that notes it as done: what is written here is written once.

        Takes
            fetched  what `fetch` gave
            at       the present, aware; when it came in is `arrival.received_at`
        """


_classes: dict[str, str | type[Reader]] = {}


def register(channel: str, reader: str | type[Reader]) -> None:
    """Make the reader of a channel known, by class or by dotted path; the last registration counts."""
    _classes[channel] = reader


def is_registered(channel: str) -> bool:
    return channel in _classes


def reader_of(channel: str) -> Reader:
    """The reader of a channel.

    Refuses
        UnknownChannel
    """
    found = _classes.get(channel)
    if found is None:
        raise UnknownChannel(channel=channel)
    made: type[Reader] = import_string(found) if isinstance(found, str) else found
    return made()


@contextmanager
def registered(channel: str, reader: type[Reader]) -> Iterator[None]:
    """Another reader for the time of a test or a drill."""
    before = _classes.get(channel)
    register(channel, reader)
    try:
        yield
    finally:
        if before is None:
            del _classes[channel]
        else:
            _classes[channel] = before
