"""Stage 2 of 8: the desk walks the checklist (kiểm tra hồ sơ); and refuses what it may not receive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.services import reception
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import Finding
from motcua.journey.desk import end_reception, expect, is_done
from motcua.journey.messages import tell_refused
from motcua.journey.paper_settled import leave_paper
from motcua.journey.papers import slips
from motcua.journey.post_slips import send_slip
from motcua.payments.services import waive_due


@transaction.atomic
def check(
    *,
    dossier_id: UUID,
    officer: Actor,
    findings: Sequence[Finding],
    at: datetime,
    expected_version: int | None = None,
    key: UUID | None = None,
) -> None:
    """Write down what the desk found of each component; may be saved as often as needed before the outcome.

    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove (the desk has concluded), ReasonMissing
    Law
        TN14-7.1, NB18-13.3.
    """
    dossier = dossier_for_update(dossier_id)
    if key is not None and is_done(dossier, key):
        return
    expect(dossier, expected_version)
    assert officer.id is not None
    reception.require_desk(dossier, officer.id, at)
    reception.check_papers(dossier, findings, actor=officer, at=at, key=key)


@transaction.atomic
def refuse(
    *,
    dossier_id: UUID,
    officer: Actor,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
    paper_reason: str = "",
) -> None:
    """Refuse to receive, with the reason in writing: Mẫu 03, message; the dossier ends.

    Law
        TN19-10.1b.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    reception.refuse_dossier(dossier, officer=officer, reason=reason, at=at, key=key)
    slip = slips.issue_refusal(dossier, reason, officer=officer, at=at)  # TN19-10.1b
    send_slip(dossier, slip.pk, by=officer.id, at=at)
    end_reception(dossier, officer, at)
    waive_due(dossier, actor=officer, at=at)  # one that was accepted, sent back and brought again may owe
    leave_paper(dossier, officer=officer, at=at, reason=paper_reason, act="refuse")  # NB18-13.1
    tell_refused(dossier, reason, officer=officer, at=at)
