"""One box for everything a dossier is found by; a scan opens what it belongs to at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.access import visible_to
from motcua.dossiers.selectors import find_dossiers
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.reading.scan import Kind, recognise
from motcua.journey.reading.work import dossier_row
from motcua.kernel.errors import Refusal
from motcua.sites.desk.officers import READERS, officer_of
from motcua.sites.desk.scanning import address_for
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

LONGEST = 400


@permission(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Code, reference, scanned QR or barcode, personal number, phone, name with or without marks."""
    officer = officer_of(request)
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST]
    try:
        scanned = recognise(typed)
        if typed and (address := address_for(scanned, officer)):
            return redirect(address)
    except Refusal as refusal:
        told = {"search_words": typed, "sentence": sentence_of(refusal), "rows": []}
        return render(request, "desk/search.html", told, status=status_of(refusal))
    wanted = scanned.value
    found, has_more = find_dossiers(visible_to(officer.scope), wanted) if wanted else ([], False)
    calendar = calendar_named(PROVINCE_CALENDAR)[0]
    rows = [dossier_row(one) for one in found]
    facts = {
        "search_words": "" if scanned.kind is Kind.CARD else typed,
        "wanted": wanted,
        "is_card": scanned.kind is Kind.CARD,
        "rows": [
            (row, due_view(row.due_at, officer.at, calendar, row.decided_at, is_over=row.is_over))
            for row in rows
        ],
        "has_more": has_more,
    }
    return render(request, "desk/search.html", facts)
