"""The reasons of a due date: each one a kind for programs and a Vietnamese sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from motcua.deadlines.rules.calendar import DAY, OF_PROVINCE, DayKind, SpecialDay, WorkingCalendar, show_hours
from motcua.deadlines.rules.limits import Limit

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_WEEKEND = "nghỉ hằng tuần"


class Channel(StrEnum):
    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


_ARRIVALS = {
    Channel.DIRECT: "Nộp trực tiếp: thời điểm nhận là lúc cán bộ tiếp nhận hồ sơ tại quầy.",
    Channel.ONLINE: "Nộp trực tuyến: thời điểm nhận là lúc hồ sơ được tiếp nhận trên hệ thống.",
    Channel.POST: "Nộp qua bưu chính: thời điểm nhận là lúc Bộ phận Một cửa tiếp nhận bưu phẩm.",
}


class ReasonKind(StrEnum):
    CHANNEL = "channel"
    CALENDAR = "calendar"
    START = "start"
    PAUSE = "pause"
    APPOINTED = "appointed"
    SKIPPED = "skipped"
    MAKE_UP = "make_up"
    HALF_DAY = "half_day"
    MOVED = "moved"
    UNCERTAIN = "uncertain"
    END = "end"


@dataclass(frozen=True)
class Reason:
    """`first` and `last` are the days it speaks of; `instrument` the decision behind it."""

    kind: ReasonKind
    sentence: str
    first: date | None = None
    last: date | None = None
    instrument: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what there is to say."""
        days = {"first": self.first, "last": self.last}
        return (
            {"kind": self.kind.value, "sentence": self.sentence}
            | {name: day.isoformat() for name, day in days.items() if day}
            | ({"instrument": self.instrument} if self.instrument else {})
        )


@dataclass(frozen=True)
class Deadline:
    """When something is due (hạn trả kết quả) and why."""

    due_at: datetime
    reasons: tuple[Reason, ...]
    limit: Limit
    start: datetime
    calendar: str
    calendar_number: int

    def as_json(self) -> dict[str, Any]:
        """For the command line, the API, and an event that must explain itself later."""
        return {
            "due_at": self.due_at.isoformat(),
            "limit": str(self.limit),
            "start": self.start.isoformat(),
            "calendar": self.calendar,
            "calendar_version": self.calendar_number,
            "reasons": [reason.as_json() for reason in self.reasons],
        }


def show_day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def show_at(at: datetime) -> str:
    return f"{at:%H:%M} {show_day(at.date())}"


def channel_reason(channel: Channel) -> Reason:
    """Which instant of this channel is the event; the limit was already chosen by the channel."""
    return Reason(ReasonKind.CHANNEL, _ARRIVALS[channel])


def calendar_reason(calendar: WorkingCalendar) -> Reason:
    version = f"phiên bản {calendar.number}" if calendar.number else "bản dựng sẵn trong phần mềm"
    whose = "chung của tỉnh" if calendar.name == OF_PROVINCE else f"“{calendar.name}”"
    return Reason(ReasonKind.CALENDAR, f"Tính theo lịch làm việc {whose}, {version}.")


def passed_days(calendar: WorkingCalendar, first: date, last: date) -> Iterator[Reason]:
    """Every day from first to last that is not worked as its week says; a weekend is one reason."""

    def cause(day: date) -> SpecialDay | str | None:
        special = calendar.special(day)
        return special or (None if calendar.is_working_day(day) else _WEEKEND)

    days = [first + n * DAY for n in range((last - first).days + 1)]
    for why, group in groupby(days, key=cause):
        run = list(group)
        if why == _WEEKEND:
            ends = dict.fromkeys([show_day(run[0]), show_day(run[-1])])
            span = (" và " if len(run) <= 2 else " đến ").join(ends)
            yield Reason(ReasonKind.SKIPPED, f"{span}: {_WEEKEND}, không tính.", run[0], run[-1])
        elif isinstance(why, SpecialDay):
            yield _special(why)


def _special(special: SpecialDay) -> Reason:
    ground = f" ({special.instrument})" if special.instrument else ""
    if special.projected:
        ground += ", dự kiến"
    kind, then = {
        DayKind.HOLIDAY: (ReasonKind.SKIPPED, "không tính"),
        DayKind.MAKE_UP: (ReasonKind.MAKE_UP, "tính là ngày làm việc"),
        DayKind.HALF_DAY: (ReasonKind.HALF_DAY, f"chỉ làm việc {show_hours(special.windows)}"),
    }[special.kind]
    sentence = f"{show_day(special.day)}: {special.name}{ground}, {then}."
    return Reason(kind, sentence, special.day, special.day, special.instrument)


def unknown_years(calendar: WorkingCalendar, first: date, last: date) -> Iterator[Reason]:
    """A due date in a year whose holidays nobody entered may still move."""
    for year in range(first.year, last.year + 1):
        if year not in calendar.years:
            yield Reason(
                ReasonKind.UNCERTAIN,
                f"Lịch “{calendar.name}” chưa có ngày nghỉ lễ năm {year}; hạn có thể thay đổi khi bổ sung.",
            )
