"""Who counts as a child; pure, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

ADULT_YEARS = 18
"""Bộ luật Dân sự 2015, Điều 20."""


@dataclass(frozen=True)
class Principal:
    """For whom somebody acts: a person or an enterprise."""

    kind: Literal["person", "enterprise"]
    id: UUID


def adult_on(born_on: date) -> date:
    """The day a person comes of age; born on 29 February, the 1 March of a year without that day."""
    year = born_on.year + ADULT_YEARS
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
