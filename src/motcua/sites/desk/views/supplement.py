"""What is not complete: recorded at the counter, sent back while it is handled, allowed once more by the head."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.journey import completion
from motcua.journey.answer import Reply, answer_supplement, keep_answer
from motcua.journey.completion import Incomplete
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.asked import Asked
from motcua.journey.reading.completing import IncompletePage, incomplete_page, waiting_page
from motcua.journey.reading.dossier import dossier_page
from motcua.journey.reading.visible import visible_dossier
from motcua.journey.resubmit import start_again as start_copy
from motcua.journey.supplement import allow_second_request
from motcua.kernel.errors import Refusal
from motcua.sites.desk.officers import DESK, READERS, RECEIVERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.desk.uploads import store_each
from motcua.sites.desk.views.check import FINDINGS, form_faults, form_rows
from motcua.sites.ui.permissions import permission

BAD = tuple(row for row in FINDINGS if row[0] in {"missing", "wrong", "expired"})


@permission(*DESK)
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The applicant brings to the counter what was asked for: words, copies, or the paper itself (TN19-10.2a)."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    if not is_open_to(page.acts, "supplement"):
        if request.method == "POST":  # the same page sent again after it was recorded
            return redirect("desk:dossier", dossier_id)
        raise NotYourDuty(act=gettext("Ghi nhận bổ sung"))
    asked = waiting_page(dossier_id, officer.scope)
    facts = {
        "page": page,
        "dossier": page.dossier,
        "asked": asked,
        "silent": (),
        "on_paper": _on_paper(request, asked),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }
    if request.method == "GET":
        return show(request, "desk/supplement.html", facts, officer=officer)
    form = sent(request)
    refusal = attempt(lambda: _bring(request, officer, asked, dossier_id, form))
    if refusal is not None:
        kept = waiting_page(dossier_id, officer.scope)
        facts |= {"asked": kept, "silent": refusal.facts.get("points", ())}
        return show(request, "desk/supplement.html", facts, officer=officer, refusal=refusal, sent=form)
    messages.success(request, gettext("Đã ghi nhận bổ sung. Kiểm tra lại các thành phần vừa bổ sung."))
    return redirect("desk:check", dossier_id)


def _bring(request: HttpRequest, officer: Officer, asked: Asked, dossier_id: UUID, form: Sent) -> None:
    """Keep what was brought, then record it: what was taken in need not be given again when something is refused.

    Files are taken in before any transaction: a scanner may take seconds.
    """
    files: dict[UUID, list[Any]] = {point.id: [] for point in asked.points}
    refused = [store_each(request, officer, f"files-{one}", kept) for one, kept in files.items()]
    words = {point.id: request.POST.get(f"reply-{point.id}", "").strip() for point in asked.points}
    keep_answer(
        dossier_id=dossier_id,
        texts={one: text for one, text in words.items() if text},
        file_ids={one: [file.pk for file in kept] for one, kept in files.items()},
    )
    for refusal in filter(None, refused):
        raise refusal
    answer_supplement(
        dossier_id=dossier_id,
        applicant=officer.actor(),
        replies={point_id: Reply(is_on_paper=True) for point_id in _on_paper(request, asked)},
        at=officer.at,
        key=form.key,
    )


def _on_paper(request: HttpRequest, asked: Asked) -> set[UUID]:
    """The points whose paper was handed over the counter."""
    return {point.id for point in asked.points if f"paper-{point.id}" in request.POST}


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def incomplete(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """The handler sends an incomplete dossier back, or cancels and returns it, as the province chose (TN19-12.4)."""
    officer = officer_of(request)
    if request.method == "GET":
        page = incomplete_page(dossier_id, task_id, officer.scope, at=officer.at)
        return show(request, "desk/incomplete.html", _facts(page, {}), officer=officer)
    form = sent(request)
    refusal = attempt(lambda: _send_back(request, officer, dossier_id, task_id, form))
    if refusal is not None:
        try:
            page = incomplete_page(dossier_id, task_id, officer.scope, at=officer.at)
        except Refusal:  # the task ended meanwhile: there is no such page any more
            one = visible_dossier(dossier_id, officer.scope)
            return overtaken(request, one, officer=officer, refusal=refusal, sent=form)
        facts = _facts(page, request.POST)
        return show(request, "desk/incomplete.html", facts, officer=officer, refusal=refusal, sent=form)
    said = gettext("Đã phát hành phiếu yêu cầu bổ sung và báo người nộp.")
    if request.POST.get("way") == "returned":
        said = gettext("Đã huỷ và trả hồ sơ, phát hành phiếu nêu điểm cần bổ sung và báo người nộp.")
    messages.success(request, said)
    return redirect("desk:dossier", dossier_id)


def _send_back(request: HttpRequest, officer: Officer, dossier_id: UUID, task_id: UUID, form: Sent) -> None:
    posted = request.POST
    papers = {}
    for paper in dossier_page(dossier_id, officer.scope).papers:
        if (found := posted.get(f"finding-{paper.id}", "")) in dict(BAD):
            papers[paper.id] = (found, posted.get(f"remark-{paper.id}", "").strip())
    act = completion.cancel_incomplete if posted.get("way") == "returned" else completion.ask_completion
    act(
        dossier_id=dossier_id,
        task_id=task_id,
        officer=officer.actor(),
        scope=officer.scope,
        incomplete=Incomplete(
            reason=posted.get("reason", ""),
            papers=papers,
            form=form_faults(posted),
            head_reason=posted.get("head_reason", ""),
        ),
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def _facts(page: IncompletePage, posted: Any) -> dict[str, Any]:
    lines = [
        {
            "number": number,
            "paper": paper,
            "finding": posted.get(f"finding-{paper.id}", ""),
            "remark": posted.get(f"remark-{paper.id}", ""),
        }
        for number, paper in enumerate(page.papers, start=1)
    ]
    return {
        "page": page,
        "dossier": page.dossier,
        "task": page.task,
        "lines": lines,
        "findings": BAD,
        "form_rows": form_rows(posted),
    }


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def allow_second(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The head says why the dossier may be sent back once more for what could be seen the first time (TN19-10.2a)."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    if request.method == "GET" and not is_open_to(page.acts, "allow_second"):
        raise NotYourDuty(act=gettext("Cho phép yêu cầu bổ sung lần nữa"))
    facts = {"page": page, "dossier": page.dossier}
    if request.method == "GET":
        return show(request, "desk/allow_second.html", facts, officer=officer)
    form = sent(request)
    refusal = attempt(
        lambda: allow_second_request(
            dossier_id=dossier_id,
            officer=officer.actor(),
            scope=officer.scope,
            reason=request.POST.get("reason", ""),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
    )
    if refusal is not None:
        return show(
            request,
            "desk/allow_second.html",
            facts,
            officer=officer,
            refusal=refusal,
            sent=form,
            problem_at="reason",
        )
    messages.success(
        request, gettext("Đã cho phép yêu cầu bổ sung lần nữa. Cán bộ phát hành phiếu như thường.")
    )
    return redirect("desk:dossier", dossier_id)


@permission(*RECEIVERS)
@require_POST
def start_again(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """At the counter: a new draft from an ended dossier, filled with what it held."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    if not is_open_to(page.acts, "start_again"):
        raise NotYourDuty(act=gettext("Nộp lại từ bản sao"))
    copied = start_copy(
        dossier=page.dossier,
        at=officer.at,
        key=sent(request).key,
        officer_id=officer.account_id,
        desk_id=page.dossier.desk_id,
        channel="direct",
    )
    messages.success(request, gettext("Đã chép hồ sơ cũ sang hồ sơ mới. Kiểm tra lại từng phần rồi nộp."))
    if copied.dropped:
        names = "; ".join(copied.dropped)
        messages.warning(request, gettext("Không chép được các mục sau: {names}.").format(names=names))
    return redirect("desk:counter_applicant", copied.opened.draft.pk)
