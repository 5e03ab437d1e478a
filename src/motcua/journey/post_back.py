"""Originals of a dossier that ended without a result go back by post (gửi trả bản chính qua bưu chính).

Until they are delivered custody follows the parcel, as it does for a result (`journey.post`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.custody.errors import NotHeldHere
from motcua.custody.models import Item, Parcel
from motcua.custody.post import services as post
from motcua.custody.post.errors import NothingToReturn, NotReadyToSend, ParcelOnItsWay, ReturnNotAsked
from motcua.custody.post.rules import Address, Purpose, State
from motcua.custody.post.selectors import papers_parcel
from motcua.custody.rules import Holder
from motcua.custody.selectors import live_bundles, name_of
from motcua.custody.services import is_offered
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import ENDED
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.journey.desk import expect, is_done, require_either_desk
from motcua.kernel.clock import local_day


@transaction.atomic
def ask_return(
    *,
    dossier_id: UUID,
    to: Address,
    actor: Actor,
    at: datetime,
    key: UUID,
    wish: str = "",
    expected_version: int | None = None,
) -> Parcel:
    """The applicant wants the originals of an ended dossier sent home (đề nghị gửi trả bản chính).

    Asked again it changes the address, as long as nobody packed them.

    Takes
        actor  the applicant, or an officer of one of its desks who was asked to
    Refuses
        UnknownDossier, Changed, WrongDesk, NothingToReturn, AddressIncomplete, ParcelOnItsWay
    Law
        NB18-13.1; DN15-4.3c: what the desk gives back may go by post.
    """
    dossier = dossier_for_update(dossier_id)
    parcel = papers_parcel(dossier.pk)
    if is_done(dossier, key) and parcel is not None:
        return parcel
    expect(dossier, expected_version)
    if actor.kind == "officer":
        require_either_desk(dossier, actor, at)
    if not owed_originals(dossier):
        raise NothingToReturn(dossier=str(dossier))
    parcel = post.want_out(
        *(parcel, dossier, Purpose.PAPERS),
        desk_id=_lying_at(dossier),
        to=to,
        wish=wish,
        asked_by=actor.id,
        at=at,
    )
    words = {"to": f"{parcel.name}, {parcel.address}"}
    note(dossier, "return_asked", at=at, actor=actor, body={"parcel": parcel.pk}, words=words, key=key)
    return parcel


@transaction.atomic
def cancel_return(
    *, dossier_id: UUID, actor: Actor, at: datetime, key: UUID, expected_version: int | None = None
) -> None:
    """The applicant fetches them after all; nothing is packed yet (thôi nhận lại qua bưu chính).

    Refuses
        UnknownDossier, Changed, WrongDesk, ReturnNotAsked, ParcelOnItsWay
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    if actor.kind == "officer":
        require_either_desk(dossier, actor, at)
    parcel = papers_parcel(dossier.pk)
    if parcel is None:
        raise ReturnNotAsked(dossier=str(dossier))
    post.cancel_parcel(post.parcel_for_update(parcel.pk), at=at)
    note(dossier, "return_cancelled", at=at, actor=actor, body={"parcel": parcel.pk}, key=key)


def require_packable(dossier: Dossier, parcel: Parcel, going: Collection[UUID], at: datetime) -> None:
    """What lies in the parcel lies at its desk and belongs to the applicant.

    Refuses
        NotReadyToSend (nothing is chosen), NotHeldHere
    """
    if not going:
        raise NotReadyToSend(dossier=str(dossier), why="chưa chọn bản chính nào để gửi trả.")
    bundles = live_bundles(dossier.pk)
    here = {
        item.pk
        for one in bundles
        if one.holder == Holder.DESK and one.desk_id == parcel.desk_id and not is_offered(one)
        for item in one.items.all()
        if item.returned_at is None
    }
    if set(going) - here:
        places = sorted({name_of(one.place, local_day(at)) for one in bundles})
        raise NotHeldHere(dossier=str(dossier), holder="; ".join(places) or "không còn")


def take_from_post(dossier: Dossier, items: Sequence[Item], *, at: datetime) -> None:
    """Who asked for the post and came to the counter: the wish ends with what it was for.

    Takes
        dossier  locked
        items    what goes over the counter now
    Refuses
        ParcelOnItsWay: it is packed already
    """
    parcel = papers_parcel(dossier.pk)
    if parcel is None:
        return
    given = {item.pk for item in items}
    if parcel.state != State.WANTED:
        if given & {UUID(str(one)) for one in parcel.item_ids}:
            raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
        return
    if {item.pk for item in owed_originals(dossier)} <= given:
        post.cancel_parcel(post.parcel_for_update(parcel.pk), at=at)


def owed_originals(dossier: Dossier) -> list[Item]:
    """The originals of an ended dossier that the applicant has not got back and that no parcel carries."""
    if dossier.state not in ENDED or dossier.custody_state in {"none", "applicant"}:
        return []
    return [
        item
        for one in live_bundles(dossier.pk)
        if one.holder != Holder.POST
        for item in one.items.all()
        if item.must_return and item.returned_at is None
    ]


def _lying_at(dossier: Dossier) -> UUID:
    """The desk that has them, or where they are brought to."""
    owed = {item.bundle_id for item in owed_originals(dossier)}
    desks = (one.desk_id for one in live_bundles(dossier.pk) if one.pk in owed and one.holder == Holder.DESK)
    return next((one for one in desks if one is not None), dossier.desk_id)
