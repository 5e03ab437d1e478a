"""Papers of the post: labels of parcels, the record for the postman (nhãn bưu gửi, giấy bàn giao bưu chính)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from motcua.accounts.selectors import account_name
from motcua.agencies.selectors import agency_on, desk_on
from motcua.audit.services import Actor
from motcua.custody.models import Parcel, PostBatch
from motcua.documents.models import IssuedDocument
from motcua.documents.paper_facts import PostBatchFacts, PostBatchLine, PostLabel, PostLabelsFacts
from motcua.documents.rendering import print_once
from motcua.documents.services import issue
from motcua.journey.papers.slips import office_of_desk
from motcua.kernel.clock import local_day


def parcel_url(parcel: Parcel) -> str:
    """The address in a label's QR: the parcel's page, for officers only."""
    return f"{settings.BASE_URL}/can-bo/buu-chinh/{parcel.pk}/"


def labels_pdf(parcels: Sequence[Parcel], *, at: datetime) -> bytes:
    """The labels of some parcels of one desk, A6 each; printed as often as one is torn off."""
    desk = desk_on(parcels[0].desk_id, local_day(at))
    agency = agency_on(parcels[0].agency_id, local_day(at))
    labels = tuple(
        PostLabel(
            code=one.code,
            url=parcel_url(one),
            waybill=one.waybill,
            carrier=str(one.carrier or ""),
            sender=desk.name,
            sender_phone=desk.phone or agency.phone,
            sender_address=desk.address or agency.address,
            name=one.name,
            phone=one.phone,
            address=one.address,
            collect_vnd=one.collect_vnd,
            dossier=str(one.dossier or one.code),
        )
        for one in parcels
    )
    facts = PostLabelsFacts(office=office_of_desk(parcels[0].desk_id, at), labels=labels)
    return print_once("post_labels", facts, at=at)


def issue_batch(
    batch: PostBatch, parcels: Sequence[Parcel], *, officer: Actor, at: datetime
) -> IssuedDocument:
    """The record for the postman, as it was when it was made; a reprint is identical."""
    assert officer.id is not None
    facts = PostBatchFacts(
        office=office_of_desk(batch.desk_id, at),
        code=batch.number,
        lookup_url=f"{settings.BASE_URL}/can-bo/buu-chinh/ban-giao/{batch.pk}/",
        giver=account_name(officer.id),
        carrier=str(batch.carrier),
        made_at=at,
        lines=tuple(
            PostBatchLine(
                waybill=one.waybill,
                dossier=str(one.dossier or one.code),
                name=one.name,
                address=one.address,
                contents=str(one.purpose_name),
                collect_vnd=one.collect_vnd,
            )
            for one in parcels
        ),
    )
    return issue("post_batch", facts, number=batch.number, at=at, by=officer.id, about=batch.pk)
