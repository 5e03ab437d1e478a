import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import (
    AgencyCodeInvalid,
    DossierCodeInvalid,
    EmailInvalid,
    PersonalNumber,
    PersonalNumberContradicts,
    PersonalNumberInvalid,
    PhoneInvalid,
    ProcedureCodeInvalid,
    TaxCode,
    TaxCodeCheckDigitWrong,
    TaxCodeInvalid,
    parse_agency_code,
    parse_dossier_code,
    parse_email,
    parse_phone,
    parse_procedure_code,
    tax_check_digit,
)
from motcua.kernel.provinces import OLD_PROVINCES, PROVINCES_SINCE_2025

PARSERS = [
    PersonalNumber.parse, TaxCode.parse, parse_agency_code, parse_dossier_code, parse_procedure_code,
    parse_phone, parse_email,
]  # fmt: skip
digits = st.text("0123456789", min_size=1, max_size=20)


def test_a_personal_number_tells_province_sex_and_year_of_birth():
    number = PersonalNumber.parse(" 072 095 012345 ")
    assert number == PersonalNumber("072095012345", "072", "male", 1995)
    assert number.province_names == ["Tây Ninh"]
    assert number.masked == "072*****2345"


@pytest.mark.parametrize(
    ("text", "sex", "year"),
    [("001099000001", "male", 1999), ("001100000001", "female", 1900), ("001205000001", "male", 2005),
     ("001305000001", "female", 2005), ("001999000001", "female", 2399)],
)  # fmt: skip
def test_the_fourth_digit_is_century_and_sex(text, sex, year):
    number = PersonalNumber.parse(text)
    assert (number.sex, number.birth_year) == (sex, year)


@pytest.mark.parametrize("text", ["", "290123456", "07209501234", "0720950123456", "07209501234x"])
def test_what_is_not_twelve_digits_is_refused_and_the_card_is_named(text):
    with pytest.raises(PersonalNumberInvalid) as refused:
        PersonalNumber.parse(text)
    assert "12 chữ số" in refused.value.sentence
    assert "thẻ căn cước" in refused.value.sentence


def test_a_number_that_contradicts_the_birth_year_is_told_in_vietnamese():
    number = PersonalNumber.parse("072095012345")
    assert number.contradictions(date(1995, 1, 15), "male") == []
    assert number.contradictions(None, None) == []
    assert number.contradictions(date(1996, 1, 15), None) == [
        "Số định danh 072095012345 cho biết năm sinh 1995, khác năm sinh đã khai 1996."
    ]
    with pytest.raises(PersonalNumberContradicts) as refused:
        number.require_agreement(date(1996, 1, 15), "female")
    assert "năm sinh 1995" in refused.value.sentence
    assert "giới tính nam, khác giới tính đã khai nữ" in refused.value.sentence


@given(st.sampled_from(sorted(OLD_PROVINCES)), st.dates(date(1900, 1, 1), date(2399, 12, 31)), st.booleans(),
       st.integers(0, 999_999))  # fmt: skip
def test_a_number_made_by_the_rule_agrees_with_the_person_it_was_made_for(province, birth, female, tail):
    century = (birth.year - 1900) // 100 * 2 + female
    number = PersonalNumber.parse(f"{province}{century}{birth.year % 100:02d}{tail:06d}")
    assert number.contradictions(birth, "female" if female else "male") == []
    assert (
        len(number.contradictions(birth.replace(year=birth.year + 1, day=1), "male" if female else "female"))
        == 2
    )
    assert number.warnings() == []


def test_the_63_old_provinces_stay_known_beside_the_34_new():
    assert len(OLD_PROVINCES) == 63
    assert len(PROVINCES_SINCE_2025) == 34
    assert set(PROVINCES_SINCE_2025) <= set(OLD_PROVINCES)
    assert PersonalNumber.parse("080095012345").province_names == ["Long An", "Tây Ninh"]
    assert "nước ngoài" in PersonalNumber.parse("199095012345").warnings()[0]


