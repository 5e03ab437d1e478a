"""Answers of a form: `clean` types what was sent, `check` (see `checks`) says what is wrong. Pure.

Names of inputs: `field`, `field.part`, `field.part.subpart` (a person's paper or address),
`field.row.column`; dates have `day`, `month`, `year` boxes, instants also `time`. Answers that are typed
already are understood too, so cleaning twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from motcua.eforms import values
from motcua.eforms.checks import check
from motcua.eforms.codelists import code_list
from motcua.eforms.conditions import holds
from motcua.eforms.places import NOWHERE, Places, province_name, provinces
from motcua.eforms.problems import Problem
from motcua.eforms.schema import Field, FieldType, FormDocument
from motcua.kernel.identifiers import PersonalNumber, TaxCode
from motcua.kernel.text import nfc

__all__ = ["Answers", "Problem", "check", "clean", "clean_field", "nest", "visible_fields"]

Answers = dict[str, Any]
Raw = Mapping[str, Any]

# rows beyond these are not even read; `check` refuses above the form's own limit
MOST_ROWS = 200


def clean(form: FormDocument, raw: Raw, *, places: Places = NOWHERE) -> Answers:
    """The typed answers of what was sent (làm sạch dữ liệu biểu mẫu).

    Takes
        raw     a QueryDict, a flat mapping of input names, or answers; unknown names are left out
        places  communes and agencies that can be chosen; without them the names in `raw` are believed
    Gives
        field id → value, without empty values and without fields whose condition does not hold. Files are
        taken only from typed answers, never from the text of a request: the caller vouches for their ids.
    """
    given = nest(raw)
    answers: Answers = {}
    for field in form.fields:
        if field.visible_when is not None and not holds(field.visible_when, answers):
            continue
        value = clean_field(field, given.get(field.id), places=places)
        if value is not None:
            answers[field.id] = value
    return answers


def visible_fields(form: FormDocument, answers: Mapping[str, Any]) -> tuple[Field, ...]:
    """Fields whose condition holds for these answers, in order."""
    return tuple(one for one in form.fields if one.visible_when is None or holds(one.visible_when, answers))


def clean_field(field: Field, given: Any, *, places: Places = NOWHERE) -> Any:
    """The typed value of one field, None when nothing was answered."""
    compound = _COMPOUNDS.get(field.type)
    return compound(field, given, places) if compound else values.simple(field, given)


def nest(raw: Raw) -> dict[str, Any]:
    """Dotted input names as nested mappings; a name given whole wins over its dotted parts."""
    several: Callable[[str], Any] = getattr(raw, "getlist", raw.__getitem__)
    tree: dict[str, Any] = {}
    whole = {name for name in raw if isinstance(name, str) and "." not in name}
    for name in raw:
        if not isinstance(name, str):
            continue
        if name in whole:
            tree[name] = several(name)
            continue
        *path, last = name.split(".")
        if len(path) > 3 or path[0] in whole:
            continue
        node = tree
        for step in path:
            below = node.setdefault(step, {})
            if not isinstance(below, dict):
                break
            node = below
        else:
            node.setdefault(last, several(name))
    return tree


def _rows(field: Field, given: Any, _: Places) -> list[dict[str, Any]] | None:
    if isinstance(given, Mapping):
        numbers = sorted({str(key) for key in given if _is_row(str(key))}, key=lambda key: (int(key), key))
        given = [given[key] for key in numbers]
    if not isinstance(given, Sequence) or isinstance(given, str):
        return None
    rows = []
    for row in given[:MOST_ROWS]:
        if isinstance(row, Mapping):
            cells = {column.id: values.simple(column, row.get(column.id)) for column in field.columns}
            kept = {key: value for key, value in cells.items() if value is not None}
            if kept:
                rows.append(kept)
    return rows or None


def _is_row(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= 4


def _address(field: Field, given: Any, places: Places) -> dict[str, str] | None:
    if not isinstance(given, Mapping):
        detail = values.text(given)
        return {"detail": detail} if detail else None
    names = ("province_code", "province_name", "commune_code", "commune_name", "detail")
    parts = {name: values.text(given.get(name)) for name in names}
    parts["province_code"] = (
        values.choice(provinces(historic=field.places == "historic"), parts["province_code"]) or ""
    )
    commune = places.by_code.get(parts["commune_code"])
    if commune is not None:
        parts["province_code"] = parts["province_code"] or commune.province_code
        if commune.province_code == parts["province_code"]:
            parts["commune_name"] = commune.name
        else:
            # another province was chosen afterwards, on a page without JavaScript: the commune is left over
            if parts["commune_name"] == commune.name:
                parts["commune_name"] = ""
            parts["commune_code"] = ""
    parts["province_name"] = province_name(parts["province_code"]) or parts["province_name"]
    only_home = not (parts["commune_code"] or parts["commune_name"] or parts["detail"])
    if only_home and parts["province_code"] in {"", places.home}:
        return None
    return {name: value for name, value in parts.items() if value}


def _person(field: Field, given: Any, places: Places) -> dict[str, Any] | None:
    if not isinstance(given, Mapping):
        given = {"full_name": given}
    person: dict[str, Any] = {}
    for part in field.part_names:
        value = _person_part(field, part, given.get(part), places)
        if value is not None:
            person[part] = value
    return person or None


def _person_part(field: Field, part: str, given: Any, places: Places) -> Any:
    match part:
        case "full_name":
            name = values.text(given)
            return (nfc(name.upper()) if field.uppercase else name) or None
        case "document":
            return _document(field, given, places)
        case "address":
            return _address(field, given, places)
    return _PERSON_PARTS[part](given)


_PERSON_PARTS: dict[str, Callable[[Any], str | None]] = {
    "born_on": partial(values.day, precision="year"),
    "sex": partial(values.choice, code_list("sex").items),
    "ethnic_group": partial(values.choice, code_list("ethnic_groups").items),
    "nationality": partial(values.choice, code_list("countries").items),
    "relation": partial(values.choice, code_list("relations").items),
    "phone": values.phone,
    "email": values.email,
}


def _document(field: Field, given: Any, _: Places) -> dict[str, Any] | None:
    if not isinstance(given, Mapping):
        given = {"number": given}
    kind = values.choice(field.kinds, given.get("kind"))
    typed = values.text(given.get("number"))
    only_kind = len(field.kinds) == 1
    if only_kind and typed:
        kind = field.kinds[0].value
    parts = {
        "kind": kind,
        "number": paper_number(kind, typed),
        "issued_on": values.day(given.get("issued_on")),
        "issued_by": values.text(given.get("issued_by")) or None,
    }
    wanted: set[str] = {"kind", *field.document_parts}
    found: dict[str, Any] = {
        name: value for name, value in parts.items() if value is not None and name in wanted
    }
    return None if not found or (only_kind and set(found) == {"kind"}) else found


def paper_number(kind: str | None, typed: str) -> str | None:
    """The number of a paper in the form its kind has; the text itself when it is not such a number."""
    match kind:
        case "personal_number" | "identity_card" | "identity_certificate":
            return values.tidy(lambda one: PersonalNumber.parse(one).value, typed)
        case "tax_code":
            return values.tidy(lambda one: TaxCode.parse(one).value, typed)
        case "old_identity_card":
            digits = "".join(letter for letter in typed if letter not in " .-")
            return (digits if digits.isascii() and digits.isdigit() else typed) or None
        case "passport":
            return nfc(typed.upper()) or None
    return typed or None


def _agency(_: Field, given: Any, places: Places) -> dict[str, str] | None:
    if not isinstance(given, Mapping):
        typed = values.text(given)
        given = {"code": typed} if places.agency_name(typed) else {"name": typed}
    code, name = values.text(given.get("code")), values.text(given.get("name"))
    name = places.agency_name(code) or name
    return {key: value for key, value in (("code", code), ("name", name)) if value} or None


def _files(_: Field, given: Any, __: Places) -> list[dict[str, Any]] | None:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return None
    files = [_file(one) for one in given if isinstance(one, Mapping)]
    return [one for one in files if one is not None] or None


def _file(given: Mapping[str, Any]) -> dict[str, Any] | None:
    size = given.get("size")
    found: dict[str, Any] = {name: values.text(given.get(name)) for name in ("id", "name", "media_type")}
    if not all(found.values()) or not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return None
    return found | {"size": size}


def _signature(_: Field, given: Any, __: Places) -> dict[str, Any] | None:
    if not isinstance(given, Mapping):
        given = {"confirmed": given}
    found: dict[str, Any] = {}
    if values.boolean(given.get("confirmed")):
        found["confirmed"] = True
    if name := values.text(given.get("name")):
        found["name"] = name
    return found or None


_COMPOUNDS: dict[FieldType, Callable[[Field, Any, Places], Any]] = {
    FieldType.LIST: _rows,
    FieldType.ADDRESS: _address,
    FieldType.PERSON: _person,
    FieldType.ID_DOCUMENT: _document,
    FieldType.AGENCY: _agency,
    FieldType.FILE: _files,
    FieldType.SIGNATURE: _signature,
}
