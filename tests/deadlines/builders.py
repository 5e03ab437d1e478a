"""Calendars for the tests: the province's own, and any that Hypothesis can think of."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from motcua.deadlines.rules import (
    DayKind,
    Limit,
    Pause,
    Settings,
    SpecialDay,
    Unit,
    Window,
    WorkingCalendar,
    due,
)
from motcua.deadlines.seed import default_calendar
from motcua.kernel.clock import TZ, local

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@lru_cache
def province() -> WorkingCalendar:
    """What the law gives for 2024 to 2027, Monday to Friday, eight hours a day."""
    return default_calendar(range(2024, 2028))


def due_at(limit: str, start: str, calendar: WorkingCalendar | None = None, **settings: object) -> datetime:
    given = Settings(**settings) if settings else None
    return due(Limit.parse(limit), local(start), calendar or province(), given).due_at


@st.composite
def windows(draw: st.DrawFn, least: int = 0) -> tuple[Window, ...]:
    marks = sorted(draw(st.sets(st.integers(0, 23 * 60 + 59), min_size=2 * least, max_size=6)))
    times = [time(*divmod(mark, 60)) for mark in marks[: len(marks) // 2 * 2]]
    return tuple(Window(*pair) for pair in zip(times[::2], times[1::2], strict=True))


@st.composite
def special_days(draw: st.DrawFn) -> SpecialDay:
    day = draw(st.dates(FIRST, LAST))
    kind = draw(st.sampled_from(DayKind))
    return SpecialDay(day, kind, "ngày thử", () if kind is DayKind.HOLIDAY else draw(windows(1)))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    weekly = [*draw(st.lists(windows(), min_size=6, max_size=6)), draw(windows(1))]
    days = draw(st.lists(special_days(), max_size=12, unique_by=lambda special: special.day))
    return WorkingCalendar("thử", 1, tuple(draw(st.permutations(weekly))), tuple(days))


instants = st.datetimes(
    datetime(2025, 12, 15), datetime(2026, 12, 31), timezones=st.just(TZ)
) | st.builds(
    lambda day, minute: datetime.combine(day, time(), TZ) + timedelta(minutes=minute),
    st.dates(date(2025, 12, 15), LAST),
    st.integers(0, 1439),
)  # fmt: skip
counted = st.sampled_from([unit for unit in Unit if unit is not Unit.IMMEDIATE])
limits = st.builds(Limit, counted, st.integers(1, 40)) | st.just(Limit(Unit.IMMEDIATE))
settings = st.builds(Settings, st.booleans(), st.booleans(), st.sampled_from([0, 0, 30, 60]))


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> list[Pause]:
    marks = draw(st.lists(st.integers(0, 60 * 24 * 30), max_size=6, unique=True).map(sorted))
    at = [start + timedelta(minutes=mark) for mark in marks[: len(marks) // 2 * 2]]
    return [Pause(a, b, "chờ ý kiến") for a, b in zip(at[::2], at[1::2], strict=True)]
