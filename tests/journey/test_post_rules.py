"""The standing of a parcel, from what carriers tell."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given as supposing
from hypothesis import strategies as st
from tests.journey.builders import MORNING

from motcua.custody.post.rules import State, Told, contradicts, standing

STATUS = st.sampled_from(
    ["registered", "collected", "under_way", "attempted", "delivered", "returned", "lost", "unknown"]
)


@supposing(st.lists(st.tuples(STATUS, st.integers(0, 99)), max_size=8), st.randoms(use_true_random=False))
def test_the_standing_of_a_parcel_knows_no_order_and_no_repetition(heap, random):
    events = [Told(status, MORNING + timedelta(hours=hours)) for status, hours in heap]
    shuffled = [*events, *events[:3]]
    random.shuffle(shuffled)

    told_at_once = standing(State.REGISTERED, events)
    one_by_one, seen = State.REGISTERED, []
    for event in shuffled:
        seen.append(event)
        one_by_one = standing(one_by_one, seen)

    assert one_by_one is told_at_once
    assert standing(State.CANCELLED, events) is State.CANCELLED


def test_a_delivery_stands_and_a_later_return_is_told_as_a_contradiction():
    events = [Told("delivered", MORNING), Told("returned", MORNING + timedelta(hours=9))]

    assert standing(State.COLLECTED, events) is State.DELIVERED
    assert contradicts(events)
    assert not contradicts(events[::-1][:1])
