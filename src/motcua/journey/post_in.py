"""Papers that come by post: pick-ups at home, envelopes at the desk (nhận hồ sơ qua bưu chính; TN19-10.1, HG-3).

A dossier is received when its envelope reaches the desk, not when it was sent: the submission is dated by the true
arrival, and the envelope's own date stands on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import Scope, desk_on
from motcua.audit.services import Actor
from motcua.custody.models import Envelope, Parcel, ParcelEvent
from motcua.custody.post import services as post
from motcua.custody.post.carriers import carrier_named
from motcua.custody.post.errors import (
    ArrivalImpossible,
    EnvelopeUsed,
    NotYourDesk,
    ParcelOnItsWay,
    SenderMissing,
    UnknownEnvelope,
    UnknownParcel,
)
from motcua.custody.post.news import News
from motcua.custody.post.rules import Address, Direction, Purpose, State
from motcua.custody.post.selectors import desks_of
from motcua.custody.post.services import Packing
from motcua.dossiers.models import Draft
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.drafts import open_draft
from motcua.journey.errors import PlaceUnknown
from motcua.journey.post_tracking import take_parcel_news
from motcua.journey.reading.visible import visible_dossier
from motcua.journey.submit import Submission, submit
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.partners.post import waybills
from motcua.procedures.selectors import desks_open_for, release_on

MOST_WAITING = 3  # pick-ups of one telephone that nobody came for yet


@transaction.atomic
def ask_pick_up(
    *, procedure: str, desk_id: UUID, at_home: Address, wish: str, account_id: UUID | None, at: datetime
) -> Parcel:
    """Somebody asks that the postman fetches their papers at home (đề nghị bưu chính đến lấy hồ sơ).

    Refuses
        UnknownProcedure, NotInForce, PlaceUnknown (a desk that does not receive it), AddressIncomplete, ParcelOnItsWay
        when several of this telephone wait already
    Law
        TN19-10.1.
    """
    release = release_on(procedure, local_day(at))
    desk = next((one for one in desks_open_for(release, at) if one.desk_id == desk_id), None)
    if desk is None:
        raise PlaceUnknown
    waiting = Parcel.objects.filter(
        direction=Direction.IN, phone=at_home.phone, state__in=[State.WANTED, State.PACKED, State.REGISTERED]
    )
    known = list(waiting.order_by("asked_at")[:MOST_WAITING])
    if len(known) >= MOST_WAITING:
        raise ParcelOnItsWay(number=str(known[-1]), state=known[-1].state_name)
    return post.want_parcel(
        direction=Direction.IN,
        purpose=Purpose.PAPERS,
        to=at_home,
        wish=wish,
        desk_id=desk_id,
        agency_id=desk_on(desk_id, local_day(at)).desk.agency_id,
        procedure_code=release.procedure.code,
        asked_by=account_id,
        at=at,
    )


@transaction.atomic
def order_pick_up(
    *,
    parcel_id: UUID,
    carrier_id: UUID | None,
    officer: Actor,
    scope: Scope,
    at: datetime,
    waybill: str = "",
) -> Parcel:
    """The desk passes a pick-up on to the carrier (báo bưu chính đến lấy).

    Refuses
        UnknownParcel, NoCarrier, ParcelOnItsWay, WaybillMissing, WaybillWrong, WaybillTaken
    """
    parcel = post.parcel_for_update(parcel_id)
    if parcel.desk_id not in desks_of(scope) or parcel.direction != Direction.IN:
        raise UnknownParcel
    assert officer.id is not None
    post.pack_parcel(parcel, carrier_named(carrier_id), Packing(waybill=waybill), by=officer.id, at=at)
    return parcel


@transaction.atomic
def drop_pick_up(*, parcel_id: UUID, scope: Scope, at: datetime) -> None:
    """The applicant was called and needs no postman, or nobody answers (bỏ đề nghị đến lấy).

    Refuses
        UnknownParcel, ParcelOnItsWay
    """
    parcel = post.parcel_for_update(parcel_id)
    if parcel.desk_id not in desks_of(scope) or parcel.direction != Direction.IN:
        raise UnknownParcel
    post.cancel_parcel(parcel, at=at)


@dataclass(frozen=True)
class EnvelopeFacts:
    """What the clerk reads on an envelope.

    sent_on     of the postmark; none where it cannot be read
    arrived_at  when it reached the desk
    dossier_id  the dossier its papers belong to, where there is one already
    """

    sender_name: str
    arrived_at: datetime
    sender_phone: str = ""
    sender_address: str = ""
    carrier_name: str = ""
    waybill: str = ""
    sent_on: date | None = None
    contents: str = ""
    dossier_id: UUID | None = None


@transaction.atomic
def record_envelope(
    *, facts: EnvelopeFacts, desk_id: UUID, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> Envelope:
    """Enter an envelope: who sent it, when, when it came (ghi phong bì đến); the same key again gives the same row.

    Where its number is that of a pick-up, the pick-up has arrived with it.

    Refuses
        NotYourDesk, SenderMissing, ArrivalImpossible, UnknownDossier
    """
    if desk_id not in desks_of(scope):
        raise NotYourDesk(desk=desk_on(desk_id, local_day(at)).name)
    again = Envelope.objects.filter(pk=key, desk_id=desk_id).first()
    if again is not None:
        return again
    if not facts.sender_name.strip():
        raise SenderMissing
    if facts.arrived_at > at or (facts.sent_on and facts.sent_on > local_day(facts.arrived_at)):
        raise ArrivalImpossible
    dossier = None
    if facts.dossier_id is not None:
        dossier = dossier_for_update(visible_dossier(facts.dossier_id, scope).pk)
    waybill = waybills.normal(facts.waybill) or nfc(facts.waybill.strip())[:40]
    read = {
        "agency_id": desk_on(desk_id, local_day(at)).desk.agency_id,
        "sender_name": nfc(facts.sender_name.strip())[:200],
        "sender_phone": facts.sender_phone,
        "sender_address": nfc(facts.sender_address.strip())[:400],
        "carrier_name": nfc(facts.carrier_name.strip())[:120],
        "waybill": waybill,
        "sent_on": facts.sent_on,
        "arrived_at": facts.arrived_at,
        "contents": nfc(facts.contents.strip())[:500],
        "recorded_by_id": officer.id,
        "dossier": dossier,
        "parcel": _arrived(waybill, desk_id, facts.arrived_at, officer=officer, at=at),
    }
    envelope = post.open_envelope(read, envelope_id=key, desk_id=desk_id, at=at)
    if dossier is not None:
        _tell_received(envelope, officer, at)
    return envelope


def _arrived(
    waybill: str, desk_id: UUID, arrived_at: datetime, *, officer: Actor, at: datetime
) -> Parcel | None:
    if not waybill:
        return None
    rows = Parcel.objects.filter(waybill=waybill, direction=Direction.IN, desk_id=desk_id, envelope=None)
    parcel = rows.first()
    if parcel is None:
        return None
    news = News(
        status="delivered",
        code="arrived",
        happened_at=arrived_at,
        dedupe_key="desk:arrived",
        source=ParcelEvent.Source.DESK,
        by=officer.id,
    )
    take_parcel_news(parcel.pk, news, actor=officer, at=at)
    return parcel


@transaction.atomic
def begin_from_envelope(
    *, envelope_id: UUID, procedure: str, case: str, officer: Actor, scope: Scope, at: datetime
) -> Draft:
    """Begin the dossier of an envelope: the release in force when it came, the sender as applicant (lập hồ sơ).

    A second click leads to the same draft.

    Refuses
        UnknownEnvelope, EnvelopeUsed, UnknownProcedure, NotInForce
    """
    envelope = (
        Envelope.objects.select_for_update().filter(pk=envelope_id, desk_id__in=desks_of(scope)).first()
    )
    if envelope is None:
        raise UnknownEnvelope
    if envelope.dossier_id is not None:
        raise EnvelopeUsed
    if envelope.draft_id is not None:
        begun = Draft.objects.filter(pk=envelope.draft_id).first()
        if begun is not None:
            return begun
    applicant: Mapping[str, Any] = {
        "kind": "person",
        "full_name": envelope.sender_name,
        "phone": envelope.sender_phone,
        "address": envelope.sender_address,
    }
    draft = open_draft(
        release_id=release_on(procedure, local_day(envelope.arrived_at)).pk,
        at=envelope.arrived_at,
        officer_id=officer.id,
        desk_id=envelope.desk_id,
        channel="post",
        case=case,
        applicant=dict(applicant),
    ).draft
    Draft.objects.filter(pk=draft.pk).update(
        updated_at=at
    )  # it is begun now: the nightly sweep counts from here
    envelope.draft_id = draft.pk
    envelope.save(update_fields=["draft_id"])
    draft.refresh_from_db()
    return draft


@transaction.atomic
def file_from_envelope(*, envelope_id: UUID, officer: Actor, at: datetime) -> Submission:
    """File what came by post: received when the envelope reached the desk, entered now.

    Refuses
        UnknownEnvelope, and all that `submit` refuses
    Law
        TN19-10.1; HG-3, HG-4 (the time limit counts from acceptance); NB18-13.2 (true times).
    """
    envelope = Envelope.objects.select_for_update().filter(pk=envelope_id).first()
    if envelope is None or envelope.draft_id is None:
        raise UnknownEnvelope
    filed = submit(draft_id=envelope.draft_id, actor=officer, at=envelope.arrived_at)
    if filed.is_new:
        envelope.dossier_id = filed.dossier_id
        envelope.save(update_fields=["dossier"])
        _tell_received(envelope, officer, at)
    return filed


def _tell_received(envelope: Envelope, officer: Actor, at: datetime) -> None:
    assert envelope.dossier_id is not None
    sent = {"sent_on": envelope.sent_on} if envelope.sent_on else {}
    note(
        *(dossier_for_update(envelope.dossier_id), "post_received"),
        at=at,
        actor=officer,
        body={"envelope": envelope.pk, "arrived_at": envelope.arrived_at, **sent},
        words={"carrier": f"{envelope.carrier_name} {envelope.waybill}".strip()},
    )
