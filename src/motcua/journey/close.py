"""Stage 8 of 8: the dossier ends and goes to the archive (kết thúc hồ sơ)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import results
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import require_desk
from motcua.journey.desk import is_done
from motcua.journey.paper_settled import settle_at_the_end


@transaction.atomic
def close(*, dossier_id: UUID, officer: Actor, at: datetime, key: UUID, paper_reason: str = "") -> None:
    """End a dossier whose result was returned; it stays searchable.

    Takes
        paper_reason  why it is closed although paper of the dossier is elsewhere
    Refuses
        UnknownDossier, WrongDesk, IllegalMove, AlreadyClosed, PaperElsewhere, ItemsOwed
    Law
        TN19-13.1, TN19-13.2.
    """
    dossier = dossier_for_update(dossier_id)
    assert officer.id is not None
    require_desk(dossier, officer.id, at, desk_id=dossier.return_desk_id)
    if is_done(dossier, key):
        return
    next_state(dossier.state, "close")
    settle_at_the_end(dossier, reason=paper_reason, officer=officer, at=at)  # NB18-13.1
    results.close_dossier(dossier, officer=officer, at=at, key=key)
