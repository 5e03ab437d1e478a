"""Where a scan leads: one function for every officer's page, whatever was scanned."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from motcua.custody.post.selectors import batch_in, parcel_in, parcels_numbered
from motcua.custody.selectors import record_for
from motcua.dossiers.access import visible_to
from motcua.dossiers.selectors import find_dossiers
from motcua.journey.reading.scan import Kind, Scanned
from motcua.operations.selectors.outages import entry_numbered
from motcua.queues import selectors as queue
from motcua.queues.access import CALLERS
from motcua.queues.errors import UnknownAppointment, UnknownTicket
from motcua.sites.desk.officers import RECEIVERS, Officer, desk_ids_of


def address_for(scanned: Scanned, officer: Officer) -> str:
    """The page a scan belongs to, for this officer; "" where a list of what was found answers it.

    What an officer may not see has no address: the same as what does not exist.

    Refuses
        UnknownRecord, UnknownParcel, UnknownBatch
    """
    lead = _LEADS.get(scanned.kind)
    return lead(scanned, officer) if lead else ""


def _dossier(code: str, officer: Officer) -> str:
    """A dossier with exactly this code, reference or number of the kit."""
    found, _ = find_dossiers(visible_to(officer.scope), code)
    return reverse("desk:dossier", args=[found[0].pk]) if len(found) == 1 else ""


def _parcel(number: str, officer: Officer) -> str:
    found = parcels_numbered(number, officer.scope)
    return reverse("desk:post_parcel", args=[found[0].pk]) if len(found) == 1 else ""


def _words(typed: str, officer: Officer) -> str:
    """The number of a carrier that has a form of its own; a name has no digit."""
    is_number = len(typed) >= 5 and any(sign.isdigit() for sign in typed)
    return _parcel(typed.upper(), officer) if is_number else ""


def _envelope(number: str, officer: Officer) -> str:
    """A number nobody knows at a desk: an envelope that has just come."""
    if not officer.scope.holds(*RECEIVERS):
        return ""
    return f"{reverse('desk:envelope_new')}?{urlencode({'so': number})}"


def _kit(number: str, officer: Officer) -> str:
    """Of a form of the kit: its late entry, or the page to make one."""
    desks = desk_ids_of(officer)
    if not desks:
        return ""
    entry = entry_numbered(desks, number)
    if entry is not None:
        return reverse("desk:late_entry", args=[entry.pk])
    return f"{reverse('desk:late_entry_new')}?{urlencode({'so': number})}"


def _bundle(scanned: Scanned, officer: Officer) -> str:
    return f"{reverse('desk:paper')}?{urlencode({'ma': scanned.value})}"


def _record(scanned: Scanned, officer: Officer) -> str:
    assert scanned.id is not None
    return reverse("desk:paper_record", args=[record_for(scanned.id, officer.scope).pk])


def _parcel_named(scanned: Scanned, officer: Officer) -> str:
    assert scanned.id is not None
    return reverse("desk:post_parcel", args=[parcel_in(scanned.id, officer.scope).pk])


def _batch(scanned: Scanned, officer: Officer) -> str:
    assert scanned.id is not None
    if not officer.scope.holds(*RECEIVERS):
        return ""
    return reverse("desk:post_batch", args=[batch_in(scanned.id, officer.scope).pk])


def _ticket(reference: str, officer: Officer) -> str:
    """A number of the officer's own queue, on the page where it is called."""
    try:
        found = queue.ticket_with_reference(reference)
    except UnknownTicket:
        return ""
    if found.desk_id not in _queues_of(officer):
        return ""
    return f"{reverse('desk:queue')}?{urlencode({'so': found.reference})}"


def _appointment(reference: str, officer: Officer) -> str:
    """An appointment at the officer's own desk, on the page where its holder gets a number."""
    try:
        found = queue.appointment_typed(reference)
    except UnknownAppointment:
        return ""
    if found.desk_id not in _queues_of(officer):
        return ""
    return f"{reverse('desk:queue_give')}?{urlencode({'desk': found.desk_id, 'ma': found.reference})}"


def _queues_of(officer: Officer) -> set[UUID]:
    return {one.desk_id for one in officer.scope.postings if one.role in CALLERS and one.desk_id}


def _referred(code: str, officer: Officer) -> str:
    """A bare reference: dossiers, parcels, numbers and appointments have one of the same form."""
    leads = (_dossier, _parcel, _ticket, _appointment)
    return next((address for lead in leads if (address := lead(code, officer))), "")


_LEADS: dict[Kind, Callable[[Scanned, Officer], str]] = {
    Kind.BUNDLE: _bundle,
    Kind.RECORD: _record,
    Kind.PARCEL: _parcel_named,
    Kind.BATCH: _batch,
    Kind.KIT: lambda it, officer: _dossier(it.value, officer) or _kit(it.value, officer),
    Kind.WAYBILL: lambda it, officer: _parcel(it.value, officer) or _envelope(it.value, officer),
    Kind.DOSSIER: lambda it, officer: _referred(it.value, officer),
    Kind.TICKET: lambda it, officer: _ticket(it.value, officer),
    Kind.APPOINTMENT: lambda it, officer: _appointment(it.value, officer),
    Kind.WORDS: lambda it, officer: _words(it.value, officer),
}
