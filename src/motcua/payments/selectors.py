"""Reading money."""

from __future__ import annotations

from uuid import UUID

from motcua.payments.models import Charge


def charges_of(dossier_id: UUID) -> list[Charge]:
    """The charges of a dossier in their order."""
    return list(Charge.objects.filter(dossier_id=dossier_id).order_by("no"))
