"""A new date of return proposed and decided; an apology when the date has passed (TN19-12.8)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.journey import extend as extending
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.turns import ExtendPage, extend_page, may_apologise
from motcua.journey.reading.visible import visible_dossier
from motcua.sites.desk.days import day_of, is_typed, typed_day
from motcua.sites.desk.officers import READERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.ui.permissions import permission


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Propose a new date; the leader approves it or keeps the old one with a word."""
    officer = officer_of(request)
    if request.method == "GET":
        page = _page(officer, dossier_id)
        return show(request, "desk/extend.html", _facts(request, page), officer=officer)
    form, act = sent(request), request.POST.get("act", "")
    refusal = attempt(lambda: _do(request, officer, dossier_id, form, act))
    if refusal is None:
        messages.success(request, _done(act))
        return redirect("desk:dossier", dossier_id)
    page_now = extend_page(dossier_id, officer.scope, at=officer.at)
    if page_now is None or not (page_now.may_propose or page_now.may_decide):
        one = visible_dossier(dossier_id, officer.scope)
        return overtaken(request, one, officer=officer, refusal=refusal, sent=form)
    facts = _facts(request, page_now)
    return show(request, "desk/extend.html", facts, officer=officer, refusal=refusal, sent=form)


def _page(officer: Officer, dossier_id: UUID) -> ExtendPage:
    page = extend_page(dossier_id, officer.scope, at=officer.at)
    if page is None or not (page.may_propose or page.may_decide):
        raise NotYourDuty(act=gettext("Hẹn lại ngày trả kết quả"))
    return page


def _do(request: HttpRequest, officer: Officer, dossier_id: UUID, form: Sent, act: str) -> None:
    if act == "propose":
        extending.propose_extension(
            dossier_id=dossier_id,
            officer=officer.actor(),
            scope=officer.scope,
            reason=request.POST.get("reason", ""),
            new_due_on=day_of(request.POST, "new_due"),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
    else:
        extending.decide_extension(
            dossier_id=dossier_id,
            officer=officer.actor(),
            scope=officer.scope,
            approves=act == "approve",
            answer=request.POST.get("answer", ""),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )


def _done(act: str) -> str:
    if act == "propose":
        return gettext("Đã gửi đề nghị hẹn lại đến lãnh đạo.")
    if act == "approve":
        return gettext("Đã hẹn lại ngày trả kết quả, ban hành phiếu xin lỗi và báo cho người nộp.")
    return gettext("Đã giữ nguyên ngày hẹn trả.")


def _facts(request: HttpRequest, page: ExtendPage) -> dict[str, object]:
    return {"page": page, "dossier": page.dossier, "new_due": typed_day(request.POST, "new_due")}


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def apologise(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The leader apologises for a result that is late already; the date stays."""
    officer = officer_of(request)
    if request.method == "POST":
        form = sent(request)
        refusal = attempt(
            lambda: extending.apologise(
                dossier_id=dossier_id,
                officer=officer.actor(),
                scope=officer.scope,
                reason=request.POST.get("reason", ""),
                expected_on=day_of(request.POST, "expected") if is_typed(request.POST, "expected") else None,
                at=officer.at,
                key=form.key,
                expected_version=form.version,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã ban hành phiếu xin lỗi và báo cho người nộp."))
            return redirect("desk:due", dossier_id)
        facts = {
            "dossier": visible_dossier(dossier_id, officer.scope),
            "expected": typed_day(request.POST, "expected"),
        }
        return show(request, "desk/apologise.html", facts, officer=officer, refusal=refusal, sent=form)
    dossier = visible_dossier(dossier_id, officer.scope)
    if not may_apologise(dossier, officer.scope, at=officer.at):
        raise NotYourDuty(act=gettext("Xin lỗi vì trả kết quả muộn"))
    facts = {"dossier": dossier, "expected": typed_day({}, "expected")}
    return show(request, "desk/apologise.html", facts, officer=officer)
