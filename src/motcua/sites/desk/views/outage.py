"""The day without the system: the outage's record, the kit of numbers, what is entered afterwards (NB18-13.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import applicant_of_draft, draft_at_desk
from motcua.journey.context import documents_of
from motcua.kernel.clock import local, local_day
from motcua.kernel.errors import Invalid, Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.kernel.text import fold, nfc
from motcua.operations.selectors import outages as reading
from motcua.operations.services.kit import reserve_block, void_number
from motcua.operations.services.late import LateFacts, approve, decline, enter_late
from motcua.operations.services.outages import end_outage, record_outage
from motcua.sites.desk.officers import (
    RECEIVERS,
    FormBroken,
    Officer,
    desk_ids_of,
    fresh_key,
    officer_of,
    receivers_with,
)
from motcua.sites.desk.refused import attempt
from motcua.sites.desk.views.files import pdf
from motcua.sites.ui.filing import posted_key
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

SHOWN = 50
TONES = {"filling": "soon", "waiting": "brand", "approved": "good", "declined": "late"}
STATES = {
    "filling": _("Đang hoàn thiện tờ khai"),
    "waiting": _("Chờ phê duyệt"),
    "approved": _("Đã phê duyệt"),
    "declined": _("Không phê duyệt"),
}
NUMBER_STATES = {"printed": _("Chưa dùng"), "used": _("Đã dùng"), "void": _("Đã huỷ")}
PURPOSES = {"paper": _("Phiếu in sẵn"), "machine": _("Máy nhận ngoại tuyến")}


class MomentMistyped(Invalid):
    code = "moment_mistyped"
    template = gettext_noop("Ngày giờ chưa đúng. Chọn lại ngày và giờ.")


def _is_head(officer: Officer, desk_id: UUID) -> bool:
    return any(one.desk_id == desk_id and one.role is Role.DESK_HEAD for one in officer.scope.postings)


def _desk(officer: Officer, request: HttpRequest) -> UUID:
    """The desk the form is about: one of the officer's; the first where there is only one."""
    desk_ids = desk_ids_of(officer)
    wanted = request.POST.get("desk") or request.GET.get("desk")
    return next((one for one in desk_ids if str(one) == wanted), desk_ids[0])


def _moment(request: HttpRequest, name: str) -> datetime:
    try:
        return local(request.POST[name])
    except (KeyError, ValueError) as broken:
        raise MomentMistyped from broken


