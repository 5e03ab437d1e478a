"""Reading counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum

from motcua.tallies.models import Delta


def totals(*, agency_ids: Sequence[UUID], first: date, last: date) -> dict[str, int]:
    """Each measure's sum over some agencies and days, both ends included."""
    rows = (
        Delta.objects.filter(agency_id__in=agency_ids, day__range=(first, last))
        .values_list("measure")
        .annotate(total=Sum("delta"))
    )
    return {str(measure): int(total) for measure, total in rows}
