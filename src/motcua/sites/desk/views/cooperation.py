"""Asking others, answering them, following what they do (lấy ý kiến; quy trình liên thông)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from motcua.journey import opinions
from motcua.journey.reading.cooperation import (
    ask_page,
    cooperation_page,
    opinion_page,
    opinion_rows,
)
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import TZ
from motcua.kernel.errors import Invalid, Refusal
from motcua.sites.desk.days import day_of, typed_day
from motcua.sites.desk.officers import READERS, Officer, fresh_key, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.desk.uploads import take_in
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import id_of
from motcua.workflow.opinions import Question

ANSWERED_BY = time(17)
READY_ANSWERS = (
    "Thống nhất với nội dung đề nghị.",
    "Không có ý kiến khác.",
    "Không thống nhất, với lý do sau: ",
)


class DeadlineUnreadable(Invalid):
    code = "deadline_unreadable"
    template = gettext_noop("Hạn trả lời chưa đúng. Vui lòng nhập ngày, tháng, năm, ví dụ 27 3 2026.")


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Ask a unit or an agency, with content, deadline and files (TN19-12.5a)."""
    officer = officer_of(request)
    if request.method == "GET":
        page = ask_page(dossier_id, officer.scope, at=officer.at)
        return show(request, "desk/ask_opinion.html", _ask_facts(page, {}), officer=officer)
    form = sent(request)
    kept: dict[str, Any] = {}
    refusal = attempt(
        lambda: opinions.ask_opinion(
            dossier_id=dossier_id,
            officer=officer.actor(),
            scope=officer.scope,
            question=_question(request, officer, kept),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
    )
    if refusal is None:
        messages.success(request, gettext("Đã gửi yêu cầu lấy ý kiến."))
        return redirect("desk:cooperation", dossier_id)
    try:
        page = ask_page(dossier_id, officer.scope, at=officer.at)
    except Refusal:
        one = visible_dossier(dossier_id, officer.scope)
        return overtaken(request, one, officer=officer, refusal=refusal, sent=form)
    facts = _ask_facts(page, request.POST) | kept
    return show(request, "desk/ask_opinion.html", facts, officer=officer, refusal=refusal, sent=form)


def _ask_facts(page: Any, posted: Any) -> dict[str, Any]:
    return {
        "page": page,
        "dossier": page.dossier,
        "due": typed_day(posted, "due"),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }


def _question(request: HttpRequest, officer: Officer, kept: dict[str, Any]) -> Question:
    files: list[Any] = []
    kept["kept_files"] = files
    take_in(request, officer, "file", files)
    kind, _, text = request.POST.get("place", "").partition(":")
    chosen = id_of(text)
    agency_id = chosen if kind == "agency" else officer.actor().agency_id if kind == "unit" else None
    return Question(
        content=request.POST.get("content", ""),
        due_at=datetime.combine(day_of(request.POST, "due", wrong=DeadlineUnreadable), ANSWERED_BY, TZ),
        agency_id=agency_id,
        unit_id=chosen if kind == "unit" else None,
        outside_name="" if agency_id else request.POST.get("outside_name", "")[:200],
        file_ids=tuple(one.pk for one in files),
        must_wait="must_wait" in request.POST,
    )


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """The question; answered by whoever is asked, taken back or reminded of by whoever asked (TN19-12.5b)."""
    officer = officer_of(request)
    page = opinion_page(dossier_id, task_id, officer.scope, at=officer.at)
    facts = {
        "page": page,
        "dossier": page.dossier,
        "opinion": page.opinion,
        "ready": READY_ANSWERS,
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
        "due": due_view(page.opinion.due_at, officer.at, None, page.opinion.ended_at),
    }
    if request.method == "GET":
        return show(request, "desk/opinion.html", facts, officer=officer)
    form, act = sent(request), request.POST.get("act", "")
    kept: dict[str, Any] = {}
    common: dict[str, Any] = {
        "dossier_id": dossier_id,
        "opinion_id": page.opinion.id,
        "officer": officer.actor(),
        "scope": officer.scope,
        "at": officer.at,
        "key": form.key,
    }

    def do() -> None:
        if act == "revoke":
            reason = request.POST.get("reason", "")
            opinions.revoke_opinion(**common, reason=reason, expected_version=form.version)
        elif act == "remind":
            opinions.remind_opinion(**common)
        else:
            files: list[Any] = []
            kept["kept_files"] = files
            take_in(request, officer, "file", files)
            opinions.answer_opinion(
                **common,
                text=request.POST.get("answer", ""),
                file_ids=tuple(one.pk for one in files),
                expected_version=form.version,
            )

    refusal = attempt(do)
    if refusal is not None and not (page.may_answer or page.may_remind):
        # it ended while they were writing: the page has no form any more that could keep the words
        return overtaken(request, page.dossier, officer=officer, refusal=refusal, sent=form)
    if refusal is not None:
        facts |= kept | {"revokes": act == "revoke"}
        return show(request, "desk/opinion.html", facts, officer=officer, refusal=refusal, sent=form)
    done = {
        "revoke": gettext("Đã thu hồi yêu cầu lấy ý kiến."),
        "remind": gettext("Đã nhắc nơi được hỏi."),
    }
    messages.success(request, done.get(act) or gettext("Đã gửi trả lời."))
    return redirect("desk:dossier", dossier_id)


@permission(*READERS)
def cooperation(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Everybody who works at a dossier: parts and their lateness, questions, waitings."""
    officer = officer_of(request)
    page = cooperation_page(dossier_id, officer.scope, at=officer.at)
    officer.has_read(dossier_id)
    facts = {"dossier": page.dossier, "cooperation": page.cooperation, "leaf": "cooperation"}
    return render(request, "desk/cooperation.html", facts | {"key": fresh_key()})


@permission(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """What the officer's agencies and desks wait for; `?loc=tre` what is late (TN19-12.5b)."""
    officer = officer_of(request)
    only_late = request.GET.get("loc") == "tre"
    rows = opinion_rows(officer.scope, only_late=only_late, at=officer.at)
    facts = {
        "rows": [(row, due_view(row.due_at, officer.at)) for row in rows],
        "tabs": [
            (gettext("Đang chờ trả lời"), "?", not only_late, None),
            (gettext("Quá hạn trả lời"), "?loc=tre", only_late, None),
        ],
        "only_late": only_late,
    }
    return render(request, "desk/opinions.html", facts)
