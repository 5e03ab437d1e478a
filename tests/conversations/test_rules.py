"""Whatever a short message looks like, the code in it is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.conversations.rules import asked_code, shorter_forms

CODE = "H53.18-251103-0001"


@pytest.mark.demand("NB18-5.3", "TN14-5.1b")
@pytest.mark.parametrize(
    "text",
    [
        "HS H53.18-251103-0001",
        "hs h53.18-251103-0001",
        "  Hs   H53.18-251103-0001  ",
        "HS:H53.18-251103-0001.",
        "HSH53.18-251103-0001",
        "HS <H53.18-251103-0001>",
        "Hs. h53.18-251103-0001!".replace("!", ""),
        "H S H53.18-251103-0001",
        "h53.18-251103-0001",
        "ＨＳ H53.18-251103-0001".translate(str.maketrans("ＨＳ", "HS")),
    ],
)
def test_case_blanks_and_signs_do_not_matter(text: str) -> None:
    assert asked_code(text, "HS") == CODE


def test_the_keyword_is_a_setting_with_or_without_marks() -> None:
    assert asked_code("Hồ sơ H53.18-251103-0001", "hồ sơ") == CODE
    assert asked_code("HO SO H53.18-251103-0001", "hồ sơ") == CODE
    assert asked_code("TC H53.18-251103-0001", "TC") == CODE


@pytest.mark.parametrize("text", ["HS", "hs.", "HS -"])
def test_the_keyword_alone_names_no_code(text: str) -> None:
    assert asked_code(text, "HS") == ""


@pytest.mark.parametrize(
    "text", ["", "xin chào", "TRO GIUP", "ok", "Hoà ơi 12h về nhé", "gọi 0901234567 giúp"]
)
def test_something_else_is_no_question(text: str) -> None:
    assert asked_code(text, "HS") is None


def test_a_reference_of_letters_only_is_a_code_too() -> None:
    assert asked_code("hs jbmfm-xzpyk", "HS") == "JBMFM-XZPYK"
    assert asked_code("JBMFM-XZPYK", "HS") == "JBMFM-XZPYK"


def test_thanks_behind_the_code_are_left_away_bit_by_bit() -> None:
    assert shorter_forms("H53.18-251103-0001 CAM ON") == [
        "H53.18-251103-0001 CAM ON",
        "H53.18-251103-0001 CAM",
        "H53.18-251103-0001",
    ]


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    found = asked_code(text, "HS")
    assert found is None or isinstance(found, str)
