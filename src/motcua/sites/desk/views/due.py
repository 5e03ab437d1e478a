"""Why the date of return is what it is, on screen and on paper (promise 1 of the design)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.dossiers.errors import UnknownDossier
from motcua.journey.reading.due import due_pdf, why_for_officer
from motcua.journey.reading.turns import may_apologise
from motcua.sites.desk.officers import READERS, officer_of
from motcua.sites.desk.views.files import pdf
from motcua.sites.ui.permissions import permission


@permission(*READERS)
def due(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Each step of the arithmetic, each stretch, new dates, and what would have been at other hours."""
    officer = officer_of(request)
    why = why_for_officer(dossier_id, officer.scope)
    officer.has_read(dossier_id)
    facts = {
        "why": why,
        "dossier": why.dossier,
        "leaf": "due",
        "may_apologise": may_apologise(why.dossier, officer.scope, at=officer.at),
    }
    return render(request, "desk/due.html", facts)


@permission(*READERS)
def due_print(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The same as a PDF; there is none before a date is set."""
    officer = officer_of(request)
    why = why_for_officer(dossier_id, officer.scope)
    if why.dossier.due_at is None:
        raise UnknownDossier
    officer.has_read(dossier_id)
    return pdf(request, *due_pdf(why, at=officer.at))
