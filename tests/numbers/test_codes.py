from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import AgencyCodeInvalid, parse_dossier_code
from motcua.numbers.errors import ReferenceMistyped, SecretMistyped
from motcua.numbers.rules import (
    ALPHABET,
    book_day,
    dossier_code,
    parse_reference,
    parse_secret,
    reference,
    secret,
    secret_from,
    slip_number,
)

DAY = date(2025, 11, 3)


@pytest.mark.demand("TN19-10.4")
def test_a_code_names_agency_day_and_number():
    assert dossier_code("H53.18", DAY, 1) == "H53.18-251103-0001"
    assert dossier_code("H53.18", DAY, 12345) == "H53.18-251103-12345"


@given(st.sampled_from(["H53", "H53.18", "H53.18.04", "000.00.18.H53", "0100109106"]),
       st.dates(date(2018, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))  # fmt: skip
def test_a_code_is_taken_apart_again(agency, day, n):
    code = parse_dossier_code(dossier_code(agency, day, n))
    assert (code.agency.value, code.day, code.sequence) == (agency, day, n)


def test_no_code_without_an_agency_s_code_or_a_number():
    with pytest.raises(AgencyCodeInvalid):
        dossier_code("Sở Y tế", DAY, 1)
    with pytest.raises(ValueError):
        dossier_code("H53.18", DAY, 0)


def test_slips_are_numbered_by_the_year():
    assert slip_number(12) == "12/TTPVHCC"
    assert book_day(DAY) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("make", "parse", "refusal"),
    [(reference, parse_reference, ReferenceMistyped), (secret, parse_secret, SecretMistyped)],
)
def test_every_wrong_sign_and_every_swap_is_told_from_an_unknown_reference(make, parse, refusal):
    right = make()
    assert parse(right) == parse(f" {right.lower().replace('-', ' ')} ") == right
    plain = right.replace("-", "")
    wrong = {plain[:i] + sign + plain[i + 1 :] for i in range(len(plain)) for sign in ALPHABET + "01ILOSU"}
    for i in range(len(plain)):
        for j in range(i):
            swapped = list(plain)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            wrong.add("".join(swapped))
    wrong |= {plain[:-1], plain + "2", ""}
    for text in wrong - {plain}:
        with pytest.raises(refusal):
            parse(text)


def test_references_have_no_letters_that_look_alike_and_do_not_repeat():
    made = [reference() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert not set("".join(made)) & set("01ILOSU")
    assert all(any(sign.isdigit() for sign in one) for one in made)  # none is taken for a name


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for parse in (parse_reference, parse_secret):
        try:
            canonical = parse(text)
        except Invalid:
            continue
        assert parse(canonical) == canonical


@given(st.binary(min_size=16, max_size=32), st.binary(min_size=16, max_size=32))
def test_a_seed_has_one_secret_which_can_be_typed_and_no_other_seed_has_it(one, other):
    assert parse_secret(secret_from(one).lower()) == secret_from(one)
    assert (secret_from(one) == secret_from(other)) is (one == other)
