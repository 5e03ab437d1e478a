"""What holds from one day to another."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from motcua.agencies.models import Dated

_Row = TypeVar("_Row", bound=Dated)


def held_on(day: date, prefix: str = "") -> Q:
    """The condition that a dated row holds on `day`; both its days are inside."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def one_on(rows: QuerySet[_Row], day: date) -> _Row | None:
    """The row that holds on `day`, if one does."""
    return rows.filter(held_on(day)).first()
