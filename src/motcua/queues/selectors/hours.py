"""When a desk is open: its own calendar, else the province's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from motcua.agencies.models import DeskVersion
from motcua.agencies.selectors import desk_on
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.kernel.clock import local_day
from motcua.queues.errors import DeskClosed
from motcua.queues.policies import OPENS_BEFORE

PROVINCE = "province"


def calendar_of(desk: DeskVersion) -> WorkingCalendar:
    """The published calendar a desk works by."""
    return calendar_named(desk.calendar_name or PROVINCE)[0]


def windows_on(desk_id: UUID, day: date) -> list[tuple[time, time]]:
    """The hours of a desk on a day; none when it is closed."""
    calendar = calendar_of(desk_on(desk_id, day))
    return [(window.opens, window.closes) for window in calendar.windows_on(day)]


def require_open(desk_id: UUID, at: datetime, *, is_far: bool = False) -> None:
    """Refuses with DeskClosed, and says when it opens.

    Takes
        is_far  the number is taken from elsewhere: any time of a working day until the desk closes
    """
    day = local_day(at)
    desk = desk_on(desk_id, day)
    calendar = calendar_of(desk)
    early = timedelta(minutes=OPENS_BEFORE.on(day, desk.desk.agency_id))
    if calendar.is_working(at) or calendar.is_working(at + early):
        return
    if is_far and calendar.is_working_day(day) and at < calendar.closes_on(day):
        return
    raise DeskClosed(desk=desk.name, opens=f"{calendar.next_opening(at):%H:%M ngày %d/%m/%Y}")
