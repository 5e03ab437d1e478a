"""Appending counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from motcua.audit.statements import send
from motcua.tallies.rules import Change

_INSERT = """
insert into tally_delta (day, agency_id, procedure_code, channel, measure, delta, stream_id, seq, recorded_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def append(changes: Sequence[Change], *, stream_id: UUID, seq: int, recorded_at: datetime) -> None:
    """Append the deltas of one event, in the act's own transaction."""
    for change in changes:
        send(
            _INSERT,
            (
                *(change.day, change.agency_id, change.procedure_code, change.channel),
                *(change.measure, change.delta, stream_id, seq, recorded_at),
            ),
        )
