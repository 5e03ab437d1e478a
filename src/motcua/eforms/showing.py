"""Answers as people read them: on the page "check your answers", on the print, in the clerk's view. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from motcua.eforms.codelists import code_list
from motcua.eforms.conditions import All, Any_, Condition, Equals, In, IsFilled, Not
from motcua.eforms.schema import Control, Field, FieldType, FormDocument
from motcua.eforms.sentences import PART_LABELS, capital, either, short, shown_number, shown_size
from motcua.eforms.value_checks import as_day, as_instant
from motcua.kernel.phrases import joined, phrase, shaped

Lines = tuple[str, ...]


def shown(field: Field, value: Any) -> Lines:
    """The answer of a field in lines of words; none when it was not answered.

    What could not be understood is shown as it was typed. Rows of a repeated group are one line each.
    """
    if value is None:
        return ()
    if field.type is FieldType.LIST:
        return tuple(_row(field, row) for row in value if isinstance(row, Mapping))
    compound = _COMPOUNDS.get(field.type)
    if compound is not None:
        return compound(field, value) if isinstance(value, Mapping | list) else (str(value),)
    return simple(field, value)


def simple(control: Control, value: Any) -> Lines:
    """The words of a value that is no compound."""
    match control.type:
        case FieldType.BOOLEAN if isinstance(control, Field) and control.must_agree:
            lines: Lines = (phrase("Đã đồng ý") if value is True else phrase("Chưa đồng ý"),)
        case FieldType.BOOLEAN:
            lines = (phrase("Có") if value is True else phrase("Không"),)
        case FieldType.SELECT:
            lines = (control.label_of(str(value)),)
        case FieldType.MULTISELECT if isinstance(value, list):
            lines = tuple(control.label_of(str(one)) for one in value)
        case FieldType.MONEY if isinstance(value, int):
            lines = (phrase("{amount} đồng", amount=shown_number(value)),)
        case FieldType.INTEGER | FieldType.NUMBER if isinstance(value, int | float):
            lines = (plain_number(control, value),)
        case FieldType.DATE:
            lines = (day(value),)
        case FieldType.DATETIME:
            lines = (instant(value),)
        case FieldType.TEXTAREA:
            lines = tuple(str(value).split("\n"))
        case _:
            lines = (str(value),)
    return lines


def plain_number(control: Control, value: float) -> str:
    """A number with dots between thousands; a year without them."""
    is_year = control.type is FieldType.INTEGER and control.constraints.min == 1900
    return str(value) if is_year else shown_number(value)


def day(value: Any) -> str:
    """27/03/1990; a year alone stays; what is no date stays as typed."""
    on = as_day(value)
    return str(value) if on is None else on.strftime("%d/%m/") + f"{on.year:04d}"


def instant(value: Any) -> str:
    """8 giờ 30, ngày 27/03/2026."""
    at = as_instant(value)
    if at is None:
        return str(value)
    return phrase(
        "{hour} giờ {minute}, ngày {day}",
        hour=at.hour,
        minute=f"{at.minute:02d}",
        day=day(at.date().isoformat()),
    )


def describe(form: FormDocument, condition: Condition) -> str:
    """A condition in words: “Quan hệ” là “Khác” hoặc “Bạn”."""
    match condition:
        case Equals(field=path, equals=value):
            return phrase("{field} là {value}", field=_asked(form, path), value=_word(form, path, value))
        case In(field=path, values=values):
            words = reduce(either, (_word(form, path, value) for value in values))
            return phrase("{field} là {value}", field=_asked(form, path), value=words)
        case IsFilled(field=path, is_filled=wanted):
            name = _asked(form, path)
            return (
                phrase("đã điền {field}", field=name) if wanted else phrase("không điền {field}", field=name)
            )
        case All(parts=parts):
            return reduce(_both, (describe(form, part) for part in parts))
        case Any_(parts=parts):
            return reduce(either, (describe(form, part) for part in parts))
        case Not(part=part):
            return phrase("không phải trường hợp {condition}", condition=describe(form, part))


def _both(first: str, second: str) -> str:
    return phrase("{first} và {second}", first=first, second=second)


def _asked(form: FormDocument, path: str) -> str:
    field_id, _, part = path.partition(".")
    label = short(form.field(field_id).label)
    if not part:
        return _quoted(label)
    return phrase("“{field} – {part}”", field=label, part=PART_LABELS.get(part, part))


def _word(form: FormDocument, path: str, value: Any) -> str:
    field_id, _, part = path.partition(".")
    if isinstance(value, bool):
        return phrase("“Có”") if value else phrase("“Không”")
    if part == "kind":
        return _quoted(code_list("id_documents").label(str(value)) or str(value))
    return _quoted(form.field(field_id).label_of(str(value)))


def _quoted(words: str) -> str:
    return joined("", ("“", words, "”"))


def _row(field: Field, row: Mapping[str, Any]) -> str:
    cells = [
        joined(": ", (column.label, joined("; ", simple(column, row[column.id]))))
        for column in field.columns
        if row.get(column.id) is not None
    ]
    return joined("; ", cells)


def address(value: Mapping[str, Any]) -> str:
    """Số 12, đường 30/4, phường Tân Ninh, tỉnh Tây Ninh."""
    parts = (value.get("detail"), value.get("commune_name"), value.get("province_name"))
    return ", ".join(str(part) for part in parts if part)


def _document(value: Mapping[str, Any]) -> Lines:
    kind = code_list("id_documents").label(str(value.get("kind", "")))
    number = str(value.get("number", ""))
    first = joined(": ", (kind, number)) if kind and number else kind or number
    issue = []
    if value.get("issued_on"):
        issue.append(phrase("cấp ngày {day}", day=day(value["issued_on"])))
    if value.get("issued_by"):
        issue.append(phrase("nơi cấp: {place}", place=value["issued_by"]))
    lines = (first, capital(joined(", ", issue)))
    return tuple(line for line in lines if line)


def _person(field: Field, value: Mapping[str, Any]) -> Lines:
    lines: list[str] = []
    for part in field.part_names:
        given = value.get(part)
        if given is None:
            continue
        if part == "document" and isinstance(given, Mapping):
            lines += _document(given)
        elif part == "full_name":
            lines.append(str(given))
        else:
            lines.append(joined(": ", (capital(PART_LABELS[part]), _person_part(part, given))))
    return tuple(lines)


def _person_part(part: str, given: Any) -> str:
    lists = {
        "sex": "sex",
        "ethnic_group": "ethnic_groups",
        "nationality": "countries",
        "relation": "relations",
    }
    if part in lists:
        return code_list(lists[part]).label(str(given)) or str(given)
    if part == "address" and isinstance(given, Mapping):
        return address(given)
    return day(given) if part == "born_on" else str(given)


def _signature(_: Field, value: Mapping[str, Any]) -> Lines:
    name = str(value.get("name", ""))
    if value.get("confirmed") is True:
        return (shaped(phrase("{name} đã xác nhận trực tuyến, thay cho chữ ký tay", name=name), str.strip),)
    return (shaped(phrase("{name} (chưa đánh dấu xác nhận)", name=name), str.strip),)


def _files(_: Field, value: Any) -> Lines:
    return tuple(f"{one['name']} ({shown_size(one['size'])})" for one in value)


_COMPOUNDS: dict[FieldType, Callable[[Field, Any], Lines]] = {
    FieldType.ADDRESS: lambda _, value: (address(value),),
    FieldType.ID_DOCUMENT: lambda _, value: _document(value),
    FieldType.PERSON: _person,
    FieldType.AGENCY: lambda _, value: (str(value.get("name") or value.get("code", "")),),
    FieldType.SIGNATURE: _signature,
    FieldType.FILE: _files,
}
