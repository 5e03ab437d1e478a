"""One step of the process: take it, do it, send it back, give it to somebody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from motcua.dossiers.errors import ReasonMissing
from motcua.dossiers.services.results import ResultFacts
from motcua.journey import process
from motcua.journey.reading.step import StepPage, assign_page, step_page
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Invalid, Refusal
from motcua.processes.schema import StepKind
from motcua.sites.desk.days import day_of, typed_day
from motcua.sites.desk.officers import READERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.desk.uploads import take_one
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import id_of

READY_RESULTS = {
    StepKind.EXAMINE: (
        "Hồ sơ đủ điều kiện theo quy định. Đề nghị lãnh đạo xem xét, phê duyệt.",
        "Đã kiểm tra thực địa, hiện trạng phù hợp với hồ sơ. Đề nghị phê duyệt.",
        "Hồ sơ chưa đủ điều kiện theo quy định.",
    ),
    StepKind.REVIEW: ("Thống nhất với đề xuất của chuyên viên.", "Đã xem xét, trình lãnh đạo cơ quan."),
    StepKind.REGISTER: ("Đã vào sổ, đóng dấu và chuyển kết quả về Bộ phận Một cửa.",),
}


class DayUnreadable(Invalid):
    code = "day_unreadable"
    template = gettext_noop(
        "Ngày ký chưa đúng. Vui lòng nhập ngày, tháng, năm, ví dụ 27 3 2026; ngày ký không ở tương lai."
    )


class ResultNameMissing(Invalid):
    code = "result_name_missing"
    template = gettext_noop("Vui lòng ghi tên kết quả giải quyết và người ký.")


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """Do a step with its result, or send the work back to an earlier one with the reason (TN19-12.9)."""
    officer = officer_of(request)
    if request.method == "GET":
        page = step_page(dossier_id, task_id, officer.scope, at=officer.at)
        return show(request, "desk/step.html", _facts(page, officer, {}), officer=officer)
    form = sent(request)
    kept: dict[str, Any] = {}
    sends_back, refuses = (request.POST.get("act") == act for act in ("send_back", "refuse"))

    def do() -> None:
        if sends_back:
            _send_back(request, officer, dossier_id, task_id, form)
        else:
            _finish(request, officer, dossier_id, task_id, form=form, kept=kept)

    refusal = attempt(do)
    if refusal is not None:
        try:
            page = step_page(dossier_id, task_id, officer.scope, at=officer.at)
        except Refusal:  # the task ended meanwhile: there is no such page any more
            one = visible_dossier(dossier_id, officer.scope)
            return overtaken(request, one, officer=officer, refusal=refusal, sent=form)
        facts = _facts(page, officer, request.POST) | kept | {"sends_back": sends_back, "refuses": refuses}
        return show(request, "desk/step.html", facts, officer=officer, refusal=refusal, sent=form)
    messages.success(
        request,
        gettext("Đã trả lại bước trước.") if sends_back else gettext("Đã hoàn thành bước và chuyển tiếp."),
    )
    return redirect("desk:dossier", dossier_id)


def _finish(
    request: HttpRequest,
    officer: Officer,
    dossier_id: UUID,
    task_id: UUID,
    *,
    form: Sent,
    kept: dict[str, Any],
) -> None:
    """`kept` receives the file that was taken in, for the page that is shown again when the act is refused."""
    process.process(
        dossier_id=dossier_id,
        task_id=task_id,
        officer=officer.actor(),
        scope=officer.scope,
        outcome=process.StepResult(
            text=request.POST.get("text", ""),
            assignee_id=id_of(request.POST.get("assignee", "")),
            result=typed_result(request, officer, kept) if _brings_result(request) else None,
            refusal=_refusal(request),
        ),
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def _brings_result(request: HttpRequest) -> bool:
    """An approval always does; what another body did only where its officer says so."""
    is_external = request.POST.get("kind") == StepKind.EXTERNAL
    return "result_name" in request.POST and (not is_external or "has_result" in request.POST)


def _refusal(request: HttpRequest) -> str:
    """The reasons not to grant, which a form of its own sends; without any there is nothing to propose or sign."""
    if request.POST.get("act") != "refuse":
        return ""
    reasons = request.POST.get("refusal", "")
    if not reasons.strip():
        raise ReasonMissing
    return reasons


def typed_result(request: HttpRequest, officer: Officer, kept: dict[str, Any]) -> ResultFacts:
    """The decision as typed. The signed file is stored first and kept, should anything else be refused."""
    posted = request.POST
    file = take_one(request, officer, "file")
    if file is not None:
        kept["kept_file"] = file
    name, signer = posted.get("result_name", "").strip(), posted.get("signer", "").strip()
    if not name or not signer:
        raise ResultNameMissing
    return ResultFacts(
        name=name,
        signed_on=_signed_on(request, officer),
        signer_name=signer,
        number=posted.get("number", "").strip()[:80],
        file_id=None if file is None else file.pk,
    )


def _signed_on(request: HttpRequest, officer: Officer) -> date:
    day = day_of(request.POST, "signed_on", wrong=DayUnreadable)
    if day > local_day(officer.at):
        raise DayUnreadable
    return day


def _send_back(request: HttpRequest, officer: Officer, dossier_id: UUID, task_id: UUID, form: Sent) -> None:
    process.send_back(
        dossier_id=dossier_id,
        task_id=task_id,
        to_step_id=request.POST.get("to_step", ""),
        reason=request.POST.get("reason", ""),
        officer=officer.actor(),
        scope=officer.scope,
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def _facts(page: StepPage, officer: Officer, posted: Any) -> dict[str, Any]:
    today = local_day(officer.at)
    kind = StepKind(page.task.kind)
    return {
        "page": page,
        "dossier": page.dossier,
        "task": page.task,
        "kind": str(kind),
        "ready": READY_RESULTS.get(kind, ()),
        "needs_text": kind in {StepKind.EXAMINE, StepKind.EXTERNAL},
        "signed_on": typed_day(posted, "signed_on")
        if posted
        else {"day": today.day, "month": today.month, "year": today.year},
        "signer": posted.get("signer", officer.name),
        "result_name": posted.get("result_name", page.result_name if kind is StepKind.APPROVE else ""),
        "proposed": page.proposed_refusal,
        "may_refuse": kind in {StepKind.EXAMINE, StepKind.APPROVE} and page.is_leads,
        "first_file": next((f for paper in page.papers for f in paper.files if f.shows), None),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }


@permission(*READERS)
@require_POST
def claim(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """Take a waiting task; the second of two officers is told who was first."""
    officer = officer_of(request)
    process.claim(
        dossier_id=dossier_id,
        task_id=task_id,
        officer=officer.actor(),
        scope=officer.scope,
        at=officer.at,
        key=sent(request).key,
    )
    messages.success(request, gettext("Đã nhận việc."))
    return redirect("desk:dossier", dossier_id)


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """The head gives an open task to somebody of the place, seeing how much each already has (TN19-12.1)."""
    officer = officer_of(request)
    page = assign_page(dossier_id, task_id, officer.scope, at=officer.at)
    facts = {"page": page, "dossier": page.dossier, "task": page.task, "colleagues": page.colleagues}
    if request.method == "GET":
        return show(request, "desk/assign.html", facts, officer=officer)
    form = sent(request)
    chosen = id_of(request.POST.get("owner", ""))
    if chosen is None:
        return show(request, "desk/assign.html", facts, officer=officer, refusal=NobodyChosen(), sent=form)
    refusal = attempt(
        lambda: process.assign(
            dossier_id=dossier_id,
            task_id=task_id,
            owner_id=chosen,
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
    )
    if refusal is not None:
        return show(request, "desk/assign.html", facts, officer=officer, refusal=refusal, sent=form)
    messages.success(request, gettext("Đã phân công."))
    return redirect("desk:dossier", dossier_id)


class NobodyChosen(Invalid):
    code = "nobody_chosen"
    template = gettext_noop("Chọn một cán bộ trong danh sách rồi bấm phân công.")