def _answer(
    request: HttpRequest, template: str, facts: dict[str, Any], refusal: Refusal | None
) -> HttpResponse:
    facts |= {
        "key": fresh_key(),
        "typed": request.POST if refusal else {},
        "sentence": sentence_of(refusal) if refusal else "",
        "act": request.POST.get("act", ""),
    }
    return render(request, template, facts, status=status_of(refusal) if refusal else 200)


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The outages, the kit, what waits to be entered; the head records and reserves here."""
    officer = officer_of(request)
    desk_ids, day = desk_ids_of(officer), local_day(officer.at)
    refusal: Refusal | None = None
    if request.method == "POST":
        desk_id = _desk(officer, request)
        acts = {"outage": _record, "kit": _reserve}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        refusal = attempt(lambda: act(request, officer, desk_id))
        if refusal is None:
            return redirect("desk:outage")
    entries = reading.entries_of(desk_ids)
    waiting = entries.filter(state__in=["filling", "waiting"]).order_by("received_at")
    facts = {
        "desks": [(str(one), desk_on(one, day).name) for one in desk_ids],
        "is_head": any(_is_head(officer, one) for one in desk_ids),
        "outages": reading.outages_of(desk_ids)[:SHOWN],
        "blocks": [(one, PURPOSES[one.block.purpose]) for one in reading.blocks_of(desk_ids)],
        "waiting": _rows(waiting[:SHOWN]),
        "more": max(0, waiting.count() - SHOWN),
        "decided": _rows(entries.filter(state__in=["approved", "declined"]).order_by("-decided_at")[:SHOWN]),
    }
    return _answer(request, "desk/outage.html", facts, refusal)


def _rows(entries: Any) -> list[tuple[Any, Any, str]]:
    return [(one, STATES[one.state], TONES[one.state]) for one in entries]


def _record(request: HttpRequest, officer: Officer, desk_id: UUID) -> None:
    record_outage(
        desk_id=desk_id,
        began_at=_moment(request, "began_at"),
        cause=request.POST.get("cause", "")[:2000],
        decision=request.POST.get("decision", "")[:2000],
        officer=officer.actor(desk_id=desk_id),
        at=officer.at,
    )
    messages.success(
        request, gettext("Đã ghi nhận sự cố. Tiếp nhận bằng phiếu dự phòng hoặc trang ngoại tuyến.")
    )


def _reserve(request: HttpRequest, officer: Officer, desk_id: UUID) -> None:
    count = request.POST.get("count", "")
    reserve_block(
        desk_id=desk_id,
        count=int(count) if count.isdigit() and len(count) < 6 else 0,
        officer=officer.actor(desk_id=desk_id),
        at=officer.at,
        key=posted_key(request) or UUID(fresh_key()),
    )
    messages.success(request, gettext("Đã cấp dải số. In phiếu và giữ tại quầy."))


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """The numbers of a block: free, used for which entry, void and why."""
    officer = officer_of(request)
    found = reading.block_in(desk_ids_of(officer), block_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(
            lambda: void_number(
                number=request.POST.get("number", "")[:40],
                desk_id=found.desk_id,
                reason=request.POST.get("reason", "")[:1000],
                officer=officer.actor(desk_id=found.desk_id),
                at=officer.at,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã huỷ số phiếu."))
            return redirect("desk:kit_block", block_id)
    numbers = [(one, NUMBER_STATES[one.state]) for one in reading.numbers_of(found)]
    facts = {"kit": found, "purpose": PURPOSES[found.purpose], "numbers": numbers}
    return _answer(request, "desk/kit_block.html", facts, refusal)


@permission(*RECEIVERS)
@require_safe
def forms(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """The forms of a block that are not used yet, A5 each."""
    officer = officer_of(request)
    found = reading.block_in(desk_ids_of(officer), block_id)
    return pdf(request, reading.kit_pdf(found, officer.at), gettext("Phiếu dự phòng") + ".pdf")


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, outage_id: UUID) -> HttpResponse:
    """The record of an outage; the head writes its end, cause, repair and prevention (TN14-9.2)."""
    officer = officer_of(request)
    found = reading.outages_of(desk_ids_of(officer)).filter(pk=outage_id).first()
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        posted = {name: request.POST.get(name, "")[:4000] for name in ("cause", "repair", "prevention")}
        refusal = attempt(
            lambda: end_outage(
                outage_id=outage_id,
                ended_at=_moment(request, "ended_at"),
                officer=officer.actor(desk_id=found.desk_id),
                at=officer.at,
                **posted,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã ghi kết thúc sự cố."))
            return redirect("desk:outage_end", outage_id)
    is_head = found.desk_id is not None and _is_head(officer, found.desk_id)
    return _answer(request, "desk/outage_end.html", {"outage": found, "is_head": is_head}, refusal)


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Begin the late entry of a paper form: number, procedure, who came, when, who received, why."""
    officer = officer_of(request)
    desk_id = _desk(officer, request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            facts = _facts(request, desk_id)
            made = enter_late(
                facts=facts,
                officer=officer.actor(desk_id=desk_id),
                at=officer.at,
                key=posted_key(request) or UUID(fresh_key()),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, gettext("Đã ghi phiếu. Hoàn thiện tờ khai rồi gửi phê duyệt."))
            return redirect("desk:counter_applicant", made.draft_id)
    found = reading.offline_procedures(desk_id, officer.at)
    words = fold(nfc(request.GET.get("q", ""))).split()
    wanted = request.POST.get("procedure") or request.GET.get("thu-tuc")
    chosen = next((one for one in found if one.code == wanted), None)
    facts_of_page = {
        "procedures": [
            (one.code, one.name) for one in found if all(word in fold(one.name) for word in words)
        ],
        "words": request.GET.get("q", ""),
        "chosen": chosen,
        "ticked": request.POST.getlist("papers"),
        "colleagues": receivers_with(officer, desk_id),
        "desk": desk_id,
        "desks": [(str(one), desk_on(one, local_day(officer.at)).name) for one in desk_ids_of(officer)],
        "me": request.POST.get("received_by") or str(officer.account_id),
    }
    return _answer(request, "desk/late_entry_new.html", facts_of_page, refusal)


def _facts(request: HttpRequest, desk_id: UUID) -> LateFacts:
    posted = request.POST
    try:
        received_by = UUID(posted.get("received_by", ""))
    except ValueError as broken:
        raise FormBroken from broken
    return LateFacts(
        number=posted.get("number", "")[:40],
        desk_id=desk_id,
        procedure=posted.get("procedure", "")[:60],
        received_at=_moment(request, "received_at"),
        received_by=received_by,
        reason=posted.get("reason", "")[:1000],
        applicant={
            "full_name": nfc(posted.get("full_name", ""))[:200],
            "phone": parse_phone(posted.get("phone", "")),
        },
        papers=tuple(posted.getlist("papers")),
    )


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One late entry: both times, the reason, the papers; the head of the desk decides."""
    officer = officer_of(request)
    desk_ids = desk_ids_of(officer)
    found = reading.entry_in(desk_ids, entry_id)
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(lambda: _decide(request, officer, entry_id))
        if refusal is None:
            return redirect("desk:late_entry", entry_id)
    document = documents_of(found.release_id)[0]
    facts = {
        "entry": found,
        "state": STATES[found.state],
        "tone": TONES[found.state],
        "applicant": _applicant(found.draft_id, desk_ids),
        "papers": [(one.name, one.id in found.papers) for one in document.components],
        "fees": [one.name for one in document.fees],
        "is_head": _is_head(officer, found.desk_id),
        "is_open": found.state in {"filling", "waiting"},
    }
    return _answer(request, "desk/late_entry.html", facts, refusal)


def _applicant(draft_id: UUID, desk_ids: list[UUID]) -> dict[str, Any]:
    """Who came; after the draft was swept the dossier itself tells."""
    try:
        return applicant_of_draft(draft_at_desk(draft_id, desk_ids))
    except UnknownDossier:
        return {}


def _decide(request: HttpRequest, officer: Officer, entry_id: UUID) -> None:
    actor = officer.actor()
    if request.POST.get("act") == "decline":
        decline(entry_id=entry_id, officer=actor, reason=request.POST.get("reason", "")[:1000], at=officer.at)
        messages.success(request, gettext("Đã ghi không phê duyệt."))
        return
    names, amounts = request.POST.getlist("fee_name"), request.POST.getlist("fee_vnd")
    fees = {
        name: int(amount.replace(".", ""))
        for name, amount in zip(names, amounts, strict=False)
        if amount.replace(".", "").isdigit()
    }
    acceptance = approve(entry_id=entry_id, officer=actor, at=officer.at, fees_vnd=fees or None)
    if acceptance is None:
        messages.success(
            request, gettext("Đã phê duyệt. Hồ sơ còn thiếu giấy tờ, đang chờ kiểm tra tại quầy.")
        )
    else:
        messages.success(request, gettext("Đã phê duyệt, mã hồ sơ {code}.").format(code=acceptance.code))
