"""Who looked at my dossier."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from motcua.dossiers.errors import UnknownDossier
from motcua.journey.reading.lookers import looks_at
from motcua.kernel.clock import now
from motcua.sites.portal.filing.visit import holder_of
from motcua.sites.ui.errors import KeyNeeded
from motcua.sites.ui.permissions import permission


@permission("public")
@never_cache
def looked(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Every opening of one dossier by an officer, for its applicant: by account, or by a proven secret."""
    try:
        found = looks_at(holder_of(request), dossier_id, now())
    except UnknownDossier:
        if request.user.is_authenticated:
            raise
        raise KeyNeeded from None
    return render(request, "mine/lookers.html", {"dossier": found.dossier, "looks": found.looks})
