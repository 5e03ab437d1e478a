"""Personal numbers never lie open in what was entered, and what was typed comes back exactly."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import open_answers, seal_answers
from motcua.kernel.sealing import Sealer

SEALER = Sealer(bytes(32))
NUMBER = "072195001234"
WORDS = st.text() | st.sampled_from([NUMBER, "sealed:", "sealed:v1.khong-phai", "012"])
ANSWERS = st.dictionaries(
    st.sampled_from(["number", "ho_ten", "so_dinh_danh"]),
    st.recursive(
        WORDS | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["number", "a"]), inner),
        max_leaves=6,
    ),
)


def test_a_personal_number_is_sealed_wherever_it_was_typed() -> None:
    answers = {
        "so_dinh_danh": NUMBER,
        "giay_to": {"kind": "other", "number": "B1234567"},
        "thanh_vien": [{"ho_ten": "Nguyễn Thị An", "so_cccd": NUMBER}],
    }

    kept = json.dumps(seal_answers(answers, SEALER.seal), ensure_ascii=False)

    assert NUMBER not in kept
    assert "B1234567" not in kept
    assert "Nguyễn Thị An" in kept


@given(ANSWERS)
def test_what_was_typed_comes_back_also_what_looks_sealed(answers: dict[str, object]) -> None:
    assert open_answers(seal_answers(answers, SEALER.seal), SEALER.open) == answers
