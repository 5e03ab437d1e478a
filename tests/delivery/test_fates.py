"""What receipts tell of a message, in whatever order and however often they come."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.delivery.builders import NOON, Line, lines, message, provider, row

from motcua.delivery.errors import (
    ReceiptTooEarly,
    Unsure,
)
from motcua.delivery.models import Part, Provider
from motcua.delivery.rules import Fate, message_id
from motcua.delivery.selectors import (
    failures_in_a_row,
    undelivered,
)
from motcua.delivery.services import drain, note_receipt

pytestmark = pytest.mark.django_db


# --- receipts ---


def receipt(fate: Fate, *, key: str = "one", who: str = "one", number: int = 0) -> None:
    external = f"{who}-{message_id(key)}" + (f"/{number}" if number else "")
    owner = Provider.objects.get(name=who)
    note_receipt(provider_id=owner.id, external_id=external, fate=fate, code=fate.value, at=NOON)


def test_receipts_tell_what_became_of_it_and_never_go_back(line):
    provider()
    message()
    drain(at=NOON)

    receipt(Fate.ARRIVED)
    receipt(Fate.UNDERWAY)
    receipt(Fate.FAILED)
    receipt(Fate.ARRIVED)

    assert row().fate == "arrived"
    assert Part.objects.get().code == "arrived"


def test_a_receipt_of_another_provider_or_before_its_time_changes_nothing(line):
    provider("one")
    provider("two", base=50)
    message()
    with pytest.raises(ReceiptTooEarly):
        receipt(Fate.ARRIVED)
    drain(at=NOON)
    other = Provider.objects.get(name="two")
    with pytest.raises(ReceiptTooEarly):
        note_receipt(
            provider_id=other.id, external_id=f"one-{message_id('one')}", fate=Fate.ARRIVED, code="", at=NOON
        )
    assert row().fate == "handed"


def test_a_receipt_settles_what_nobody_was_sure_of_so_that_it_is_not_sent_again(line, monkeypatch):
    monkeypatch.setattr(Line, "own_id", lambda self, letter: f"one-{letter.message_id}")
    provider()
    line.answers["one"] = [Unsure("timeout")]
    message()
    drain(at=NOON)
    assert row().state == "queued"

    receipt(Fate.UNDERWAY)

    assert row().state == "sent"
    assert drain(at=NOON + timedelta(days=1)).sent == 0
    assert line.taken == []


def test_dead_numbers_are_seen(line):
    provider()
    for number in range(3):
        message(f"{number}", destination="84901234567")
    drain(at=NOON)
    receipt(Fate.ARRIVED, key="0")
    receipt(Fate.FAILED, key="1")
    receipt(Fate.FAILED, key="2")

    assert [one.dedupe_key for one in undelivered("test")] == ["2", "1"]
    assert failures_in_a_row("test", "84901234567") == 2
    assert failures_in_a_row("test", "84907654321") == 0


class Receipts(TestCase):
    """Any number of receipts, in any order, of any part, repeated: one end, whatever the order."""

    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.integers(1, 2), st.sampled_from(list(Fate))), max_size=8), st.randoms())
    def test_the_order_of_receipts_does_not_matter(
        self, told: list[tuple[int, Fate]], dice: random.Random
    ) -> None:
        ends = set()
        with lines():
            owner = provider()
            for turn in range(2):
                message(f"{turn}")
                drain(at=NOON)
                sent = row(f"{turn}")
                Part.objects.filter(message=sent).delete()
                for number in (1, 2):
                    Part.objects.create(
                        message=sent, provider=owner, external_id=f"{turn}/{number}", fate="handed"
                    )
                order = told * (turn + 1)
                if turn:
                    dice.shuffle(order)
                ranks = []
                for number, fate in order:
                    note_receipt(
                        provider_id=owner.id, external_id=f"{turn}/{number}", fate=fate, code="", at=NOON
                    )
                    ranks.append(list(Fate).index(Fate(row(f"{turn}").fate)))
                assert ranks == sorted(ranks)
                parts = [
                    Fate(one)
                    for one in Part.objects.filter(message=sent).order_by("id").values_list("fate", flat=True)
                ]
                if all(part is Fate.ARRIVED for part in parts):
                    assert row(f"{turn}").fate == "arrived"
                ends.add(tuple(parts))
        assert len(ends) == 1
