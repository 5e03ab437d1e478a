"""Results by public post: asked for, compared, packed (trả kết quả qua bưu chính; DN15-4.3c).

The postman takes them in `journey.postman`, what the carrier then tells is in `journey.post_tracking`, what comes in by
post in `journey.post_in`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.custody.models import Parcel
from motcua.custody.post import services as post
from motcua.custody.post.carriers import carrier_named
from motcua.custody.post.errors import (
    NotAskedByPost,
    NothingToSend,
    NotReadyToSend,
    UnknownParcel,
)
from motcua.custody.post.rules import Address, Purpose
from motcua.custody.post.selectors import desks_of, result_parcel
from motcua.custody.post.services import Packing
from motcua.dossiers.errors import FeeNotPaid
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import move_named, next_state
from motcua.dossiers.services import returning
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.reception import require_desk
from motcua.dossiers.services.returning import Compared
from motcua.journey.desk import expect, is_done, require_either_desk
from motcua.journey.errands import Errand, end_errand
from motcua.journey.originals import to_compare
from motcua.journey.outside import instrument_of
from motcua.journey.paper_settled import require_accounted
from motcua.journey.post_back import require_packable
from motcua.kernel.errors import Refusal
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of

MAY_ASK = move_named("change_return_place").sources  # as long as nothing was handed over


# the applicant's wish


@transaction.atomic
def ask_delivery(
    *,
    dossier_id: UUID,
    to: Address,
    actor: Actor,
    at: datetime,
    key: UUID,
    wish: str = "",
    expected_version: int | None = None,
) -> Parcel:
    """The applicant wants the result by post, at an address (đề nghị nhận kết quả qua bưu chính).

    Asked again it changes the address, as long as nobody packed it.

    Takes
        actor  the applicant, or an officer of one of its desks who was asked to
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, AddressIncomplete, ParcelOnItsWay
    Law
        DN15-4.3c, TN19-10.1; regulation.md §1.1 #1: the way of receiving is chosen apart from that of filing.
    """
    dossier = dossier_for_update(dossier_id)
    parcel = result_parcel(dossier.pk)
    if is_done(dossier, key) and parcel is not None:
        return parcel
    expect(dossier, expected_version)
    next_state(dossier.state, "change_return_place")
    if actor.kind == "officer":
        require_either_desk(dossier, actor, at)
    parcel = post.want_out(
        *(parcel, dossier, Purpose.RESULT),
        desk_id=dossier.return_desk_id,
        to=to,
        wish=wish,
        asked_by=actor.id,
        at=at,
    )
    note(
        *(dossier, "post_asked"),
        at=at,
        actor=actor,
        body={"parcel": parcel.pk},
        words={"to": f"{parcel.name}, {parcel.address}"},
        key=key,
    )
    return parcel


@transaction.atomic
def cancel_delivery(
    *, dossier_id: UUID, actor: Actor, at: datetime, key: UUID, expected_version: int | None = None
) -> None:
    """The applicant comes to the desk after all; nothing is packed yet (thôi nhận qua bưu chính).

    Refuses
        UnknownDossier, Changed, WrongDesk, NotAskedByPost, ParcelOnItsWay
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    if actor.kind == "officer":
        require_either_desk(dossier, actor, at)
    parcel = result_parcel(dossier.pk)
    if parcel is None:
        raise NotAskedByPost(dossier=str(dossier))
    post.cancel_parcel(post.parcel_for_update(parcel.pk), at=at)
    end_errand(dossier, Errand.POST, by=actor.id, at=at)
    note(dossier, "post_cancelled", at=at, actor=actor, body={"parcel": parcel.pk}, key=key)


