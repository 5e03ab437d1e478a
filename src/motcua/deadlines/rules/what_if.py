"""What would be due had it come at another time: the answer to "and if I had come before three o'clock?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.deadlines.rules.calendar import DAY, WorkingCalendar
from motcua.deadlines.rules.due import SAME_DAY_UNTIL, due
from motcua.deadlines.rules.limits import Limit
from motcua.deadlines.rules.reasons import show_at
from motcua.kernel.clock import TZ
from motcua.kernel.phrases import Phrase, phrase

AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class WhatIf:
    """One other time of reception: which, when it would be due, and the sentence that says so.

    `moves`: -1 due earlier than it is, 0 at the same instant, 1 later.
    """

    start: datetime
    due_at: datetime
    moves: int
    sentence: str


def what_if(limit: Limit, start: datetime, calendar: WorkingCalendar) -> tuple[WhatIf, ...]:
    """Other times of reception of the same limit, each with its own due date (nếu nhận lúc khác).

    Takes
        start  aware instant from which the limit counted
    Gives
        the same day on the other side of 15:00, the working day before and the one after at the same hour; in
        this order; pauses and dates set anew are left out, they come after the reception
    Refuses
        NoWorkingTime
    """
    start = start.astimezone(TZ)
    now = due(limit, start, calendar).due_at
    return tuple(_answer(words, other, limit, calendar, now) for words, other in _others(start, calendar))


def _others(start: datetime, calendar: WorkingCalendar) -> Iterator[tuple[Phrase, datetime]]:
    day, hour = start.date(), start.timetz()
    three = datetime.combine(day, SAME_DAY_UNTIL, TZ)
    if calendar.is_working_day(day) and three < calendar.closes_on(day):
        if start <= three:
            yield phrase("Nếu nhận sau 15 giờ cùng ngày"), three + AFTER
        else:
            yield phrase("Nếu nhận trước 15 giờ cùng ngày"), three - AFTER
    before = _working_day_before(day, calendar)
    if before is not None:
        words = phrase("Nếu nhận ngày làm việc trước ({day})", day=f"{before:%d/%m/%Y}")
        yield words, datetime.combine(before, hour)
    after = calendar.working_day_from(day + DAY)
    yield phrase("Nếu nhận ngày làm việc sau ({day})", day=f"{after:%d/%m/%Y}"), datetime.combine(after, hour)


def _working_day_before(day: date, calendar: WorkingCalendar) -> date | None:
    """None where the office did not work in the month before."""
    for back in range(1, 32):
        if calendar.is_working_day(day - back * DAY):
            return day - back * DAY
    return None


def _answer(words: Phrase, start: datetime, limit: Limit, calendar: WorkingCalendar, now: datetime) -> WhatIf:
    due_at = due(limit, start, calendar).due_at
    moves = (due_at > now) - (due_at < now)
    facts = {"words": words, "due": show_at(due_at)}
    if moves < 0:
        sentence = phrase("{words}, hạn sớm hơn: {due}.", **facts)
    elif moves > 0:
        sentence = phrase("{words}, hạn muộn hơn: {due}.", **facts)
    else:
        sentence = phrase("{words}, hạn vẫn là {due}.", **facts)
    return WhatIf(start, due_at, moves, sentence)
