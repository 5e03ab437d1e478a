"""Which provider is asked first: it sinks on faults and slowness, and drifts back with time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.delivery.builders import NOON

from motcua.delivery.rules import (
    DRIFT_EVERY,
    DRIFT_STEP,
    FAILURE_STEP,
    HIGHEST,
    HOLD,
    SLOW_STEP,
    Fate,
    Standing,
    fate_of,
    later,
    next_morning,
    priority_at,
    sunk,
)
from motcua.kernel.clock import local

STEPS = st.sampled_from([FAILURE_STEP, SLOW_STEP])
BASES = st.integers(1, HIGHEST)
# who fails, by how much, after how many seconds
TROUBLES = st.lists(st.tuples(st.integers(0, 3), STEPS, st.integers(0, 4000)), max_size=60)


def after(bases: list[int], troubles: list[tuple[int, int, int]]):
    """All standings after each trouble, with its instant."""
    standings, at = [Standing(base, base) for base in bases], NOON
    for who, step, seconds in troubles:
        at += timedelta(seconds=seconds)
        place = who % len(standings)
        others = [one for number, one in enumerate(standings) if number != place]
        standings[place] = sunk(standings[place], others, step=step, at=at)
        yield standings, at


@given(st.lists(BASES, min_size=1, max_size=4), TROUBLES)
def test_a_priority_stays_between_zero_and_its_base_and_never_two_are_at_zero(bases, troubles):
    for standings, at in after(bases, troubles):
        now = [priority_at(one, at) for one in standings]
        assert all(0 <= priority <= base for priority, base in zip(now, bases, strict=True))
        assert now.count(0) <= (len(bases) > 1)


@given(st.lists(BASES, min_size=1, max_size=4), TROUBLES)
def test_left_alone_everybody_comes_back_to_its_base_and_never_falls_meanwhile(bases, troubles):
    standings, at = [Standing(base, base) for base in bases], NOON
    for found, instant in after(bases, troubles):
        standings, at = list(found), instant
    for one in standings:
        seen = [priority_at(one, at + number * DRIFT_EVERY) for number in range(HIGHEST // DRIFT_STEP + 1)]
        assert seen == sorted(seen)
        assert seen[-1] == one.base


@given(BASES, BASES, STEPS)
def test_a_fault_lowers_at_once_and_the_same_fault_seen_by_many_counts_once(base, other, step):
    first = sunk(Standing(base, base), [Standing(other, other)], step=step, at=NOON)

    assert priority_at(first, NOON) == max(0, base - step)
    assert sunk(first, [Standing(other, other)], step=step, at=NOON + HOLD / 2) == first


def test_the_second_is_asked_once_the_first_has_sunk_below_it():
    first, second = Standing(100, 100), Standing(90, 90)
    first = sunk(first, [second], step=FAILURE_STEP, at=NOON)

    assert priority_at(first, NOON) < priority_at(second, NOON)
    assert priority_at(first, NOON + 3 * DRIFT_EVERY) > priority_at(second, NOON)


def test_a_clock_that_was_set_back_changes_nothing():
    first = sunk(Standing(100, 100), [Standing(90, 90)], step=FAILURE_STEP, at=NOON)
    assert priority_at(first, NOON - timedelta(hours=1)) == 80


FATES = st.sampled_from(list(Fate))


@given(st.lists(FATES, min_size=1))
def test_what_receipts_say_in_any_order_and_any_number_of_times_comes_to_the_same(fates):
    def told(order):
        found = Fate.UNKNOWN
        for fate in order:
            found = later(found, fate)
        return found

    assert told(fates) == told(list(reversed(fates))) == told(fates + fates)
    assert told(fates) == max(fates, key=list(Fate).index)


def test_a_message_in_parts_arrives_with_its_last_part_and_fails_with_one():
    assert fate_of([Fate.ARRIVED, Fate.ARRIVED]) is Fate.ARRIVED
    assert fate_of([Fate.ARRIVED, Fate.UNDERWAY]) is Fate.UNDERWAY
    assert fate_of([Fate.HANDED, Fate.HANDED]) is Fate.HANDED
    assert fate_of([Fate.ARRIVED, Fate.FAILED, Fate.UNDERWAY]) is Fate.FAILED
    assert fate_of([Fate.UNKNOWN]) is Fate.UNKNOWN
    assert fate_of([Fate.UNKNOWN, Fate.ARRIVED]) is Fate.ARRIVED


def test_what_waits_for_the_next_day_leaves_at_seven():
    assert next_morning(local("2026-08-28T23:59")) == local("2026-08-29T07:00")
    assert next_morning(local("2026-08-28T00:01")) == local("2026-08-29T07:00")
