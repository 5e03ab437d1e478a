"""When it is due: the arithmetic of time limits, with every step explained.

Law: Bộ luật Dân sự 2015, Điều 147 (the day of the event is not counted) and 148 (a limit that ends on a day
off ends on the next working day). By practice an office's day ends when it closes, not at 24:00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.deadlines.rules.calendar import DAY, Settings, WorkingCalendar
from motcua.deadlines.rules.limits import Limit, Unit
from motcua.deadlines.rules.reasons import (
    Deadline,
    Reason,
    ReasonKind,
    calendar_reason,
    passed_days,
    show_at,
    show_day,
    unknown_years,
)
from motcua.kernel.clock import TZ

HOUR = timedelta(hours=1)
WORKING_DAY = 8 * HOUR
SAME_DAY_UNTIL = time(15, 0)


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock stands still (tạm dừng tính thời hạn), with its cause in Vietnamese."""

    paused_at: datetime
    resumed_at: datetime
    cause: str


@dataclass(frozen=True)
class Appointed:
    """A date that an agency set anew (hẹn lại ngày trả kết quả), and when it did."""

    at: datetime
    due_at: datetime
    cause: str


@dataclass(frozen=True)
class _Count:
    """A limit counted without pauses: where it ends, how a pause moves that, what is then due."""

    ends_at: datetime
    reasons: list[Reason]
    move: Callable[[datetime, datetime, datetime], datetime]
    settle: Callable[[datetime], datetime]


def due(
    limit: Limit,
    start: datetime,
    calendar: WorkingCalendar,
    settings: Settings | None = None,
    pauses: Iterable[Pause] = (),
    *,
    appointed: Appointed | None = None,
) -> Deadline:
    """The due instant of a limit and its reasons (hạn trả kết quả).

    Takes
        start     aware instant of the event: acceptance, or the last supplement
        settings  default the calendar's own
        pauses    finished ones, in any order; where they touch or overlap the clock stands still once.
                  What was due before a pause began stays due.
        appointed the one date set anew; it stands for what was counted before, later pauses move it on
    Gives
        Deadline; `due_at` lies in working time. A limit in days ends at the close of office; after a pause,
        that of the day on which the rest of it runs out.
    Refuses
        NoWorkingTime
    """
    if start.tzinfo is None:
        raise ValueError("naive datetime")
    start = start.astimezone(TZ)
    settings = settings or calendar.settings
    event, reasons = _event(start, calendar, settings)
    count = _count(limit, event, calendar, settings)
    pauses = sorted(pauses, key=lambda pause: pause.paused_at)
    ends_at = count.ends_at if appointed is None else appointed.due_at
    for paused_at, resumed_at in _stretches(pauses, start if appointed is None else appointed.at):
        if paused_at < resumed_at and paused_at < count.settle(ends_at):
            ends_at = count.move(ends_at, paused_at, resumed_at)
    due_at = count.settle(ends_at)
    return Deadline(
        due_at=due_at,
        reasons=(
            calendar_reason(calendar),
            *reasons,
            *count.reasons,
            *(_pause_reason(pause) for pause in pauses),
            *([_appointed_reason(appointed)] if appointed else []),
            *_days_reasons(limit, event, count, due_at, calendar),
            *unknown_years(calendar, start.date(), due_at.date()),
            Reason(ReasonKind.END, f"Đến hạn lúc {show_at(due_at)}.", due_at.date()),
        ),
        limit=limit,
        start=start,
        calendar=calendar.name,
        calendar_number=calendar.number,
    )


def _event(start: datetime, calendar: WorkingCalendar, settings: Settings) -> tuple[datetime, list[Reason]]:
    """The instant that counts as the event, under the agency's settings."""
    last_minutes = timedelta(minutes=settings.last_minutes_are_next_day)
    if last_minutes and calendar.is_working_day(start.date()):
        close = calendar.closes_on(start.date())
        if close - last_minutes <= start < close:
            opening = calendar.opens_on(calendar.working_day_from(start.date() + DAY))
            why = f"trong {settings.last_minutes_are_next_day} phút cuối giờ làm việc"
            return opening, [_start_reason(start, f"{why}, tính như nhận lúc {show_at(opening)}")]
    if (last_minutes or settings.after_hours_is_next_opening) and not calendar.is_working(start):
        opening = calendar.next_opening(start)
        return opening, [_start_reason(start, f"ngoài giờ làm việc, tính như nhận lúc {show_at(opening)}")]
    return start, []


def _start_reason(start: datetime, what: str) -> Reason:
    return Reason(ReasonKind.START, f"Nhận lúc {show_at(start)}, {what}.", start.date())


