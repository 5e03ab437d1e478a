"""The shared pages: colours, emblem, choice of language, the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language

from motcua.sites.ui.permissions import permission
from motcua.sites.ui.theme import theme

FOR_EVER = "public, max-age=31536000, immutable"
ONE_YEAR_SECONDS = 31_536_000


@permission("public")
def colours(request: HttpRequest, version: str) -> HttpResponse:
    """The province's colours as a style sheet of its own; the version is in its name, so it may be kept."""
    return HttpResponse(theme().css, content_type="text/css", headers={"Cache-Control": FOR_EVER})


@permission("public")
def emblem(request: HttpRequest, version: str) -> HttpResponse:
    """The province's emblem."""
    return HttpResponse(theme().emblem, content_type="image/svg+xml", headers={"Cache-Control": FOR_EVER})


@permission("public")
def language(request: HttpRequest, language: str) -> HttpResponse:
    """Remember the language of this browser and go back; a preference, so a plain link is enough."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=ONE_YEAR_SECONDS,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
