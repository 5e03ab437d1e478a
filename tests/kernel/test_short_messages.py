"""How texts become short messages: alphabets, folding, parts and their headers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.short_messages import cut, fold_to_gsm7, is_gsm7, read_body

VIETNAMESE = "Hồ sơ của ông/bà đã được tiếp nhận, hẹn trả ngày 25/11/2026."
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700)


def test_vietnamese_needs_ucs2_and_folded_it_does_not() -> None:
    assert cut(VIETNAMESE).alphabet == "ucs2"
    assert cut(fold_to_gsm7(VIETNAMESE)).alphabet == "gsm7"
    assert fold_to_gsm7(VIETNAMESE) == "Ho so cua ong/ba da duoc tiep nhan, hen tra ngay 25/11/2026."


def test_quotes_dashes_and_money_become_plain() -> None:
    assert fold_to_gsm7("“75.000 ₫” – ‘xong’…") == "\"75.000 d\" - 'xong'..."
    assert fold_to_gsm7("日") == "?"


@pytest.mark.parametrize(
    ("length", "letter", "parts"),
    [
        (160, "a", 1),
        (161, "a", 2),
        (306, "a", 2),
        (307, "a", 3),
        (80, "€", 1),
        (81, "€", 2),
        (70, "ệ", 1),
        (71, "ệ", 2),
        (134, "ệ", 2),
        (135, "ệ", 3),
    ],
)
def test_lengths_are_those_of_the_standard(length: int, letter: str, parts: int) -> None:
    assert len(cut(letter * length)) == parts


@given(TEXTS)
def test_parts_joined_again_are_the_text_and_none_is_too_long(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    parts = cut(text)
    most = (160, 153) if parts.alphabet == "gsm7" else (140, 134)

    assert read_body(b"".join(parts.bodies), parts.alphabet) == text
    assert all(len(body) <= most[len(parts) > 1] for body in parts.bodies)
    # no part ends within a sign
    assert "".join(read_body(body, parts.alphabet) for body in parts.bodies) == text


@given(TEXTS)
def test_folded_texts_fit_the_alphabet_and_stay_folded(text: str) -> None:
    folded = fold_to_gsm7(text)
    assert is_gsm7(folded)
    assert fold_to_gsm7(folded) == folded


def test_headers_number_the_parts() -> None:
    first, second = cut("a" * 200).with_headers(0x1AB)
    assert first[:6] == bytes([5, 0, 3, 0xAB, 2, 1])
    assert second[:6] == bytes([5, 0, 3, 0xAB, 2, 2])
    assert cut("a").with_headers(7) == (b"a",)


def test_more_than_255_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="256"):
        cut("a" * (153 * 255 + 1))
