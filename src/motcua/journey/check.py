"""Stage 2 of 8: the desk walks the checklist (kiểm tra hồ sơ); and its two other outcomes, supplement and refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.models import Supplement
from motcua.dossiers.services import reception
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.submission import sealed
from motcua.journey.desk import end_reception, expect, is_done, send_to_desk
from motcua.journey.messages import tell_refused, tell_submitted, tell_supplement
from motcua.journey.paper_settled import give_paper_back
from motcua.journey.papers import slips
from motcua.journey.policies import answer_by


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
        UnknownDossier, Changed, WrongDesk, ReasonMissing
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
def supplement(
    *,
    dossier_id: UUID,
    officer: Actor,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> Supplement:
    """Ask the applicant once for everything that is missing: Mẫu 02, message; the desk's task ends.

    Law
        TN19-10.1a, TN19-10.2a.
    """
    dossier = dossier_for_update(dossier_id)
    is_new = not is_done(dossier, key)
    expect(dossier, expected_version if is_new else None)
    asked = reception.request_supplement(
        dossier, officer=officer, reason=reason, answer_by=answer_by(dossier.desk_id, at), at=at, key=key
    )
    if not is_new:
        return asked
    slip = slips.issue_supplement(dossier, asked, officer=officer, at=at)  # TN19-10.1a
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(slip_id=slip.id)
    end_reception(dossier, officer, at)
    tell_supplement(dossier, asked, officer=officer, at=at)
    return asked


@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    applicant: Actor,
    files: Mapping[UUID, Sequence[UUID]],
    answers: dict[str, Any] | None,
    at: datetime,
    key: UUID,
) -> None:
    """The applicant brings what was asked for; the desk has a task again (nộp bổ sung)."""
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    reception.answer_supplement(
        *(dossier,),
        actor=applicant,
        files=files,
        answers=sealed(answers) if answers is not None else None,
        at=at,
        key=key,
    )
    send_to_desk(dossier, at)
    tell_submitted(dossier, at=at)


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
    slips.issue_refusal(dossier, reason, officer=officer, at=at)  # TN19-10.1b
    end_reception(dossier, officer, at)
    give_paper_back(dossier, officer=officer, at=at, reason=paper_reason)  # NB18-13.1
    tell_refused(dossier, reason, officer=officer, at=at)
