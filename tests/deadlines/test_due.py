"""The examples: what the law and the issue say, each on a day one can look up."""

from dataclasses import replace
from datetime import date

import pytest
from tests.deadlines.builders import due_at, province

from motcua.deadlines.errors import LimitUnreadable, NoWorkingTime
from motcua.deadlines.rules import (
    Limit,
    Pause,
    ReasonKind,
    Settings,
    WorkingCalendar,
    due,
    parse_hours,
)
from motcua.kernel.clock import local


def test_three_working_days_over_tet_end_on_the_25th_of_february():
    deadline = due(Limit.parse("3 working days"), local("2026-02-13T10:00"), province())

    assert deadline.due_at.isoformat() == "2026-02-25T17:00:00+07:00"
    skipped = [reason.first for reason in deadline.reasons if reason.kind is ReasonKind.SKIPPED]
    assert skipped == [date(2026, 2, day) for day in (14, 16, 17, 18, 19, 20, 21)]
    assert "Tết Nguyên Đán" in " ".join(reason.sentence for reason in deadline.reasons)


@pytest.mark.parametrize("hour", ["00:00", "06:59", "07:00", "12:00", "16:59", "17:00", "23:59"])
def test_the_day_of_the_event_is_not_counted_whatever_its_hour(hour):
    assert due_at("3 working days", f"2026-03-02T{hour}") == local("2026-03-05T17:00")


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("1 working day", "2026-03-06T10:00", "2026-03-09T17:00"),
        ("1 working days", "2026-03-07T10:00", "2026-03-09T17:00"),
        ("5 working days", "2025-04-24T09:00", "2025-05-05T17:00"),  # 26/4 made up; 30/4, 1/5, 2/5 off
        ("1 working days", "2025-04-25T09:00", "2025-04-26T17:00"),
        ("1 working days", "2026-01-09T09:00", "2026-01-10T17:00"),
        ("1 working days", "2025-12-31T09:00", "2026-01-05T17:00"),
        ("1 working days", "2026-08-21T09:00", "2026-08-22T17:00"),
        ("1 working days", "2026-08-28T09:00", "2026-09-03T17:00"),
        ("1 working days", "2024-05-03T09:00", "2024-05-04T17:00"),
        ("1 working days", "2024-04-26T09:00", "2024-05-02T17:00"),
        ("8 working hours", "2026-03-02T10:00", "2026-03-03T10:00"),
        ("2 working hours", "2026-03-02T10:30", "2026-03-02T14:30"),
        ("1 working hour", "2026-03-02T10:30", "2026-03-02T11:30"),
        ("1 working hours", "2026-03-02T12:10", "2026-03-02T14:30"),
        ("2 working hours", "2026-03-06T16:00", "2026-03-09T08:00"),
        ("4 working hours", "2026-03-07T08:00", "2026-03-09T11:00"),
        ("5 calendar days", "2026-03-02T10:00", "2026-03-09T17:00"),  # the 7th is a Saturday
        ("4 calendar days", "2026-03-02T10:00", "2026-03-06T17:00"),
        ("3 calendar days", "2026-02-13T10:00", "2026-02-23T17:00"),
        ("immediate", "2026-03-02T08:00", "2026-03-02T17:00"),
        ("immediate", "2026-03-02T05:00", "2026-03-02T17:00"),
        ("immediate", "2026-03-02T15:00:00", "2026-03-02T17:00"),
        ("immediate", "2026-03-02T15:00:01", "2026-03-03T17:00"),
        ("immediate", "2026-03-06T16:00", "2026-03-09T17:00"),
        ("immediate", "2026-03-07T09:00", "2026-03-09T17:00"),
    ],
)
def test_limits_end_where_the_law_says(limit, start, end):
    assert due_at(limit, start) == local(end)


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("3 working days", "2026-03-02T10:00", "2026-03-05T10:00"),
        ("1 working days", "2026-03-02T18:00", "2026-03-03T17:00"),
        ("1 working days", "2026-03-06T16:30", "2026-03-09T16:30"),
        ("5 calendar days", "2026-03-02T10:00", "2026-03-09T17:00"),
    ],
)
def test_to_the_minute_a_working_day_is_eight_working_hours_after_the_event(limit, start, end):
    assert due_at(limit, start, to_the_minute=True) == local(end)


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("1 working days", "2026-03-02T16:59", "2026-03-03T17:00"),
        ("1 working days", "2026-03-02T17:00", "2026-03-04T17:00"),
        ("1 working days", "2026-03-02T12:00", "2026-03-03T17:00"),
        ("1 working days", "2026-03-07T10:00", "2026-03-10T17:00"),
        ("4 calendar days", "2026-03-07T10:00", "2026-03-13T17:00"),
        ("immediate", "2026-03-06T20:00", "2026-03-09T17:00"),
    ],
)
def test_after_hours_may_count_as_the_next_opening(limit, start, end):
    assert due_at(limit, start, after_hours_is_next_opening=True) == local(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("15:59", "2026-03-03T17:00"), ("16:00", "2026-03-04T17:00"), ("17:30", "2026-03-04T17:00")],
)
def test_the_last_hour_may_count_as_the_next_working_day(start, end):
    """NĐ 297/2025: received in the last hour of office hours, counted from the next working day."""
    assert due_at("1 working days", f"2026-03-02T{start}", last_minutes_are_next_day=60) == local(end)


