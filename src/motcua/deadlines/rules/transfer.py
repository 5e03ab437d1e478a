"""Until when what was received must have gone on (chuyển hồ sơ): the 15:00 rule, and so many working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.deadlines.rules.calendar import DAY, WorkingCalendar
from motcua.deadlines.rules.due import SAME_DAY_UNTIL
from motcua.deadlines.rules.reasons import show_at
from motcua.kernel.clock import TZ


@dataclass(frozen=True)
class TransferDue:
    """The instant by which it must have gone on, and why; `is_next_day` when it may wait for the next morning."""

    due_at: datetime
    is_next_day: bool
    sentence: str


def transfer_due(
    received_at: datetime, calendar: WorkingCalendar, *, morning: timedelta = timedelta(hours=1)
) -> TransferDue:
    """When paper received at a counter has to be on its way (thời điểm phải chuyển hồ sơ giấy).

    Takes
        received_at  aware
        morning      how long "the start of the working day" lasts (đầu giờ làm việc), in working time
    Gives
        the close of the same working day, 15:00:00 still being in time; after 15:00, after the close or on a day
        off the start of the next working day
    Refuses
        NoWorkingTime
    Law
        TN19-11.2.
    """
    received_at = received_at.astimezone(TZ)
    day = received_at.date()
    if (
        calendar.is_working_day(day)
        and received_at <= datetime.combine(day, SAME_DAY_UNTIL, TZ)
        and received_at < calendar.closes_on(day)
    ):
        due_at = calendar.closes_on(day)
        return TransferDue(due_at, False, f"Chuyển trong ngày làm việc, chậm nhất {show_at(due_at)}.")
    following = calendar.working_day_from(day + DAY)
    due_at = min(
        calendar.add_working_time(calendar.opens_on(following), morning), calendar.closes_on(following)
    )
    why = "ngoài ngày làm việc" if not calendar.is_working_day(day) else "sau 15 giờ hoặc sau giờ làm việc"
    sentence = f"Nhận {why}: chuyển đầu giờ ngày làm việc tiếp theo, chậm nhất {show_at(due_at)}."
    return TransferDue(due_at, True, sentence)


def within_hours(complete_at: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    """The instant so many working hours after a dossier was complete (DN15-4.3a). Refuses NoWorkingTime."""
    return calendar.add_working_time(complete_at, timedelta(hours=hours))
