"""The start page of the demonstration: who can sign in as what. There is none on a real installation."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from motcua.sites.ui.permissions import permission
from motcua.workbench.demo.cast import read_cast


@require_safe
@permission("public")
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody of the cast by the place where they work, with the one public password."""
    if not settings.MOTCUA_DEMO:
        raise Http404
    cast = read_cast()
    groups = [
        (place, list(people)) for place, people in groupby(cast.people(), key=lambda person: person.place)
    ]
    return render(request, "demo/accounts.html", {"groups": groups, "password": cast.password})


urlpatterns = [path("demo/", accounts, name="demo_accounts")]
