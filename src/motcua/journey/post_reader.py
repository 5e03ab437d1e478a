"""What carriers send by themselves: signed, stored before it is answered, read once (thông báo hành trình)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.custody.models import ParcelEvent, PostCarrier
from motcua.custody.post.carriers import adapter
from motcua.custody.post.errors import UnknownParcel
from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.services import take_in
from motcua.journey.post_tracking import take_tracking
from motcua.partners.post import Status, Tracking

CHANNEL = "post"


@transaction.atomic
def store_webhook(carrier_id: UUID, body: bytes, headers: Mapping[str, str], *, at: datetime) -> int:
    """Store what a carrier tells, each happening for itself; gives how many were new.

    Refuses
        UnknownParcel where the address names no active carrier; WebhookRefused for a wrong signature
    """
    carrier = PostCarrier.objects.filter(pk=carrier_id, is_active=True).first()
    if carrier is None:
        raise UnknownParcel
    new = 0
    for told in adapter(carrier).read_webhook(body, headers):
        name = told.waybill or told.key
        new += take_in(
            channel=CHANNEL,
            external_id=f"{carrier.pk}:{name}:{told.code}:{told.happened_at.isoformat()}",
            body={
                "carrier": str(carrier.pk),
                "waybill": told.waybill,
                "key": told.key,
                "status": str(told.status),
                "code": told.code,
                "happened_at": told.happened_at.isoformat(),
                "receiver": told.receiver,
                "words": told.words,
            },
            order_key=f"{carrier.pk}:{name}",
            at=at,
        )
    return new


class PostReader(Reader):
    """Lets a parcel, and its dossier, stand as the carrier told. A parcel of somebody else is passed over."""

    def take(self, arrival: Arrival, fetched: object, *, at: datetime) -> None:
        told = arrival.body
        carrier = PostCarrier.objects.filter(pk=told["carrier"]).first()
        if carrier is None:
            return
        tracking = Tracking(
            waybill=told["waybill"],
            key=told["key"],
            status=Status(told["status"]),
            code=told["code"],
            happened_at=datetime.fromisoformat(told["happened_at"]),
            receiver=told["receiver"],
            words=told["words"],
        )
        take_tracking(carrier, tracking, ParcelEvent.Source.WEBHOOK, at=at)
