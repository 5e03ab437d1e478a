"""What a check finds, and what it may look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.eforms.places import Places
from motcua.eforms.schema import FormDocument

# codes that the derived JSON Schema knows as well; the others need the day, a register or another field
STRUCTURAL = frozenset(
    {
        "required",
        "must_agree",
        "not_typed",
        "not_a_number",
        "not_a_date",
        "not_an_instant",
        "not_a_choice",
        "not_digits",
        "pattern",
        "too_long",
        "too_small",
        "too_big",
        "too_few_rows",
        "too_many_rows",
        "too_many_files",
        "file_too_big",
        "file_type",
        "unknown_field",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct.

    `row` counts from 0 in a repeated group; `part` is the column, or the part of a compound, dotted when
    deeper (`document.number`).
    """

    field_id: str
    code: str
    sentence: str
    row: int | None = None
    part: str = ""

    @property
    def name(self) -> str:
        """Name of the input the person has to correct."""
        steps = (self.field_id, "" if self.row is None else str(self.row), self.part)
        return ".".join(step for step in steps if step)


@dataclass(frozen=True, slots=True)
class Case:
    """What a check may look at besides the value."""

    form: FormDocument
    answers: Mapping[str, Any]
    complete: bool
    today: date
    places: Places


Found = Iterator[tuple[str, str, str]]
"""Part, code, sentence."""
