"""Which originals are laid beside their copies before a result goes out (đối chiếu bản chính)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import returning
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.context import document_of
from motcua.journey.desk import expect, is_done
from motcua.journey.errors import NotYourDuty
from motcua.journey.needs import ON_PAPER


def to_compare(dossier: Dossier) -> list[Paper]:
    """The components of an online dossier that came as files and whose original the procedure asks for; TN19-8.2."""
    if dossier.channel in ON_PAPER:
        return []
    wanted = {component.id for component in document_of(dossier).papers if component.originals}
    papers = Paper.objects.filter(dossier=dossier, finding=Paper.Finding.OK, form="electronic").order_by("no")
    return [paper for paper in papers if paper.component_id in wanted]


@transaction.atomic
def allow_differences(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The head of the desk of return decides that the result goes out although originals differ.

    Refuses
        UnknownDossier, Changed, IllegalMove, NotYourDuty, ReasonMissing
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    next_state(dossier.state, "hand_over")
    if not is_head(dossier, scope):
        raise NotYourDuty(act="Quyết định trả kết quả khi bản chính không khớp")
    returning.allow_differences(dossier, head=officer, reason=reason, at=at, key=key)


def is_head(dossier: Dossier, scope: Scope) -> bool:
    """Whether an officer is head of the desk where the result is returned."""
    return any(
        posted.role is Role.DESK_HEAD and posted.desk_id == dossier.return_desk_id
        for posted in scope.postings
    )
