"""Telephone numbers in the form of gateways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.phones import PhoneInvalid, is_mobile, mask_phone, parse_phone, show_phone


@pytest.mark.parametrize(
    "text",
    ["0901234567", "0901 234 567", "+84 901-234-567", "84901234567", "0084901234567", "+84(0)901234567"],
)
def test_a_number_has_one_form_for_gateways(text: str) -> None:
    assert parse_phone(text) == "84901234567"


@pytest.mark.parametrize("text", ["", "7039", "12345", "0101234567", "09012345678", "abc", "+12025550123"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(PhoneInvalid):
        parse_phone(text)


@given(st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True))
def test_what_is_shown_is_read_again(national: str) -> None:
    phone = parse_phone(national)
    assert parse_phone(show_phone(phone)) == phone
    assert show_phone(phone).replace(" ", "") == national
    assert is_mobile(phone) is not national.startswith("02")


def test_a_number_is_shown_in_groups_and_masked_for_others() -> None:
    assert show_phone("84901234567") == "0901 234 567"
    assert show_phone("842763822233") == "0276 3822 233"
    assert show_phone("7039") == "7039"
    assert mask_phone("84901234567") == "0901 *** 567"
    assert mask_phone("7039") == "***"
