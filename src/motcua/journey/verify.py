"""A turn of stage 5: the agency sees for itself (thẩm tra, xác minh)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.moves import move_named
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.verification import VerificationFacts, record_verification
from motcua.journey.desk import expect, is_done
from motcua.journey.errands import require_lead


@transaction.atomic
def verify(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    facts: VerificationFacts,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Record a verification; where the applicant attends also time, place, participants.

    The applicant is shown that it took place, not what was found.

    Refuses
        UnknownDossier, Changed, NotYourDuty, IllegalMove, VerificationUnclear
    Law
        TN19-12.3; NĐ 61/2018 Đ.19 k.3.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    require_lead(dossier, scope, Role.HANDLER, Role.UNIT_HEAD, act=move_named("verify").title)
    record_verification(dossier, facts, actor=officer, at=at, key=key)
