"""What happens to paper: bundles are opened, given, received, returned, archived. The journey holds the locks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from motcua.audit.services import Actor
from motcua.custody.errors import (
    AlreadyOffered,
    CarrierMissing,
    NotHeldHere,
    NothingToGive,
    PackedForPost,
    RecordEnded,
    RemarkMissing,
    SamePlace,
    UnknownRecord,
)
from motcua.custody.models import Bundle, HandoverRecord, Item, Line, Parcel, Passage
from motcua.custody.post.rules import CLOSED
from motcua.custody.rules import Carrier, CarrierKind, Holder, ItemFacts, Place, projection
from motcua.custody.selectors import name_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.core import note
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.text import nfc
from motcua.numbers import rules as numbers
from motcua.numbers.services import next_number

Locked = Mapping[UUID, Dossier]


def open_bundle(
    dossier: Dossier,
    items: Sequence[ItemFacts],
    *,
    desk_id: UUID,
    agency_id: UUID,
    transfer_due_at: datetime | None,
    unit_due_at: datetime | None,
    actor: Actor,
    at: datetime,
) -> Bundle:
    """The paper of an accepted dossier lies at its desk, under a code of its own (lập túi giấy tờ); NB18-13.1.

    Takes
        transfer_due_at  until when it must have gone on; null where it stays at the desk
        unit_due_at      the same by the rule of so many working hours, where the province has it
    """
    bundle = Bundle.objects.create(
        dossier=dossier,
        no=Bundle.next_no(dossier.pk),
        code=numbers.secret(),
        holder=Holder.DESK,
        agency_id=agency_id,
        desk_id=desk_id,
        opened_desk_id=desk_id,
        opened_at=at,
        held_since=at,
        transfer_due_at=transfer_due_at,
        unit_due_at=unit_due_at,
    )
    Item.objects.bulk_create(
        Item(
            dossier=dossier,
            bundle=bundle,
            no=number,
            paper_id=facts.paper_id,
            name=facts.name,
            originals=facts.originals,
            copies=facts.copies,
            must_return=facts.must_return,
        )
        for number, facts in enumerate(items, start=1)
    )
    body = {"bundle": bundle.no, "papers": len(items), "until": transfer_due_at}
    tell_of_paper(dossier, "paper_opened", body, at=at, actor=actor)
    return bundle


def note_passage(dossier: Dossier, *, complete_at: datetime, unit_due_at: datetime, at: datetime) -> Passage:
    """Write down that a complete dossier is with its unit, and until when it had to be (DN15-4.3a)."""
    return Passage.objects.create(
        dossier=dossier,
        no=Passage.next_no(dossier.pk),
        desk_id=dossier.desk_id,
        complete_at=complete_at,
        with_unit_at=at,
        unit_due_at=unit_due_at,
    )


def give_bundles(
    bundles: Sequence[Bundle],
    dossiers: Locked,
    *,
    record_id: UUID,
    giver: Place,
    receiver: Place,
    carrier: Carrier,
    actor: Actor,
    at: datetime,
) -> HandoverRecord:
    """Make a record of what one place gives to another (lập giấy bàn giao). Nothing changes hands before the receiver
    confirms, but what goes by post or service is on its way from now on.

    Takes
        bundles    read under the locks of their dossiers
        record_id  also the idempotency key
    Refuses
        NothingToGive, SamePlace, NotHeldHere, AlreadyOffered, PackedForPost, CarrierMissing
    Law
        TN19-11.2, TN19-11.3.
    """
    if not bundles:
        raise NothingToGive
    if giver == receiver:
        raise SamePlace
    is_sent = carrier.kind is not CarrierKind.HAND
    if is_sent and not (carrier.name.strip() and carrier.number.strip()):
        raise CarrierMissing
    _require_free(bundles, giver, at)
    assert actor.id is not None
    day = local_day(at)
    number = next_number(scope=f"handover:{giver.agency_id}", day=numbers.book_day(day))
    record = HandoverRecord.objects.create(
        id=record_id,
        number=numbers.slip_number(number, "GBG-HS"),
        year=day.year,
        **_columns("from_", giver),
        **_columns("to_", receiver),
        carrier_kind=carrier.kind,
        carrier_name=nfc(carrier.name.strip()) if is_sent else "",
        carrier_number=nfc(carrier.number.strip()) if is_sent else "",
        given_by_id=actor.id,
        given_at=at,
    )
    Line.objects.bulk_create(
        Line(dossier_id=bundle.dossier_id, record=record, bundle=bundle, no=place)
        for place, bundle in enumerate(bundles, start=1)
    )
    for bundle in bundles:
        if bundle.transferred_at is None:
            bundle.transferred_at = at
        if is_sent:
            put_bundle(bundle, Place(Holder.TRANSIT, giver.agency_id), at)
        bundle.save()
        body = _body(record, bundle) | {
            "to": receiver.key,
            "late": bundle.transfer_due_at is not None and at > bundle.transfer_due_at,
        }
        words = {"to": name_of(receiver, day), "carrier": _carrier_words(record)}
        tell_of_paper(dossiers[bundle.dossier_id], "paper_given", body, at=at, actor=actor, words=words)
    return record


def _require_free(bundles: Sequence[Bundle], giver: Place, at: datetime) -> None:
    """Refuses NotHeldHere, AlreadyOffered, PackedForPost."""
    for bundle in bundles:
        if bundle.place != giver:
            holder = name_of(bundle.place, local_day(at))
            raise NotHeldHere(dossier=str(bundle.dossier), holder=holder)
        offered = _open_line(bundle)
        if offered is not None:
            raise AlreadyOffered(dossier=str(bundle.dossier), number=offered.record.number)
    dossier_ids = {one.dossier_id for one in bundles}
    closed = list(Parcel.objects.filter(dossier_id__in=dossier_ids, state__in=CLOSED).exclude(item_ids=[]))
    for bundle, parcel in product(bundles, closed):
        inside = Item.objects.filter(dossier_id=bundle.dossier_id, bundle=bundle, pk__in=parcel.item_ids)
        if parcel.dossier_id == bundle.dossier_id and inside.filter(returned_at=None).exists():
            raise PackedForPost(dossier=str(bundle.dossier), number=str(parcel))


def _open_line(bundle: Bundle) -> Line | None:
    rows = Line.objects.filter(dossier_id=bundle.dossier_id, bundle=bundle, state=Line.State.GIVEN)
    return rows.select_related("record").first()


def is_offered(bundle: Bundle) -> bool:
    """Whether a record that is not confirmed yet names this bundle."""
    return _open_line(bundle) is not None


def record_for_update(record_id: UUID) -> HandoverRecord:
    """The record, locked; it comes before the locks of its dossiers. Refuses with UnknownRecord."""
    record = HandoverRecord.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise UnknownRecord
    return record


def require_open(record: HandoverRecord) -> None:
    """Refuses with RecordEnded what somebody confirmed or took back."""
    if record.state != HandoverRecord.State.OPEN:
        assert record.ended_at is not None
        raise RecordEnded(
            number=record.number,
            at=f"{record.ended_at.astimezone(TZ):%H:%M %d/%m/%Y}",
        )


def confirm_record(
    record: HandoverRecord,
    lines: Sequence[Line],
    dossiers: Locked,
    *,
    received: Collection[UUID],
    remark: str,
    actor: Actor,
    at: datetime,
    key: UUID,
) -> list[Line]:
    """The receiver counted: what is there changes hands now, what is not stays with the giver (xác nhận nhận giấy tờ).

    Takes
        record    locked, with its `lines`, their bundles read under the locks of their dossiers
        received  ids of the bundles that are there
        remark    what is wrong with those that are not
    Gives
        the lines that are missing
    Refuses
        RecordEnded, RemarkMissing
    """
    require_open(record)
    missing = [line for line in lines if line.bundle_id not in received]
    if missing and not remark.strip():
        raise RemarkMissing(count=len(missing))
    record.remark = nfc(remark.strip()) if missing else ""
    record.confirm_key = key
    _end(record, HandoverRecord.State.CONFIRMED, actor, at)
    for line in lines:
        if line in missing:
            _keep_with_giver(record, line, Line.State.MISSING)
            words = {"from": name_of(record.giver, local_day(at)), "remark": record.remark}
            kind = "paper_missing"
        else:
            line.state = Line.State.RECEIVED
            put_bundle(line.bundle, record.receiver, at)
            words, kind = {"to": name_of(record.receiver, local_day(at))}, "paper_received"
        line.save()
        line.bundle.save()
        body = _body(record, line.bundle)
        tell_of_paper(dossiers[line.dossier_id], kind, body, at=at, actor=actor, words=words)
    return missing


def withdraw_record(
    record: HandoverRecord, lines: Sequence[Line], dossiers: Locked, *, actor: Actor, at: datetime
) -> None:
    """The giver takes the record back before anybody confirmed it (thu hồi giấy bàn giao).

    Refuses
        RecordEnded
    """
    require_open(record)
    _end(record, HandoverRecord.State.WITHDRAWN, actor, at)
    for line in lines:
        _keep_with_giver(record, line, Line.State.WITHDRAWN)
        line.save()
        line.bundle.save()
        body = _body(record, line.bundle)
        tell_of_paper(dossiers[line.dossier_id], "paper_withdrawn", body, at=at, actor=actor)


def _keep_with_giver(record: HandoverRecord, line: Line, state: Line.State) -> None:
    line.state = state
    if line.bundle.holder == Holder.TRANSIT:
        put_bundle(line.bundle, record.giver, record.given_at)
    if line.bundle.transferred_at == record.given_at:
        line.bundle.transferred_at = None  # it never left: its time goes on


def _end(record: HandoverRecord, state: HandoverRecord.State, actor: Actor, at: datetime) -> None:
    record.state, record.ended_by_id, record.ended_at = state, actor.id, at
    record.save()


def mark_owed(dossier: Dossier, item_ids: Collection[UUID], *, actor: Actor, at: datetime) -> None:
    """Say which originals belong to the applicant and go back with the result (bản chính phải trả lại)."""
    items = Item.objects.filter(dossier=dossier)
    items.exclude(pk__in=item_ids).filter(returned_at=None).update(must_return=False)
    items.filter(pk__in=item_ids, originals__gt=0).update(must_return=True)
    names = list(items.filter(must_return=True).order_by("bundle_id", "no").values_list("name", flat=True))
    tell_of_paper(
        dossier, "paper_owed", {"papers": len(names)}, at=at, actor=actor, words={"papers": "; ".join(names)}
    )


def return_items(
    dossier: Dossier,
    items: Sequence[Item],
    *,
    actor: Actor,
    at: datetime,
    receiver: str = "",
    key: UUID | None = None,
) -> None:
    """Originals go back to the applicant; a bundle with nothing left in it has gone with them (trả lại bản chính)."""
    if not items:
        return
    for item in items:
        item.returned_at = at
        item.save(update_fields=["returned_at"])
    emptied = []
    for bundle in Bundle.objects.filter(dossier=dossier, pk__in={item.bundle_id for item in items}):
        if not Item.objects.filter(dossier=dossier, bundle=bundle, returned_at=None).exists():
            put_bundle(bundle, Place(Holder.APPLICANT), at)
            bundle.save()
            emptied.append(bundle.no)
    words = {"papers": "; ".join(item.name for item in items), "receiver": nfc(receiver.strip())}
    tell_of_paper(dossier, "paper_returned", {"bundles": emptied}, at=at, actor=actor, words=words, key=key)


def archive_bundles(
    dossier: Dossier, bundles: Sequence[Bundle], *, actor: Actor, at: datetime, key: UUID | None = None
) -> None:
    """What stays with the authorities goes to the archive of who holds it (lưu hồ sơ giấy); TN19-13.2."""
    if not bundles:
        return
    for bundle in bundles:
        put_bundle(bundle, Place(Holder.ARCHIVE, bundle.agency_id), at)
        bundle.save()
    body = {"bundles": [one.no for one in bundles]}
    tell_of_paper(dossier, "paper_archived", body, at=at, actor=actor, key=key)


def note_unaccounted(dossier: Dossier, act: str, reason: str, *, actor: Actor, at: datetime) -> None:
    """An act went on although paper was elsewhere; why is kept (NB18-13.1)."""
    tell_of_paper(
        dossier, "paper_unaccounted", {"act": act}, at=at, actor=actor, words={"reason": nfc(reason.strip())}
    )


def put_bundle(bundle: Bundle, place: Place, at: datetime) -> None:
    """Somebody else holds it from now on; the caller saves."""
    bundle.holder, bundle.held_since = place.kind, at
    bundle.agency_id, bundle.unit_id = place.agency_id, place.unit_id
    bundle.desk_id, bundle.account_id = place.desk_id, place.account_id


def _columns(prefix: str, place: Place) -> dict[str, Any]:
    return {
        f"{prefix}kind": place.kind,
        f"{prefix}agency_id": place.agency_id,
        f"{prefix}unit_id": place.unit_id,
        f"{prefix}desk_id": place.desk_id,
        f"{prefix}account_id": place.account_id,
    }


def _body(record: HandoverRecord, bundle: Bundle) -> dict[str, Any]:
    return {"record": record.id, "number": record.number, "bundle": bundle.no}


def _carrier_words(record: HandoverRecord) -> str:
    return f"{record.carrier_name} {record.carrier_number}".strip()


def tell_of_paper(
    dossier: Dossier,
    kind: str,
    body: dict[str, Any],
    *,
    at: datetime,
    actor: Actor,
    words: dict[str, Any] | None = None,
    key: UUID | None = None,
) -> None:
    """One event; the dossier's row says where its paper is now."""
    holders = Bundle.objects.filter(dossier=dossier).values_list("holder", flat=True)
    state = projection(holders)
    note(dossier, kind, at=at, actor=actor, body=body, words=words, key=key, changes={"custody_state": state})
