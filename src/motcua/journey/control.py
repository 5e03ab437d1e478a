"""The control sheet on demand: an officer who may see a dossier prints how it went so far."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.errors import NotYetAccepted
from motcua.journey.papers.control import control_sheet
from motcua.journey.reading.visible import visible_dossier


@transaction.atomic
def print_control_sheet(*, dossier_id: UUID, officer: Actor, scope: Scope, at: datetime) -> UUID:
    """Mẫu 06 as the dossier stands now; gives the id of the issued paper, the last one while nothing is new.

    Refuses
        UnknownDossier (also for one that is not this officer's), NotYetAccepted
    """
    visible_dossier(dossier_id, scope)
    dossier = dossier_for_update(dossier_id)
    if dossier.code is None:
        raise NotYetAccepted
    return control_sheet(dossier, officer=officer, at=at).pk
