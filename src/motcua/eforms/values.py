"""One typed value from what a person typed, or from an answer that is typed already.

Canonical values are JSON: dates `YYYY-MM-DD`, instants with offset, money and integers `int`, numbers `int`
or `float`, choices their code, compound answers objects without empty parts. What cannot be understood stays
as the text that was typed, so that it is shown again and told by `rules.check`; nothing typed is lost.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from motcua.eforms.codelists import Item
from motcua.eforms.schema import Control, FieldType
from motcua.kernel.clock import TZ
from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import PersonalNumber, TaxCode, parse_email, parse_phone
from motcua.kernel.text import fold, nfc

YES = frozenset({"true", "1", "yes", "on", "co"})
NO = frozenset({"false", "0", "no", "off", "khong"})
DATE_BOXES = ("day", "month", "year")


def text(given: Any) -> str:
    """One line of words: NFC, no control characters; the last of several values of one input."""
    return nfc(_without_controls(_last(given)))


def lines(given: Any) -> str:
    """Several lines, each tidied, none before the first or after the last that has words."""
    typed = _without_controls(_last(given).replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(nfc(line) for line in typed.split("\n")).strip("\n")


def words(control: Control, given: Any) -> str | None:
    """Text of one or several lines; capitals where the form asks for them; known numbers as digits."""
    typed = lines(given) if control.type is FieldType.TEXTAREA else text(given)
    if control.uppercase:
        typed = "\n".join(nfc(line.upper()) for line in typed.split("\n"))
    match control.constraints.number:
        case "personal_number":
            return tidy(lambda one: PersonalNumber.parse(one).value, typed)
        case "tax_code":
            return tidy(lambda one: TaxCode.parse(one).value, typed)
    return typed or None


def tidy(parse: Callable[[str], str], typed: str) -> str | None:
    """What the parser makes of it, or the text itself when it refuses."""
    if not typed:
        return None
    try:
        return parse(typed)
    except Invalid:
        return typed


def integer(given: Any) -> int | str | None:
    """Whole numbers and money: "75.000 đ" is 75000; at most fifteen digits, which JSON readers keep exact."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given if abs(given) < 10**15 else str(given)
    if isinstance(given, float) and given.is_integer() and abs(given) < 10**15:
        return int(given)
    typed = text(given)
    plain = re.sub(r"(?<=\d)\s*(vnđ|vnd|đồng|đ)$", "", typed.lower()).strip()
    plain = unicodedata.normalize("NFKC", plain)
    if re.fullmatch(r"-?[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*", plain):
        plain = re.sub(r"[., ]", "", plain)
    if re.fullmatch(r"-?[0-9]{1,15}", plain):
        return int(plain)
    return typed or None


