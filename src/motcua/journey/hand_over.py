"""Stage 7 of 8: the desk gives the result (trả kết quả); and money at the counter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.models import Part
from motcua.dossiers.services import parts, results
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import require_desk
from motcua.journey.desk import cash_desk_id, expect, is_done
from motcua.journey.messages import tell_handed_over
from motcua.journey.paper_settled import settle_with_result
from motcua.payments.services import note_cash
from motcua.workflow import services as workflow


@transaction.atomic
def hand_over(
    *,
    dossier_id: UUID,
    officer: Actor,
    receiver_name: str,
    at: datetime,
    key: UUID,
    receiver_paper: str = "",
    returned: Collection[UUID] = (),
    paper_reason: str = "",
    expected_version: int | None = None,
) -> None:
    """Give the result to the applicant or somebody they sent; the dossier is finished.

    Takes
        returned      ids of the papers in the bundle that the applicant got back now
        paper_reason  why the result goes out although paper of the dossier is elsewhere
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, ReceiverMissing, FeeNotPaid, PaperElsewhere, ItemsOwed
    Law
        TN19-8.2, DN15-4.3c, TN19-13.1.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    results.hand_over_dossier(
        dossier, officer=officer, receiver_name=receiver_name, receiver_paper=receiver_paper, at=at, key=key
    )
    settle_with_result(dossier, returned=returned, reason=paper_reason, officer=officer, at=at)  # NB18-13.1
    part = parts.open_part_of(dossier, Part.Duty.RETURN)
    if part is not None:
        workflow.end_tasks_of(part, by=officer.id, at=at)
        parts.close_part(part, at=at)
    tell_handed_over(dossier, receiver_name, at=at)


@transaction.atomic
def pay_cash(*, dossier_id: UUID, officer: Actor, receipt_number: str, at: datetime, key: UUID) -> int:
    """Note that what is due was paid in cash at the counter; gives the sum in đồng.

    Refuses
        UnknownDossier, WrongDesk, NothingDue, ReceiptMissing
    Law
        HG-7, NĐ 61/2018 Đ.22.
    """
    dossier = dossier_for_update(dossier_id)
    assert officer.id is not None
    require_desk(dossier, officer.id, at, desk_id=cash_desk_id(dossier))
    return note_cash(dossier, receipt_number=receipt_number, actor=officer, at=at, key=key)
