"""Whoever got somebody else's message says so: "số này không phải của tôi". No account, no name, no code is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.journey.contacts import number_behind, say_not_mine_by_link
from motcua.kernel.clock import now
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited


@permission("public")
@never_cache
@limited("not_mine", per_minute=20)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, for a link may be opened by a machine; then nothing more goes to the number for that reader."""
    shown, is_said = number_behind(token)
    if request.method == "POST":
        say_not_mine_by_link(token=token, at=now())
        is_said = True
    return render(request, "mine/not_mine.html", {"number": shown, "is_said": is_said})
