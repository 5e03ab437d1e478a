"""What differs between two calendars, line by line, for whoever is about to publish one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.deadlines.rules.calendar import DayKind, Settings, SpecialDay, WorkingCalendar, show_hours
from motcua.deadlines.rules.reasons import show_day

_WEEK = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
OFF = "Nghỉ"
NOTHING = "Không có"
DAY_KINDS = {
    DayKind.HOLIDAY: "Ngày nghỉ",
    DayKind.MAKE_UP: "Ngày làm bù",
    DayKind.HALF_DAY: "Ngày làm việc theo giờ khác",
}


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, as it counts now, as it would count."""

    what: str
    before: str
    after: str


def differences(before: WorkingCalendar | None, after: WorkingCalendar) -> Iterator[Change]:
    """Weekly hours, ways of counting, then days in order; without `before` everything is new."""
    for number, name in enumerate(_WEEK):
        was = (show_hours(before.weekly[number]) or OFF) if before else NOTHING
        now = show_hours(after.weekly[number]) or OFF
        if was != now:
            yield Change(name, was, now)
    old, new = _settings(before.settings if before else None), _settings(after.settings)
    for what, now in new.items():
        was = old.get(what, NOTHING)
        if was != now:
            yield Change(what, was, now)
    had = {one.day: one for one in before.days} if before else {}
    has = {one.day: one for one in after.days}
    for day in sorted(had.keys() | has.keys()):
        if had.get(day) != has.get(day):
            yield Change(show_day(day), _special(had.get(day)), _special(has.get(day)))


def _settings(settings: Settings | None) -> dict[str, str]:
    if settings is None:
        return {}
    last = settings.last_minutes_are_next_day
    return {
        "Hạn tính theo ngày": "đến đúng giờ, phút" if settings.to_the_minute else "đến hết giờ làm việc",
        "Hồ sơ nhận ngoài giờ": "tính từ đầu giờ làm việc kế tiếp"
        if settings.after_hours_is_next_opening
        else "tính từ lúc nhận",
        "Hồ sơ nhận cuối giờ": f"nhận trong {last} phút cuối, tính sang ngày làm việc sau"
        if last
        else "không tính riêng",
    }


def _special(special: SpecialDay | None) -> str:
    if special is None:
        return "Như ngày trong tuần"
    hours = f", {show_hours(special.windows)}" if special.windows else ""
    ground = f" ({special.instrument})" if special.instrument else ""
    projected = ", dự kiến" if special.projected else ""
    return f"{DAY_KINDS[special.kind]}: {special.name}{hours}{ground}{projected}"
