"""The book of dossiers (Mẫu 07) and the control sheet (Mẫu 06)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.journey.book import ask_for_print, exported
from motcua.journey.control import print_control_sheet
from motcua.journey.reading.book import books_page, volume_pdf
from motcua.sites.desk.officers import READERS, RECEIVERS, FormBroken, officer_of
from motcua.sites.desk.views.files import LOCKED, guard
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import id_of, year_of


def _wanted(given: object) -> tuple[UUID, str, int]:
    """Desk, field and year of a form; refuses with FormBroken."""
    get = getattr(given, "get", lambda *_: "")
    desk_id, year = id_of(get("desk", "")), year_of(get("year", ""))
    if desk_id is None or year is None:
        raise FormBroken
    return desk_id, get("field", "")[:200], year


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def books(request: HttpRequest) -> HttpResponse:
    """The fields of a desk and year with their number of lines; POST lets the worker print one."""
    officer = officer_of(request)
    if request.method == "POST":
        desk_id, field, year = _wanted(request.POST)
        ask_for_print(desk_id=desk_id, field=field, year=year, scope=officer.scope, at=officer.at)
        messages.success(
            request, gettext("Đang in sổ. Bản in hiện ở dưới khi xong; bạn có thể làm việc khác.")
        )
        query = urlencode({"mot-cua": str(desk_id), "nam": str(year)})
        return redirect(f"{reverse('desk:books')}?{query}")
    asked = id_of(request.GET.get("mot-cua", ""))
    page = books_page(officer.scope, desk_id=asked, year=year_of(request.GET.get("nam", "")), at=officer.at)
    return render(request, "desk/books.html", {"page": page})


@permission(*RECEIVERS)
def export(request: HttpRequest) -> HttpResponseBase:
    """The book as CSV, sent piece by piece."""
    officer = officer_of(request)
    desk_id, field, year = _wanted(request.GET)
    lines = exported(desk_id=desk_id, field=field, year=year, scope=officer.scope)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    guard(response, f"so-theo-doi-{field}-{year}.csv", inline=False, policy=LOCKED)
    return response


@permission(*RECEIVERS)
def volume(request: HttpRequest, volume_id: UUID) -> HttpResponseBase:
    """One printed volume as PDF."""
    stream, name, size = volume_pdf(volume_id, officer_of(request).scope)
    response = FileResponse(stream, content_type="application/pdf")
    response.headers["Content-Length"] = str(size)
    guard(response, name, inline="tai" not in request.GET, policy=LOCKED)
    return response


@permission(*READERS)
@require_POST
def control_sheet(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """How the dossier went so far, from hand to hand."""
    officer = officer_of(request)
    paper_id = print_control_sheet(
        dossier_id=dossier_id, officer=officer.actor(), scope=officer.scope, at=officer.at
    )
    return redirect("desk:slip", dossier_id, paper_id)
