"""Registering a citizen or an organisation; the e-mail is confirmed before the first sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal
from motcua.parties import services
from motcua.sites.portal.accounts.forms import CitizenForm, OrganisationForm
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import refuse_if_too_often

REGISTERED = 20  # a minute from one address: a whole village may stand behind one
GET_OR_POST = ["GET", "HEAD", "POST"]


@permission("public")
def choose(request: HttpRequest) -> HttpResponse:
    """Who registers: a citizen or an organisation."""
    return render(request, "portal/accounts/choose.html")


@permission("public")
@never_cache
@sensitive_post_parameters("password", "number")
@require_http_methods(GET_OR_POST)
def register_citizen(request: HttpRequest) -> HttpResponse:
    return _register(request, CitizenForm, services.register_citizen, "portal/accounts/citizen.html")


@permission("public")
@never_cache
@sensitive_post_parameters("password", "number")
@require_http_methods(GET_OR_POST)
def register_organisation(request: HttpRequest) -> HttpResponse:
    page = "portal/accounts/organisation.html"
    return _register(request, OrganisationForm, services.register_organisation, page)


def locked(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """What somebody sees whose account five failures have locked (QCVN 12:2026, 3.6.2.1.9)."""
    facts = {
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "hours": int(settings.AXES_COOLOFF_TIME.total_seconds() // 3600),
    }
    return render(request, "account/locked.html", facts, status=429)


def _register(
    request: HttpRequest,
    form_class: type[CitizenForm | OrganisationForm],
    register: Callable[..., Any],
    page: str,
) -> HttpResponse:
    """Show the form, or register and send the message that asks to confirm the address."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_if_too_often(request, "register", per_minute=REGISTERED)
            party = register(**form.facts, at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            # after the commit: whoever gets no message is sent another at the first sign-in
            EmailAddress.objects.get(user_id=party.account_id, primary=True).send_confirmation(
                request, signup=True
            )
            return redirect("account_email_verification_sent")
    status = 422 if form.is_bound else 200
    return render(request, page, {"form": form}, status=status)
