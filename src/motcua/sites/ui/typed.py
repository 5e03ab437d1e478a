"""What boxes and addresses give: numbers and ids, and nothing for what is garbled."""

from __future__ import annotations

from uuid import UUID

LONGEST_NUMBER = 18  # digits; longer ones are `most` whatever they say
MOST = 1_000_000_000
YEARS = range(1945, 2201)


def number_of(text: str, *, most: int = MOST) -> int | None:
    """The number that was typed, `most` at most; null for anything else."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text), most) if len(text) <= LONGEST_NUMBER else most


def page_of(text: str, *, most: int = 1000) -> int:
    """The page of a list that an address asks for; the first for anything else."""
    return max(number_of(text, most=most) or 1, 1)


def year_of(text: str) -> int | None:
    """The year of a book or a calendar; null for anything else."""
    year = number_of(text)
    return year if year in YEARS else None


def id_of(text: str) -> UUID | None:
    """The id that a form or an address names; null for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
