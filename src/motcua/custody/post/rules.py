"""What is true of a parcel without a database: its states, and what a heap of tracking events says together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.kernel.phrases import phrase


class State(StrEnum):
    """Where a parcel is (tình trạng bưu gửi)."""

    WANTED = "wanted"  # somebody asked for it, nobody packed it yet
    PACKED = "packed"  # closed, the carrier is being asked for its number
    REGISTERED = "registered"  # it has a number
    COLLECTED = "collected"  # the postman has it
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"  # out: the receiver has it; in: it is at the desk
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


STATE_NAMES: dict[State, str] = {
    State.WANTED: phrase("Chờ đóng gói"),
    State.PACKED: phrase("Đã đóng gói, chờ số hiệu bưu gửi"),
    State.REGISTERED: phrase("Đã có số hiệu, chờ bưu tá"),
    State.COLLECTED: phrase("Bưu tá đã nhận"),
    State.UNDER_WAY: phrase("Đang trên đường"),
    State.DELIVERED: phrase("Đã phát"),
    State.RETURNED: phrase("Bị chuyển hoàn"),
    State.LOST: phrase("Thất lạc"),
    State.CANCELLED: phrase("Đã huỷ"),
}
STATE_NAMES_IN: dict[State, str] = {
    **STATE_NAMES,
    State.WANTED: phrase("Chờ hẹn bưu tá đến lấy"),
    State.PACKED: phrase("Đang báo bưu chính đến lấy"),
    State.REGISTERED: phrase("Bưu tá sẽ đến lấy"),
    State.COLLECTED: phrase("Bưu tá đã lấy"),
    State.DELIVERED: phrase("Đã đến Bộ phận Một cửa"),
}
AT_DESK = frozenset({State.WANTED, State.PACKED, State.REGISTERED})
CLOSED = frozenset({State.PACKED, State.REGISTERED})  # at the desk still, and nothing is taken out of it
WITH_POST = frozenset({State.COLLECTED, State.UNDER_WAY})
ENDED = frozenset({State.DELIVERED, State.RETURNED, State.LOST, State.CANCELLED})
LIVE = frozenset({*AT_DESK, *WITH_POST})
PASSED_ON = frozenset({*WITH_POST, State.DELIVERED, State.RETURNED, State.LOST})

# what a carrier tells → how far along it is; the highest of a heap counts, in whatever order it came
_RANK = {"registered": 1, "collected": 2, "under_way": 3, "attempted": 3}
_ENDS = {"delivered": State.DELIVERED, "returned": State.RETURNED, "lost": State.LOST}
_STANDS = {1: State.REGISTERED, 2: State.COLLECTED, 3: State.UNDER_WAY}


class Direction(StrEnum):
    """Which way it goes, seen from the desk."""

    OUT = "out"
    IN = "in"


class Purpose(StrEnum):
    """What is in it."""

    RESULT = "result"
    SLIP = "slip"
    PAPERS = "papers"


PURPOSE_NAMES: dict[Purpose, str] = {
    Purpose.RESULT: phrase("Kết quả giải quyết"),
    Purpose.SLIP: phrase("Phiếu gửi người nộp"),
    Purpose.PAPERS: phrase("Giấy tờ của người nộp"),
}


@dataclass(frozen=True)
class Told:
    """One tracking event, as far as the state depends on it."""

    status: str
    happened_at: datetime


def standing(now: State, events: Iterable[Told]) -> State:
    """The state a parcel is in, from where it stood before the carrier spoke and all that the carrier told.

    The same for every order in which the events came, however often each came. What the carrier says never leads
    back; a delivery stands whatever is told beside it; of a return and a loss the later one counts.
    """
    if now is State.CANCELLED:
        return now
    heap = list(events)
    ends = [(told.happened_at, told.status) for told in heap if told.status in _ENDS]
    if now is State.DELIVERED or any(status == "delivered" for _, status in ends):
        return State.DELIVERED
    if ends:
        return _ENDS[max(ends)[1]]
    if now in ENDED:
        return now
    rank = max((_RANK.get(told.status, 0) for told in heap), default=0)
    reached = {State.REGISTERED: 1, State.COLLECTED: 2, State.UNDER_WAY: 3}.get(now, 0)
    return _STANDS[rank] if rank > reached else now


def contradicts(events: Iterable[Told]) -> bool:
    """Whether a carrier tells of a delivery and, later, of a return or a loss: somebody has to ask it."""
    heap = list(events)
    delivered = [told.happened_at for told in heap if told.status == "delivered"]
    return bool(delivered) and any(
        told.status in {"returned", "lost"} and told.happened_at > max(delivered) for told in heap
    )


@dataclass(frozen=True)
class Address:
    """Where a parcel goes to or is fetched: name and phone as the carrier needs them, one line of address."""

    name: str
    phone: str
    address: str
