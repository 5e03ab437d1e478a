"""Stage 7 of 8: the desk gives the result (trả kết quả); and money at the counter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.audit.services import Actor
from motcua.custody.models import Parcel
from motcua.custody.post.errors import ResultAtPost
from motcua.custody.post.rules import State as ParcelState
from motcua.custody.post.selectors import result_parcel
from motcua.custody.post.services import cancel_parcel
from motcua.custody.post.travelling import items_sent
from motcua.custody.services import return_items
from motcua.dossiers.errors import ReceiverMissing
from motcua.dossiers.models import Dossier, Part, Visit
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import parts, results, returning
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import require_desk
from motcua.dossiers.services.returning import Compared, Receiving
from motcua.journey.desk import cash_desk_id, expect, is_done
from motcua.journey.messages import tell_handed_over
from motcua.journey.originals import to_compare
from motcua.journey.outside import record_visit
from motcua.journey.paper_settled import settle_with_result
from motcua.journey.papers.returning import issue_return_slip
from motcua.kernel.errors import Refusal
from motcua.payments.services import note_cash
from motcua.workflow import services as workflow


def hand_over(
    *,
    dossier_id: UUID,
    officer: Actor,
    receiver_name: str,
    at: datetime,
    key: UUID,
    receiver_paper: str = "",
    receiving: Receiving | None = None,
    compared: Sequence[Compared] = (),
    returned: Collection[UUID] = (),
    paper_reason: str = "",
    expected_version: int | None = None,
) -> None:
    """Give the result to the applicant or somebody they sent; the dossier is finished.

    What the comparison of originals gave stays written when the hand-over is refused because of it.

    Takes
        receiving     who takes it beside the name: number checked, mandate, way, confirmation
        compared      originals of an online dossier laid beside their copies
        returned      ids of the papers in the bundle that the applicant got back now
        paper_reason  why the result goes out although paper of the dossier is elsewhere
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, ReceiverMissing, FeeNotPaid, OriginalsUncompared,
        OriginalsDiffer, MandateMissing, MandateIncomplete, PostNumberMissing, ConfirmationWrong, WrongResultOut,
        PaperElsewhere, ItemsOwed, ResultAtPost (the post has it, or a parcel is packed with it)
    Law
        TN19-8.2, DN15-4.3c, TN19-13.1.
    """
    refused: Refusal | None = None
    with transaction.atomic():
        dossier = dossier_for_update(dossier_id)
        if is_done(dossier, key):
            return
        expect(dossier, expected_version)
        next_state(dossier.state, "hand_over")
        assert officer.id is not None
        require_desk(dossier, officer.id, at, desk_id=dossier.return_desk_id)
        _take_from_post(dossier, at)
        returning.compare_originals(dossier, compared, actor=officer, at=at)
        try:
            with transaction.atomic():
                _give(
                    *(dossier, receiver_name, receiver_paper, receiving or Receiving()),
                    returned=returned,
                    paper_reason=paper_reason,
                    officer=officer,
                    clerk=officer,
                    at=at,
                    key=key,
                )
        except Refusal as refusal:
            refused = refusal
    if refused is not None:
        raise refused


def _take_from_post(dossier: Dossier, at: datetime) -> None:
    """Who asked for the post and came after all: the wish ends. Refuses with ResultAtPost what is packed or gone."""
    parcel = result_parcel(dossier.pk)
    if parcel is None:
        return
    if parcel.state != ParcelState.WANTED:
        raise ResultAtPost(number=str(parcel), state=parcel.state_name.lower())
    cancel_parcel(parcel, at=at)


def deliver_result(dossier: Dossier, parcel: Parcel, *, actor: Actor, at: datetime, key: UUID) -> None:
    """The post gave the result to its receiver: that is the hand-over (trả kết quả qua bưu chính).

    The clerk who packed it answers for the slip; who reports the delivery is `actor`, a partner as a rule.

    Takes
        dossier  locked, decided
        parcel   locked, delivered
        at       when it was delivered
    Refuses
        all that `hand_over` refuses; it was asked when the parcel was packed and may have changed since
    Law
        DN15-4.3c (by registered post, fee by post), TN19-13.1.
    """
    next_state(dossier.state, "hand_over")
    clerk = Actor("officer", parcel.packed_by_id, parcel.agency_id)
    receiver = parcel.receiver_name or parcel.name
    if parcel.collect_vnd and dossier.money_state == "due":
        note_cash(
            *(dossier,), receipt_number=str(parcel), actor=clerk, at=at, key=uuid5(key, "paid"), method="post"
        )
    return_items(dossier, items_sent(dossier, parcel), actor=actor, at=at, receiver=receiver)
    _give(
        *(dossier, receiver, "", Receiving(way="post", post_number=str(parcel), place=parcel.address)),
        returned=(),
        paper_reason=parcel.paper_reason,
        officer=actor,
        clerk=clerk,
        at=at,
        key=key,
    )


def _give(
    dossier: Dossier,
    receiver_name: str,
    receiver_paper: str,
    facts: Receiving,
    *,
    returned: Collection[UUID],
    paper_reason: str,
    officer: Actor,
    clerk: Actor,
    at: datetime,
    key: UUID,
) -> None:
    """The result goes out and everything that goes with it; the dossier is locked.

    Takes
        officer  who does it, or the partner that reports it
        clerk    the officer who answers for it on paper
    """
    if not receiver_name.strip():
        raise ReceiverMissing
    returning.require_receiver(dossier, receiver_name, facts)
    compared = returning.require_compared(dossier, to_compare(dossier))  # TN19-8.2
    taken_back = returning.take_back(dossier, facts, actor=officer, at=at)
    results.hand_over_dossier(
        dossier, officer=officer, receiver_name=receiver_name, receiver_paper=receiver_paper, at=at, key=key
    )
    record_visit(dossier, Visit.Kind.RETURN, facts.place, officer=clerk, at=at)  # TN19-9.4
    slip = issue_return_slip(
        *(dossier, receiver_name, facts), compared=compared, taken_back=taken_back, officer=clerk, at=at
    )
    returning.record_handing(dossier, receiver_name, facts, slip_id=slip.pk, actor=clerk, at=at)
    settle_with_result(dossier, returned=returned, reason=paper_reason, officer=officer, at=at)  # NB18-13.1
    part = parts.open_part_of(dossier, Part.Duty.RETURN)
    if part is not None:
        workflow.end_tasks_of(part, by=clerk.id, at=at)
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
