"""Numbers, order and waiting time of a queue; pure. A screen or a voice tells a number and a counter, never a name."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import quantiles

from motcua.kernel.clock import TZ
from motcua.kernel.phrases import phrase


class Priority(StrEnum):
    """Who is called first by law (đối tượng ưu tiên)."""

    NONE = "none"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"


# Luật Người cao tuổi 39/2009/QH12 (from 60 years), Luật Người khuyết tật 51/2010/QH12; pregnant by custom of desks
PRIORITY_NAMES: dict[Priority, str] = {
    Priority.NONE: phrase("Không thuộc diện ưu tiên"),
    Priority.ELDERLY: phrase("Người cao tuổi (từ 60 tuổi)"),
    Priority.DISABLED: phrase("Người khuyết tật"),
    Priority.PREGNANT: phrase("Phụ nữ mang thai"),
}


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


STATE_NAMES: dict[State, str] = {
    State.WAITING: phrase("Đang chờ"),
    State.CALLED: phrase("Đang gọi"),
    State.SERVING: phrase("Đang phục vụ"),
    State.DONE: phrase("Đã xong"),
    State.NO_SHOW: phrase("Vắng mặt"),
    State.CANCELLED: phrase("Đã huỷ"),
    State.LAPSED: phrase("Hết ngày, chưa được gọi"),
}
AT_COUNTER = frozenset({State.CALLED, State.SERVING})
ENDED = frozenset({State.DONE, State.NO_SHOW, State.CANCELLED, State.LAPSED})


class Channel(StrEnum):
    """Where a ticket was taken."""

    KIOSK = "kiosk"
    DESK = "desk"
    ONLINE = "online"
    APPOINTMENT = "appointment"


CHANNEL_NAMES: dict[Channel, str] = {
    Channel.KIOSK: phrase("Tại ki-ốt"),
    Channel.DESK: phrase("Tại quầy"),
    Channel.ONLINE: phrase("Trực tuyến"),
    Channel.APPOINTMENT: phrase("Lịch hẹn"),
}


class Outcome(StrEnum):
    """How one turn at a counter ended."""

    SERVED = "served"
    NO_SHOW = "no_show"
    PUT_BACK = "put_back"
    TRANSFERRED = "transferred"
    DAY_ENDED = "day_ended"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.SERVED: phrase("Đã phục vụ"),
    Outcome.NO_SHOW: phrase("Vắng mặt"),
    Outcome.PUT_BACK: phrase("Đưa lại hàng chờ"),
    Outcome.TRANSFERRED: phrase("Chuyển dịch vụ"),
    Outcome.DAY_ENDED: phrase("Hết ngày"),
}


class Lane(StrEnum):
    """The two lines that are called in turns: whom the law or an appointment puts first, and everybody else."""

    FIRST = "first"
    PLAIN = "plain"


def lane_of(priority: str, *, keeps_appointment: bool) -> Lane:
    """In which line a ticket stands; an appointment counts for whoever came in time."""
    return Lane.FIRST if keeps_appointment or priority != Priority.NONE else Lane.PLAIN


def next_lane(recent: Sequence[Lane], waiting: Collection[Lane], most_in_a_row: int) -> Lane | None:
    """Which line is called next; null when nobody waits.

    Takes
        recent         lines of the last calls, newest first
        most_in_a_row  so many of the first line are called before one of the other is; 0: without end
    """
    if not waiting:
        return None
    if len(set(waiting)) == 1:
        return next(iter(waiting))
    in_a_row = 0
    for lane in recent:
        if lane is not Lane.FIRST:
            break
        in_a_row += 1
    return Lane.PLAIN if most_in_a_row and in_a_row >= most_in_a_row else Lane.FIRST


def label(prefix: str, number: int) -> str:
    """`A012`: what stands on the ticket, is shown and called."""
    return f"{prefix}{number:03d}"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def call_words(ticket: str, counter: int) -> str:
    """What is said when a number is called (lời gọi số): every sign of its own, with a pause between."""
    signs = ", ".join(_DIGITS[int(sign)] if sign.isdigit() else sign for sign in ticket)
    place = " ".join(_DIGITS[int(sign)] for sign in str(counter)) if counter > 10 else _small(counter)
    return f"Mời số {signs}, đến quầy số {place}."


def _small(number: int) -> str:
    return "mười" if number == 10 else _DIGITS[number]


@dataclass(frozen=True)
class Estimate:
    """How long somebody will probably wait, in minutes; a range, because nobody knows better."""

    low_minutes: int
    high_minutes: int


ENOUGH = 5  # service times of today say more than the usual one from so many on
SPREAD = (0.6, 1.6)  # of the usual time, until there are enough of today


def estimate(
    *, ahead_low: int, ahead_high: int, counters: int, recent_minutes: Sequence[float], usual_minutes: float
) -> Estimate | None:
    """How long the next person waits (thời gian chờ dự kiến).

    Takes
        ahead_low       who is surely called before
        ahead_high      who may be called before, because the same counters serve other services too
        counters        that are open for this service now
        recent_minutes  how long the last people of this service were served
        usual_minutes   of the service, as long as too few were served
    Gives
        a range: the faster quarter of services and the fewest ahead, to the slower quarter and the most;
        null while no counter is open, because then nobody knows
    """
    if counters < 1:
        return None
    if len(recent_minutes) >= ENOUGH:
        quick, _, slow = quantiles(sorted(recent_minutes), n=4, method="inclusive")
    else:
        quick, slow = usual_minutes * SPREAD[0], usual_minutes * SPREAD[1]
    low = (ahead_low // counters) * quick
    high = (max(ahead_low, ahead_high) // counters + 1) * slow
    return Estimate(_down(low), max(1, _up(high), _down(low)))


def _down(minutes: float) -> int:
    return math.floor(minutes) if minutes < 10 else math.floor(minutes / 5) * 5


def _up(minutes: float) -> int:
    return math.ceil(minutes) if minutes <= 10 else math.ceil(minutes / 5) * 5


def slots(day: date, windows: Sequence[tuple[time, time]], minutes: int) -> list[datetime]:
    """When the appointments of a day begin: every so many minutes while the desk is open, the last one whole."""
    found: list[datetime] = []
    for opens, closes in windows:
        start, end = datetime.combine(day, opens, TZ), datetime.combine(day, closes, TZ)
        while start + timedelta(minutes=minutes) <= end:
            found.append(start)
            start += timedelta(minutes=minutes)
    return found
