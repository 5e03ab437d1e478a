"""A date of return that an officer sets: on which instant it falls, until when the law lets it be set."""

from __future__ import annotations

from datetime import date, datetime

from motcua.deadlines.errors import DayOff
from motcua.deadlines.rules.calendar import DAY, WorkingCalendar
from motcua.deadlines.rules.reasons import show_day
from motcua.kernel.clock import TZ


def appointment(day: date, calendar: WorkingCalendar) -> datetime:
    """The instant that a promise for a day means: the close of office (hết giờ làm việc).

    Refuses
        DayOff, with the next day that is worked
    """
    if not calendar.is_working_day(day):
        special = calendar.special(day)
        why = f" ({special.name})" if special else ""
        raise DayOff(day=show_day(day), why=why, next=show_day(calendar.working_day_from(day)))
    return calendar.closes_on(day)


def last_day_before(due_at: datetime, calendar: WorkingCalendar, *, working: bool) -> date:
    """The last day on which a date may still be set anew: at the latest one day before it (NĐ 61/2018 Đ.19 k.9).

    Takes
        working  the one day is a working day; else a calendar day
    """
    day = due_at.astimezone(TZ).date() - DAY
    while working and not calendar.is_working_day(day):
        day -= DAY
    return day
