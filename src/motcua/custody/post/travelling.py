"""The applicant's papers travel in a parcel: custody follows it (NB18-13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.custody.models import Bundle, Item
from motcua.custody.post.models import Parcel
from motcua.custody.rules import Holder, Place
from motcua.custody.services import put_bundle, tell_of_paper
from motcua.dossiers.models import Dossier
from motcua.numbers import rules as numbers


def send_items(dossier: Dossier, parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """The originals in a parcel are with the post from now on; what stays of their bundle stays (NB18-13.1).

    A bundle of which only some papers travel is divided: they get a bundle of their own.
    """
    going = {UUID(str(one)) for one in parcel.item_ids}
    for bundle in Bundle.objects.filter(dossier=dossier, holder=Holder.DESK).order_by("no"):
        inside = list(Item.objects.filter(dossier=dossier, bundle=bundle, returned_at=None).order_by("no"))
        sent = [item for item in inside if item.pk in going]
        if not sent:
            continue
        travelling = bundle if len(sent) == len(inside) else _divided(dossier, bundle, sent, parcel, at)
        put_bundle(travelling, Place(Holder.POST, parcel.agency_id), at)
        travelling.parcel = parcel
        travelling.save()
        tell_of_paper(
            *(dossier, "paper_posted", {"bundle": travelling.no, "parcel": parcel.pk}),
            at=at,
            actor=actor,
            words={"carrier": f"{parcel.carrier} {parcel.waybill}".strip()},
        )


def _divided(dossier: Dossier, bundle: Bundle, items: Sequence[Item], parcel: Parcel, at: datetime) -> Bundle:
    own = Bundle.objects.create(
        dossier=dossier,
        no=Bundle.next_no(dossier.pk),
        code=numbers.secret(),
        holder=Holder.DESK,
        agency_id=bundle.agency_id,
        desk_id=bundle.desk_id,
        opened_desk_id=bundle.desk_id or bundle.opened_desk_id,
        opened_at=at,
        held_since=at,
    )
    Item.objects.filter(dossier=dossier, pk__in=[one.pk for one in items]).update(bundle=own)
    return own


def bring_items_back(dossier: Dossier, parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """A returned parcel lies at its desk again, and the papers with it."""
    for bundle in Bundle.objects.filter(dossier=dossier, parcel=parcel, holder=Holder.POST).order_by("no"):
        put_bundle(bundle, Place(Holder.DESK, parcel.agency_id, desk_id=parcel.desk_id), at)
        bundle.parcel = None
        bundle.save()
        tell_of_paper(
            *(dossier, "paper_back", {"bundle": bundle.no, "parcel": parcel.pk}), at=at, actor=actor
        )


def items_sent(dossier: Dossier, parcel: Parcel) -> list[Item]:
    """The papers of the applicant that travel in a parcel."""
    bundles = Bundle.objects.filter(dossier=dossier, parcel=parcel)
    return list(Item.objects.filter(dossier=dossier, bundle__in=bundles.values("pk"), returned_at=None))
