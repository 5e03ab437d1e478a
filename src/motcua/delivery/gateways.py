"""What providers speak: each gateway is one class and one line of registration; a second provider of a kind is a row.

A gateway translates between a letter and one protocol client of `partners`; it knows neither tables nor priorities.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.delivery.errors import UnknownGateway
from motcua.delivery.plugins import Handed, Letter
from motcua.kernel.sealing import Sealer


@dataclass(frozen=True)
class Setting:
    """One thing an administrator tells of a provider.

    choices  value and Vietnamese words; empty for free text
    """

    name: str
    title: str
    default: str = ""
    is_secret: bool = False
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """What a gateway is made from.

    provider_id  names the provider in what it sends back
    hook         the address the other side calls, without its last word (`…/kenh/sms/<word>/`); "" for none
    """

    provider_id: str
    values: Mapping[str, str]
    hook: str = ""

    def __repr__(self) -> str:
        return f"Line({self.provider_id})"  # the values hold secrets


class Gateway(ABC):
    """One connection to one provider, made anew when its settings change."""

    channel: ClassVar[str]
    label: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]

    def __init__(self, line: Line) -> None:
        self.line = line

    def value(self, name: str) -> str:
        """A setting, or its default."""
        given = self.line.values.get(name, "")
        return given or next((one.default for one in self.settings if one.name == name), "")

    def own_id(self, letter: Letter) -> str:
        """Our name for the letter, when the provider's receipts come with it; known before it is sent."""
        return ""

    @abstractmethod
    def send(self, letter: Letter) -> Handed:
        """Hand one letter over; outside of any transaction.

        Gives
            the provider's names for its parts, which receipts repeat
        Refuses
            ChannelDown, TryLater: another provider is asked; Unsure: none is, until a receipt had its time;
            Undeliverable: none ever
        """

    def hold(self) -> None:  # noqa: B027 most lines need no holding
        """Keep the line open where messages come in over it; called every half minute in each worker."""

    def close(self) -> None:  # noqa: B027 most have nothing open
        """Let go of what is open."""

    @classmethod
    def problems(cls, values: Mapping[str, str]) -> list[str]:
        """Vietnamese words for what is missing or wrong in the settings."""
        return [
            one.title
            for one in cls.settings
            if (one.is_required and not (values.get(one.name) or one.default))
            or (one.choices and (values.get(one.name) or one.default) not in dict(one.choices))
        ]


_classes: dict[str, str | type[Gateway]] = {}


def register(kind: str, gateway: str | type[Gateway]) -> None:
    """Make a kind of provider known, by class or by dotted path."""
    _classes[kind] = gateway


def gateway_class(kind: str, channel: str = "") -> type[Gateway]:
    """The class of a kind.

    Takes
        channel  when given, the kind must be of it
    Refuses
        UnknownGateway
    """
    found = _classes.get(kind)
    made: type[Gateway] | None = import_string(found) if isinstance(found, str) else found
    if made is None or (channel and made.channel != channel):
        raise UnknownGateway(kind=kind, channel=channel)
    return made


def kinds_of(channel: str) -> dict[str, type[Gateway]]:
    """What providers of a channel can speak, for the page where one is entered."""
    return {kind: made for kind in sorted(_classes) if (made := gateway_class(kind)).channel == channel}


@contextmanager
def registered(kind: str, gateway: type[Gateway]) -> Iterator[None]:
    """Another gateway under this kind for the time of a test or a drill."""
    before = _classes.get(kind)
    register(kind, gateway)
    try:
        yield
    finally:
        if before is None:
            del _classes[kind]
        else:
            _classes[kind] = before


@cache
def _sealer(key: str) -> Sealer:
    return Sealer.from_base64(key)


def sealer() -> Sealer:
    """What seals the secrets of providers."""
    return _sealer(settings.MOTCUA_SEALING_KEY)
