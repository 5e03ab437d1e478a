"""What holds for every calendar, start and limit (design §4)."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.deadlines import builders
from tests.deadlines.builders import calendars, instants, limits

from motcua.deadlines.rules import DayKind, Pause, SpecialDay, WorkingCalendar, due

amounts = st.integers(0, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))


def is_in_closed_window(calendar, at):
    return any(window.opens <= at.time() <= window.closes for window in calendar.windows_on(at.date()))


@given(calendars(), instants, instants, limits, builders.settings)
def test_a_later_start_is_never_due_earlier(calendar, one, two, limit, settings):
    first, last = sorted([one, two])
    assert due(limit, first, calendar, settings).due_at <= due(limit, last, calendar, settings).due_at


@given(calendars(), instants, limits, builders.settings, st.data())
def test_a_due_date_lies_in_working_time_after_its_start(calendar, start, limit, settings, data):
    pauses = data.draw(builders.pauses(start))
    due_at = due(limit, start, calendar, settings, pauses).due_at
    assert is_in_closed_window(calendar, due_at)
    assert due_at > start


@given(calendars(), instants, limits, builders.settings, st.data())
def test_splitting_a_pause_changes_nothing(calendar, start, limit, settings, data):
    pauses = data.draw(builders.pauses(start))
    assume(pauses)
    whole = data.draw(st.sampled_from(pauses))
    cut = whole.paused_at + (whole.resumed_at - whole.paused_at) * data.draw(st.floats(0, 1))
    halves = [Pause(whole.paused_at, cut, "một"), Pause(cut, whole.resumed_at, "hai")]
    split = data.draw(st.permutations([pause for pause in pauses if pause is not whole] + halves))
    assert (
        due(limit, start, calendar, settings, split).due_at
        == due(limit, start, calendar, settings, pauses).due_at
    )


@given(calendars(), instants, limits, builders.settings, st.data())
def test_a_pause_never_brings_a_due_date_forward(calendar, start, limit, settings, data):
    pauses = data.draw(builders.pauses(start))
    assert (
        due(limit, start, calendar, settings, pauses).due_at >= due(limit, start, calendar, settings).due_at
    )


@given(calendars(), instants, limits, builders.settings, st.dates(builders.FIRST, builders.LAST))
def test_a_holiday_added_later_moves_only_what_ends_on_or_after_it(calendar, start, limit, settings, day):
    pinned = due(limit, start, calendar, settings)
    days = [special for special in calendar.days if special.day != day]
    added = replace(calendar, number=2, days=(*days, SpecialDay(day, DayKind.HOLIDAY, "nghỉ thêm")))

    again = due(limit, start, added, settings)

    assert again.due_at >= pinned.due_at
    if pinned.due_at.date() < day:  # already over when the holiday comes
        assert again.due_at == pinned.due_at
    assert due(limit, start, calendar, settings) == pinned


@given(calendars(), instants, amounts)
def test_adding_and_measuring_working_time_are_inverse(calendar, at, amount):
    later = calendar.add_working_time(at, amount)
    assert calendar.working_time_between(at, later) == amount
    assert later >= at
    assert is_in_closed_window(calendar, later)


@given(calendars(), instants, amounts, amounts)
def test_working_time_adds_up(calendar, at, one, two):
    middle = calendar.add_working_time(at, one)
    end = calendar.add_working_time(middle, two)
    assert end == calendar.add_working_time(at, one + two)
    assert calendar.working_time_between(at, middle) + calendar.working_time_between(
        middle, end
    ) == calendar.working_time_between(at, end)


@given(calendars(), instants, instants)
def test_working_time_is_what_a_minute_by_minute_count_finds(calendar, one, two):
    first = min(one, two).replace(second=0, microsecond=0)
    last = min(max(one, two).replace(second=0, microsecond=0), first + timedelta(days=2))
    minutes = int((last - first) / timedelta(minutes=1))
    open_minutes = sum(calendar.is_working(first + timedelta(minutes=n)) for n in range(minutes))
    assert calendar.working_minutes_between(first, last) == open_minutes
    assert calendar.working_minutes_between(last, first) == 0 or first == last


@given(calendars(), instants)
def test_the_next_opening_is_working_time_and_nothing_lies_between(calendar, at):
    opening = calendar.next_opening(at)
    assert calendar.is_working(opening)
    assert calendar.working_time_between(at, opening) == timedelta(0)
    assert (opening == at) == calendar.is_working(at)


@given(calendars(), builders.settings)
def test_a_calendar_survives_being_written_down(calendar, settings):
    calendar = replace(calendar, settings=settings)
    again = WorkingCalendar.from_content(calendar.name, calendar.number, calendar.content())
    assert again.content() == calendar.content()
    assert again == replace(calendar, days=tuple(sorted(calendar.days, key=lambda special: special.day)))
