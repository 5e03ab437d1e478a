"""A wrong result set right by the leader; a difference of originals decided by the head of the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.agencies.rules import Role
from motcua.journey.correct import correct_result
from motcua.journey.errors import NotYourDuty
from motcua.journey.originals import allow_differences
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.dossier import dossier_page
from motcua.sites.desk.days import typed_day
from motcua.sites.desk.officers import FormBroken, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.desk.views.step import typed_result
from motcua.sites.ui.permissions import permission


@permission(Role.AGENCY_LEADER)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Name the wrong result, write the right one and why; the desk and the applicant are told."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    standing = [one for one in page.results if one.superseded_at is None]
    facts: dict[str, Any] = {
        "page": page,
        "dossier": page.dossier,
        "standing": standing,
        "signed_on": typed_day(request.POST, "signed_on"),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }
    if request.method == "GET":
        if not is_open_to(page.acts, "correct_result"):
            raise NotYourDuty(act=gettext("Đính chính kết quả"))
        return show(request, "desk/correct.html", facts, officer=officer)
    form = sent(request)
    kept: dict[str, Any] = {}
    try:
        result_id = UUID(request.POST.get("result", ""))
    except ValueError as broken:
        raise FormBroken from broken
    refusal = attempt(
        lambda: correct_result(
            dossier_id=dossier_id,
            result_id=result_id,
            facts=typed_result(request, officer, kept),
            reason=request.POST.get("reason", "")[:1000],
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
    )
    if refusal is not None:
        return show(
            request, "desk/correct.html", facts | kept, officer=officer, refusal=refusal, sent=form,
            problem_at="reason" if refusal.code == "reason_missing" else "result_name",
        )  # fmt: skip
    messages.success(request, gettext("Đã đính chính kết quả và báo người nộp hồ sơ."))
    return redirect("desk:dossier", dossier_id)


@permission(Role.DESK_HEAD)
@require_POST
def allow(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The head lets the result go out although originals differ, with the reason."""
    officer, form = officer_of(request), sent(request)
    allow_differences(
        dossier_id=dossier_id,
        officer=officer.actor(),
        scope=officer.scope,
        reason=request.POST.get("reason", "")[:500],
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )
    messages.success(request, gettext("Đã ghi quyết định. Có thể trả kết quả."))
    return redirect("desk:hand_over", dossier_id)
