"""When an office works (lịch làm việc): weekly hours, and the days that differ from their week.

All of it is Vietnamese wall-clock time, without summer time since 1975. A window is open from its first
instant up to, not including, its last; a time limit may end on the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from motcua.deadlines.errors import DayUnclear, HoursUnreadable, NoWorkingTime
from motcua.kernel.clock import TZ
from motcua.kernel.phrases import phrase

MINUTE = timedelta(minutes=1)
OF_PROVINCE = "province"  # the name of the calendar that counts wherever an agency has none of its own
DAY = timedelta(days=1)
_LONGEST_CLOSURE = 400  # days without a window after which we say that the office never opens again


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of working time inside one day, to the minute."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def parse_hours(text: str) -> tuple[Window, ...]:
    """`07:00-11:30, 13:30-17:00`; empty for a day off. Refuses HoursUnreadable."""
    windows: list[Window] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = re.fullmatch(
            r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3]):([0-5][0-9])", part
        )
        if not found:
            raise HoursUnreadable(text=text)
        opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if opens >= closes or (windows and opens < windows[-1].closes):
            raise HoursUnreadable(text=text)
        windows.append(Window(opens, closes))
    return tuple(windows)


def show_hours(windows: tuple[Window, ...]) -> str:
    """The spelling that `parse_hours` reads."""
    return ", ".join(map(str, windows))


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    HALF_DAY = "half_day"


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from its week: off (nghỉ lễ, nghỉ bù), worked to make up (làm bù), other hours.

    `projected`: the law gives this day, but the Government's plan of that year is not known yet.
    """

    day: date
    kind: DayKind
    name: str
    windows: tuple[Window, ...] = ()
    instrument: str = ""
    projected: bool = False

    def __post_init__(self) -> None:
        if (self.kind is DayKind.HOLIDAY) == bool(self.windows):
            problem = (
                phrase("ngày nghỉ không có giờ làm việc")
                if self.windows
                else phrase("chưa có giờ làm việc trong ngày")
            )
            raise DayUnclear(day=f"{self.day:%d/%m/%Y}", problem=problem)


@dataclass(frozen=True)
class Settings:
    """How an agency counts.

    to_the_minute                due at event + N x 8 working hours instead of the close of the last day
    after_hours_is_next_opening  what arrives while the office is closed arrives at its next opening
    last_minutes_are_next_day    what arrives in the last minutes before the close, or later, arrives at the
                                 next working day's opening (60 in NĐ 297/2025); 0 for none
    """

    to_the_minute: bool = False
    after_hours_is_next_opening: bool = False
    last_minutes_are_next_day: int = 0


@dataclass(frozen=True)
class WorkingCalendar:
    """A published calendar: the same name and number always mean the same content; number 0 is built in.

    `weekly` holds the windows of Monday to Sunday.
    """

    name: str
    number: int
    weekly: tuple[tuple[Window, ...], ...]
    days: tuple[SpecialDay, ...] = ()
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise HoursUnreadable(text=f"{len(self.weekly)} ngày trong tuần")

    @cached_property
    def _special(self) -> dict[date, SpecialDay]:
        return {special.day: special for special in self.days}

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose holidays this calendar knows."""
        return frozenset(special.day.year for special in self.days if special.kind is DayKind.HOLIDAY)

    def special(self, day: date) -> SpecialDay | None:
        return self._special.get(day)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        special = self._special.get(day)
        return self.weekly[day.weekday()] if special is None else special.windows

    def is_working_day(self, day: date) -> bool:
        return bool(self.windows_on(day))

    def is_working(self, at: datetime) -> bool:
        """Is the office open at this instant?"""
        at = at.astimezone(TZ)
        return any(opens <= at < closes for opens, closes in self._spans(at.date()))

    def closes_on(self, day: date) -> datetime:
        """The close of office (hết giờ làm việc) of a working day."""
        return datetime.combine(day, self.windows_on(day)[-1].closes, TZ)

    def opens_on(self, day: date) -> datetime:
        return datetime.combine(day, self.windows_on(day)[0].opens, TZ)

    def working_day_from(self, day: date) -> date:
        """This day if it is worked, else the next that is. Refuses NoWorkingTime."""
        for ahead in range(_LONGEST_CLOSURE):
            if self.is_working_day(day + ahead * DAY):
                return day + ahead * DAY
        raise NoWorkingTime(calendar=self.name, day=f"{day:%d/%m/%Y}")

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself while the office is open, else when it opens next. Refuses NoWorkingTime."""
        at = at.astimezone(TZ)
        return next(max(opens, at) for opens, closes in self._spans_from(at.date()) if at < closes)

    def add_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """The instant by which the office has worked so long since `at`.

        An exact fit ends at the close of a window, not at the next opening. Refuses NoWorkingTime.
        """
        at = at.astimezone(TZ)
        if amount < timedelta(0):
            raise ValueError("working time is added, not taken away")
        for opens, closes in self._spans_from(at.date()):
            begins = max(opens, at)
            if begins <= closes:
                if amount <= closes - begins:
                    return begins + amount
                amount -= closes - begins
        raise AssertionError("the spans of a calendar do not end")

    def working_time_between(self, first: datetime, last: datetime) -> timedelta:
        """How long the office works from one instant to a later one; nothing when it is not later."""
        first, last = first.astimezone(TZ), last.astimezone(TZ)
        total, day = timedelta(0), first.date()
        while day <= last.date():
            for opens, closes in self._spans(day):
                total += max(min(closes, last) - max(opens, first), timedelta(0))
            day += DAY
        return total

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        return self.add_working_time(at, minutes * MINUTE)

    def working_minutes_between(self, first: datetime, last: datetime) -> int:
        """Full minutes; add up times, not minutes, when stretches are to be summed."""
        return self.working_time_between(first, last) // MINUTE

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for window in self.windows_on(day):
            yield datetime.combine(day, window.opens, TZ), datetime.combine(day, window.closes, TZ)

    def _spans_from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """All working time from the morning of a day on, without end."""
        while True:
            day = self.working_day_from(day)
            yield from self._spans(day)
            day += DAY

    def content(self) -> dict[str, Any]:
        """The calendar as JSON, for a frozen version; `from_content` reads it."""
        return {
            "weekly": [show_hours(windows) for windows in self.weekly],
            "days": [
                {
                    "day": special.day.isoformat(),
                    "kind": special.kind.value,
                    "name": special.name,
                    "hours": show_hours(special.windows),
                    "instrument": special.instrument,
                    "projected": special.projected,
                }
                for special in sorted(self.days, key=lambda special: special.day)
            ],
            "settings": asdict(self.settings),
        }

    @classmethod
    def from_content(cls, name: str, number: int, content: dict[str, Any]) -> WorkingCalendar:
        return cls(
            name=name,
            number=number,
            weekly=tuple(parse_hours(text) for text in content["weekly"]),
            days=tuple(
                SpecialDay(
                    day=date.fromisoformat(row["day"]),
                    kind=DayKind(row["kind"]),
                    name=row["name"],
                    windows=parse_hours(row["hours"]),
                    instrument=row["instrument"],
                    projected=row["projected"],
                )
                for row in content["days"]
            ),
            settings=Settings(**content["settings"]),
        )