@transaction.atomic
def compare(
    *,
    dossier_id: UUID,
    compared: Sequence[Compared],
    actor: Actor,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Originals that came by post or were shown are laid beside their copies before the result travels (TN19-8.2).

    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, ReasonMissing
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    next_state(dossier.state, "hand_over")
    assert actor.id is not None
    require_desk(dossier, actor.id, at, desk_id=dossier.return_desk_id)
    returning.compare_originals(dossier, compared, actor=actor, at=at, key=key)


# packing


@dataclass(frozen=True)
class Pack:
    """One parcel as the clerk closes it.

    collect       the post collects the fees that are due
    item_ids      originals of the applicant that go along
    paper_reason  why it goes out although other paper is elsewhere
    waybill       where the carrier has no interface
    """

    parcel_id: UUID
    collect: bool = False
    item_ids: tuple[UUID, ...] = ()
    paper_reason: str = ""
    waybill: str = ""


def pack(
    *, picks: Sequence[Pack], carrier_id: UUID | None, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> dict[UUID, Refusal]:
    """Close parcels, each in its own transaction; the carrier is asked for numbers after the commit (đóng gói).

    Gives
        why parcels stayed open, by their id; nothing of those is written
    Refuses
        NothingToSend, NoCarrier
    """
    if not picks:
        raise NothingToSend
    carrier = carrier_named(carrier_id)
    refused: dict[UUID, Refusal] = {}
    for one in picks:
        try:
            _pack_one(
                *(one, carrier.pk), officer=officer, scope=scope, at=at, key=uuid5(key, str(one.parcel_id))
            )
        except Refusal as refusal:
            refused[one.parcel_id] = refusal
    return refused


@transaction.atomic
def _pack_one(pick: Pack, carrier_id: UUID, *, officer: Actor, scope: Scope, at: datetime, key: UUID) -> None:
    parcel, dossier = lock_parcel(pick.parcel_id)
    require_own(parcel, scope)
    assert dossier is not None
    assert officer.id is not None
    if is_done(dossier, key):
        return
    collect = 0
    if parcel.purpose == Purpose.RESULT:
        collect = _require_ready(dossier, parcel, pick, officer, at)
    elif parcel.purpose == Purpose.PAPERS:
        require_packable(dossier, parcel, pick.item_ids, at)
    post.pack_parcel(
        *(parcel, carrier_named(carrier_id)),
        Packing(tuple(pick.item_ids), collect, pick.waybill, pick.paper_reason),
        by=officer.id,
        at=at,
    )
    end_errand(dossier, Errand.POST, by=officer.id, at=at)
    note(
        *(dossier, "post_packed"),
        at=at,
        actor=officer,
        body={"parcel": parcel.pk, "collect_vnd": collect, "papers": len(pick.item_ids)},
        words={"carrier": f"{parcel.carrier} {parcel.waybill}".strip()},
        key=key,
    )


def _require_ready(dossier: Dossier, parcel: Parcel, pick: Pack, officer: Actor, at: datetime) -> int:
    """What the hand-over would refuse is refused now; gives what the post collects, in đồng.

    The law lets nobody off comparing originals because the result travels: they were compared when they came by
    post or at the desk (TN19-8.2, DN15-4.3c); the fee is paid before, or collected by the post.
    """
    next_state(dossier.state, "hand_over")
    assert officer.id is not None
    require_desk(dossier, officer.id, at, desk_id=dossier.return_desk_id)
    returning.require_compared(dossier, to_compare(dossier))
    if returning.wrong_results_out(dossier.pk):
        raise NotReadyToSend(
            dossier=str(dossier), why="kết quả sai đã trả chưa thu hồi; thu hồi tại quầy trước khi gửi."
        )
    if instrument_of(dossier, at) and not parcel.address:
        raise NotReadyToSend(dossier=str(dossier), why="thiếu nơi trả kết quả.")
    require_accounted(dossier, going=pick.item_ids, reason=pick.paper_reason, at=at)
    if dossier.money_state != "due":
        return 0
    if not pick.collect:
        raise FeeNotPaid
    return sum(one.amount_vnd for one in charges_of(dossier.pk) if one.state == Charge.State.DUE)


@transaction.atomic
def unpack(*, parcel_id: UUID, officer: Actor, scope: Scope, at: datetime) -> None:
    """Take it out again before the postman has it (huỷ đóng gói).

    Refuses
        UnknownParcel, ParcelOnItsWay
    """
    parcel, dossier = lock_parcel(parcel_id)
    require_own(parcel, scope)
    if parcel.batch is not None and parcel.batch.taken_at is None:
        parcel.batch = None
    post.unpack(parcel, at=at)
    if dossier is not None:
        note(dossier, "post_unpacked", at=at, actor=officer, body={"parcel": parcel.pk})


@transaction.atomic
def type_waybill(*, parcel_id: UUID, text: str, officer: Actor, scope: Scope, at: datetime) -> None:
    """The number is typed because the carrier's system did not give one.

    Refuses
        UnknownParcel, ParcelOnItsWay, WaybillMissing, WaybillWrong, WaybillTaken
    """
    parcel, dossier = lock_parcel(parcel_id)
    require_own(parcel, scope)
    post.type_waybill(parcel, text)
    if dossier is not None:
        words = {"carrier": f"{parcel.carrier} {parcel.waybill}".strip()}
        note(dossier, "post_packed", at=at, actor=officer, body={"parcel": parcel.pk}, words=words)


@transaction.atomic
def settle_problem(*, parcel_id: UUID, officer: Actor, scope: Scope, at: datetime) -> None:
    """Somebody looked into what was wrong with a parcel; it needs nobody any more (đã xử lý)."""
    parcel, dossier = lock_parcel(parcel_id)
    require_own(parcel, scope)
    parcel.problem = ""
    parcel.save(update_fields=["problem"])
    if dossier is not None:
        end_errand(dossier, Errand.POST, by=officer.id, at=at)


def lock_parcel(parcel_id: UUID) -> tuple[Parcel, Dossier | None]:
    """The parcel with its dossier, both locked, the dossier first. Refuses with UnknownParcel."""
    row = Parcel.objects.filter(pk=parcel_id).values_list("dossier_id", flat=True).first()
    dossier = dossier_for_update(row) if row else None
    return post.parcel_for_update(parcel_id), dossier


def require_own(parcel: Parcel, scope: Scope) -> None:
    """Refuses with UnknownParcel: a parcel of another desk does not exist for this officer."""
    if parcel.desk_id not in desks_of(scope):
        raise UnknownParcel