def number(given: Any) -> int | float | str | None:
    """A number as Vietnamese write it: comma before the fraction, dots between thousands (1.250,5)."""
    if isinstance(given, float) and math.isfinite(given) and not given.is_integer():
        return given
    whole = integer(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
    if whole is not None and not isinstance(whole, str):
        return whole
    typed = text(given)
    plain = unicodedata.normalize("NFKC", typed)
    if re.fullmatch(r"-?[0-9]{1,3}([. ][0-9]{3})+(,[0-9]+)?", plain):
        plain = re.sub(r"[. ]", "", plain)
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", plain):
        return typed or None
    value = float(plain)
    return int(value) if value.is_integer() else value


def day(given: Any, *, precision: str = "day") -> str | None:
    """A date from three boxes or from text (27/3/1990, 1990-03-27); a year alone where that is enough."""
    if isinstance(given, Mapping):
        boxes = [text(given.get(box)) for box in DATE_BOXES]
        filled = [box for box in boxes if box]
        typed = nfc("/".join(boxes)) if len(filled) > 1 else "".join(filled)
        if len(filled) == 1 and not boxes[0] and not boxes[2]:
            typed = f"/{typed}/"  # a month alone: keep it in its box
    else:
        typed = text(given)
    plain = unicodedata.normalize("NFKC", typed)
    if precision == "year" and re.fullmatch(r"[1-9][0-9]{3}", plain):
        return plain
    if found := re.fullmatch(r"([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{4})", plain):
        parts = (found[3], found[2], found[1])
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", plain):
        parts = (found[1], found[2], found[3])
    else:
        return typed or None
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError:
        return typed


def instant(given: Any) -> str | None:
    """A day and a time of day in Viet Nam (8:30, 8h30, 8 giờ 30), to the minute."""
    if isinstance(given, Mapping):
        hour, on = text(given.get("time")), day(given) or ""
        typed = f"{hour} {on}".strip()
    else:
        typed = text(given)
        try:
            return _stamp(datetime.fromisoformat(typed)) if "T" in typed else _from_words(typed)
        except (ValueError, OverflowError):
            return typed or None
    return _from_words(typed)


def _from_words(typed: str) -> str | None:
    clock, _, on = typed.partition(" ")
    found = re.fullmatch(r"([0-9]{1,2})(?::|h|g|giờ)([0-9]{2})?p?", clock.lower())
    on = day(on) or ""
    if found and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", on):
        try:
            at = datetime.fromisoformat(f"{on}T{int(found[1]):02d}:{int(found[2] or 0):02d}:00")
            return _stamp(at)
        except (ValueError, OverflowError):
            pass
    return typed or None


def _stamp(at: datetime) -> str:
    local = at.replace(tzinfo=TZ) if at.tzinfo is None else at.astimezone(TZ)
    # old local mean time has offsets with seconds; forms speak of living memory and later
    return local.replace(second=0, microsecond=0, tzinfo=None).isoformat() + "+07:00"


def boolean(given: Any) -> bool | None:
    """Yes, no, or not answered."""
    if isinstance(given, bool):
        return given
    typed = fold(text(given))
    return True if typed in YES else False if typed in NO else None


def choice(items: Sequence[Item], given: Any) -> str | None:
    """The code of a choice; its word is understood as well (messages, scanners)."""
    typed = text(given)
    if not typed or any(item.value == typed for item in items):
        return typed or None
    folded = fold(typed)
    return next((item.value for item in items if fold(item.label) == folded), typed)


def choices(items: Sequence[Item], given: Any) -> list[str] | None:
    """Codes of all that was chosen, each once, in the order of the list."""
    several = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    chosen = dict.fromkeys(one for one in (choice(items, each) for each in several) if one)
    order = {item.value: place for place, item in enumerate(items)}
    return sorted(chosen, key=lambda one: order.get(one, len(order))) or None


def phone(given: Any) -> str | None:
    return tidy(parse_phone, text(given))


def email(given: Any) -> str | None:
    return tidy(parse_email, text(given))


def simple(control: Control, given: Any) -> Any:
    """The value of a field or cell that is no compound."""
    match control.type:
        case FieldType.TEXT | FieldType.TEXTAREA:
            return words(control, given)
        case FieldType.DATE:
            return day(given, precision=control.constraints.precision)
        case FieldType.SELECT:
            return choice(control.choices, given)
        case FieldType.MULTISELECT:
            return choices(control.choices, given)
    return _PARSERS[control.type](given)


_PARSERS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.INTEGER: integer,
    FieldType.MONEY: integer,
    FieldType.NUMBER: number,
    FieldType.DATETIME: instant,
    FieldType.BOOLEAN: boolean,
    FieldType.PHONE: phone,
    FieldType.EMAIL: email,
}


def _last(given: Any) -> str:
    if isinstance(given, Sequence) and not isinstance(given, str):
        given = given[-1] if given else ""
    if isinstance(given, str):
        return given
    return str(given) if isinstance(given, int | float) and not isinstance(given, bool) else ""


def _without_controls(typed: str) -> str:
    # PostgreSQL's jsonb takes no NUL, UTF-8 no lone surrogate
    return "".join(
        letter for letter in typed if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
