"""The chains of events: whole, and the rows drawn from them true to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.audit.selectors import broken_links

# One statement finds what is out of place by numbers and links; only hashes and words need Python.
_STREAMS = "select distinct stream_kind, stream_id from audit_event order by stream_kind, stream_id"


def broken() -> Iterator[str]:
    """Events that do not fit into their chain."""
    for kind, stream_id in _rows(_STREAMS):
        for seq in broken_links(stream_id):
            yield f"{kind} {stream_id}: event {seq} does not fit"


_HEADS = """
select d.reference, d.event_seq, coalesce(e.seq, 0)
from dossier d left join lateral (
    select seq, hash from audit_event where stream_id = d.id order by seq desc limit 1) e on true
where e.seq is distinct from d.event_seq or e.hash is distinct from d.event_hash
"""


def heads_astray() -> Iterator[str]:
    """Dossiers whose row keeps another head than their chain ends with."""
    for reference, kept, real in _rows(_HEADS):
        yield f"dossier {reference} keeps event {kept} as its last, the chain ends with {real}"


_PROJECTIONS = """
select d.reference, d.state, d.due_at, d.code, e.body->>'to', e.body->>'due_at',
       (select body->>'code' from audit_event
        where stream_id = d.id and kind in ('accept', 'settle') order by seq desc limit 1)
from dossier d join lateral (
    select body from audit_event where stream_id = d.id and body ? 'from' order by seq desc limit 1) e on true
"""


def projections_astray() -> Iterator[str]:
    """Dossiers whose row tells another state, due date or code than their events."""
    for reference, state, due_at, code, told_state, told_due, told_code in _rows(_PROJECTIONS):
        due = datetime.fromisoformat(told_due) if told_due else None
        for name, kept, told in (
            ("state", state, told_state),
            ("due_at", due_at, due),
            ("code", code, told_code),
        ):
            if kept != told:
                yield f"dossier {reference}: {name} is {kept}, its events say {told}"


def _rows(query: str, values: list[UUID] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or [])
        return list(cursor.fetchall())
