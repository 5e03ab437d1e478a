"""The face of a carrier: register, cancel, track, read what it sends by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class PostFailure(Exception):
    """A carrier could not do what it was asked. `reason` holds codes only, never a name or an address."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class PostDown(PostFailure):
    """No answer, or none that can be understood: the same question is asked again under the same key."""


class PostRefused(PostFailure):
    """The carrier will never take this order as it is; `reason` is its code."""


class WebhookRefused(PostFailure):
    """What came in by webhook is not signed as agreed, or is no message of the carrier."""


class Status(StrEnum):
    """The few states of a parcel that matter to us; a carrier's own codes are mapped to them by a setting."""

    REGISTERED = "registered"
    COLLECTED = "collected"
    UNDER_WAY = "under_way"
    ATTEMPTED = "attempted"  # nobody was at home; it is tried again
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"
    UNKNOWN = "unknown"  # a code nobody mapped: kept and shown, moves nothing


@dataclass(frozen=True)
class Side:
    """Who sends or receives: name, phone as `0901234567`, one line of address."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Money:
    """Amounts in đồng: to be collected from the receiver for us, and who pays the postage."""

    collect_vnd: int = 0
    receiver_pays_postage: bool = True


@dataclass(frozen=True)
class Order:
    """One parcel as a carrier is asked for it.

    key       ours; the same key again must give the same number, and we hold every carrier to it
    fetch     the carrier fetches it at the sender's (thu gom tận nơi)
    contents  what is in it, in words without personal data
    """

    key: str
    sender: Side
    receiver: Side
    contents: str
    money: Money = field(default_factory=Money)
    fetch: bool = False


@dataclass(frozen=True)
class Registered:
    """The carrier's number of the parcel (số hiệu bưu gửi), and its postage in đồng if it says so."""

    waybill: str
    postage_vnd: int | None = None


@dataclass(frozen=True)
class Tracking:
    """One happening of a parcel as the carrier tells it.

    external_id  the carrier's id of the message; "" where it has none
    waybill, key one of the two names the parcel
    code         the carrier's own word for the status
    """

    waybill: str
    key: str
    status: Status
    code: str
    happened_at: datetime
    external_id: str = ""
    receiver: str = ""
    words: str = ""


class Carrier(ABC):
    """One carrier. Every call may take up to `timeout_seconds` and is made outside of any transaction."""

    label: ClassVar[str]
    types_number: ClassVar[bool] = False  # the clerk types the waybill's number
    timeout_seconds: ClassVar[float] = 15.0

    @abstractmethod
    def register(self, order: Order) -> Registered:
        """Register a parcel or a pick-up. Raises PostDown, PostRefused."""

    @abstractmethod
    def cancel(self, key: str, waybill: str) -> None:
        """Take an order back. Raises PostDown; PostRefused when it is too late."""

    @abstractmethod
    def track(self, waybill: str) -> Sequence[Tracking]:
        """Everything the carrier knows of a parcel, in any order. Raises PostDown."""

    @abstractmethod
    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Tracking]:
        """What a webhook says. Raises WebhookRefused."""

    @abstractmethod
    def check_config(self) -> list[str]:
        """Vietnamese sentences of what is not set up; empty when the carrier can work."""
