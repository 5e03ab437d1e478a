"""What the applicant is told, and through what: the facts go down to notifications, nothing is sent here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.dossiers.models import Dossier


def tell_applicant(
    event: str, dossier: Dossier, *, at: datetime, reason: str = "", slip_id: UUID | None = None
) -> None:
    """Queue the message of an event to the applicant's inbox and e-mail; it leaves after commit."""
