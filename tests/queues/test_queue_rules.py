"""Order, words and waiting times, for every line there can be."""

from __future__ import annotations

import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.queues.rules import Lane, call_words, estimate, label, lane_of, next_lane, slots

LANES = st.sampled_from(list(Lane))
MINUTES = st.lists(st.floats(0.5, 120, allow_nan=False), max_size=30)


@pytest.mark.parametrize(
    ("ticket", "counter", "words"),
    [
        ("A012", 3, "Mời số A, không, một, hai, đến quầy số ba."),
        ("AB1005", 10, "Mời số A, B, một, không, không, năm, đến quầy số mười."),
        ("C004", 12, "Mời số C, không, không, bốn, đến quầy số một hai."),
    ],
)
def test_a_number_is_called_sign_by_sign(ticket: str, counter: int, words: str) -> None:
    assert call_words(ticket, counter) == words


def test_a_number_has_three_figures_and_grows_when_a_day_is_long() -> None:
    assert [label("A", 1), label("B", 999), label("B", 1000)] == ["A001", "B999", "B1000"]


def test_whom_the_law_or_an_appointment_puts_first() -> None:
    assert lane_of("none", keeps_appointment=False) is Lane.PLAIN
    assert lane_of("none", keeps_appointment=True) is Lane.FIRST
    assert {lane_of(one, keeps_appointment=False) for one in ("elderly", "disabled", "pregnant")} == {
        Lane.FIRST
    }


@given(recent=st.lists(LANES, max_size=20), waiting=st.sets(LANES), most=st.integers(0, 6))
def test_somebody_who_waits_is_called_and_nobody_else(
    recent: list[Lane], waiting: set[Lane], most: int
) -> None:
    chosen = next_lane(recent, waiting, most)

    assert (chosen is None) == (not waiting)
    assert chosen is None or chosen in waiting


@given(most=st.integers(1, 6), calls=st.integers(1, 60))
def test_who_is_not_first_by_law_is_called_in_the_end(most: int, calls: int) -> None:
    recent: list[Lane] = []
    for _ in range(calls):
        chosen = next_lane(recent, {Lane.FIRST, Lane.PLAIN}, most)
        assert chosen is not None
        recent.insert(0, chosen)

    assert recent.count(Lane.PLAIN) == calls // (most + 1)


def test_without_a_bound_the_first_line_is_always_called() -> None:
    assert next_lane([Lane.FIRST] * 50, {Lane.FIRST, Lane.PLAIN}, 0) is Lane.FIRST


@given(
    ahead=st.integers(0, 200), more=st.integers(0, 50), counters=st.integers(1, 12), recent=MINUTES,
    usual=st.floats(1, 240),
)  # fmt: skip
def test_a_waiting_time_is_a_range_that_grows_with_the_line_and_shrinks_with_counters(
    ahead: int, more: int, counters: int, recent: list[float], usual: float
) -> None:
    def asked(ahead: int, counters: int) -> tuple[int, int]:
        found = estimate(
            ahead_low=ahead, ahead_high=ahead, counters=counters, recent_minutes=recent, usual_minutes=usual
        )
        assert found is not None
        return found.low_minutes, found.high_minutes

    low, high = asked(ahead, counters)
    longer, shorter = asked(ahead + more, counters), asked(ahead, counters + 1)

    assert 0 <= low <= high
    assert high >= 1
    assert longer[0] >= low
    assert longer[1] >= high
    assert shorter[0] <= low
    assert shorter[1] <= high
    assert ahead >= counters or low == 0


def test_nobody_promises_a_time_while_no_counter_is_open() -> None:
    assert estimate(ahead_low=3, ahead_high=3, counters=0, recent_minutes=[5.0] * 9, usual_minutes=10) is None


@given(minutes=st.integers(5, 240))
def test_slots_lie_inside_the_hours_of_the_desk_and_do_not_overlap(minutes: int) -> None:
    day, windows = date(2026, 9, 7), [(time(7, 30), time(11, 30)), (time(13), time(17))]
    found = slots(day, windows, minutes)
    length = timedelta(minutes=minutes)

    assert all(later - earlier >= length for earlier, later in itertools.pairwise(found))
    for start in found:
        assert any(opens <= start.time() and (start + length).time() <= closes for opens, closes in windows)
