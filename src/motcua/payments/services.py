"""Raising charges and noting cash. Gateways come on top of the same charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.audit.selectors import event_by_key
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.core import note
from motcua.kernel.text import nfc
from motcua.payments.errors import NothingDue, ReceiptMissing
from motcua.payments.models import Charge


@dataclass(frozen=True)
class FeeFacts:
    """One fee of a release for a case and channel; the amount is settled, in đồng."""

    name: str
    amount_vnd: int
    basis: str = ""


def raise_charges(dossier: Dossier, fees: Sequence[FeeFacts], *, at: datetime, actor: Actor) -> int:
    """Note what a locked dossier owes (xác định phí, lệ phí); gives the sum in đồng. Free fees raise nothing."""
    owed = [fee for fee in fees if fee.amount_vnd > 0]
    if not owed:
        return 0
    Charge.objects.bulk_create(
        Charge(
            dossier=dossier,
            no=number,
            name=fee.name,
            amount_vnd=fee.amount_vnd,
            basis=fee.basis,
            raised_at=at,
        )
        for number, fee in enumerate(owed, start=1)
    )
    total = sum(fee.amount_vnd for fee in owed)
    note(dossier, "charged", at=at, actor=actor, body={"amount_vnd": total}, changes={"money_state": "due"})
    return total


def note_cash(dossier: Dossier, *, receipt_number: str, actor: Actor, at: datetime, key: UUID) -> int:
    """Note that everything due was paid in cash at the counter (thu tiền mặt); gives the sum in đồng.

    Takes
        receipt_number  of the receipt handed to the payer
    Refuses
        NothingDue, ReceiptMissing
    Law
        NĐ 61/2018 Đ.22; HG-7.
    """
    due = Charge.objects.filter(dossier=dossier, state=Charge.State.DUE)
    if (done := event_by_key(dossier.id, key)) is not None:
        return int(done.body["amount_vnd"])
    if not receipt_number.strip():
        raise ReceiptMissing
    total = sum(due.values_list("amount_vnd", flat=True))
    if not total:
        raise NothingDue
    due.update(
        state=Charge.State.PAID,
        paid_at=at,
        method="cash",
        receipt_number=nfc(receipt_number),
        collected_by_id=actor.id,
    )
    note(
        *(dossier, "paid"),
        at=at,
        actor=actor,
        body={"amount_vnd": total, "method": "cash"},
        words={"receipt": nfc(receipt_number)},
        key=key,
        changes={"money_state": "paid"},
    )
    return total
