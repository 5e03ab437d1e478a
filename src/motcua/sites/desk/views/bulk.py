"""Acts on ticked rows: shown once more before they are done, done by the worker, reported (xử lý hàng loạt)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from motcua.journey.bulk import ForAll, Ticked, begin_bulk
from motcua.journey.errors import NothingPicked
from motcua.journey.reading.bulk import BulkPage, BulkRow, bulk_page
from motcua.journey.reading.people import people_page
from motcua.journey.reading.runs import RunKind, recent_runs, run_page
from motcua.journey.succeed import hand_over_as_head
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Invalid, Refusal
from motcua.sites.desk.officers import READERS, FormBroken, Officer, fresh_key, officer_of
from motcua.sites.desk.pressing import task_due
from motcua.sites.desk.refused import attempt
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of, number_of

INTROS = {
    RunKind.CLAIM: gettext_noop("Bạn nhận các việc dưới đây."),
    RunKind.ASSIGN: gettext_noop("Các việc dưới đây được giao cho người bạn chọn."),
    RunKind.HAND_ON: gettext_noop(
        "Bước hiện tại của các hồ sơ dưới đây được hoàn thành và chuyển bước tiếp theo."
    ),
    RunKind.APPROVE: gettext_noop(
        "Bạn ký phê duyệt từng kết quả dưới đây. Đọc tóm tắt của mỗi hồ sơ; bỏ dấu chọn hồ sơ cần xem riêng."
    ),
    RunKind.HAND_OVER: gettext_noop("Kết quả của các hồ sơ dưới đây được trả cho người nhận ghi ở mỗi dòng."),
}


class NobodyChosen(Invalid):
    code = "nobody_chosen_for_all"
    template = gettext_noop("Chọn người nhận việc trong danh sách.")


class SignatureMissing(Invalid):
    code = "signature_missing"
    template = gettext_noop("Vui lòng ghi người ký và tên kết quả của mỗi hồ sơ.")


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """The ticked rows once more, then the run; GET lists what this officer began."""
    officer = officer_of(request)
    if request.method == "GET":
        return render(request, "desk/bulk_runs.html", {"runs": recent_runs(officer.account_id)})
    kind = RunKind(request.POST["act"]) if request.POST.get("act") in set(INTROS) else None
    if kind is None:
        raise FormBroken
    picks = [_id(text) for text in request.POST.getlist("pick")]
    page = bulk_page(kind, picks, officer.scope, at=officer.at)
    if not picks:
        return _show(request, kind, page, officer, NothingPicked())
    if "go" not in request.POST or not page.rows:
        return _show(request, kind, page, officer, None)
    key = _id(request.POST.get("key", ""))
    refusal = attempt(
        lambda: begin_bulk(
            kind,
            # what cannot be done any more goes along: the report says why
            [_ticked(row, request) for row in (*page.rows, *page.left_out)],
            _for_all(request, kind, page, officer),
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=key,
        )
    )
    if refusal is not None:
        return _show(request, kind, page, officer, refusal)
    return redirect("desk:run", key)


def _show(
    request: HttpRequest, kind: RunKind, page: BulkPage, officer: Officer, refusal: Refusal | None
) -> HttpResponse:
    typed = request.POST
    rows = [
        (
            row,
            typed.get(f"name-{row.task_id}", row.result),
            typed.get(f"number-{row.task_id}", ""),
            typed.get(f"receiver-{row.task_id}", row.applicant),
        )
        for row in page.rows
    ]
    facts = {
        "kind": kind,
        "title": str(kind.label),
        "intro": INTROS[kind],
        "page": page,
        "rows": rows,
        "key": typed.get("key") or fresh_key(),
        "signer": typed.get("signer", officer.name),
        "today": local_day(officer.at),
        "typed": typed,
        "sentence": sentence_of(refusal) if refusal else "",
        "problem_at": "owner" if isinstance(refusal, NobodyChosen) else "",
    }
    return render(request, "desk/bulk.html", facts, status=status_of(refusal) if refusal else 200)


def _ticked(row: BulkRow, request: HttpRequest) -> Ticked:
    posted = request.POST
    return Ticked(
        row.dossier_id,
        row.task_id,
        # what the page showed, not what is true now: somebody may have changed it since
        _number(posted.get(f"version-{row.task_id}", "")),
        name=" ".join(posted.get(f"name-{row.task_id}", "").split())[:200],
        number=posted.get(f"number-{row.task_id}", "").strip()[:80],
        receiver=posted.get(f"receiver-{row.task_id}", "").strip()[:200],
    )


def _for_all(request: HttpRequest, kind: RunKind, page: BulkPage, officer: Officer) -> ForAll:
    """Refuses NobodyChosen, SignatureMissing."""
    posted = request.POST
    owner = next(
        (one.account_id for one in page.colleagues if str(one.account_id) == posted.get("owner")), None
    )
    if page.asks_person and owner is None:
        raise NobodyChosen
    signer, signed_on = posted.get("signer", "").strip()[:200], None
    if kind is RunKind.APPROVE:
        signed_on = local_day(officer.at)
        if not signer or not all(posted.get(f"name-{row.task_id}", "").strip() for row in page.rows):
            raise SignatureMissing
    return ForAll(
        owner_id=owner,
        text=posted.get("text", "").strip()[:4000],
        signer_name=signer,
        signed_on=signed_on,
    )


@permission(*READERS)
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far it is, and what could not be done."""
    officer = officer_of(request)
    facts = {
        "page": run_page(run_id, officer.account_id, at=officer.at),
        "back": reverse("desk:work"),
        "back_words": gettext("Về danh sách việc"),
    }
    return render(request, "desk/run.html", facts)


@permission("unit_head", "desk_head", "agency_leader")
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Open tasks of the head's places by person; one or many given to somebody else, or all at once."""
    officer = officer_of(request)
    asked = request.GET.get("nguoi", "")
    page = people_page(officer.scope, at=officer.at, chosen=id_of(asked), wants_unowned=asked == "chua-nhan")
    refusal = None
    if request.method == "POST" and page.chosen is not None and page.chosen.account_id is not None:
        key, leaving = _id(request.POST.get("key", "")), page.chosen.account_id
        refusal = attempt(
            lambda: hand_over_as_head(
                leaving_id=leaving,
                successor_id=id_of(request.POST.get("successor", "")),
                officer=officer.actor(),
                scope=officer.scope,
                at=officer.at,
                key=key,
            )
        )
        if refusal is None:
            return redirect("desk:run", key)
    facts: dict[str, Any] = {
        "page": page,
        "rows": [(row, task_due(row, officer.at, page.calendar), row.promised_at) for row in page.rows],
        "is_all": request.GET.get("chon") == "tat-ca",
        "address": f"?nguoi={asked}",
        "key": fresh_key(),
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/people.html", facts, status=status_of(refusal) if refusal else 200)


def _id(text: str) -> UUID:
    """A task of a ticked row, or a key. Refuses with FormBroken."""
    found = id_of(text)
    if found is None:
        raise FormBroken
    return found


def _number(text: str) -> int:
    found = number_of(text)
    if found is None:
        raise FormBroken
    return found