@pytest.mark.parametrize(
    ("text", "value", "kind", "parent"),
    [
        ("0100109106", "0100109106", "enterprise", "0100109106"),
        ("01001 09106", "0100109106", "enterprise", "0100109106"),
        ("0100109106-001", "0100109106-001", "dependent", "0100109106"),
        ("0100109106999", "0100109106-999", "dependent", "0100109106"),
        ("072095012345", "072095012345", "person", "072095012345"),
    ],
)
def test_a_tax_code_has_ten_digits_ten_and_three_or_twelve(text, value, kind, parent):
    code = TaxCode.parse(text)
    assert (code.value, code.kind, code.parent) == (value, kind, parent)


@pytest.mark.parametrize(
    "text", ["", "010010910", "01001091061", "0100109106-000", "0100000006", "ABCDEFGHIJ"]
)
def test_what_has_not_the_form_of_a_tax_code_is_refused(text):
    with pytest.raises(TaxCodeInvalid):
        TaxCode.parse(text)


@given(st.from_regex(r"[0-9]{2}[0-9]{7}", fullmatch=True))
def test_exactly_one_check_digit_is_right(nine):
    assume(nine[2:] != "0000000")
    right = tax_check_digit(nine)
    for digit in range(10):
        if digit == right:
            assert TaxCode.parse(f"{nine}{digit}").value == f"{nine}{digit}"
        else:
            with pytest.raises(TaxCodeCheckDigitWrong) as refused:
                TaxCode.parse(f"{nine}{digit}")
            assert f"{nine}{digit}" in refused.value.sentence


def test_every_single_mistyped_digit_of_a_tax_code_is_found():
    for place in range(9):
        for digit in "0123456789":
            typed = "0100109106"[:place] + digit + "0100109106"[place + 1 :]
            if typed != "0100109106":
                with pytest.raises(TaxCodeCheckDigitWrong):
                    TaxCode.parse(typed)


@pytest.mark.parametrize(
    ("text", "value", "kind", "levels"),
    [
        ("h53", "H53", "state", ("H53",)),
        ("H53.18", "H53.18", "state", ("H53", "18")),
        ("H53.18.04", "H53.18.04", "state", ("H53", "18", "04")),
        ("000.00.18.H53", "000.00.18.H53", "state", ("H53", "18")),
        ("004.02.18.H53", "004.02.18.H53", "state", ("H53", "18", "02", "004")),
        ("Z01ABC", "Z01ABC", "other", ("Z01ABC",)),
        ("0100109106", "0100109106", "enterprise", ("0100109106",)),
        ("46A8012345", "46A8012345", "enterprise", ("46A8012345",)),
    ],
)
def test_agency_codes_of_both_generations_and_of_enterprises(text, value, kind, levels):
    code = parse_agency_code(text)
    assert (code.value, code.kind, code.levels) == (value, kind, levels)


@pytest.mark.parametrize(
    "text", ["", "H5", "H53.", "H53..18", "Z00A", "H53.18/1", "H53." + "A" * 40, "HH3.18"]
)
def test_what_is_no_agency_code_is_refused(text):
    with pytest.raises(AgencyCodeInvalid) as refused:
        parse_agency_code(text)
    assert "QĐ" not in refused.value.sentence
    assert "H53.18" in refused.value.sentence


