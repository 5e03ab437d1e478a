"""How long there still is, in words: "Còn 2 ngày làm việc", "Hạn hôm nay, 17:00", "Trễ 1 ngày làm việc"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, ngettext

from motcua.deadlines.rules.calendar import WorkingCalendar
from motcua.kernel.clock import TZ, local_day

SOON_DAYS = 2  # amber from the second working day before
ICONS = {"late": "alert", "soon": "clock", "calm": "calendar", "early": "check", "none": "pause"}


@dataclass(frozen=True, slots=True)
class DueView:
    """A due date as a screen shows it: shape, colour and word."""

    tone: str  # late, soon, calm, early, none
    words: str
    at: datetime | None

    @property
    def icon(self) -> str:
        """The drawing of the tone, so that colour never stands alone."""
        return ICONS[self.tone]


def due_view(
    due_at: datetime | None,
    now: datetime,
    calendar: WorkingCalendar | None = None,
    finished_at: datetime | None = None,
    *,
    is_over: bool = False,
) -> DueView:
    """A due date in words.

    Takes
        due_at       the instant, None while no time runs
        now          the present instant
        calendar     counts working days; None counts every day
        finished_at  when the result was there; None while it is not
        is_over      it ended without a result: nobody is in time or late any more
    """
    if is_over:
        return DueView("none", gettext("Đã kết thúc"), due_at)
    if due_at is None:
        return DueView("none", gettext("Chưa có hạn"), None)
    end = finished_at or now
    days = _days_between(local_day(end), local_day(due_at), calendar)
    if end > due_at:
        return DueView("late", _late_words(due_at, -days, calendar), due_at)
    if finished_at is not None:
        return DueView("early", _early_words(days, calendar), due_at)
    if local_day(now) == local_day(due_at):
        return DueView("soon", gettext("Hạn hôm nay, {clock}").format(clock=_clock(due_at)), due_at)
    tone = "soon" if days < SOON_DAYS else "calm"
    return DueView(tone, _left_words(days, calendar), due_at)


def _days_between(first: date, last: date, calendar: WorkingCalendar | None) -> int:
    """Days after `first` up to and with `last`; negative when `last` lies before."""
    if first > last:
        return -_days_between(last, first, calendar)
    if calendar is None:
        return (last - first).days
    spans = range(1, (last - first).days + 1)
    return sum(calendar.is_working_day(first + timedelta(days=number)) for number in spans)


def _left_words(days: int, calendar: WorkingCalendar | None) -> str:
    if calendar is None:
        return ngettext("Còn {days} ngày", "Còn {days} ngày", days).format(days=days)
    return ngettext("Còn {days} ngày làm việc", "Còn {days} ngày làm việc", days).format(days=days)


def _late_words(due_at: datetime, days: int, calendar: WorkingCalendar | None) -> str:
    if days == 0:
        return gettext("Trễ từ {clock}").format(clock=_clock(due_at))
    if calendar is None:
        return ngettext("Trễ {days} ngày", "Trễ {days} ngày", days).format(days=days)
    return ngettext("Trễ {days} ngày làm việc", "Trễ {days} ngày làm việc", days).format(days=days)


def _early_words(days: int, calendar: WorkingCalendar | None) -> str:
    if days == 0:
        return gettext("Đúng hạn")
    if calendar is None:
        return ngettext("Trước hạn {days} ngày", "Trước hạn {days} ngày", days).format(days=days)
    return ngettext("Trước hạn {days} ngày làm việc", "Trước hạn {days} ngày làm việc", days).format(
        days=days
    )


def _clock(at: datetime) -> str:
    return f"{at.astimezone(TZ):%H:%M}"
