"""The way out to the carriers: a plugin of the outbox, so that no request ever waits for one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import agency_on, desk_on
from motcua.custody.post.carriers import adapter, problems
from motcua.custody.post.models import Parcel
from motcua.custody.post.rules import Direction
from motcua.custody.post.services import ask_carrier, note_refused, note_registered, parcel_for_update
from motcua.delivery.errors import ChannelDown, Undeliverable
from motcua.delivery.plugins import Channel, Letter
from motcua.kernel.clock import local_day, now
from motcua.partners.post import Carrier, Money, Order, PostDown, PostRefused, Registered, Side


class PostChannel(Channel):
    """Registers and cancels parcels. Asked again after a time-out it asks the same under the same key."""

    label: ClassVar[str] = "Bưu chính"

    def _send(self, letter: Letter) -> None:
        parcel = Parcel.objects.select_related("carrier").filter(pk=UUID(letter.facts["parcel"])).first()
        if parcel is None or parcel.carrier is None:
            raise Undeliverable("no such parcel")
        carrier, key = adapter(parcel.carrier), str(letter.facts["key"])
        try:
            if letter.facts["act"] == "cancel":
                carrier.cancel(key, str(letter.facts.get("waybill", "")))
            else:
                self._register(carrier, parcel, key, letter.queued_at)
        except PostDown as down:
            raise ChannelDown(down.reason) from down
        except PostRefused as refused:
            if letter.facts["act"] == "register":
                with transaction.atomic():
                    note_refused(parcel_for_update(parcel.pk), key, refused.reason)
            raise Undeliverable(refused.reason) from refused

    def _register(self, carrier: Carrier, parcel: Parcel, key: str, at: datetime) -> None:
        if parcel.key != key or carrier.types_number:
            return  # it was taken out again meanwhile
        told = carrier.register(order_of(parcel))
        keep_number(parcel, key, told, at=at)

    def check_config(self) -> list[str]:
        return problems()


def keep_number(parcel: Parcel, key: str, told: Registered, *, at: datetime) -> None:
    """Write down what the carrier answered; a number that is one too many is cancelled there."""
    with transaction.atomic():
        locked = parcel_for_update(parcel.pk)
        surplus = note_registered(locked, key, told.waybill, told.postage_vnd)
        if surplus and locked.carrier is not None:
            ask_carrier(locked, "cancel", at=at, waybill=surplus)


def order_of(parcel: Parcel) -> Order:
    """What the carrier is asked: for a pick-up the applicant sends and the desk receives."""
    desk, agency = desk_on(parcel.desk_id, local_day(now())), agency_on(parcel.agency_id, local_day(now()))
    here = Side(desk.name, desk.phone or agency.phone, desk.address or agency.address)
    there = Side(parcel.name, parcel.phone, parcel.address)
    is_in = parcel.direction == Direction.IN
    return Order(
        key=parcel.key,
        sender=there if is_in else here,
        receiver=here if is_in else there,
        contents=f"Hồ sơ thủ tục hành chính: {str(parcel.purpose_name).lower()}",
        money=Money(parcel.collect_vnd, receiver_pays_postage=not is_in),
        fetch=is_in,
    )