@pytest.mark.demand("TN19-10.4")
@pytest.mark.parametrize(
    ("text", "agency", "day", "sequence", "generation", "system"),
    [
        ("H53.18-251103-0001", "H53.18", date(2025, 11, 3), 1, 2020, None),
        ("h53.18 – 251103 – 12345", "H53.18", date(2025, 11, 3), 12345, 2020, None),
        ("000.00.04.G22-200708-0001", "G22.04", date(2020, 7, 8), 1, 2018, None),
        ("H53.18.04-260126-120007", "H53.18.04", date(2026, 1, 26), 7, 2026, "12"),
        ("0100109106-001-260126-0003", "0100109106-001", date(2026, 1, 26), 3, 2020, None),
    ],
)  # fmt: skip
def test_dossier_codes_of_three_generations_are_taken_apart(text, agency, day, sequence, generation, system):
    code = parse_dossier_code(text)
    assert code.agency.today == agency
    assert (code.day, code.sequence, code.generation, code.system) == (day, sequence, generation, system)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "H53.18-251103", "H53.18-251303-0001", "H53.18-251103-001", "H53.18-20251103-0001",
     "-251103-0001", "' or 1=1 --", "H53.18-250229-0001", "0100109107-251103-0001"],
)  # fmt: skip
def test_an_unreadable_dossier_code_is_refused_with_an_example(text):
    with pytest.raises(DossierCodeInvalid) as refused:
        parse_dossier_code(text)
    assert "H53.18-251103-0001" in refused.value.sentence


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser_it_is_read_or_refused(text):
    for parse in PARSERS:
        with suppress(Invalid):
            assert parse(text)


@pytest.mark.parametrize(
    ("text", "key", "suffix"),
    [("1.001193", "1.001193", ""), ("1.000948.h38", "1.000948", "H38"),
     ("2.001218.000.00.00.H38", "2.001218", "000.00.00.H38")],
)  # fmt: skip
def test_procedure_codes_keep_key_and_suffix(text, key, suffix):
    code = parse_procedure_code(text)
    assert (code.key, code.suffix) == (key, suffix)


@pytest.mark.parametrize("text", ["", "1001193", "1.00119", "1.001193.", "0.001193", "1.001193-H38"])
def test_what_is_no_procedure_code_is_refused(text):
    with pytest.raises(ProcedureCodeInvalid):
        parse_procedure_code(text)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0901234567", "0901234567"),
        ("+84 901 234 567", "0901234567"),
        ("84901234567", "0901234567"),
        ("0084 901.234.567", "0901234567"),
        ("+84 (0)90-123-4567", "0901234567"),
        ("(0276) 3822 233", "02763822233"),
        ("+84 276 3822 233", "02763822233"),
        ("０９０１２３４５６７", "0901234567"),
    ],
)
def test_a_telephone_number_has_one_form(text, phone):
    assert parse_phone(text) == phone


@pytest.mark.parametrize(
    "text", ["", "901234567", "0101234567", "090123456", "09012345678", "0276382223", "113", "o901234567"]
)
def test_what_is_no_vietnamese_number_is_refused(text):
    with pytest.raises(PhoneInvalid):
        parse_phone(text)


@given(st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True))
def test_the_country_code_changes_nothing(phone):
    assert parse_phone(phone) == parse_phone(f"+84{phone[1:]}") == parse_phone(f"84{phone[1:]}") == phone


@given(digits)
def test_a_parsed_number_parses_to_itself(text):
    for parse in (lambda t: PersonalNumber.parse(t).value, lambda t: TaxCode.parse(t).value, parse_phone):
        try:
            once = parse(text)
        except Invalid:
            continue
        assert parse(once) == once
        assert re.fullmatch(r"[0-9-]+", once)


def test_an_address_is_kept_in_small_letters():
    assert parse_email("  An.Nguyen+motcua@TayNinh.gov.VN ") == "an.nguyen+motcua@tayninh.gov.vn"


@pytest.mark.parametrize(
    "text",
    ["", "an", "an@", "@vn", "an@tayninh", "an nguyen@x.vn", "ạn@x.vn", "a@b@c.vn", "a..b@x.vn", "a@-x.vn",
     "a@1.2.3.4", "a" * 65 + "@x.vn", "a@" + "x." * 130 + "vn", "a@x.vn\nbcc: b@y.vn"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(EmailInvalid):
        parse_email(text)
