"""Along stage 5: the applicant hands in the receipt of a financial duty where she follows the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.models import DutyReceipt
from motcua.dossiers.services import pauses, receipts
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.pauses import FINANCIAL_DUTY
from motcua.journey.desk import expect, is_done
from motcua.journey.errands import Errand, end_errand, open_errand, open_request_part
from motcua.journey.messages import tell_paused
from motcua.journey.pause import require_keeper
from motcua.journey.policies import check_receipt_by
from motcua.workflow.models import Task
from motcua.workflow.work import take_up


@transaction.atomic
def hand_in_receipt(
    *, dossier_id: UUID, applicant: Actor, words: str, file_ids: Sequence[UUID], at: datetime, key: UUID
) -> None:
    """Show that a duty was paid; the desk has a task to look at it, with a date (nộp chứng từ nghĩa vụ tài chính).

    Refuses
        UnknownDossier, NoPause (it waits for no payment any more), DutyPaidAlready, ReceiptEmpty, ReceiptsEnough,
        NobodyThere
    Law
        QĐ 1610/QĐ-TTPVHCC: where the systems do not agree the applicant hands in the receipt.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    found = pauses.open_pause(dossier, cause=FINANCIAL_DUTY)
    receipts.hand_in(dossier, found, words=words, file_ids=file_ids, actor=applicant, at=at, key=key)
    if not Task.objects.filter(dossier_id=dossier.pk, kind=Errand.RECEIPT, state=Task.State.OPEN).exists():
        part, due_at = open_request_part(dossier, at), check_receipt_by(dossier.desk_id, at)
        open_errand(dossier, Errand.RECEIPT, part, role=Role.RECEIVER, due_at=due_at, at=at)


@transaction.atomic
def decline_receipt(
    *,
    dossier_id: UUID,
    receipt_id: UUID,
    officer: Actor,
    scope: Scope,
    answer: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> DutyReceipt | None:
    """Tell the applicant why a receipt proves nothing yet; the dossier goes on waiting (chưa ghi nhận được).

    Gives
        the receipt; null when this was done before
    Refuses
        UnknownDossier, Changed, NoPause, NotYourDuty, UnknownReceipt, ReceiptAnswerMissing
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return None
    dossier = work.dossier
    expect(dossier, expected_version)
    found = pauses.open_pause(dossier, cause=FINANCIAL_DUTY)
    require_keeper(work, found, scope, at)
    declined = receipts.decline(dossier, receipt_id=receipt_id, answer=answer, actor=officer, at=at, key=key)
    if not receipts.waiting_of(dossier):
        end_errand(dossier, Errand.RECEIPT, by=officer.id, at=at)
    tell_paused(dossier, found, declined=declined.answer, at=at)
    return declined
