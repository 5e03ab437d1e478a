"""Each morning the day before is sealed: one signed digest over where every chain stood (promise 9 of the design).

Somebody who could write the database and recompute a whole chain would still have to forge the digests that were
published since. The digests are a chain of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from motcua.audit import merkle
from motcua.audit.models import Digest, Event
from motcua.audit.signing import public_key, signing_key
from motcua.kernel.canonical import canonical, digest
from motcua.kernel.clock import TZ, local_day

DAY = timedelta(days=1)

# The last event that a stream recorded on the day. An index of ranges finds the day's rows: they lie together.
_HEADS = """
select distinct on (stream_id) stream_id, seq, hash from audit_event
where recorded_at >= %s and recorded_at < %s order by stream_id, seq desc
"""
# Cleaning by the database itself (autovacuum) records nothing and may take long: it holds no day back.
_STILL_WRITING = """
select min(xact_start) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


def heads_of(day: date) -> list[tuple[UUID, int, bytes]]:
    """Where each chain that grew on a day stood at its end: stream, number, hash; by stream."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, _bounds(day))
        return [(stream_id, seq, bytes(head)) for stream_id, seq, head in cursor.fetchall()]


def make_digests(*, at: datetime) -> list[Digest]:
    """Seal every finished day that is not sealed yet, oldest first (niêm phong nhật ký hằng ngày).

    A day whose last transaction may still be running waits for the next call. Safe to call at any time and twice.
    """
    made = []
    for day in _unsealed(local_day(at)):
        if _is_still_written(day):
            break
        made.append(_seal(day, at))
    return made


def content_of(row: Digest) -> dict[str, Any]:
    """What is signed."""
    return {"day": row.day, "previous": bytes(row.previous), "root": bytes(row.root), "streams": row.streams}


@transaction.atomic
def _seal(day: date, at: datetime) -> Digest:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('audit digest'))")
    if (there := Digest.objects.filter(day=day).first()) is not None:
        return there
    last = Digest.objects.order_by("-day").first()
    heads = heads_of(day)
    row = Digest(
        day=day,
        streams=len(heads),
        root=merkle.root([merkle.leaf(*head) for head in heads]),
        previous=digest(content_of(last)) if last else merkle.EMPTY,
        public_key=public_key(),
        made_at=at,
    )
    row.signature = signing_key().sign(canonical(content_of(row)))
    row.save(force_insert=True)
    return row


def _unsealed(today: date) -> Iterator[date]:
    last = Digest.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first = Event.objects.aggregate(first=Min("recorded_at"))["first"]
        if first is None:
            return
        last = local_day(first) - DAY
    day = last + DAY
    while day < today:
        yield day
        day += DAY


def _is_still_written(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_STILL_WRITING)
        (oldest,) = cursor.fetchone()
    return oldest is not None and oldest < _bounds(day)[1]


def _bounds(day: date) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(), TZ), datetime.combine(day + DAY, time(), TZ)
