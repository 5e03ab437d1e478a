"""The tallies against a recount of the events by the same rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.tallies.rules import Change, Face, deltas

_EVENTS = """
select d.id, coalesce(e.body->>'agency', d.agency_id::text), d.procedure_code, d.channel,
       e.happened_at, e.body->>'from', e.body->>'to', e.body->>'due_at'
from audit_event e join dossier d on d.id = e.stream_id
where e.body ? 'from'
order by e.stream_id, e.seq
"""
ACCEPTED = frozenset({"accepted", "decided"})  # the states that only an acceptance leads to at first
_TALLIES = """
select day, agency_id::text, procedure_code, channel, measure, sum(delta)
from tally_delta group by 1, 2, 3, 4, 5 having sum(delta) <> 0
"""


def recount() -> Counter[tuple[Any, ...]]:
    """What the tallies should be: every event's deltas by the rule that wrote them."""
    counted: Counter[tuple[Any, ...]] = Counter()
    last: tuple[Any, Face | None] = (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS)
        for dossier_id, agency_id, code, channel, at, _, state, due in cursor.fetchall():
            before = last[1] if last[0] == dossier_id else None
            accepted = (before is not None and before.is_accepted) or state in ACCEPTED
            after = Face(
                *(state, str(agency_id), code, channel, datetime.fromisoformat(due) if due else None),
                is_accepted=accepted,
            )
            for change in deltas(before, after, at):
                counted[_cell(change)] += change.delta
            last = (dossier_id, after)
    return Counter({cell: total for cell, total in counted.items() if total})


def astray() -> Iterator[str]:
    """Cells whose sum is not the recount's."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES)
        kept = {tuple(row[:5]): int(row[5]) for row in cursor.fetchall()}
    counted = recount()
    for cell in sorted(kept.keys() | counted.keys(), key=str):
        if kept.get(cell, 0) != counted.get(cell, 0):
            day, agency, code, channel, measure = cell
            yield (
                f"{measure} of {code} ({channel}) at agency {agency} on {day}: "
                f"kept {kept.get(cell, 0)}, recounted {counted.get(cell, 0)}"
            )


def _cell(change: Change) -> tuple[Any, ...]:
    return (change.day, change.agency_id, change.procedure_code, change.channel, change.measure)
