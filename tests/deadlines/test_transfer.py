"""Until when received paper must be on its way: the 15:00 rule and the six working hours."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.deadlines.builders import calendars, instants, province

from motcua.deadlines.rules import transfer_due, within_hours
from motcua.kernel.clock import local


@pytest.mark.demand("TN19-11.2")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-07T08:30", "2026-09-07T17:00"),  # a Monday
        ("2026-09-07T15:00:00", "2026-09-07T17:00"),  # that instant is still of today
        ("2026-09-07T15:00:01", "2026-09-08T08:00"),
        ("2026-09-07T16:59", "2026-09-08T08:00"),
        ("2026-09-04T15:30", "2026-09-07T08:00"),  # a Friday
        ("2026-09-05T09:00", "2026-09-07T08:00"),  # a Saturday
        ("2026-08-31T15:01", "2026-09-03T08:00"),  # National Day, two days off
    ],
)
def test_paper_goes_the_same_day_or_at_the_start_of_the_next_working_day_after_15(received, due):
    answer = transfer_due(local(received), province())
    assert answer.due_at == local(due)
    assert answer.is_next_day == (local(due).date() != local(received).date())
    assert f"{local(due):%H:%M}" in answer.sentence or f"{local(due).hour} giờ" in answer.sentence


@pytest.mark.demand("DN15-4.3a")
def test_six_hours_are_working_hours_and_go_on_after_the_night():
    assert within_hours(local("2026-09-07T14:00"), 6, province()) == local("2026-09-08T10:00")


@given(calendars(), instants, instants)
def test_what_was_received_later_is_never_due_earlier(calendar, one, two):
    first, last = sorted([one, two])
    assert transfer_due(first, calendar).due_at <= transfer_due(last, calendar).due_at


@given(calendars(), instants, st.integers(0, 480))
def test_it_is_due_in_working_time_after_it_was_received_and_no_later_than_the_next_working_day(
    calendar, at, minutes
):
    answer = transfer_due(at, calendar, morning=timedelta(minutes=minutes))
    following = calendar.working_day_from(at.date() + timedelta(days=1))
    assert at < answer.due_at <= calendar.closes_on(following)
    assert any(
        window.opens <= answer.due_at.time() <= window.closes
        for window in calendar.windows_on(answer.due_at.date())
    )
    assert answer.is_next_day == (answer.due_at.date() != at.date())


@given(calendars(), instants, st.integers(0, 40))
def test_so_many_hours_are_so_much_working_time(calendar, at, hours):
    assert calendar.working_time_between(at, within_hours(at, hours, calendar)) == timedelta(hours=hours)
