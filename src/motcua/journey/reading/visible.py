"""A dossier as far as an officer may see it."""

from __future__ import annotations

from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.dossiers.access import visible_to
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import Dossier


def visible_dossier(dossier_id: UUID, scope: Scope) -> Dossier:
    """The dossier's row if this officer may see it; refuses with UnknownDossier."""
    found = visible_to(scope).filter(pk=dossier_id).first()
    if found is None:
        raise UnknownDossier
    return found
