"""Had it come at another time: the same arithmetic asked again; and which day an officer may promise, until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from tests.deadlines.builders import calendars, instants, limits, province

from motcua.deadlines.errors import DayOff
from motcua.deadlines.rules import Limit, appointment, due, last_day_before, what_if
from motcua.kernel.clock import local


def sentences(limit, start):
    return [one.sentence for one in what_if(Limit.parse(limit), local(start), province())]


def test_what_is_done_at_once_would_have_been_later_after_three_o_clock():
    assert sentences("immediate", "2026-03-02T14:00") == [
        "Nếu nhận sau 15 giờ cùng ngày, hạn muộn hơn: 17:00 Thứ Ba 03/03/2026.",
        "Nếu nhận ngày làm việc trước (27/02/2026), hạn sớm hơn: 17:00 Thứ Sáu 27/02/2026.",
        "Nếu nhận ngày làm việc sau (03/03/2026), hạn muộn hơn: 17:00 Thứ Ba 03/03/2026.",
    ]
    assert sentences("immediate", "2026-03-02T16:00")[0] == (
        "Nếu nhận trước 15 giờ cùng ngày, hạn sớm hơn: 17:00 Thứ Hai 02/03/2026."
    )


def test_where_days_are_counted_the_hour_changes_nothing_and_that_is_said():
    first = sentences("3 working days", "2026-03-02T10:00")[0]
    assert first == "Nếu nhận sau 15 giờ cùng ngày, hạn vẫn là 17:00 Thứ Năm 05/03/2026."


@given(limits, instants, calendars())
def test_another_reception_is_due_as_if_it_had_been_the_real_one(limit, start, calendar):
    real = due(limit, start, calendar).due_at
    for other in what_if(limit, start, calendar):
        assert other.due_at == due(limit, other.start, calendar).due_at
        assert other.moves == (other.due_at > real) - (other.due_at < real)


@given(limits, instants, calendars())
def test_who_comes_earlier_is_never_told_a_later_date(limit, start, calendar):
    for other in what_if(limit, start, calendar):
        assert other.moves <= 0 if other.start < start else other.moves >= 0


@given(limits, instants, calendars())
def test_the_answer_names_each_other_time_once_and_always_the_day_after(limit, start, calendar):
    others = what_if(limit, start, calendar)
    assert len({other.start for other in others}) == len(others)
    assert others[-1].start.date() == calendar.working_day_from(start.date() + timedelta(days=1))


@pytest.mark.demand("TN19-12.8")
def test_a_promise_is_for_the_close_of_a_day_the_office_works():
    assert appointment(date(2026, 9, 11), province()) == local("2026-09-11T17:00")
    with pytest.raises(DayOff) as refusal:
        appointment(date(2026, 9, 12), province())
    assert "Thứ Bảy 12/09/2026 là ngày nghỉ" in refusal.value.sentence
    assert "Thứ Hai 14/09/2026" in refusal.value.sentence
    with pytest.raises(DayOff, match="Quốc khánh"):
        appointment(date(2026, 9, 2), province())


@pytest.mark.demand("TN19-12.8")
def test_one_day_before_is_counted_as_the_province_chose():
    monday = local("2026-09-14T17:00")
    assert last_day_before(monday, province(), working=False) == date(2026, 9, 13)
    assert last_day_before(monday, province(), working=True) == date(2026, 9, 11)
