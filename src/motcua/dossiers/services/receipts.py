"""The applicant shows that a financial duty was paid; the agency records it or says why not (chứng từ nộp tiền)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.errors import (
    DutyPaidAlready,
    ReceiptAnswerMissing,
    ReceiptEmpty,
    ReceiptsEnough,
    UnknownReceipt,
)
from motcua.dossiers.models import Dossier, DutyReceipt, DutyReceiptFile, Pause
from motcua.dossiers.services.core import note
from motcua.kernel.text import nfc

MOST_WAITING = 5
State = DutyReceipt.State


def hand_in(
    dossier: Dossier,
    pause: Pause,
    *,
    words: str,
    file_ids: Sequence[UUID],
    actor: Actor,
    at: datetime,
    key: UUID,
) -> DutyReceipt:
    """Take a receipt in as it was sent; nothing is recorded as paid before an officer looked (nộp chứng từ).

    Takes
        pause     open, of a financial duty; its dossier locked
        words     what the applicant says of it
        file_ids  its pages, in order
    Refuses
        DutyPaidAlready, ReceiptEmpty, ReceiptsEnough
    """
    if pause.paid_on is not None:
        raise DutyPaidAlready
    text = nfc(words).strip()
    if not text and not file_ids:
        raise ReceiptEmpty
    earlier = list(DutyReceipt.objects.filter(dossier=dossier).values_list("state", flat=True))
    if earlier.count(State.GIVEN) >= MOST_WAITING:
        raise ReceiptsEnough(most=MOST_WAITING)
    receipt = DutyReceipt.objects.create(
        dossier=dossier, pause=pause, no=len(earlier) + 1, note=text, given_at=at
    )
    DutyReceiptFile.objects.bulk_create(
        DutyReceiptFile(dossier=dossier, receipt=receipt, file_id=file_id, page=page)
        for page, file_id in enumerate(file_ids, start=1)
    )
    body = {"receipt": receipt.no, "no": pause.no, "files": len(file_ids)}
    told = {"words": text} if text else None
    note(dossier, "receipt_given", at=at, actor=actor, body=body, words=told, key=key)
    return receipt


def decline(
    dossier: Dossier, *, receipt_id: UUID, answer: str, actor: Actor, at: datetime, key: UUID
) -> DutyReceipt:
    """A receipt that proves nothing yet is answered with why (chưa ghi nhận được).

    Refuses
        UnknownReceipt (also one that is answered already), ReceiptAnswerMissing
    """
    receipt = DutyReceipt.objects.filter(dossier=dossier, pk=receipt_id, state=State.GIVEN).first()
    if receipt is None:
        raise UnknownReceipt
    text = nfc(answer).strip()
    if not text:
        raise ReceiptAnswerMissing
    _end([receipt], State.DECLINED, actor, at, text)
    body = {"receipt": receipt.no}
    note(dossier, "receipt_declined", at=at, actor=actor, body=body, words={"answer": text}, key=key)
    return receipt


def settle(dossier: Dossier, state: DutyReceipt.State, *, actor: Actor, at: datetime) -> bool:
    """What still waits to be looked at is recorded with the payment, or not needed any more; whether there was any."""
    waiting = waiting_of(dossier)
    _end(waiting, state, actor, at)
    return bool(waiting)


def waiting_of(dossier: Dossier) -> list[DutyReceipt]:
    """The receipts that nobody answered yet."""
    return list(DutyReceipt.objects.filter(dossier=dossier, state=State.GIVEN).order_by("no"))


def _end(
    receipts: Sequence[DutyReceipt], state: DutyReceipt.State, actor: Actor, at: datetime, answer: str = ""
) -> None:
    for one in receipts:
        one.state, one.answer, one.answered_at, one.answered_by_id = state, answer, at, actor.id
        one.save(update_fields=["state", "answer", "answered_at", "answered_by"])
