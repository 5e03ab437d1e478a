"""Who sent papers by post gets the slips by post: what is missing, or why it is refused (TN19-10.1a, TN19-10.1b)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import desk_on
from motcua.custody.models import Parcel
from motcua.custody.post.errors import AddressIncomplete
from motcua.custody.post.rules import Address, Direction, Purpose
from motcua.custody.post.selectors import envelopes_of
from motcua.custody.post.services import want_parcel
from motcua.dossiers.models import Dossier, Party
from motcua.kernel.clock import local_day


def send_slip(dossier: Dossier, document_id: UUID, *, by: UUID | None, at: datetime) -> Parcel | None:
    """A slip of a dossier that came by post waits to be packed at its desk.

    Gives
        the parcel; null for a dossier that came another way, and where nobody knows an address: then the message
        that leaves beside it tells the applicant
    """
    if dossier.channel != "post":
        return None
    try:
        return want_parcel(
            direction=Direction.OUT,
            purpose=Purpose.SLIP,
            to=_address(dossier),
            dossier=dossier,
            desk_id=dossier.desk_id,
            agency_id=desk_on(dossier.desk_id, local_day(at)).desk.agency_id,
            document_id=document_id,
            asked_by=by,
            at=at,
        )
    except AddressIncomplete:
        return None


def _address(dossier: Dossier) -> Address:
    """Of the sender on the envelope, else as the applicant declared it."""
    party = Party.objects.get(dossier=dossier, role=Party.Role.APPLICANT)
    sent = next((one for one in reversed(envelopes_of(dossier.pk)) if one.sender_address), None)
    if sent is None:
        return Address(party.full_name, party.phone, party.address)
    return Address(sent.sender_name, sent.sender_phone or party.phone, sent.sender_address)
