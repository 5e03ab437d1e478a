"""When a device is silent, and when the week's check of devices is late; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.deadlines.rules import WorkingCalendar

WEEK = timedelta(days=7)


def is_silent(last_seen_at: datetime | None, at: datetime, calendar: WorkingCalendar, minutes: int) -> bool:
    """Whether a device was not heard of for so many minutes while the desk was open; closed hours do not count."""
    return last_seen_at is None or (
        at > last_seen_at and calendar.working_minutes_between(last_seen_at, at) >= minutes
    )


def monday_of(day: date) -> date:
    """The Monday that names the week of a day."""
    return day - timedelta(days=day.weekday())


def check_day(monday: date, calendar: WorkingCalendar) -> date | None:
    """The first working day of the week, on which devices are checked (TN14-7.4); null when none is worked."""
    days = (monday + timedelta(days=ahead) for ahead in range(7))
    return next((day for day in days if calendar.is_working_day(day)), None)


def is_check_late(monday: date, at: datetime, calendar: WorkingCalendar) -> bool:
    """Whether the day of the check is over."""
    day = check_day(monday, calendar)
    return day is not None and at > calendar.closes_on(day)
