"""How far a run is that an administrator began, and what could not be done."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.journey.reading.runs import run_page
from motcua.sites.console.rights import keeper_for, keepers


@keepers
def page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Codes and procedures only: administrators read no dossier."""
    keeper = keeper_for(request)
    facts = {
        "page": run_page(run_id, keeper.scope.account_id),
        "back": reverse("console:accounts"),
        "back_words": gettext("Về danh sách tài khoản"),
    }
    return render(request, "console/run.html", facts)
