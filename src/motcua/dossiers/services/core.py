"""Locking a dossier and moving it: every act goes through `move` or `note`, so no act leaves no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from motcua.audit import services as audit
from motcua.audit.rules import Head
from motcua.audit.services import Actor, Stream
from motcua.dossiers.errors import Changed, UnknownDossier
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import next_state
from motcua.tallies import rules as tally_rules
from motcua.tallies import services as tallies
from motcua.tallies.rules import Face

STREAM = "dossier"


def dossier_for_update(dossier_id: UUID, *, expected_version: int | None = None) -> Dossier:
    """The dossier with its row locked until the transaction ends; the lock comes before every check.

    Refuses
        UnknownDossier; Changed when it moved on since the caller's page was opened
    """
    dossier = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if dossier is None:
        raise UnknownDossier
    if expected_version is not None and dossier.version != expected_version:
        raise Changed
    return dossier


def face(dossier: Dossier) -> Face:
    """What tallies may know of a dossier."""
    return Face(
        state=dossier.state,
        agency_id=str(dossier.agency_id),
        procedure_code=dossier.procedure_code,
        channel=dossier.channel,
        due_at=dossier.due_at,
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
    changes = changes or {}
    _apply(dossier, at, changes)
    body = {**(body or {}), "from": source, "to": dossier.state, "due_at": dossier.due_at}
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
    """Record something that happened to a locked dossier without moving its state."""
    before = face(dossier)
    changes = changes or {}
    _apply(dossier, at, changes)
    _record(
        dossier, kind, before=before, at=at, actor=actor, body=body, words=words, key=key, changes=changes
    )


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
        actor=actor,
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
    dossier.save(
        update_fields=[
            "state",
            "updated_at",
            "version",
            "event_seq",
            "event_hash",
            *_columns(dossier, changes),
        ]
    )


def _columns(dossier: Dossier, changes: Mapping[str, Any]) -> list[str]:
    """Django names a foreign key's column by its field in `update_fields`."""
    return [dossier._meta.get_field(name).name for name in changes]


def begin(dossier: Dossier, *, at: datetime, actor: Actor, body: dict[str, Any], key: UUID) -> None:
    """The first event of a new dossier: from draft to submitted."""
    body = {**body, "from": "draft", "to": dossier.state, "due_at": None}
    head = audit.append(
        Stream(STREAM, dossier.id),
        kind="submit",
        happened_at=at,
        actor=actor,
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
