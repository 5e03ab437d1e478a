"""Django's own error pages (handler400 to handler500) in our words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from motcua.sites.ui.context import frame_facts
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import HEADINGS, layout_for


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    facts = {
        "layout": layout_for(request),
        "status": status,
        "heading": gettext(HEADINGS[status]),
        "sentence": sentence,
        "code": "",
    }
    return render(request, "ui/errors/refusal.html", facts, status=status)


@permission("public")
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that no page of ours sends."""
    return _page(
        request,
        400,
        gettext("Trình duyệt gửi một yêu cầu không đúng dạng. Vui lòng mở lại trang rồi thử lại."),
    )


@permission("public")
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, gettext("Tài khoản này không có quyền mở trang này."))


@permission("public")
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(
        request,
        404,
        gettext(
            "Trang này không có hoặc đã chuyển đi. Vui lòng kiểm tra lại đường dẫn hoặc tìm thủ tục dưới đây."
        ),
    )


@permission("public")
def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without session or database, either may be what failed."""
    return HttpResponse(render_to_string("ui/errors/500.html", frame_facts()), status=500)
