"""Where a scan leads: one function for every officer's page, whatever was scanned."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from motcua.custody.post.selectors import batch_in, parcel_in, parcels_numbered
from motcua.custody.selectors import record_for
from motcua.dossiers.access import visible_to
from motcua.dossiers.selectors import find_dossiers
from motcua.journey.reading.scan import Kind, Scanned
from motcua.operations.selectors.outages import entry_numbered
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
    if not any(sign.isdigit() for sign in number) or len(number) < 5:
        return ""
    found = parcels_numbered(number, officer.scope)
    return reverse("desk:post_parcel", args=[found[0].pk]) if len(found) == 1 else ""


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


_LEADS: dict[Kind, Callable[[Scanned, Officer], str]] = {
    Kind.BUNDLE: _bundle,
    Kind.RECORD: _record,
    Kind.PARCEL: _parcel_named,
    Kind.BATCH: _batch,
    Kind.KIT: lambda it, officer: _dossier(it.value, officer) or _kit(it.value, officer),
    Kind.WAYBILL: lambda it, officer: _parcel(it.value, officer) or _envelope(it.value, officer),
    Kind.DOSSIER: lambda it, officer: _dossier(it.value, officer) or _parcel(it.value, officer),
    Kind.WORDS: lambda it, officer: _parcel(it.value.upper(), officer),
}
