"""Going on: by signing in, or on any device with the reference and the secret."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from motcua.dossiers.access import drafts_held_by
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import draft_in, opened_by_secret
from motcua.kernel.errors import Refusal
from motcua.numbers.errors import SecretMistyped
from motcua.numbers.rules import parse_secret
from motcua.sites.portal.filing.visit import holder_of, prove
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited
from motcua.sites.ui.refusals import sentence_of
from motcua.status.selectors import normal_code


@permission("public")
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Open a draft or dossier without an account; a wrong secret and an unknown reference look the same."""
    if request.method == "POST":
        return _prove(request)
    known = str(request.GET.get("ma", ""))[:40]  # from the page of the status: nobody types it twice
    return render(request, "filing/resume.html", {"next": _back(request), "reference": known})


@limited("secret", per_minute=10)
def _prove(request: HttpRequest) -> HttpResponse:
    """Guessing is slowed down; looking at the empty page is not counted."""
    typed = str(request.POST.get("reference", ""))
    back = _back(request)
    try:
        secret = parse_secret(str(request.POST.get("secret", "")))
        found = opened_by_secret(normal_code(typed), secret)
    except Refusal as refusal:
        facts = {"next": back, "reference": typed, "error": sentence_of(refusal)}
        facts["error_at"] = "secret" if isinstance(refusal, SecretMistyped) else "reference"
        return render(request, "filing/resume.html", facts, status=422)
    prove(request, found, secret)
    if str(found) in back:
        return redirect(back)
    try:
        draft = draft_in(drafts_held_by(holder_of(request)), found)
    except UnknownDossier:
        return redirect("portal:dossier", found)
    return redirect("portal:dossier" if draft.submitted_at else "portal:filing", found)


def _back(request: HttpRequest) -> str:
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe and asked.startswith("/") else ""
