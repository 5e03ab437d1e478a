"""What happens to parcels. The journey holds the dossier's lock and says what follows for the dossier."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.agencies.selectors import desk_on
from motcua.custody.post.errors import (
    AddressIncomplete,
    NoNumberYet,
    ParcelOnItsWay,
    UnknownParcel,
    WaybillMissing,
    WaybillTaken,
    WaybillWrong,
)
from motcua.custody.post.models import Envelope, Parcel, PostBatch, PostCarrier
from motcua.custody.post.rules import Address, Direction, Purpose, State
from motcua.delivery.services import enqueue
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc
from motcua.numbers import rules as numbers
from motcua.numbers.services import next_number
from motcua.partners.post import waybills

CHANNEL = "post"
_MISSING = {
    "name": phrase("họ tên"),
    "phone": phrase("số điện thoại"),
    "address": phrase("địa chỉ"),
}


def complete_address(to: Address) -> Address:
    """An address as a carrier needs it, NFC and trimmed. Refuses with AddressIncomplete."""
    found = Address(*(nfc(" ".join(text.split())) for text in (to.name, to.phone, to.address)))
    missing = [str(words) for name, words in _MISSING.items() if not getattr(found, name)]
    if missing:
        raise AddressIncomplete(missing=", ".join(missing))
    return found


def want_parcel(
    *,
    direction: Direction,
    purpose: Purpose,
    to: Address,
    desk_id: UUID,
    agency_id: UUID,
    dossier: Dossier | None = None,
    wish: str = "",
    procedure_code: str = "",
    document_id: UUID | None = None,
    asked_by: UUID | None,
    at: datetime,
) -> Parcel:
    """Somebody asks that something goes by post (đề nghị gửi, nhận qua bưu chính).

    Refuses
        AddressIncomplete
    """
    where = complete_address(to)
    return Parcel.objects.create(
        code=numbers.reference(),
        direction=direction,
        purpose=purpose,
        dossier=dossier,
        desk_id=desk_id,
        agency_id=agency_id,
        procedure_code=procedure_code,
        name=where.name,
        phone=where.phone,
        address=where.address,
        wish=nfc(" ".join(wish.split()))[:300],
        document_id=document_id,
        asked_by_id=asked_by,
        asked_at=at,
    )


def want_out(
    known: Parcel | None,
    dossier: Dossier,
    purpose: Purpose,
    *,
    desk_id: UUID,
    to: Address,
    wish: str,
    asked_by: UUID | None,
    at: datetime,
) -> Parcel:
    """What a desk sends to its applicant: asked for, or asked for again at another address.

    Takes
        dossier  locked
        known    what was asked for before; its desk stays
    Refuses
        AddressIncomplete, ParcelOnItsWay
    """
    if known is not None:
        parcel = parcel_for_update(known.pk)
        readdress(parcel, to, wish)
        return parcel
    return want_parcel(
        direction=Direction.OUT,
        purpose=purpose,
        to=to,
        wish=wish,
        dossier=dossier,
        desk_id=desk_id,
        agency_id=desk_on(desk_id, local_day(at)).desk.agency_id,
        asked_by=asked_by,
        at=at,
    )


def readdress(parcel: Parcel, to: Address, wish: str) -> None:
    """Another address, as long as nobody packed it. Refuses AddressIncomplete, ParcelOnItsWay."""
    if parcel.state != State.WANTED:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    where = complete_address(to)
    parcel.name, parcel.phone, parcel.address = where.name, where.phone, where.address
    parcel.wish = nfc(" ".join(wish.split()))[:300]
    parcel.save(update_fields=["name", "phone", "address", "wish"])


def parcel_for_update(parcel_id: UUID) -> Parcel:
    """The parcel, locked; the dossier's lock comes before it. Refuses with UnknownParcel."""
    found = (
        Parcel.objects.select_for_update(of=("self",))
        .select_related("carrier", "batch")
        .filter(pk=parcel_id)
        .first()
    )
    if found is None:
        raise UnknownParcel
    return found


