"""Locking a dossier and moving it: every act goes through `move` or `note`, so no act leaves no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from motcua.audit import services as audit
from motcua.audit.rules import Head
from motcua.audit.services import Actor, Stream
from motcua.audit.statements import Rows, send
from motcua.dossiers.acting import doer
from motcua.dossiers.errors import Changed, UnknownDossier
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.moves import State, next_state
from motcua.tallies import rules as tally_rules
from motcua.tallies import services as tallies
from motcua.tallies.rules import Face

STREAM = "dossier"

STANDING = frozenset({"due_at", "agency_id"})  # a change of these is told by the event

_NAMES = [field.attname for field in Dossier._meta.concrete_fields]
_COLUMNS = ", ".join(f'd."{field.column}"' for field in Dossier._meta.concrete_fields)
_LOCK = (
    f"select {_COLUMNS}, (select value from organisation_stamp) "  # noqa: S608 own names
    "from dossier d where d.id = %s for update of d"
)


def dossier_for_update(dossier_id: UUID, *, expected_version: int | None = None) -> Dossier:
    """The dossier with its row locked until the transaction ends; the lock comes before every check.

    Refuses
        UnknownDossier; Changed when it moved on since the caller's page was opened
    """
    dossier = locked(send_lock(dossier_id))
    if expected_version is not None and dossier.version != expected_version:
        raise Changed
    return dossier


def send_lock(dossier_id: UUID) -> Rows:
    """Send the statement that locks a dossier; `locked` waits for its answer (hot path, may be pipelined)."""
    return send(_LOCK, [dossier_id])


def locked(rows: Rows) -> Dossier:
    """The dossier that `send_lock` asked for, with the stamp of the organisation it is handled under.

    Refuses
        UnknownDossier
    """
    row = rows.first
    if row is None:
        raise UnknownDossier
    dossier = Dossier.from_db("default", _NAMES, row[:-1])
    dossier.organisation_stamp = row[-1]
    return dossier


def face(dossier: Dossier) -> Face:
    """What tallies may know of a dossier."""
    return Face(
        state=dossier.state,
        agency_id=str(dossier.agency_id),
        procedure_code=dossier.procedure_code,
        channel=dossier.channel,
        due_at=dossier.due_at,
        is_accepted=dossier.accepted_at is not None,
    )


def move(
    dossier: Dossier,
    act: str,
    *,
    at: datetime,
    actor: Actor,
    body: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
    key: UUID | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Do one legal act on a locked dossier: new state, changed columns, one event, the tallies.

    Refuses
        IllegalMove when the table of moves does not know the act from this state
    Writes
        the dossier's row, one event with its payload, tally deltas
    """
    before = face(dossier)
    source = dossier.state
    dossier.state = next_state(dossier.state, act)
    changes = dict(changes or {})
    if dossier.waits_until is not None and "waits_until" not in changes:
        changes["waits_until"] = None  # whatever it waited for, this act ends the waiting
    if source == State.WAITING and dossier.state != State.WAITING:
        changes["waiting_cause"] = ""
        Pause.objects.filter(dossier_id=dossier.pk, ended_at=None).update(ended_at=at, ended_by_id=actor.id)
    _apply(dossier, at, changes)
    body = {**(body or {}), "from": source, **_standing(dossier)}
    _record(dossier, act, before=before, at=at, actor=actor, body=body, words=words, key=key, changes=changes)


def note(
    dossier: Dossier,
    kind: str,
    *,
    at: datetime,
    actor: Actor,
    body: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
    key: UUID | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Record something that happened to a locked dossier without moving its state.

    When it changes the date or the agency, the event says how the dossier stands, as a move does: projections and
    tallies are told from events.
    """
    before = face(dossier)
    changes = changes or {}
    _apply(dossier, at, changes)
    if not STANDING.isdisjoint(changes):
        body = {**(body or {}), "from": dossier.state, **_standing(dossier)}
    _record(
        dossier, kind, before=before, at=at, actor=actor, body=body, words=words, key=key, changes=changes
    )


def _standing(dossier: Dossier) -> dict[str, Any]:
    return {"to": dossier.state, "due_at": dossier.due_at, "agency": dossier.agency_id}


def _apply(dossier: Dossier, at: datetime, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(dossier, name, value)
    dossier.updated_at = at
    dossier.version += 1


def _record(
    dossier: Dossier,
    kind: str,
    *,
    before: Face | None,
    at: datetime,
    actor: Actor,
    body: dict[str, Any] | None,
    words: dict[str, Any] | None,
    key: UUID | None,
    changes: Mapping[str, Any],
) -> None:
    head = audit.append(
        Stream(STREAM, dossier.id),
        kind=kind,
        happened_at=at,
        actor=doer(actor, dossier, kind),
        body=body,
        words=words,
        key=key,
        head=Head(dossier.event_seq, bytes(dossier.event_hash)),
    )
    dossier.event_seq, dossier.event_hash = head.seq, head.hash
    tallies.append(
        tally_rules.deltas(before, face(dossier), at),
        stream_id=dossier.id,
        seq=head.seq,
        recorded_at=timezone.now(),
    )
    columns = ("state", "updated_at", "version", "event_seq", "event_hash", *changes)
    send(_update(columns), [*(getattr(dossier, name) for name in columns), dossier.id])


@cache
def _update(columns: tuple[str, ...]) -> str:
    """The statement that writes these columns of a dossier, which are named like its attributes."""
    known = {field.attname: field.column for field in Dossier._meta.concrete_fields}
    written = ", ".join(f'"{known[name]}" = %s' for name in columns)
    return f"update dossier set {written} where id = %s"  # noqa: S608 own names


def begin(dossier: Dossier, *, at: datetime, actor: Actor, body: dict[str, Any], key: UUID) -> None:
    """The first event of a new dossier: from draft to submitted."""
    body = {**body, "from": "draft", **_standing(dossier)}
    head = audit.append(
        Stream(STREAM, dossier.id),
        kind="submit",
        happened_at=at,
        actor=doer(actor, dossier, "submit"),
        body=body,
        key=key,
        head=Head(),
    )
    dossier.event_seq, dossier.event_hash = head.seq, head.hash
    tallies.append(
        tally_rules.deltas(None, face(dossier), at),
        stream_id=dossier.id,
        seq=head.seq,
        recorded_at=timezone.now(),
    )
    dossier.save(force_insert=True)
