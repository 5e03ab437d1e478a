"""What was asked and what was answered, point by point: for who answers and for who checks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier, Supplement, SupplementPoint
from motcua.dossiers.requests import leave_to_ask_again, requests_of
from motcua.dossiers.services.answering import drafted_form
from motcua.eforms import drafting
from motcua.journey.context import form_of
from motcua.journey.supplement import parts_of_form


@dataclass(frozen=True, slots=True)
class GivenFile:
    id: UUID
    name: str
    size: int


@dataclass(frozen=True)
class Point:
    """One thing asked for.

    section_id    where the form is corrected, when the point is about the form
    is_rewritten  that part of the form was changed and waits to be sent
    """

    id: UUID
    no: int
    paper_id: UUID | None
    section_id: str
    finding: str
    subject: str
    to_do: str
    is_repeat: bool
    reply: str
    files: tuple[GivenFile, ...]
    is_rewritten: bool
    brings_new: bool

    @property
    def is_answered(self) -> bool:
        return bool(self.reply.strip() or self.files or self.is_rewritten or self.brings_new)


@dataclass(frozen=True)
class Asked:
    """One request with its points. `form` is the form as corrected so far; null while it is untouched."""

    id: UUID
    no: int
    reason: str
    requested_at: datetime
    answered_at: datetime | None
    by: str
    head: str
    head_reason: str
    points: tuple[Point, ...]
    form: Mapping[str, Any] | None


def asked_of(dossier: Dossier, given: Mapping[str, Any] | None = None) -> tuple[Asked, ...]:
    """Every request to complete a dossier, oldest first; three statements.

    Takes
        given  the answers as they were handed in last, to tell which part of the form is being rewritten
    """
    parts = parts_of_form(form_of(dossier))
    return tuple(_asked(one, dossier, parts, given or {}) for one in requests_of(dossier.pk))


def _asked(
    request: Supplement,
    dossier: Dossier,
    parts: Mapping[str, tuple[str, tuple[str, ...]]],
    given: Mapping[str, Any],
) -> Asked:
    form = drafted_form(request)
    rewritten = set(drafting.changed(given, form)) if form is not None else set()
    sections = {field.id: one.id for one in form_of(dossier).sections for field in one.fields}
    sections |= {one.id: one.id for one in form_of(dossier).sections}
    return Asked(
        id=request.pk,
        no=request.no,
        reason=request.reason,
        requested_at=request.requested_at,
        answered_at=request.answered_at,
        by=request.requested_by.full_name if request.requested_by else "",
        head=request.head.full_name if request.head else "",
        head_reason=request.head_reason,
        points=tuple(
            _point(one, sections, not rewritten.isdisjoint(parts.get(one.field_id, ("", ()))[1]))
            for one in request.points.all()
        ),
        form=form,
    )


def _point(point: SupplementPoint, sections: Mapping[str, str], is_rewritten: bool) -> Point:
    return Point(
        id=point.pk,
        no=point.no,
        paper_id=point.paper_id,
        section_id=sections.get(point.field_id, ""),
        finding=point.finding,
        subject=point.subject,
        to_do=point.to_do,
        is_repeat=point.is_repeat,
        reply=point.reply,
        files=tuple(GivenFile(one.file_id, one.file.name, one.file.size) for one in point.files.all()),
        is_rewritten=is_rewritten,
        brings_new=point.brings_new,
    )


def leave_of_head(dossier_id: UUID) -> tuple[str, str] | None:
    """Who of the heads let the dossier be sent back once more, and why; null when nobody did."""
    leave = leave_to_ask_again(dossier_id)
    return (leave.head.full_name, leave.reason) if leave else None