@dataclass(frozen=True)
class Packing:
    """How one parcel is closed: what lies in it, what the post collects, the number where the clerk types it."""

    items: tuple[UUID, ...] = ()
    collect_vnd: int = 0
    waybill: str = ""
    paper_reason: str = ""


def pack_parcel(parcel: Parcel, carrier: PostCarrier, how: Packing, *, by: UUID, at: datetime) -> None:
    """Close a parcel and ask the carrier for its number, or take the one the clerk typed (đóng gói bưu gửi).

    Refuses
        ParcelOnItsWay, WaybillMissing, WaybillWrong, WaybillTaken
    Writes
        the parcel; for a carrier with an interface one outbox row under the parcel's own key
    """
    if parcel.state != State.WANTED:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    parcel.carrier, parcel.packed_by_id, parcel.packed_at = carrier, by, at
    parcel.item_ids = [str(one) for one in how.items]
    parcel.collect_vnd, parcel.paper_reason = how.collect_vnd, nfc(how.paper_reason.strip())
    parcel.problem = ""
    if carrier.kind == PostCarrier.Kind.BY_HAND:
        _number(parcel, how.waybill, named=str(parcel.dossier or parcel.name))
        parcel.state = State.REGISTERED
    else:
        parcel.state = State.PACKED
    _save_numbered(parcel)
    if parcel.state == State.PACKED:
        ask_carrier(parcel, "register", at=at)


def type_waybill(parcel: Parcel, text: str) -> None:
    """The number comes by telephone or from the carrier's label, because its system does not answer.

    Refuses
        ParcelOnItsWay, WaybillMissing, WaybillWrong, WaybillTaken
    """
    if parcel.state not in {State.PACKED, State.REGISTERED}:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    _number(parcel, text, named=str(parcel.dossier or parcel.name))
    parcel.state, parcel.problem = State.REGISTERED, ""
    _save_numbered(parcel)


def _number(parcel: Parcel, text: str, *, named: str) -> None:
    if not text.strip():
        raise WaybillMissing(dossier=named)
    number = waybills.normal(text)
    if not number or waybills.is_mistyped(number):
        raise WaybillWrong(text=text.strip()[:40])
    parcel.waybill = number


def _save_numbered(parcel: Parcel) -> None:
    try:
        with transaction.atomic():
            parcel.save()
    except IntegrityError as taken:
        if "post_parcel_waybill_once" not in str(taken):
            raise
        raise WaybillTaken(number=parcel.waybill) from taken


def ask_carrier(parcel: Parcel, act: str, *, at: datetime, waybill: str = "") -> None:
    """What the carrier is asked leaves by the outbox, after the commit; asked again it is the same question.

    Takes
        waybill  of an order that is taken back, where it has one
    """
    enqueue(
        channel=CHANNEL,
        destination=str(parcel.carrier_id),
        subject="",
        body="",
        dedupe_key=f"post:{act}:{parcel.key}:{waybill}",
        order_key=f"post:{parcel.pk}",
        urgent=True,
        at=at,
        facts={"parcel": str(parcel.pk), "act": act, "key": parcel.key, "waybill": waybill},
    )


def note_registered(parcel: Parcel, key: str, waybill: str, postage_vnd: int | None) -> str:
    """The carrier gave a number. The first one stands; the same answer again changes nothing.

    Takes
        parcel  locked
        key     under which the carrier was asked
    Gives
        a number that is one too many and has to be cancelled at the carrier; "" as a rule
    """
    if parcel.key != key:
        return ""  # it was taken out again: the order of that key is cancelled already
    if parcel.waybill:
        return waybill if waybill != parcel.waybill else ""
    parcel.waybill, parcel.problem = waybill, ""
    if postage_vnd is not None:
        parcel.postage_vnd = postage_vnd
    if parcel.state == State.PACKED:
        parcel.state = State.REGISTERED
    try:
        _save_numbered(parcel)
    except WaybillTaken as taken:
        # the carrier gave out one number twice: a person has to speak with it
        parcel.waybill, parcel.state, parcel.problem = "", State.PACKED, taken.sentence
        parcel.save()
    return ""


