"""Stage 8 of 8: the dossier ends and goes to the archive (kết thúc hồ sơ)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.services import results
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import require_desk


@transaction.atomic
def close(*, dossier_id: UUID, officer: Actor, at: datetime, key: UUID) -> None:
    """End a dossier whose result was returned; it stays searchable.

    Refuses
        UnknownDossier, WrongDesk, IllegalMove, AlreadyClosed
    Law
        TN19-13.1, TN19-13.2.
    """
    dossier = dossier_for_update(dossier_id)
    assert officer.id is not None
    require_desk(dossier, officer.id, at, desk_id=dossier.return_desk_id)
    results.close_dossier(dossier, officer=officer, at=at, key=key)
