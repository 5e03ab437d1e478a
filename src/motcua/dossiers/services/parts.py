"""Parts of a dossier: who has a duty in it, from when to when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services.clocks import stop_part_clocks


def open_part(
    dossier: Dossier,
    *,
    duty: Part.Duty,
    agency_id: UUID,
    at: datetime,
    unit_id: UUID | None = None,
    desk_id: UUID | None = None,
    due_at: datetime | None = None,
    phase: str = "",
) -> Part:
    """Give an agency a duty in a locked dossier (mở phần việc); `phase`: the stretch of a joint process it does."""
    last = Part.objects.filter(dossier=dossier).aggregate(last=Max("no"))["last"] or 0
    return Part.objects.create(
        dossier=dossier,
        no=last + 1,
        duty=duty,
        agency_id=agency_id,
        unit_id=unit_id,
        desk_id=desk_id,
        due_at=due_at,
        phase=phase,
        started_at=at,
    )


def close_part(part: Part, *, at: datetime, state: str = "done") -> None:
    """End a duty: done, or cancelled because the dossier ended otherwise."""
    if part.phase:  # its own time limit ends with it
        stop_part_clocks(part, at=at)
    part.state, part.finished_at = state, at
    part.save(update_fields=["state", "finished_at"])


def open_parts_of(dossier: Dossier) -> list[Part]:
    """The parts of a dossier that are still open, oldest first."""
    return list(Part.objects.filter(dossier=dossier, state="open").order_by("no"))


def open_part_of(dossier: Dossier, duty: Part.Duty) -> Part | None:
    """The part of this duty that is still open, if any."""
    return Part.objects.filter(dossier=dossier, duty=duty, state="open").order_by("no").first()
