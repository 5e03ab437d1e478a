"""Writing what happened. Nothing here ever changes or deletes an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from motcua.audit import rules
from motcua.audit.errors import WordsAlreadyDestroyed
from motcua.audit.models import Event, Payload, Reading
from motcua.audit.rules import Head, Link
from motcua.audit.statements import send
from motcua.kernel.canonical import canonical
from motcua.kernel.uuid7 import uuid7


@dataclass(frozen=True)
class Stream:
    """Whose history an event belongs to: a kind (`dossier`, `agency` …) and its UUIDv7."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class Actor:
    """Who did it: `officer`, `applicant`, `system` or `partner`; the account, the agency acted for.

    on_behalf_of  the officer whose delegated duty was done (uỷ quyền); kept in the event's body
    """

    kind: str
    id: UUID | None = None
    agency_id: UUID | None = None
    on_behalf_of: UUID | None = None


SYSTEM = Actor("system")

_INSERT = """
with event as (
    insert into audit_event (stream_id, seq, stream_kind, kind, happened_at, recorded_at, actor_kind,
                             actor_id, agency_id, body, words_digest, key, previous, hash)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
)
"""
_EVENT_ONLY = _INSERT + "select"
_EVENT_AND_WORDS = _INSERT + "insert into audit_payload values (%s, %s, %s, %s)"  # noqa: S608 constants only


def append(
    stream: Stream,
    *,
    kind: str,
    happened_at: datetime,
    actor: Actor,
    body: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
    key: UUID | None = None,
    head: Head | None = None,
) -> Head:
    """Add one event to the end of a stream (ghi sự kiện).

    Takes
        happened_at  when it happened in life; the instant of recording is taken here
        body         codes and ids only: it can never be removed
        words        names, reasons, texts; kept apart so that the law can have them destroyed
        key          idempotency key, unique in the stream
        head         the end of the chain as kept on the aggregate's locked row; without it the last event is
                     read under an advisory lock
    Gives
        the new head, to be kept on the aggregate's row
    """
    if head is None:
        head = _locked_head(stream.id)
    salt = rules.new_salt() if words else None
    link = Link(
        stream_kind=stream.kind,
        stream_id=stream.id,
        seq=head.seq + 1,
        kind=kind,
        happened_at=happened_at,
        recorded_at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        agency_id=actor.agency_id,
        body={**(body or {}), "on_behalf_of": actor.on_behalf_of} if actor.on_behalf_of else body or {},
        words_digest=rules.words_digest(words, salt) if words and salt else None,
        key=key,
    )
    new = Head(link.seq, rules.hash_of(link, head.hash))
    values: list[Any] = [
        *(link.stream_id, link.seq, link.stream_kind, link.kind, link.happened_at, link.recorded_at),
        *(link.actor_kind, link.actor_id, link.agency_id, Jsonb(link.body, dumps=_dumps)),
        *(link.words_digest, link.key, head.hash, new.hash),
    ]
    if words:
        values += [link.stream_id, link.seq, salt, Jsonb(words, dumps=_dumps)]
        send(_EVENT_AND_WORDS, values)
    else:
        send(_EVENT_ONLY, values)
    return new


def _dumps(value: Any) -> str:
    return canonical(value).decode()


def _locked_head(stream_id: UUID) -> Head:
    """The last event of a stream whose aggregate keeps no head; writers of one stream wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(stream_id)])
    last = Event.objects.filter(stream_id=stream_id).order_by("-seq").values_list("seq", "hash").first()
    return Head(last[0], bytes(last[1])) if last else Head()


@transaction.atomic
def destroy_words(
    *, stream_id: UUID, seq: int, why: str, at: datetime, actor: Actor, head: Head | None = None
) -> Head:
    """Destroy the words of one event because the law demands it; the event and its digest stay.

    Takes
        head  as `append` takes it: of an aggregate that keeps its chain's end on its row, a dossier
    Gives
        the new head
    Refuses
        WordsAlreadyDestroyed
    Law
        Luật 91/2025/QH15 Đ.4 (deletion of personal data).
    """
    changed = Payload.objects.filter(stream_id=stream_id, seq=seq, destroyed_at=None).update(
        words=None, salt=None, destroyed_at=at, destroyed_why=why
    )
    if not changed:
        raise WordsAlreadyDestroyed(seq=seq)
    kind = Event.objects.filter(stream_id=stream_id).values_list("stream_kind", flat=True)[:1].get()
    return append(
        Stream(kind, stream_id),
        kind="words_destroyed",
        happened_at=at,
        actor=actor,
        body={"seq": seq},
        head=head,
    )


def record_reading(*, stream_id: UUID, account_id: UUID, agency_id: UUID | None, purpose: str) -> None:
    """Write down that somebody looked (who looked at whose dossier)."""
    Reading.objects.create(stream_id=stream_id, account_id=account_id, agency_id=agency_id, purpose=purpose)


def record_reading_once(
    *,
    stream_id: UUID,
    account_id: UUID,
    agency_id: UUID | None,
    purpose: str,
    at: datetime,
    within: timedelta,
) -> bool:
    """Write a reading down unless the same person wrote the same one within this time; gives whether it did.

    One statement, so that turning the pages of a dossier costs a page one statement and makes one row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_reading (id, stream_id, account_id, agency_id, purpose, at)
            select %s, %s, %s, %s, %s, %s
            where not exists (select from audit_reading where stream_id = %s and account_id = %s
                              and purpose = %s and at > %s)
            """,
            [
                *(uuid7(at), stream_id, account_id, agency_id, purpose, at),
                *(stream_id, account_id, purpose, at - within),
            ],
        )
        return bool(cursor.rowcount)


def ensure_partitions(year: int) -> int:
    """Make the yearly partitions of `year` where they are missing; gives how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("select ensure_year_partitions(%s)", [year])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