def _count(limit: Limit, event: datetime, calendar: WorkingCalendar, settings: Settings) -> _Count:
    """Each way of counting, before pauses."""

    def work_on(ends_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        return calendar.add_working_time(ends_at, calendar.working_time_between(paused_at, resumed_at))

    def close_of(ends_at: datetime) -> datetime:
        return calendar.closes_on(ends_at.date())

    def close_of_last(midnight: datetime) -> datetime:
        return calendar.closes_on(calendar.working_day_from((midnight - timedelta.resolution).date()))

    match limit.unit:
        case Unit.IMMEDIATE:
            day, why = _same_day(event, calendar)
            return _Count(calendar.closes_on(day), [_start_reason(event, why)], work_on, close_of)
        case Unit.CALENDAR_DAYS:
            midnight = datetime.combine(event.date() + (limit.count + 1) * DAY, time(), TZ)
            return _Count(
                midnight,
                [_uncounted_reason(event, limit)],
                lambda ends_at, paused_at, resumed_at: ends_at + (resumed_at - paused_at),
                close_of_last,
            )
        case Unit.WORKING_DAYS if not settings.to_the_minute:
            day = event.date()
            for _ in range(limit.count):
                day = calendar.working_day_from(day + DAY)
            return _Count(calendar.closes_on(day), [_uncounted_reason(event, limit)], work_on, close_of)
    hours = limit.count * (WORKING_DAY if limit.unit is Unit.WORKING_DAYS else HOUR)
    how = f"tính từng phút trong giờ làm việc: {limit.label}"
    if limit.unit is Unit.WORKING_DAYS:
        how += f" là {hours // HOUR} giờ làm việc"
    return _Count(
        calendar.add_working_time(event, hours), [_start_reason(event, how)], work_on, lambda ends_at: ends_at
    )


def _uncounted_reason(event: datetime, limit: Limit) -> Reason:
    return _start_reason(
        event, f"ngày nhận không tính vào thời hạn {limit.label} (Bộ luật Dân sự 2015, Điều 147)"
    )


def _same_day(event: datetime, calendar: WorkingCalendar) -> tuple[date, str]:
    """Immediate: today until 15:00, that instant included, unless closed before; else the next day."""
    day = event.date()
    if not calendar.is_working_day(day):
        why = "ngày nghỉ, trả kết quả trong ngày làm việc tiếp theo"
    elif event >= calendar.closes_on(day):
        why = "sau giờ làm việc, trả kết quả trong ngày làm việc tiếp theo"
    elif event > datetime.combine(day, SAME_DAY_UNTIL, TZ):
        why = "sau 15 giờ, trả kết quả trong ngày làm việc tiếp theo"
    else:
        return day, "trả kết quả ngay trong ngày làm việc"
    return calendar.working_day_from(day + DAY), why


def _stretches(pauses: Iterable[Pause], start: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses as stretches that neither touch nor overlap, so that splitting one changes nothing."""
    stretches: list[tuple[datetime, datetime]] = []
    for pause in pauses:
        if pause.resumed_at < pause.paused_at:
            raise ValueError("a pause ends before it begins")
        paused_at, resumed_at = max(pause.paused_at, start), max(pause.resumed_at, start)
        if stretches and paused_at <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], resumed_at))
        else:
            stretches.append((paused_at, resumed_at))
    return stretches


def _pause_reason(pause: Pause) -> Reason:
    first, last = pause.paused_at.astimezone(TZ), pause.resumed_at.astimezone(TZ)
    sentence = f"Tạm dừng từ {show_at(first)} đến {show_at(last)}: {pause.cause}."
    return Reason(ReasonKind.PAUSE, sentence, first.date(), last.date())


def _appointed_reason(appointed: Appointed) -> Reason:
    first, last = appointed.at.astimezone(TZ), appointed.due_at.astimezone(TZ)
    sentence = f"Ngày {show_day(first.date())} hẹn lại đến {show_at(last)}: {appointed.cause}."
    return Reason(ReasonKind.APPOINTED, sentence, first.date(), last.date())


def _days_reasons(
    limit: Limit, event: datetime, count: _Count, due_at: datetime, calendar: WorkingCalendar
) -> Iterable[Reason]:
    """The days that were passed over on the way."""
    if limit.unit is not Unit.CALENDAR_DAYS:
        return passed_days(calendar, event.date() + DAY, due_at.date())
    last = event.date() + limit.count * DAY
    if calendar.is_working_day(last):
        return []
    moved = Reason(
        ReasonKind.MOVED,
        f"Ngày cuối {show_day(last)} là ngày nghỉ nên hạn chuyển sang ngày làm việc tiếp theo (Điều 148).",
        last,
    )
    return [moved, *passed_days(calendar, last, due_at.date())]
