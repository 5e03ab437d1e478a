"""Papers that go with paper: the label of a bundle, the hand-over record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings

from motcua.accounts.selectors import account_name
from motcua.agencies.selectors import agency_on, desk_on
from motcua.audit.services import Actor
from motcua.custody.models import Bundle, HandoverRecord, Item
from motcua.custody.rules import CARRIER_NAMES, CarrierKind, Place
from motcua.custody.selectors import name_of
from motcua.documents.models import IssuedDocument
from motcua.documents.paper_facts import BundleLabelFacts, HandoverFacts, HandoverLine
from motcua.documents.rendering import print_once
from motcua.documents.services import issue
from motcua.documents.slips import Office
from motcua.journey.papers.slips import place_of_agency
from motcua.kernel.clock import local_day


def bundle_url(bundle: Bundle) -> str:
    """The address in a label's QR: the page that says who holds it, for officers only."""
    return f"{settings.BASE_URL}/can-bo/giay/?{urlencode({'ma': bundle.code})}"


def label_pdf(bundle: Bundle, *, at: datetime) -> bytes:
    """The label of a bundle, A6; printed as often as one is torn off."""
    dossier = bundle.dossier
    facts = BundleLabelFacts(
        office=_office(bundle.place if bundle.agency_id else None, bundle, local_day(at)),
        code=bundle.code,
        lookup_url=bundle_url(bundle),
        dossier=dossier.code or dossier.reference,
        bundle_no=bundle.no,
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        contents=tuple(_item_words(item) for item in bundle.items.all()),
        transfer_due_at=bundle.transfer_due_at if bundle.transferred_at is None else None,
        due_at=dossier.due_at,
    )
    return print_once("bundle_label", facts, at=at)


def issue_record(
    record: HandoverRecord, bundles: Sequence[Bundle], *, officer: Actor, at: datetime
) -> IssuedDocument:
    """Giấy bàn giao hồ sơ, A4, as it was when it was made; a reprint is identical."""
    day = local_day(at)
    assert officer.id is not None
    facts = HandoverFacts(
        office=_office(record.giver, None, day),
        code=record.number,
        lookup_url=f"{settings.BASE_URL}/can-bo/giay/ban-giao/{record.pk}/",
        giver_place=name_of(record.giver, day),
        giver=account_name(officer.id),
        receiver_place=name_of(record.receiver, day),
        carrier=carrier_words(record),
        given_at=at,
        lines=tuple(_line(bundle) for bundle in bundles),
    )
    return issue("handover", facts, number=record.number, at=at, by=officer.id, about=record.pk)


def carrier_words(record: HandoverRecord) -> str:
    """How a record's paper goes: by whom, under which number; empty from hand to hand."""
    kind = CarrierKind(record.carrier_kind)
    if kind is CarrierKind.HAND:
        return ""
    return f"{CARRIER_NAMES[kind]}: {record.carrier_name}, số hiệu {record.carrier_number}"


def _line(bundle: Bundle) -> HandoverLine:
    items = [item for item in bundle.items.all() if item.returned_at is None]
    return HandoverLine(
        code=bundle.code,
        dossier=str(bundle.dossier),
        applicant=bundle.dossier.applicant_name,
        procedure=bundle.dossier.procedure_name,
        contents="; ".join(_item_words(item) for item in items),
        originals=sum(item.originals for item in items),
        copies=sum(item.copies for item in items),
    )


def _item_words(item: Item) -> str:
    counts = [f"{item.originals} bản chính"] if item.originals else []
    counts += [f"{item.copies} bản sao"] if item.copies else []
    owed = ", trả lại người nộp" if item.must_return else ""
    return f"{item.name} ({', '.join(counts)}{owed})"


def _office(place: Place | None, bundle: Bundle | None, day: date) -> Office:
    """Whose paper it is: the place that gives it; the desk that opened the bundle for its label."""
    if place is None or place.desk_id is None:
        desk_id = bundle.opened_desk_id if bundle is not None else None
    else:
        desk_id = place.desk_id
    if desk_id is not None:
        desk = desk_on(desk_id, day)
        agency = agency_on(desk.desk.agency_id, day)
        return Office(agency.name, desk.name, place_of_agency(agency, day), desk.address or agency.address)
    assert place is not None
    assert place.agency_id is not None
    agency = agency_on(place.agency_id, day)
    return Office(agency.name, name_of(place, day), place_of_agency(agency, day), agency.address)
