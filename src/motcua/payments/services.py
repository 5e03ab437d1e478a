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
from motcua.payments.errors import NothingDue, ReceiptMissing, SettlementMissing
from motcua.payments.models import Charge

WAIVED = "Chưa nộp; không phải nộp vì hồ sơ dừng giải quyết"


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


def note_cash(
    dossier: Dossier,
    *,
    receipt_number: str,
    actor: Actor,
    at: datetime,
    key: UUID,
    method: str = "cash",
) -> int:
    """Note that everything due was paid in cash at the counter (thu tiền mặt); gives the sum in đồng.

    Takes
        receipt_number  of the receipt handed to the payer
        method          `post` where the postman collected it with the parcel of this number (DN15-4.3c)
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
        method=method,
        receipt_number=nfc(receipt_number),
        collected_by_id=actor.id,
    )
    note(
        *(dossier, "paid"),
        at=at,
        actor=actor,
        body={"amount_vnd": total, "method": method},
        words={"receipt": nfc(receipt_number)},
        key=key,
        changes={"money_state": "paid"},
    )
    return total


@dataclass(frozen=True)
class Settlement:
    """What becomes of one charge of a stopped dossier.

    refunds  what was paid is given back; without meaning for what was not paid, which is waived
    why      the ground, as it is printed; needed where money is kept or given back
    """

    charge_id: UUID
    refunds: bool
    why: str = ""


def settle_charges(
    dossier: Dossier, settlements: Sequence[Settlement], *, actor: Actor, at: datetime
) -> list[Charge]:
    """Settle the money of a dossier that is being stopped (xử lý phí, lệ phí khi dừng giải quyết).

    What is still due is waived. Of what was paid each is given back or kept, with the reason.

    Gives
        the charges as they stand then, in their order
    Refuses
        SettlementMissing when a paid charge has no settlement or no reason
    """
    chosen = {one.charge_id: one for one in settlements}
    charges = list(Charge.objects.filter(dossier=dossier).order_by("no"))
    for charge in charges:
        settlement = chosen.get(charge.id)
        if charge.state == Charge.State.DUE:
            charge.state, charge.settled_why = Charge.State.WAIVED, WAIVED
        elif charge.state == Charge.State.PAID:
            if settlement is None or not settlement.why.strip():
                raise SettlementMissing(charge=charge.name)
            charge.state = Charge.State.REFUNDED if settlement.refunds else Charge.State.PAID
            charge.settled_why = nfc(settlement.why).strip()
        else:
            continue
        charge.settled_at = at
        charge.save(update_fields=["state", "settled_why", "settled_at"])
    if charges:
        _note_settled(dossier, charges, actor, at)
    return charges


def waive_due(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Nobody pays any more for a locked dossier that ends without a result; what was paid stays as it is."""
    charges = list(Charge.objects.filter(dossier=dossier).order_by("no"))
    due = [charge for charge in charges if charge.state == Charge.State.DUE]
    for charge in due:
        charge.state, charge.settled_why, charge.settled_at = Charge.State.WAIVED, WAIVED, at
        charge.save(update_fields=["state", "settled_why", "settled_at"])
    if due:
        _note_settled(dossier, charges, actor, at)


def _note_settled(dossier: Dossier, charges: Sequence[Charge], actor: Actor, at: datetime) -> None:
    states = {charge.state for charge in charges}
    order = (Charge.State.REFUNDED, Charge.State.PAID, Charge.State.WAIVED)
    money = next(str(state) for state in order if state in states)
    sums = {
        str(state): sum(charge.amount_vnd for charge in charges if charge.state == state) for state in order
    }
    note(
        *(dossier, "settled"),
        at=at,
        actor=actor,
        body=sums,
        words={"settled": {charge.name: charge.settled_why for charge in charges if charge.settled_why}},
        changes={"money_state": money},
    )
