"""One box for everything a dossier is found by; a scanned slip opens it at once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.custody.selectors import is_code
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.access import visible_to
from motcua.dossiers.selectors import find_dossiers
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.reading.work import dossier_row
from motcua.kernel.card_qr import read_card
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.sites.desk.officers import READERS, officer_of
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission

LONGEST = 400


@permission(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Code, reference, scanned QR or barcode, personal number, phone, name with or without marks."""
    officer = officer_of(request)
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST]
    wanted = understood(typed)
    if is_code(typed):
        return redirect(f"{reverse('desk:paper')}?{urlencode({'ma': typed})}")
    found, has_more = find_dossiers(visible_to(officer.scope), wanted) if wanted else ([], False)
    if len(found) == 1 and wanted.upper() in {found[0].code, found[0].reference}:
        return redirect("desk:dossier", found[0].pk)
    calendar = calendar_named(PROVINCE_CALENDAR)[0]
    rows = [dossier_row(one) for one in found]
    facts = {
        "search_words": typed,
        "wanted": wanted,
        "rows": [
            (row, due_view(row.due_at, officer.at, calendar, row.decided_at, is_over=row.is_over))
            for row in rows
        ],
        "has_more": has_more,
    }
    return render(request, "desk/search.html", facts)


def understood(typed: str) -> str:
    """What to look for: a scanned lookup address is its code, a scanned card its number, a phone its digits."""
    if "/tra-cuu" in typed and "ma=" in typed:
        codes = parse_qs(urlsplit(typed).query).get("ma", [""])
        return codes[0].strip()
    if typed.count("|") >= 6:
        try:
            return read_card(typed).number
        except Refusal:
            return typed
    try:
        return parse_phone(typed)
    except Refusal:
        pass
    joined = typed.replace(" ", "").replace(".", "")
    return joined if joined.isdecimal() else typed
