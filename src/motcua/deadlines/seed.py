"""The holidays the law and the Government's decisions give: the first filling of an editable table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import holidays
import yaml

from motcua.deadlines.rules import OF_PROVINCE, DayKind, SpecialDay, WorkingCalendar, parse_hours

OFFICE_HOURS = "07:00-11:30, 13:30-17:00"
DEFAULT_NAME = OF_PROVINCE
DEFAULT_WEEK = (OFFICE_HOURS,) * 5 + ("", "")
_UNTRACED = "Chưa tra được văn bản"
_TET = ("29 Tết", "Giao thừa", "Tết Nguyên Đán", "Mùng")


@lru_cache(maxsize=1)
def _decisions() -> dict[str, Any]:
    text = files("motcua.deadlines").joinpath("data/holidays.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def special_days(years: Iterable[int], hours: str = OFFICE_HOURS) -> list[SpecialDay]:
    """Holidays and make-up days of these years, in order, each with its instrument or marked as a projection.

    Takes
        hours  worked on a make-up day, as `parse_hours` spells them
    """
    found: dict[date, SpecialDay] = {}
    years = set(years)
    library = holidays.country_holidays("VN", years=years, language="vi")
    for day, name in library.items():
        if day.year in years:
            instrument, projected = _ground(day, name)
            found[day] = SpecialDay(day, DayKind.HOLIDAY, name, (), instrument, projected)
    for day in library.weekend_workdays:
        if day.year in years:
            found[day] = SpecialDay(day, DayKind.MAKE_UP, "Làm bù", parse_hours(hours), _UNTRACED)
    for swap in _decisions()["swaps"]:
        off, works, instrument = swap["day_off"], swap["worked"], swap["instrument"]
        if off.year in years:
            name = f"Nghỉ hoán đổi, làm bù ngày {works:%d/%m/%Y}"
            found[off] = SpecialDay(off, DayKind.HOLIDAY, name, (), instrument)
        if works.year in years:
            name = f"Làm bù cho ngày {off:%d/%m/%Y}"
            found[works] = SpecialDay(works, DayKind.MAKE_UP, name, parse_hours(hours), instrument)
    return [found[day] for day in sorted(found)]


def default_calendar(years: Iterable[int]) -> WorkingCalendar:
    """The built-in calendar: Monday to Friday, 07:00-11:30 and 13:30-17:00, the holidays of these years."""
    return WorkingCalendar(
        name=DEFAULT_NAME,
        number=0,
        weekly=tuple(parse_hours(hours) for hours in DEFAULT_WEEK),
        days=tuple(special_days(years)),
    )


def _ground(day: date, name: str) -> tuple[str, bool]:
    """The instrument behind a day of the library, and whether it is only a projection."""
    decisions = _decisions()
    if name in decisions["projected"]:
        return decisions["projected"][name], True
    if name.startswith("Ngày nghỉ (thay cho"):
        return _UNTRACED, False
    if "nghỉ bù" in name:
        return decisions["in_lieu"], False
    if name.startswith(_TET) or (name.startswith("Quốc khánh") and (day.month, day.day) != (9, 2)):
        plan = decisions["plans"].get(day.year)
        return plan or decisions["statute"], plan is None
    return decisions["statute"], False
