from datetime import date

import pytest
from tests.deadlines.builders import province

from motcua.deadlines.errors import DayUnclear, HoursUnreadable
from motcua.deadlines.rules import DayKind, SpecialDay, parse_hours, show_hours
from motcua.deadlines.seed import special_days


def off(year):
    return [special.day for special in special_days([year]) if special.kind is DayKind.HOLIDAY]


@pytest.mark.parametrize(
    ("free", "worked"),
    [
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_the_swap_days_of_2024_to_2026_are_off_and_made_up(free, worked):
    assert not province().is_working_day(free)
    assert show_hours(province().windows_on(worked)) == "07:00-11:30, 13:30-17:00"
    assert province().special(free).instrument == province().special(worked).instrument != ""


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2024, 2, 8), date(2024, 2, 14)), (date(2025, 1, 25), date(2025, 2, 2)),
     (date(2026, 2, 14), date(2026, 2, 22)),
     (date(2026, 8, 29), date(2026, 9, 2)), (date(2026, 4, 25), date(2026, 4, 27))],
)  # fmt: skip
def test_the_long_holidays_are_closed_from_end_to_end(first, last):
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    assert not any(province().is_working_day(day) for day in days)
    assert province().is_working_day(date.fromordinal(last.toordinal() + 1))


def test_only_the_years_asked_for_are_given():
    assert {day.year for day in off(2026)} == {2026}
    assert [special.day for special in special_days([])] == []


def test_what_no_plan_decided_yet_is_marked_as_a_projection():
    known = {special.day: special for special in special_days([2026, 2027])}
    assert not known[date(2026, 2, 17)].projected
    assert known[date(2027, 2, 6)].projected
    assert known[date(2027, 9, 3)].projected
    assert not known[date(2027, 9, 2)].projected
    assert all(special.instrument for special in known.values())


@pytest.mark.parametrize(
    "text", ["7-11", "07:00-11:30 13:30-17:00", "11:00-07:00", "07:00-12:00, 11:00-17:00", "07:00-24:00"]
)
def test_unclear_hours_are_refused_with_an_example(text):
    with pytest.raises(HoursUnreadable) as refused:
        parse_hours(text)
    assert "07:00-11:30" in refused.value.sentence


def test_a_holiday_has_no_hours_and_a_half_day_has():
    with pytest.raises(DayUnclear):
        SpecialDay(date(2026, 3, 2), DayKind.HOLIDAY, "nghỉ", parse_hours("07:00-11:30"))
    with pytest.raises(DayUnclear):
        SpecialDay(date(2026, 3, 2), DayKind.HALF_DAY, "nửa ngày")
