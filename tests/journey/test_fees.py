"""What is charged: what the release fixes stands, what it leaves open the clerk settles."""

import pytest

from motcua.journey.errors import FeeUnsettled
from motcua.journey.fees import owed
from motcua.payments.services import FeeFacts
from motcua.procedures.document import FeeRow, Status
from motcua.procedures.rules import FeesAnswer


def fees(*rows: FeeRow, total_vnd: int | None = None) -> FeesAnswer:
    return FeesAnswer(rows, total_vnd, Status.CONFIRMED)


SLOW = FeeRow(name="Lệ phí", condition="Thường", amount_vnd=30_000, basis="NQ 1")
FAST = FeeRow(name="Lệ phí", condition="Nhanh", amount_vnd=50_000, basis="NQ 1")
OPEN = FeeRow(name="Phí đo đạc", amount_vnd=None)


def test_what_the_release_fixes_is_charged_whatever_was_settled() -> None:
    assert owed(fees(SLOW, total_vnd=30_000), {"Lệ phí": 0, "Bịa": 9}) == [FeeFacts("Lệ phí", 30_000, "NQ 1")]


def test_of_choices_the_chosen_is_charged_at_its_own_amount_and_names_its_ground() -> None:
    assert owed(fees(SLOW, FAST, OPEN), {"Lệ phí (Nhanh)": 1, "Phí đo đạc": 700_000}) == [
        FeeFacts("Lệ phí (Nhanh)", 50_000, "NQ 1"),
        FeeFacts("Phí đo đạc", 700_000),
    ]


def test_a_choice_may_be_free_and_what_is_not_a_choice_settles_nothing() -> None:
    assert owed(fees(SLOW, FAST), {"Lệ phí (Nhanh)": 0})[0].amount_vnd == 0
    with pytest.raises(FeeUnsettled):
        owed(fees(SLOW, FAST), {"Bịa": 10_000})
