"""Outside the desk: what the chairman decided is received and returned where the officer goes (TN19-9.4)."""

from __future__ import annotations

from datetime import datetime

from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Visit
from motcua.dossiers.services.core import note
from motcua.journey.errors import OutsideOnly, PlaceMissing
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.procedures.selectors.counter import outside_decision


def instrument_of(dossier: Dossier, at: datetime, *, under: int | None = None) -> str:
    """By what a dossier is not received at a desk; empty when it is."""
    under = dossier.organisation_stamp if under is None else under
    return outside_decision(dossier.procedure_code, dossier.agency_id, local_day(at), under=under)


def record_visit(dossier: Dossier, kind: Visit.Kind, place: str, *, officer: Actor, at: datetime) -> None:
    """Keep where the officer received the dossier or returned its result; nothing for a procedure of the desks.

    Takes
        dossier  locked
        place    as the officer wrote it; needed for a procedure outside the desk, ignored for another
    Refuses
        OutsideOnly at the reception, PlaceMissing at the return
    """
    instrument = instrument_of(dossier, at)
    if not instrument:
        return
    if not place.strip():
        if kind is Visit.Kind.RECEPTION:
            raise OutsideOnly(procedure=dossier.procedure_name, instrument=instrument)
        raise PlaceMissing
    assert officer.id is not None
    visit = Visit.objects.create(
        dossier=dossier,
        kind=kind,
        place=nfc(place.strip()),
        instrument=instrument,
        at=at,
        officer_id=officer.id,
    )
    note(
        *(dossier, f"{kind}_outside"),
        at=at,
        actor=officer,
        body={"visit": visit.pk, "instrument": instrument},
        words={"at_place": visit.place, "instrument": instrument},
    )
