"""Where is my dossier: one field, one answer, one statement (design §11). Nothing of the applicant is shown."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from motcua.conversations.sms import how_to_ask
from motcua.delivery.selectors import ranked
from motcua.dossiers.errors import UnknownDossier
from motcua.journey.tracking import slip_of_holder, slips_of
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.status.selectors import answer

LONGEST = 80


@permission("public")
@never_cache
@limited("lookup", per_minute=30)
def status(request: HttpRequest) -> HttpResponse:
    """`/tra-cuu?ma=CODE[&t=TOKEN]`; the token of the slip's QR shows the slips as well (TN14-5.3, HG-5)."""
    typed = str(request.GET.get("ma", "")).strip()[:LONGEST].replace("\x00", "")
    if not typed:
        by_sms = how_to_ask(local_day(now())) if ranked("sms", now()) else None
        return render(request, "lookup/status.html", {"typed": "", "error": "", "by_sms": by_sms})
    token = str(request.GET.get("t", ""))[:LONGEST]
    try:
        found = answer(typed, token=token)
    except Refusal as refusal:
        said = {"typed": typed, "error": sentence_of(refusal)}
        return render(request, "lookup/status.html", said, status=status_of(refusal))
    slips = slips_of(UUID(found.dossier_id)) if found.token_fits else ()
    due = (
        due_view(found.due_at, now(), finished_at=found.decided_at or found.finished_at)
        if found.due_at
        else None
    )
    facts = {"typed": typed, "found": found, "due": due, "slips": slips, "token": token, "error": ""}
    return render(request, "lookup/status.html", facts)


@permission("public")
@never_cache
@limited("lookup", per_minute=30)
def slip(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A slip for whoever holds the printed one: the token of its QR is the key."""
    found = answer(str(request.GET.get("ma", ""))[:LONGEST], token=str(request.GET.get("t", ""))[:LONGEST])
    if not found.token_fits:
        raise UnknownDossier
    content, name = slip_of_holder(UUID(found.dossier_id), document_id)
    return pdf(content, name)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper as a download."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
