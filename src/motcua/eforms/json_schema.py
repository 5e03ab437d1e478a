"""JSON Schema 2020-12 of a form's answers, derived: for the API, for partners, as a second judge of `check`.

What needs the day, a register or another field (a birth date in the past, a tax code's check digit, a number
that contradicts a birth date) is not in it; `rules.check` says those too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from motcua.eforms.codelists import Item, code_list
from motcua.eforms.conditions import All, Any_, Condition, Equals, In, IsFilled, Not
from motcua.eforms.places import ABROAD, provinces
from motcua.eforms.schema import Control, Field, FieldType, FormDocument
from motcua.eforms.value_checks import INSTANT, LONGEST_LINE, LONGEST_TEXT, as_day, as_instant

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DAY_OR_YEAR = {"anyOf": [DAY, {"type": "string", "pattern": "^[1-9][0-9]{3}$"}]}
LINE = {"type": "string", "minLength": 1, "maxLength": LONGEST_LINE}
PERSONAL_NUMBER = {"type": "string", "pattern": "^[0-9]{12}$"}

FORMATS = FormatChecker(formats=())
FORMATS.checks("date")(lambda value: not isinstance(value, str) or as_day(value) is not None)
FORMATS.checks("date-time")(lambda value: not isinstance(value, str) or as_instant(value) is not None)


def json_schema(form: FormDocument, *, complete: bool = True) -> Schema:
    """The schema of answers that are handed in; with `complete=False` of answers still being filled."""
    rules = [rule for field in form.fields for rule in _field_rules(field, complete)]
    schema: Schema = {
        "$schema": DIALECT,
        "title": form.title,
        "type": "object",
        "properties": {field.id: _field_schema(field, complete) for field in form.fields},
        "additionalProperties": False,
    }
    always = [f.id for f in form.fields if complete and f.required and f.visible_when is None]
    return schema | ({"required": always} if always else {}) | ({"allOf": rules} if rules else {})


def validator(form: FormDocument, *, complete: bool = True) -> Draft202012Validator:
    """A judge of answers that also looks at dates."""
    return Draft202012Validator(json_schema(form, complete=complete), format_checker=FORMATS)


def _field_rules(field: Field, complete: bool) -> Iterable[Schema]:
    """What is not shown may not be answered; what is required under a condition must be under it."""
    must = {"required": [field.id]}
    if field.visible_when is not None:
        shown = _condition(field.visible_when)
        rule: Schema = {"if": shown, "else": {"properties": {field.id: False}}}
        yield rule | ({"then": must} if complete and field.required else {})
    if complete and field.required_when is not None and not field.required:
        when = [_condition(one) for one in field.conditions]
        yield {"if": {"allOf": when}, "then": must}


def _condition(condition: Condition) -> Schema:
    match condition:
        case Equals(field=field, equals=value):
            return _at(field, {"anyOf": [{"const": value}, {"type": "array", "contains": {"const": value}}]})
        case In(field=field, values=values):
            one_of = {"enum": list(values)}
            return _at(field, {"anyOf": [one_of, {"type": "array", "contains": one_of}]})
        case IsFilled(field=field, is_filled=wanted):
            return _at(field, {}) if wanted else {"not": _at(field, {})}
        case All(parts=parts):
            return {"allOf": [_condition(part) for part in parts]}
        case Any_(parts=parts):
            return {"anyOf": [_condition(part) for part in parts]}
        case Not(part=part):
            return {"not": _condition(part)}


def _at(path: str, schema: Schema) -> Schema:
    field_id, _, part = path.partition(".")
    if part:
        schema = {"type": "object", "required": [part], "properties": {part: schema}}
    return {"required": [field_id], "properties": {field_id: schema}}


def _field_schema(field: Field, complete: bool) -> Schema:
    described: Schema = {"title": field.label} | ({"description": field.hint} if field.hint else {})
    compound = _COMPOUNDS.get(field.type)
    return described | (compound(field, complete) if compound else _simple(field, complete))


def _simple(control: Control, complete: bool) -> Schema:
    match control.type:
        case FieldType.TEXT | FieldType.TEXTAREA:
            schema = _words(control)
        case FieldType.INTEGER | FieldType.MONEY | FieldType.NUMBER:
            schema = _number(control)
        case FieldType.DATE:
            schema = DAY if control.constraints.precision == "day" else DAY_OR_YEAR
        case FieldType.DATETIME:
            schema = {"type": "string", "format": "date-time", "pattern": f"^{INSTANT}$"}
        case FieldType.BOOLEAN:
            agreed = complete and isinstance(control, Field) and control.must_agree
            schema = {"const": True} if agreed else {"type": "boolean"}
        case FieldType.SELECT:
            schema = _enum(control.choices)
        case FieldType.MULTISELECT:
            schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _enum(control.choices)}
        case _:
            # a telephone or e-mail that cannot be read is told by check
            schema = {"type": "string", "minLength": 1}
    return schema


def _number(control: Control) -> Schema:
    rules = control.constraints
    schema: Schema = {"type": "number" if control.type is FieldType.NUMBER else "integer"}
    schema |= {} if rules.min is None else {"minimum": rules.min}
    return schema | ({} if rules.max is None else {"maximum": rules.max})


def _words(control: Control) -> Schema:
    rules = control.constraints
    longest = rules.max_length or (LONGEST_TEXT if control.type is FieldType.TEXTAREA else LONGEST_LINE)
    schema: Schema = {"type": "string", "minLength": 1, "maxLength": longest}
    if rules.number == "personal_number":
        schema |= PERSONAL_NUMBER
    if rules.pattern is not None:
        schema = schema | ({"allOf": [{"pattern": rules.pattern}]})
    return schema


def _enum(items: Iterable[Item]) -> Schema:
    return {"enum": [item.value for item in items]}


def _object(parts: Schema, needed: Iterable[str], complete: bool) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": parts,
        "additionalProperties": False,
        "minProperties": 1,
    }
    return schema | ({"required": list(needed)} if complete else {})


def _rows(field: Field, complete: bool) -> Schema:
    cells = {column.id: _simple(column, complete) | {"title": column.label} for column in field.columns}
    needed = [column.id for column in field.columns if column.required]
    least = {"minItems": max(1, field.min_rows if complete else 1)}
    return {"type": "array", "maxItems": field.max_rows, "items": _object(cells, needed, complete)} | least


def _document(field: Field, needed: Iterable[str], complete: bool) -> Schema:
    parts: Schema = {"kind": _enum(field.kinds), "number": LINE, "issued_on": DAY, "issued_by": LINE}
    parts = {name: parts[name] for name in parts if name == "kind" or name in field.document_parts}
    schema = _object(parts, [name for name in needed if name in parts], complete)
    numbers: dict[tuple[str, ...], Schema] = {
        ("personal_number", "identity_card", "identity_certificate"): PERSONAL_NUMBER,
        ("old_identity_card",): {"pattern": "^[0-9]{9}$"},
        ("passport",): {"pattern": "^[A-Z0-9]{6,20}$"},
        # the check digit is told by check
        ("tax_code",): {"maxLength": LONGEST_LINE},
    }
    schema["allOf"] = [
        {
            "if": {"required": ["kind"], "properties": {"kind": {"enum": list(kinds)}}},
            "then": {"properties": {"number": number}},
        }
        for kinds, number in numbers.items()
    ]
    return schema


def _person(field: Field, complete: bool) -> Schema:
    every: dict[str, Schema] = {
        "full_name": LINE,
        "born_on": DAY_OR_YEAR,
        "sex": _enum(code_list("sex").items),
        "ethnic_group": _enum(code_list("ethnic_groups").items),
        "nationality": _enum(code_list("countries").items),
        "relation": _enum(code_list("relations").items),
        "phone": {"type": "string"},
        "email": {"type": "string"},
    }
    if "document" in field.part_names:
        every["document"] = _document(field, ("kind", "number"), complete)
    if "address" in field.part_names:
        every["address"] = _address(field, complete, within=True)
    return _object(
        {name: every[name] for name in field.part_names}, field.required_parts or ("full_name",), complete
    )


def _address(field: Field, complete: bool, *, within: bool = False) -> Schema:
    """A commune by code or by name; before 2025 its name or any description; abroad a description."""
    parts = {
        "province_code": _enum(provinces(historic=field.places == "historic")),
        "province_name": {"type": "string"},
        "commune_code": {"type": "string", "pattern": "^[0-9]{5}$"},
        "commune_name": LINE,
        "detail": LINE,
    }
    needed = ["province_code"]
    if "detail" in field.required_parts and not within:
        needed.append("detail")
    schema = _object(parts, needed, complete)
    if complete:
        commune = [{"required": ["commune_code"]}, {"required": ["commune_name"]}]
        elsewhere = {"anyOf": [{"pattern": "^cu-"}, {"const": ABROAD.value}]}
        schema |= {
            "if": {"properties": {"province_code": elsewhere}},
            "then": {"anyOf": [*commune, {"required": ["detail"]}]},
            "else": {"anyOf": commune},
        }
    return schema


def _files(field: Field, _: bool) -> Schema:
    one = {
        "id": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "media_type": {"enum": list(field.accept)},
        "size": {"type": "integer", "minimum": 0, "maximum": field.max_bytes},
    }
    items = {"type": "object", "properties": one, "required": list(one), "additionalProperties": False}
    return {"type": "array", "minItems": 1, "maxItems": field.max_files, "items": items}


def _identity_paper(field: Field, complete: bool) -> Schema:
    return _document(field, field.required_parts or ("kind", "number"), complete)


def _agency(_: Field, complete: bool) -> Schema:
    return _object({"code": {"type": "string"}, "name": LINE}, ("name",), complete)


def _signature(_: Field, complete: bool) -> Schema:
    parts = {"confirmed": {"const": True}, "name": LINE | {"maxLength": 200}}
    return _object(parts, ("confirmed", "name"), complete)


_COMPOUNDS: dict[FieldType, Callable[[Field, bool], Schema]] = {
    FieldType.LIST: _rows,
    FieldType.ADDRESS: _address,
    FieldType.PERSON: _person,
    FieldType.ID_DOCUMENT: _identity_paper,
    FieldType.AGENCY: _agency,
    FieldType.FILE: _files,
    FieldType.SIGNATURE: _signature,
}
