"""Results by post: a carrier of the province, wishes, parcels, what the carrier tells."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from tests.journey import builders as b
from tests.journey.bundles import LATER

from motcua.agencies import services as agencies
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody.models import Parcel, PostCarrier
from motcua.custody.post.carriers import save_carrier
from motcua.custody.post.models import ParcelEvent
from motcua.custody.post.rules import Address
from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import drain
from motcua.dossiers.models import Dossier
from motcua.journey import post, postman
from motcua.journey.post_tracking import take_tracking
from motcua.partners.post import Status, Tracking, waybills
from motcua.procedures.models import Reception

HOME = Address(
    "Nguyễn Thị Mẹ",
    "0901234567",
    "Số 12 hẻm 3, đường Trưng Nữ Vương, khu phố 1, phường Tân Ninh, tỉnh Tây Ninh",
)
KEY = "khoa-thu-nghiem"


def carrier(kind="by_hand", name="Bưu điện tỉnh Tây Ninh", **settings) -> PostCarrier:
    return save_carrier(
        name=name,
        kind=kind,
        settings={"url": "http://127.0.0.1:9", "customer": "TN", **settings},
        secrets={"signing_key": KEY, "token": "t"},
        is_active=True,
        at=b.MORNING,
    )


def ask(where, dossier, *, actor=None, at=LATER, **more) -> Parcel:
    return post.ask_delivery(
        dossier_id=dossier.pk,
        to=more.pop("to", HOME),
        actor=actor or Actor("applicant"),
        at=at,
        key=more.pop("key", None) or uuid4(),
        **more,
    )


def pack(where, *parcels, at=LATER, carrier_id=None, key=None, **more):
    picks = [
        post.Pack(one.pk, waybill=more.get("waybill", waybills.s10("RR", 12345678 + place)),
                  **{name: value for name, value in more.items() if name != "waybill"})
        for place, one in enumerate(parcels)
    ]  # fmt: skip
    return post.pack(
        picks=picks,
        carrier_id=carrier_id,
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, at),
        at=at,
        key=key or uuid4(),
    )


def batch(where, *parcels, at=LATER, key=None):
    return postman.make_batch(
        parcel_ids=[one.pk for one in parcels],
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, at),
        at=at,
        key=key or uuid4(),
    )[0]


def give(where, record, *parcels, at=LATER, key=None, name="Trần Văn Bưu"):
    return postman.give_to_postman(
        batch_id=record.pk,
        taken=[one.pk for one in parcels],
        postman=name,
        paper="BT-0042",
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, at),
        at=at,
        key=key or uuid4(),
    )


def sent(where, dossier, **more) -> Parcel:
    """A parcel that the postman has."""
    parcel = ask(where, dossier)
    assert pack(where, parcel, **more) == {}
    give(where, batch(where, parcel), parcel)
    return again(parcel)


def told(parcel, status, *, hours=1, external_id="", receiver="", at=None, code=""):
    """The carrier tells something of a parcel, `hours` after the postman took it."""
    happened = LATER + timedelta(hours=hours)
    news = Tracking(
        waybill=parcel.waybill,
        key="",
        status=Status(status),
        code=code or status,
        happened_at=happened,
        external_id=external_id,
        receiver=receiver,
    )
    return take_tracking(parcel.carrier, news, ParcelEvent.Source.WEBHOOK, at=at or happened)


def again(parcel) -> Parcel:
    return Parcel.objects.select_related("carrier", "dossier").get(pk=parcel.pk)


def leave(at=LATER):
    """The outbox is drained for the post alone; gives what waits or died."""
    OutboxMessage.objects.exclude(channel="post").delete()
    drain(at=at)
    return list(OutboxMessage.objects.filter(channel="post").exclude(state="sent"))


def answer(**fields) -> bytes:
    return json.dumps({"Status": "100", **fields}).encode()


def row(dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def desk_beside(where):
    """Another desk of the agency, where nobody asks for anything."""
    made = agencies.open_desk(
        agency_id=where.agency_id,
        key="quay-hai",
        name="Quầy số 2",
        valid_from=b.SINCE,
        instrument="QĐ",
        at=b.MORNING,
    )
    Reception.objects.create(
        desk_id=made.pk, procedure=where.release.procedure, valid_from=b.SINCE, instrument="QĐ"
    )
    b.post(where, Role.RECEIVER, "Đỗ Thị Quầy Hai", desk_id=made.pk)
    return made.pk


def decided(where, **more) -> Dossier:
    return b.travelled(where, b.submitted(where, **more).pk)
