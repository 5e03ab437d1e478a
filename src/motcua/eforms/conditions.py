"""When a field is shown or must be filled: a small typed expression over answers given earlier.

In YAML and JSON an expression is one of

    {field: quan_he, equals: khac}      {field: quan_he, in: [cha, me]}     {field: ghi_chu, is_filled: true}
    {all: [...]}   {any: [...]}   {not: {...}}

`field` is the id of a field that stands earlier in the form, or `id.part` for one part of a compound answer
(`giay_to.kind`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Scalar = str | bool | int


class _Node(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


class Equals(_Node):
    """The answer is this value; for a choice of several, one of the chosen is this value."""

    field: str
    equals: Scalar


class In(_Node):
    """The answer is one of these values."""

    field: str
    values: tuple[Scalar, ...] = Field(alias="in", min_length=1)


class IsFilled(_Node):
    """Something was answered (`is_filled: false`: nothing was)."""

    field: str
    is_filled: bool


class All(_Node):
    """Every one of these holds."""

    parts: tuple[Condition, ...] = Field(alias="all", min_length=1)


class Any_(_Node):
    """At least one of these holds."""

    parts: tuple[Condition, ...] = Field(alias="any", min_length=1)


class Not(_Node):
    """This does not hold."""

    part: Condition = Field(alias="not")


Condition = Equals | In | IsFilled | All | Any_ | Not
for _model in (All, Any_, Not):
    _model.model_rebuild()


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether the condition is true of these answers; an unanswered field equals nothing."""
    match condition:
        case Equals(field=field, equals=wanted):
            return _is(look_up(answers, field), wanted)
        case In(field=field, values=values):
            found = look_up(answers, field)
            return any(_is(found, value) for value in values)
        case IsFilled(field=field, is_filled=wanted):
            return (look_up(answers, field) is not None) is wanted
        case All(parts=parts):
            return all(holds(part, answers) for part in parts)
        case Any_(parts=parts):
            return any(holds(part, answers) for part in parts)
        case Not(part=part):
            return not holds(part, answers)


def leaves(condition: Condition) -> Iterator[Equals | In | IsFilled]:
    """The comparisons an expression is made of, left to right."""
    match condition:
        case All(parts=parts) | Any_(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Not(part=part):
            yield from leaves(part)
        case _:
            yield condition


def fields_of(condition: Condition) -> set[str]:
    """Ids of the fields an expression looks at."""
    return {leaf.field.partition(".")[0] for leaf in leaves(condition)}


def look_up(answers: Mapping[str, Any], path: str) -> Any:
    """The answer of `id`, or its part for `id.part`; None when not answered."""
    field_id, _, part = path.partition(".")
    value = answers.get(field_id)
    if not part:
        return value
    return value.get(part) if isinstance(value, Mapping) else None


def _is(found: Any, wanted: Scalar) -> bool:
    if isinstance(found, list):
        return any(_is(one, wanted) for one in found)
    # True == 1 in Python, but not in a form
    return type(found) is type(wanted) and bool(found == wanted)
