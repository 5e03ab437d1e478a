"""My drafts and dossiers, and the page of one: where is it, who has it, when do I get it (TN14-5.3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import answers_of, applicant_of_draft, drafts_of
from motcua.eforms import rendering
from motcua.journey import applicant as who
from motcua.journey import tracking
from motcua.journey.context import documents_of, form_of
from motcua.journey.resubmit import may_start_again
from motcua.journey.tracking import Dossier, Tracked
from motcua.kernel.clock import now
from motcua.kernel.uuid7 import uuid7
from motcua.sites.portal.filing.views.papers import send_file
from motcua.sites.portal.filing.visit import account_of, holder_of, secret_of
from motcua.sites.portal.lookup.status import pdf
from motcua.sites.ui.due import DueView, due_view
from motcua.sites.ui.errors import KeyNeeded
from motcua.sites.ui.filing import ACCEPT, TYPES, limit_mb
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import page_of
from motcua.status.rules import label, next_for_applicant

TONES = {
    "supplement_requested": "soon",
    "waiting": "soon",
    "refused": "late",
    "stopped": "late",
    "expired": "late",
    "decided": "good",
    "handed_over": "good",
}


@permission("applicant")
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What is still being filled, and what was filed."""
    account_id = account_of(request)
    assert account_id is not None
    at = now()
    drafts = [
        (one, documents_of(one.release_id)[0], who.name_of(applicant_of_draft(one)))
        for one in drafts_of(account_id)
    ]
    page = page_of(request.GET.get("trang", ""))
    found, has_more = tracking.my_dossiers(account_id, page)
    facts = {
        "drafts": drafts if page == 1 else [],
        "dossiers": [(one, _due(one, None)) for one in found],
        "needed": tracking.to_complete(account_id),
        "previous": f"?trang={page - 1}" if page > 1 else "",
        "next": f"?trang={page + 1}" if has_more else "",
        "at": at,
    }
    return render(request, "mine/dossiers.html", facts)


@permission("public")
@never_cache
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """One dossier, for its applicant: by account, or by a secret proven in this visit."""
    return show(request, held(request, dossier_id))


def show(request: HttpRequest, found: Tracked, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a dossier; `more` is what a form on it gave and why it was refused."""
    facts = {
        "it": found,
        "dossier": found.dossier,
        "headline": label(found.dossier.state, found.dossier.outcome),
        "tone": "late" if found.is_not_granted else TONES.get(found.dossier.state, ""),
        "next": next_for_applicant(
            found.dossier.state, found.dossier.outcome, found.parcel.state if found.parcel else ""
        ),
        "due": _due(found.dossier, found),
        "may_again": may_start_again(found.dossier),
        "key": uuid7(),
        "has_secret": bool(secret_of(request, found.dossier.pk)),
        "receipt_key": uuid4(),
        "max_mb": limit_mb(),
        "types": TYPES,
        "accept": ACCEPT,
    }
    return render(request, "mine/dossier.html", facts | more, status=status)


def held(request: HttpRequest, dossier_id: UUID) -> Tracked:
    """The dossier this visit may open.

    Refuses
        UnknownDossier for a signed-in person, also for somebody else's; KeyNeeded for everybody else, whether there
        is such a dossier or not
    """
    try:
        return tracking.tracked(holder_of(request), dossier_id, now())
    except UnknownDossier:
        if request.user.is_authenticated:
            raise
        raise KeyNeeded from None


def _due(found: Dossier, it: Tracked | None) -> DueView | None:
    if found.due_at is None:
        return None
    is_over = found.finished_at is not None and found.decided_at is None
    return due_view(found.due_at, now(), it.calendar if it else None, found.decided_at, is_over=is_over)


@permission("public")
@never_cache
def slip(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """The applicant's copy of a slip, as it was issued."""
    held(request, dossier_id)
    return pdf(*tracking.slip_pdf(holder_of(request), dossier_id, document_id))


@permission("public")
@never_cache
def attached(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file the applicant sent, or the result."""
    held(request, dossier_id)
    stream, file = tracking.own_file(holder_of(request), dossier_id, file_id)
    return send_file(stream, file.name, file.media_type)


@permission("public")
@never_cache
def printed(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The form as it was handed in, laid out for print."""
    found = held(request, dossier_id).dossier
    view = rendering.review(form_of(found), answers_of(found.pk))
    facts = {
        "review": view,
        "reference": found.code or found.reference,
        "printed_at": now(),
        "dossier": found,
    }
    return render(request, "mine/form.html", facts)
