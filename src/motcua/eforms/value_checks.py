"""Checks of one simple value: words, numbers, days, choices, known numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from motcua.eforms.problems import Case, Found
from motcua.eforms.schema import Constraints, Control, Field, FieldType
from motcua.eforms.sentences import PART_LABELS, ask, capital, named, shown_day, shown_number
from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import PersonalNumber, TaxCode, parse_email, parse_phone
from motcua.kernel.phrases import joined, phrase

LONGEST_LINE = 500
LONGEST_TEXT = 5_000
INSTANT = r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}00\+07:00"


def check_simple(case: Case, control: Control, value: Any) -> Found:
    """Problems of one value of a field or cell that is no compound."""
    match control.type:
        case FieldType.DATE:
            return check_day(case, named(control.label), control.constraints, value)
        case FieldType.PHONE:
            return parsed("bad_phone", parse_phone, value)
        case FieldType.EMAIL:
            return parsed("bad_email", parse_email, value)
    return _CHECKS[control.type](case, control, value)


def _check_boolean(case: Case, control: Control, value: Any) -> Found:
    if not isinstance(value, bool):
        yield "", "not_typed", ask(control)
    elif case.complete and not value and isinstance(control, Field) and control.must_agree:
        yield "", "must_agree", ask(control)


def _check_choice(case: Case, control: Control, value: Any) -> Found:
    chosen = value if control.type is FieldType.MULTISELECT else [value]
    known = {item.value for item in control.choices}
    if not isinstance(chosen, list) or not all(isinstance(one, str) and one in known for one in chosen):
        yield "", "not_a_choice", phrase("Chọn {field} trong danh sách.", field=named(control.label))


def _check_words(case: Case, control: Control, value: Any) -> Found:
    if not isinstance(value, str):
        yield "", "not_typed", ask(control)
        return
    rules = control.constraints
    longest = rules.max_length or (LONGEST_TEXT if control.type is FieldType.TEXTAREA else LONGEST_LINE)
    name = capital(named(control.label))
    if len(value) > longest:
        yield "", "too_long", _too_long(name, longest, value)
    if rules.pattern and not re.search(rules.pattern, value):
        sentence = phrase("{field} phải {rule}. Vui lòng nhập lại.", field=name, rule=rules.pattern_says)
        yield "", "pattern", sentence
    if rules.number == "personal_number":
        yield from check_personal_number(case, rules, "", value)
    elif rules.number == "tax_code":
        yield from parsed("bad_tax_code", lambda one: TaxCode.parse(one).value, value)


def _too_long(name: str, longest: int, value: str) -> str:
    return phrase(
        "{field} dài tối đa {longest} ký tự, đang có {length}. Vui lòng viết ngắn lại.",
        field=name,
        longest=longest,
        length=len(value),
    )


def _check_number(case: Case, control: Control, value: Any) -> Found:
    name = capital(named(control.label))
    wants_whole = control.type is not FieldType.NUMBER
    if isinstance(value, bool) or not isinstance(value, int if wants_whole else int | float):
        example = "75.000" if control.type is FieldType.MONEY else "12" if wants_whole else "125,5"
        facts = {"field": name, "example": example}
        sentence = (
            phrase("{field} phải là số nguyên, ví dụ {example}. Vui lòng nhập lại.", **facts)
            if wants_whole
            else phrase("{field} phải là số, ví dụ {example}. Vui lòng nhập lại.", **facts)
        )
        yield "", "not_a_number", sentence
        return
    low, high = control.constraints.min, control.constraints.max
    if low is not None and value < low:
        least = shown_number(low)
        yield (
            "",
            "too_small",
            phrase("{field} phải từ {least} trở lên. Vui lòng nhập lại.", field=name, least=least),
        )
    if high is not None and value > high:
        most = shown_number(high)
        yield (
            "",
            "too_big",
            phrase("{field} không được quá {most}. Vui lòng nhập lại.", field=name, most=most),
        )
    if control.constraints.when in {"past", "past_or_today"} and value > case.today.year:
        sentence = phrase(
            "{field} không được sau năm nay ({year}). Vui lòng nhập lại.", field=name, year=case.today.year
        )
        yield "", "not_past", sentence


def check_day(case: Case, name: str, rules: Constraints, value: Any, part: str = "") -> Found:
    start = capital(name)
    on = as_day(value, precision=rules.precision)
    if on is None:
        way = (
            phrase("gồm ngày, tháng và năm")
            if rules.precision == "day"
            else phrase("gồm ngày, tháng, năm hoặc chỉ năm")
        )
        sentence = phrase(
            "{field} phải là ngày có thật, {way}, ví dụ 27/3/1990. Vui lòng nhập lại.", field=start, way=way
        )
        yield part, "not_a_date", sentence
        return
    if rules.not_before is not None and on < rules.not_before:
        first = shown_day(rules.not_before)
        yield part, "too_early", phrase("{field} phải từ ngày {first} trở đi.", field=start, first=first)
    is_year = isinstance(value, str) and len(value) == 4
    today = date(case.today.year, 1, 1) if is_year else case.today
    facts = {"field": start, "today": shown_day(case.today)}
    match rules.when:
        case "past" if on > today or (on == today and not is_year):
            yield (
                part,
                "not_past",
                phrase("{field} phải là ngày trong quá khứ, ví dụ 27/3/1990.", field=start),
            )
        case "past_or_today" if on > today:
            yield part, "not_past", phrase("{field} không được sau ngày hôm nay ({today}).", **facts)
        case "today_or_future" if on < today:
            yield part, "not_future", phrase("{field} phải từ ngày hôm nay ({today}) trở đi.", **facts)
        case "future" if on < today or (on == today and not is_year):
            yield part, "not_future", phrase("{field} phải sau ngày hôm nay ({today}).", **facts)


def as_day(value: Any, *, precision: str = "day") -> date | None:
    """The day of a canonical date; the first of January for a year alone."""
    if not isinstance(value, str):
        return None
    if precision == "year" and re.fullmatch(r"[1-9][0-9]{3}", value):
        return date(int(value), 1, 1)
    try:
        return date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
    except ValueError:
        return None


def as_instant(value: Any) -> datetime | None:
    """The instant of a canonical date and time."""
    if not isinstance(value, str) or not re.fullmatch(INSTANT, value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _check_instant(case: Case, control: Control, value: Any) -> Found:
    at = as_instant(value)
    if at is None:
        name = capital(named(control.label))
        sentence = phrase(
            "{field} phải có giờ, phút, ngày, tháng, năm, ví dụ 8:30 ngày 27/3/2026. Vui lòng nhập lại.",
            field=name,
        )
        yield "", "not_an_instant", sentence
        return
    whole_days = control.constraints.model_copy(update={"precision": "day"})
    yield from check_day(case, named(control.label), whole_days, at.date().isoformat())


def parsed(code: str, parse: Any, value: Any, part: str = "") -> Found:
    if not isinstance(value, str):
        yield part, "not_typed", phrase("Vui lòng nhập lại bằng chữ số hoặc chữ cái.")
        return
    try:
        parse(value)
    except Invalid as refusal:
        yield part, code, refusal.sentence


def check_personal_number(
    case: Case, rules: Constraints, part: str, value: Any, own: tuple[Any, Any] = (None, None)
) -> Found:
    """Twelve digits that agree with the birth date and sex declared beside them or in the fields named."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{12}", value):
        digits = sum(letter.isdigit() for letter in str(value))
        sentence = phrase(
            "Số định danh cá nhân phải gồm đúng 12 chữ số, số vừa nhập có {digits} chữ số. Vui lòng nhập lại.",
            digits=digits,
        )
        yield part, "not_digits", sentence
        return
    born = own[0] if own[0] is not None else case.answers.get(rules.matches_birth_on or "")
    sex = own[1] if own[1] is not None else case.answers.get(rules.matches_sex or "")
    said = sex if sex in ("male", "female") else None
    found = PersonalNumber.parse(value).contradictions(as_day(born, precision="year"), said)
    if found:
        advice = phrase("Vui lòng kiểm tra lại số định danh, ngày sinh và giới tính theo thẻ căn cước.")
        yield part, "contradicts", joined(" ", [*found, advice])


def check_short_words(part: str, value: Any, longest: int = LONGEST_LINE) -> Found:
    name = capital(PART_LABELS[part.rpartition(".")[2]])
    if value is not None and not isinstance(value, str):
        yield part, "not_typed", phrase("{field}: vui lòng nhập lại bằng chữ.", field=name)
    elif isinstance(value, str) and len(value) > longest:
        yield part, "too_long", _too_long(name, longest, value)


_CHECKS: dict[FieldType, Callable[[Case, Control, Any], Found]] = {
    FieldType.TEXT: _check_words,
    FieldType.TEXTAREA: _check_words,
    FieldType.INTEGER: _check_number,
    FieldType.MONEY: _check_number,
    FieldType.NUMBER: _check_number,
    FieldType.DATETIME: _check_instant,
    FieldType.BOOLEAN: _check_boolean,
    FieldType.SELECT: _check_choice,
    FieldType.MULTISELECT: _check_choice,
}