def test_a_day_that_closes_early_still_takes_what_comes_before_its_close():
    half = WorkingCalendar("nửa ngày", 1, (parse_hours("07:00-11:30"),) * 7)
    assert due_at("immediate", "2026-03-02T11:29", half) == local("2026-03-02T11:30")
    assert due_at("immediate", "2026-03-02T11:30", half) == local("2026-03-03T11:30")
    assert due_at("2 working days", "2026-03-02T09:00", half) == local("2026-03-04T11:30")


def paused(limit, start, *pauses):
    given = [Pause(local(a), local(b), "chờ ý kiến cơ quan khác") for a, b in pauses]
    return due(Limit.parse(limit), local(start), province(), pauses=given)


@pytest.mark.parametrize(
    ("limit", "pause", "end"),
    [
        ("8 working hours", ("2026-03-02T11:00", "2026-03-02T14:30"), "2026-03-03T11:30"),
        ("8 working hours", ("2026-03-02T17:00", "2026-03-03T07:00"), "2026-03-03T10:00"),
        # one day was used up, the other four are counted after the 11th
        ("5 working days", ("2026-03-04T10:00", "2026-03-11T14:00"), "2026-03-17T17:00"),
        ("10 calendar days", ("2026-03-05T00:00", "2026-03-10T00:00"), "2026-03-17T17:00"),
        ("immediate", ("2026-03-02T10:00", "2026-03-03T10:00"), "2026-03-03T17:00"),
    ],
)
def test_a_pause_moves_the_due_date_by_the_time_it_took(limit, pause, end):
    deadline = paused(limit, "2026-03-02T10:00", pause)
    assert deadline.due_at == local(end)
    (reason,) = [reason for reason in deadline.reasons if reason.kind is ReasonKind.PAUSE]
    assert "chờ ý kiến cơ quan khác" in reason.sentence


def test_what_was_due_before_the_pause_stays_due():
    late = paused("1 working days", "2026-03-02T10:00", ("2026-03-04T08:00", "2026-03-20T08:00"))
    assert late.due_at == local("2026-03-03T17:00")


def test_two_causes_at_once_stop_the_clock_once():
    one = paused("5 working days", "2026-03-02T10:00", ("2026-03-03T08:00", "2026-03-06T08:00"))
    two = paused(
        "5 working days",
        "2026-03-02T10:00",
        ("2026-03-03T08:00", "2026-03-05T08:00"),
        ("2026-03-04T08:00", "2026-03-06T08:00"),
    )
    assert one.due_at == two.due_at
    assert len([reason for reason in two.reasons if reason.kind is ReasonKind.PAUSE]) == 2


def test_a_year_without_known_holidays_is_told():
    deadline = due(Limit.parse("3 working days"), local("2031-03-03T10:00"), province())
    (reason,) = [reason for reason in deadline.reasons if reason.kind is ReasonKind.UNCERTAIN]
    assert "2031" in reason.sentence


def test_projected_days_and_made_up_days_are_named_in_the_reasons():
    tet = due(Limit.parse("3 working days"), local("2027-02-03T10:00"), province())
    assert any("dự kiến" in reason.sentence for reason in tet.reasons)
    swap = due(Limit.parse("5 working days"), local("2025-04-24T09:00"), province())
    (made_up,) = [reason for reason in swap.reasons if reason.kind is ReasonKind.MAKE_UP]
    assert made_up.first == date(2025, 4, 26)
    assert made_up.instrument == "Văn bản 8726/VPCP-KGVX ngày 26/11/2024"


def test_a_calendar_that_never_opens_is_refused():
    closed = WorkingCalendar("đóng", 1, ((),) * 7)
    with pytest.raises(NoWorkingTime) as refused:
        due_at("1 working days", "2026-03-02T10:00", closed)
    assert "đóng" in refused.value.sentence


def test_the_calendar_s_own_settings_hold_unless_others_are_given():
    exact = replace(province(), settings=Settings(to_the_minute=True))
    assert due_at("1 working days", "2026-03-02T10:00", exact) == local("2026-03-03T10:00")
    assert due_at("1 working days", "2026-03-02T10:00", exact, to_the_minute=False) == local(
        "2026-03-03T17:00"
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3 working days", "3 ngày làm việc"),
        (" 8  Working Hours ", "8 giờ làm việc"),
        ("15 calendar days", "15 ngày"),
        ("immediate", "giải quyết ngay trong ngày"),
        ("1 working day", "1 ngày làm việc"),
    ],
)
def test_limits_are_read_and_spelled(text, label):
    limit = Limit.parse(text)
    assert limit.label == label
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    "text",
    ["", "3", "3 days", "0 working days", "-1 working days", "1.5 working days", "99999 working days", "now"],
)
def test_an_unreadable_limit_is_refused_with_the_spellings(text):
    with pytest.raises(LimitUnreadable) as refused:
        Limit.parse(text)
    assert "3 working days" in refused.value.sentence


def test_a_pause_in_two_parts_is_one_pause_also_on_the_last_day():
    """The limit runs out on Wednesday morning and is due at the close; the pause begins between the two."""
    earlier = ("2026-03-03T07:00", "2026-03-03T09:00")
    whole = paused("1 working days", "2026-03-02T10:00", earlier, ("2026-03-04T16:00", "2026-03-06T09:00"))
    parts = paused(
        "1 working days",
        "2026-03-02T10:00",
        earlier,
        ("2026-03-04T16:00", "2026-03-05T09:00"),
        ("2026-03-05T09:00", "2026-03-06T09:00"),
    )
    assert whole.due_at == parts.due_at == local("2026-03-05T17:00")
