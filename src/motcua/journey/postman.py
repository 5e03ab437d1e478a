"""Parcels go to the postman on a record, and what the desk is told of them by hand (bàn giao cho bưu tá)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.selectors import Scope, desk_on
from motcua.audit.services import Actor
from motcua.custody.models import Parcel, PostBatch
from motcua.custody.post import services as post
from motcua.custody.post.errors import (
    BatchEnded,
    NothingToSend,
    NotYourDesk,
    ParcelOnItsWay,
    PostmanMissing,
    StatusUnknown,
    UnknownBatch,
    UnknownParcel,
)
from motcua.custody.post.models import ParcelEvent
from motcua.custody.post.news import News
from motcua.custody.post.rules import State
from motcua.custody.post.selectors import desks_of, parcels_in_batch
from motcua.journey.papers.post import issue_batch
from motcua.journey.post import lock_parcel, require_own
from motcua.journey.post_tracking import take_parcel_news
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc


@transaction.atomic
def make_batch(
    *, parcel_ids: Collection[UUID], officer: Actor, scope: Scope, at: datetime, key: UUID
) -> list[PostBatch]:
    """Parcels with numbers go on a record for the postman, one of each carrier and desk (giấy bàn giao bưu chính).

    Takes
        key  the same key again gives the same records
    Refuses
        NothingToSend, UnknownParcel, NoNumberYet, ParcelOnItsWay
    """
    if not parcel_ids:
        raise NothingToSend
    locked = [lock_parcel(one)[0] for one in _by_dossier(parcel_ids)]
    for parcel in locked:
        require_own(parcel, scope)
    groups: dict[tuple[UUID, UUID | None], list[Parcel]] = {}
    for parcel in locked:
        groups.setdefault((parcel.desk_id, parcel.carrier_id), []).append(parcel)
    made = []
    assert officer.id is not None
    for (desk_id, carrier_id), group in groups.items():
        batch_id = uuid5(key, f"{desk_id}:{carrier_id}")
        again = PostBatch.objects.filter(pk=batch_id).first()
        if again is not None:
            made.append(again)
            continue
        batch = post.make_batch(
            group, batch_id=batch_id, desk_id=desk_id, agency_id=group[0].agency_id, by=officer.id, at=at
        )
        batch.document_id = issue_batch(batch, group, officer=officer, at=at).pk
        batch.save(update_fields=["document_id"])
        made.append(batch)
    return made


@transaction.atomic
def give_to_postman(
    *,
    batch_id: UUID,
    taken: Collection[UUID],
    postman: str,
    paper: str = "",
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> int:
    """The postman counted and signed: what was taken is with the post from now on (bưu tá xác nhận).

    Takes
        taken    ids of the parcels the postman took; the rest stays at the desk for the next record
        postman  the name, as read on the postman's card; `paper` the number of the card
    Gives
        how many stayed
    Refuses
        UnknownBatch, NotYourDesk, BatchEnded, PostmanMissing, NothingToSend
    """
    batch = PostBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise UnknownBatch
    if batch.taken_key == key:
        return 0
    if batch.desk_id not in desks_of(scope):
        raise NotYourDesk(desk=desk_on(batch.desk_id, local_day(at)).name)
    if batch.taken_at is not None:
        raise BatchEnded(number=batch.number)
    if not postman.strip():
        raise PostmanMissing
    inside = {one.pk for one in parcels_in_batch(batch)}
    going = inside & set(taken)
    if not going:
        raise NothingToSend
    assert officer.id is not None
    post.mark_taken(
        *(batch,), postman=postman, paper=paper, by=officer.id, at=at, key=key, left=inside - going
    )
    for parcel_id in _by_dossier(going):
        news = News(
            status="collected",
            code="collected",
            happened_at=at,
            dedupe_key=f"desk:collected:{batch.pk}",
            source=ParcelEvent.Source.DESK,
            words=nfc(postman.strip()),
            by=officer.id,
        )
        take_parcel_news(parcel_id, news, actor=officer, at=at)
    return len(inside - going)


@transaction.atomic
def tell_by_hand(
    *,
    parcel_id: UUID,
    status: str,
    happened_at: datetime,
    receiver: str,
    words: str,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> None:
    """The clerk writes down what the carrier's page or slip says of a parcel (ghi hành trình bưu gửi).

    Refuses
        UnknownParcel, StatusUnknown, ParcelOnItsWay
    """
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    if parcel is None:
        raise UnknownParcel
    require_own(parcel, scope)
    if status not in {"under_way", "attempted", "delivered", "returned", "lost", "collected"}:
        raise StatusUnknown
    if parcel.state in {State.WANTED, State.PACKED}:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    news = News(
        status=status,
        code=status,
        happened_at=min(happened_at, at),
        dedupe_key=f"desk:{key}",
        source=ParcelEvent.Source.DESK,
        receiver=receiver,
        words=words,
        by=officer.id,
    )
    take_parcel_news(parcel_id, news, actor=officer, at=at)


def _by_dossier(parcel_ids: Collection[UUID]) -> list[UUID]:
    """Always in the order of their dossiers, so that two batches never wait for each other."""
    rows = Parcel.objects.filter(pk__in=parcel_ids).order_by("dossier_id", "pk")
    found = list(rows.values_list("pk", flat=True))
    if len(found) != len(set(parcel_ids)):
        raise UnknownParcel
    return found
