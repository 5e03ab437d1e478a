"""Reading what happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from motcua.audit import rules
from motcua.audit.models import Digest, Event, Payload, Reading
from motcua.audit.rules import GENESIS, Link

NIL = UUID(int=0)


@dataclass(frozen=True)
class Cursor:
    """How far a follower has read: the place of the last event in the order of transactions."""

    txid: int = 0
    stream_id: UUID = NIL
    seq: int = 0


def events_of(stream_id: UUID) -> QuerySet[Event]:
    """The history of one stream, oldest first."""
    return Event.objects.filter(stream_id=stream_id).order_by("seq")


def words_of(stream_id: UUID) -> dict[int, dict[str, Any]]:
    """The words of a stream's events by number; destroyed ones are absent."""
    rows = Payload.objects.filter(stream_id=stream_id, words__isnull=False).values_list("seq", "words")
    return {seq: words for seq, words in rows if words is not None}


def last_words(stream_ids: Collection[UUID], kind: str) -> dict[UUID, dict[str, Any]]:
    """Of each stream the words of its newest event of a kind that has any; one statement."""
    of_kind = Event.objects.filter(stream_id=OuterRef("stream_id"), seq=OuterRef("seq"), kind=kind)
    rows = Payload.objects.filter(Exists(of_kind), stream_id__in=stream_ids, words__isnull=False)
    return {
        stream: words for stream, words in rows.order_by("seq").values_list("stream_id", "words") if words
    }


def last_bodies(
    stream_ids: Collection[UUID], kind: str, having: Collection[str]
) -> dict[UUID, dict[str, Any]]:
    """Of each stream the body of its newest event of a kind that says one of some things; one statement."""
    rows = Event.objects.filter(stream_id__in=stream_ids, kind=kind, body__has_any_keys=list(having))
    newest = rows.order_by("stream_id", "-seq").distinct("stream_id")
    return dict(newest.values_list("stream_id", "body"))


def readings_of(stream_id: UUID) -> QuerySet[Reading]:
    """Who looked at a stream, newest first."""
    return Reading.objects.filter(stream_id=stream_id).order_by("-at")


def sealed_days() -> QuerySet[Digest]:
    """The sealed days, newest first."""
    return Digest.objects.order_by("-day")


def event_by_key(stream_id: UUID, key: UUID) -> Event | None:
    """The event an idempotency key already made, if any."""
    return Event.objects.filter(stream_id=stream_id, key=key).first()


# A serial number loses rows: a later number can commit before an earlier one. Below the snapshot's xmin every
# transaction has ended, so the order (transaction, stream, number) is final (design §3).
_FOLLOW = """
select * from audit_event
where (txid, stream_id, seq) > (%s, %s, %s)
  and txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
order by txid, stream_id, seq
limit %s
"""


def follow(after: Cursor, *, limit: int = 500) -> tuple[list[Event], Cursor]:
    """The events that came after `after`, each once, none ever missed; and the cursor to go on with."""
    events = list(Event.objects.raw(_FOLLOW, [after.txid, after.stream_id, after.seq, limit]))
    if events:
        last = events[-1]
        after = Cursor(last.txid, last.stream_id, last.seq)
    return events, after


def broken_links(stream_id: UUID) -> list[int]:
    """Numbers of events whose hash, predecessor or words do not fit; empty when the chain is whole."""
    previous, expected, broken = GENESIS, 1, []
    payloads = {row.seq: row for row in Payload.objects.filter(stream_id=stream_id)}
    for event in events_of(stream_id):
        payload = payloads.get(event.seq)
        if (
            event.seq != expected
            or bytes(event.previous) != previous
            or bytes(event.hash) != rules.hash_of(link_of(event), previous)
            or not _words_fit(event, payload)
        ):
            broken.append(event.seq)
        previous, expected = bytes(event.hash), event.seq + 1
    return broken


def _words_fit(event: Event, payload: Payload | None) -> bool:
    if event.words_digest is None:
        return payload is None
    if payload is None:
        return False
    if payload.destroyed_at is not None:
        return True
    assert payload.words is not None
    assert payload.salt is not None
    return rules.words_digest(payload.words, bytes(payload.salt)) == bytes(event.words_digest)


def link_of(event: Event) -> Link:
    """The event in the form its hash is taken of."""
    return Link(
        stream_kind=event.stream_kind,
        stream_id=event.stream_id,
        seq=event.seq,
        kind=event.kind,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        agency_id=event.agency_id,
        body=event.body,
        words_digest=bytes(event.words_digest) if event.words_digest is not None else None,
        key=event.key,
    )
