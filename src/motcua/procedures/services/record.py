"""What every act on the catalogue does: it locks the procedure and tells the procedure's history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from motcua.audit.services import Actor, Stream, append
from motcua.procedures.errors import UnknownProcedure, UnknownRelease
from motcua.procedures.models import Procedure, Release

A_DAY = timedelta(days=1)


def covers(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to__isnull=True) | Q(effective_to__gte=day))


def locked(procedure_id: UUID) -> Procedure:
    """The procedure, locked: numbers and days in force of its releases are decided one after the other."""
    procedure = Procedure.objects.select_for_update().filter(pk=procedure_id).first()
    if procedure is None:
        raise UnknownProcedure(procedure=procedure_id)
    return procedure


def locked_release(release_id: UUID) -> Release:
    found = Release.objects.filter(pk=release_id).values_list("procedure_id", flat=True).first()
    if found is None:
        raise UnknownRelease()
    locked(found)
    return Release.objects.select_for_update().get(pk=release_id)


def about(release: Release) -> dict[str, Any]:
    return {
        "release": str(release.id),
        "number": release.number,
        "content": release.content_hash,
        "decision": release.decision,
        "from": release.effective_from.isoformat() if release.effective_from else None,
        "to": release.effective_to.isoformat() if release.effective_to else None,
    }


def tell(procedure_id: UUID, kind: str, at: datetime, actor: Actor, body: dict[str, Any]) -> None:
    append(Stream("procedure", procedure_id), kind=kind, happened_at=at, actor=actor, body=body)
