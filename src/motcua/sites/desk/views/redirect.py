"""A dossier handed in at the wrong agency: passed on, or refused with where to file (TN19-10.2a)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect as go_to
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.journey import redirect as turn
from motcua.journey.errors import NotCompetent
from motcua.journey.reading.completing import redirect_page
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.errors import Refusal
from motcua.sites.desk.officers import RECEIVERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.ui.permissions import permission


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def redirect(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Choose the agency that may decide; by the province's setting it gets the dossier, or the applicant is told."""
    officer = officer_of(request)
    if request.method == "GET":
        page = redirect_page(dossier_id, officer.scope, at=officer.at)
        facts = {"page": page, "dossier": page.dossier, "leaf": ""}
        return show(request, "desk/redirect.html", facts, officer=officer)
    form = sent(request)
    refusal = attempt(lambda: _do(request, officer, dossier_id, form))
    if refusal is not None:
        try:
            page = redirect_page(dossier_id, officer.scope, at=officer.at)
        except Refusal:
            one = visible_dossier(dossier_id, officer.scope)
            return overtaken(request, one, officer=officer, refusal=refusal, sent=form)
        facts = {"page": page, "dossier": page.dossier, "leaf": ""}
        problem_at = "agency" if refusal.code == NotCompetent.code else "reason"
        return show(
            request,
            "desk/redirect.html",
            facts,
            officer=officer,
            refusal=refusal,
            sent=form,
            problem_at=problem_at,
        )
    if request.POST.get("way") == "tell_where":
        return go_to("desk:concluded", dossier_id)
    messages.success(request, gettext("Đã chuyển hồ sơ đến cơ quan có thẩm quyền và báo người nộp."))
    return go_to("desk:reception")


def _do(request: HttpRequest, officer: Officer, dossier_id: UUID, form: Sent) -> None:
    try:
        agency_id = UUID(request.POST.get("agency", ""))
    except ValueError as nobody:
        raise NotCompetent from nobody
    act = turn.tell_where if request.POST.get("way") == "tell_where" else turn.redirect
    act(
        dossier_id=dossier_id,
        officer=officer.actor(desk_id=visible_dossier(dossier_id, officer.scope).desk_id),
        agency_id=agency_id,
        reason=request.POST.get("reason", ""),
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )
