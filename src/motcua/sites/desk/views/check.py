"""The check at the desk: the checklist beside its attachments, its three outcomes, and the page after them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.dossiers.services.reception import Finding
from motcua.journey.conclude import Outcome, conclude
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.checking import CheckPage, check_page
from motcua.journey.reading.dossier import PaperView, dossier_page
from motcua.journey.reading.paper import paper_of
from motcua.journey.reading.settling import counter_view
from motcua.journey.reading.work import next_in_list
from motcua.journey.supplement import FormFault
from motcua.kernel.errors import Refusal
from motcua.processes.schema import StepKind
from motcua.sites.desk.officers import RECEIVERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import number_of

FINDINGS = (
    ("ok", _("Đạt")),
    ("missing", _("Thiếu")),
    ("wrong", _("Chưa đúng")),
    ("expired", _("Hết hạn")),
    ("not_needed", _("Không cần")),
)
ACTS = frozenset({"save", "accept", "supplement", "refuse"})
# Said a hundred times a day; the clerk picks one and goes on writing.
READY_REMARKS = (
    "Chưa có trong hồ sơ. Đề nghị nộp bổ sung.",
    "Bản chụp mờ, không đọc được. Đề nghị chụp lại rõ nét, đủ bốn góc.",
    "Bản sao chưa được chứng thực. Đề nghị nộp bản sao có chứng thực hoặc mang bản chính để đối chiếu.",
    "Thông tin không khớp với tờ khai. Đề nghị kiểm tra và sửa lại.",
    "Thiếu chữ ký hoặc con dấu. Đề nghị hoàn thiện.",
    "Chưa điền đủ các mục bắt buộc. Đề nghị điền bổ sung.",
    "Đã hết thời hạn sử dụng. Đề nghị nộp bản còn hiệu lực.",
    "Không đúng mẫu quy định. Đề nghị lập lại theo mẫu hiện hành.",
)
MOST_COUNT = 999
MOST_DIGITS = 12  # of an amount in đồng
FORM_ROWS = 3  # parts of the form that one request can name; more are one section


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Walk the checklist; save, accept, ask for a supplement, or refuse."""
    officer = officer_of(request)
    page = check_page(dossier_id, officer.scope, at=officer.at)
    if request.method == "GET":
        if not page.is_open:
            raise NotYourDuty(act=gettext("Kiểm tra hồ sơ"))
        facts = _facts(page, {}) | {"counter": counter_view(page.dossier, officer.scope, officer.at)}
        return show(request, "desk/check.html", facts, officer=officer)
    form, act = sent(request), request.POST.get("act", "save")
    act = act if act in ACTS else "save"
    refusal = attempt(lambda: _conclude(request, officer, page, form, act))
    if refusal is not None:
        again = check_page(dossier_id, officer.scope, at=officer.at)
        if not again.is_open:
            return overtaken(request, again.dossier, officer=officer, refusal=refusal, sent=form)
        facts = _facts(again, request.POST)
        facts |= {"counter": counter_view(again.dossier, officer.scope, officer.at)}
        return show(
            request, "desk/check.html", facts, officer=officer, refusal=refusal, sent=form,
            problem_at=_place_of(refusal, act, page_is_head=again.is_head),
        )  # fmt: skip
    if act == "save":
        messages.success(request, gettext("Đã lưu kết quả kiểm tra."))
        return redirect("desk:check", dossier_id)
    return redirect("desk:concluded", dossier_id)