def note_refused(parcel: Parcel, key: str, code: str) -> None:
    """The carrier will not take the order: the desk sees it and packs again or types a number."""
    if parcel.key == key and parcel.state == State.PACKED:
        parcel.problem = phrase("Đơn vị bưu chính không nhận đăng ký ({code}).", code=code)
        parcel.save(update_fields=["problem"])


def unpack(parcel: Parcel, *, at: datetime) -> None:
    """Take a parcel out again before the postman has it; the carrier is told (huỷ đóng gói).

    The next packing asks under another key, since this order is cancelled.

    Refuses
        ParcelOnItsWay
    """
    if parcel.state not in {State.PACKED, State.REGISTERED}:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    if parcel.carrier is not None and parcel.carrier.kind != PostCarrier.Kind.BY_HAND:
        ask_carrier(parcel, "cancel", at=at, waybill=parcel.waybill)
    parcel.state, parcel.waybill, parcel.batch = State.WANTED, "", None
    parcel.order_no += 1
    parcel.item_ids, parcel.collect_vnd, parcel.problem = [], 0, ""
    parcel.packed_at, parcel.packed_by, parcel.postage_vnd = None, None, None
    parcel.save()


def cancel_parcel(parcel: Parcel, *, at: datetime) -> None:
    """Nobody wants it by post any more. Refuses with ParcelOnItsWay once somebody packed it."""
    if parcel.state != State.WANTED:
        raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    parcel.state, parcel.ended_at = State.CANCELLED, at
    parcel.save(update_fields=["state", "ended_at"])


def make_batch(
    parcels: Sequence[Parcel], *, batch_id: UUID, desk_id: UUID, agency_id: UUID, by: UUID, at: datetime
) -> PostBatch:
    """Parcels of one carrier go to its postman together (lập giấy bàn giao bưu chính).

    Takes
        parcels  locked, of one carrier
    Refuses
        NoNumberYet, ParcelOnItsWay
    """
    for parcel in parcels:
        if parcel.state == State.PACKED:
            raise NoNumberYet(dossier=str(parcel.dossier or parcel.name))
        if parcel.state != State.REGISTERED or parcel.batch_id is not None:
            raise ParcelOnItsWay(number=str(parcel), state=parcel.state_name)
    day = local_day(at)
    number = next_number(scope=f"post:{agency_id}", day=numbers.book_day(day))
    carrier = parcels[0].carrier
    assert carrier is not None
    batch = PostBatch.objects.create(
        id=batch_id,
        number=numbers.slip_number(number, "GBG-BC"),
        year=day.year,
        agency_id=agency_id,
        desk_id=desk_id,
        carrier=carrier,
        made_by_id=by,
        made_at=at,
    )
    Parcel.objects.filter(pk__in=[one.pk for one in parcels]).update(batch=batch)
    return batch


# envelopes


def open_envelope(facts: Mapping[str, Any], *, envelope_id: UUID, desk_id: UUID, at: datetime) -> Envelope:
    """Enter an envelope in the book of its desk, numbered by year (sổ văn bản đến của Bộ phận Một cửa)."""
    day = local_day(at)
    number = next_number(scope=f"envelope:{desk_id}", day=numbers.book_day(day))
    return Envelope.objects.create(
        id=envelope_id, desk_id=desk_id, year=day.year, no=number, recorded_at=at, **facts
    )


def mark_taken(
    batch: PostBatch, *, postman: str, paper: str, by: UUID, at: datetime, key: UUID, left: Collection[UUID]
) -> None:
    """The postman counted and took them; what was left stays at the desk with its number (xác nhận của bưu tá)."""
    batch.postman_name, batch.postman_paper = nfc(postman), nfc(paper)
    batch.taken_by_id, batch.taken_at, batch.taken_key = by, at, key
    batch.save()
    Parcel.objects.filter(pk__in=left, batch=batch).update(batch=None)