def _conclude(request: HttpRequest, officer: Officer, page: CheckPage, form: Sent, act: str) -> None:
    posted = request.POST
    conclude(
        dossier_id=page.dossier.pk,
        officer=officer.actor(desk_id=page.dossier.desk_id),
        findings=[finding_of(paper, posted) for paper in page.papers],
        outcome=Outcome(
            act=act,
            reason=posted.get(f"reason_{act}", ""),
            form_faults=form_faults(posted),
            head_reason=posted.get("head_reason", ""),
            wants_slip=not page.may_skip_slip or "wants_slip" in posted,
            place=posted.get("place", "")[:300],
            fees_vnd=fees_of(page, posted) if act == "accept" and page.must_settle_fees else {},
        ),
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def finding_of(paper: PaperView, posted: Mapping[str, Any]) -> Finding:
    known = {code for code, _ in FINDINGS}
    chosen = posted.get(f"finding-{paper.id}", "")
    return Finding(
        paper_id=paper.id,
        finding=chosen if chosen in known else "unchecked",
        remark=posted.get(f"remark-{paper.id}", "").strip(),
        originals=_count(posted.get(f"originals-{paper.id}", "")),
        copies=_count(posted.get(f"copies-{paper.id}", "")),
    )


def form_faults(posted: Mapping[str, Any]) -> list[FormFault]:
    """The parts of the form that were named with what to do; a row left blank is none."""
    rows = [
        (posted.get(f"part-{number}", ""), posted.get(f"mend-{number}", "").strip())
        for number in range(1, FORM_ROWS + 1)
    ]
    return [FormFault(part, mend) for part, mend in rows if part]


def form_rows(posted: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """The rows of a page where the form is found fault with, as they were typed."""
    return [
        (number, posted.get(f"part-{number}", ""), posted.get(f"mend-{number}", ""))
        for number in range(1, FORM_ROWS + 1)
    ]


def _count(text: str) -> int | None:
    return number_of(text, most=MOST_COUNT)


def fees_of(page: CheckPage, posted: Mapping[str, Any]) -> dict[str, int]:
    """The fees that were ticked, with the amounts the clerk entered where the release leaves them open."""
    chosen: dict[str, int] = {}
    for number, fee in enumerate(page.fee_choices, start=1):
        if f"fee-{number}" not in posted:
            continue
        typed = re.sub(r"[^0-9]", "", posted.get(f"amount-{number}", ""))
        if fee.amount_vnd is not None:
            chosen[fee.name] = fee.amount_vnd
        elif typed:
            chosen[fee.name] = int(typed[:MOST_DIGITS])
    if "fee-none" in posted:
        return {page.fee_choices[0].name: 0}
    return chosen


def _place_of(refusal: Refusal, act: str, *, page_is_head: bool) -> str:
    """The control a refusal speaks of, where there is one."""
    places = {
        "reason_missing": f"reason_{act}",
        "fee_unsettled": "fee-1",
        "papers_unchecked": "checklist",
        "outside_only": "place",
    }
    if refusal.code == "second_request_needs_head":
        return "head_reason" if page_is_head else "checklist"
    if refusal.code == "reason_missing" and act in {"save", "accept"}:
        return "checklist"
    return places.get(refusal.code, "")


def _facts(page: CheckPage, posted: Mapping[str, Any]) -> dict[str, Any]:
    lines = [line_of(number, paper, page, posted) for number, paper in enumerate(page.papers, start=1)]
    files = [file for paper in page.papers for file in paper.files]
    return {
        "page": page,
        "dossier": page.dossier,
        "leaf": "check",
        "lines": lines,
        "findings": FINDINGS,
        "ready_remarks": READY_REMARKS,
        "first_file": next((file for file in files if file.shows), None),
        "is_paper": page.dossier.channel in {"direct", "post"},
        "fees": [
            (number, fee, f"fee-{number}" in posted, posted.get(f"amount-{number}", ""))
            for number, fee in enumerate(page.fee_choices, start=1)
        ],
        "unchecked": sum(1 for line in lines if line["finding"] == "unchecked"),
        "form_rows": form_rows(posted),
        "bad": [line for line in lines if line["finding"] in {"missing", "wrong", "expired"}],
    }


def line_of(number: int, paper: PaperView, page: CheckPage, posted: Mapping[str, Any]) -> dict[str, Any]:
    """One component with what was typed, else what is kept."""
    return {
        "number": number,
        "paper": paper,
        "note": page.component_notes.get(paper.component_id, ""),
        "finding": posted.get(f"finding-{paper.id}", paper.finding),
        "remark": posted.get(f"remark-{paper.id}", paper.remark),
        "originals": posted.get(f"originals-{paper.id}", paper.originals),
        "copies": posted.get(f"copies-{paper.id}", paper.copies),
    }


@permission(*RECEIVERS)
def concluded(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """After the outcome: the code in big letters, the slip to print, the next dossier that waits."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    officer.has_read(dossier_id)
    facts = {
        "page": page,
        "dossier": page.dossier,
        "slip": page.slips[-1] if page.slips else None,
        "following": next_in_list(officer.scope, at=officer.at, kind=StepKind.RECEIVE),
        "may_pay": is_open_to(page.acts, "pay"),
        "paper": paper_of(dossier_id, officer.scope, at=officer.at),
    }
    return render(request, "desk/concluded.html", facts)
