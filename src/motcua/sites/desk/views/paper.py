"""Paper: who holds which bundle, giving it in batches, confirming what came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.custody.rules import Carrier, CarrierKind
from motcua.journey.custody import confirm_receipt, give_paper, place_named, withdraw_giving
from motcua.journey.paper_settled import archive_paper, mark_originals, return_paper
from motcua.journey.reading import paper as reading
from motcua.kernel.errors import Refusal
from motcua.sites.desk.officers import READERS, FormBroken, Officer, fresh_key, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.desk.views.files import pdf
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

CARRIERS = (
    ("hand", _("Giao tận tay")),
    ("post", _("Bưu chính công ích")),
    ("service", _("Dịch vụ chuyển phát an toàn khác")),
)
LONGEST_SCAN = 20_000


@permission(*READERS)
def paper(request: HttpRequest) -> HttpResponse:
    """What is to be handed over today, what waits to be confirmed; a scanned label says who holds it."""
    officer = officer_of(request)
    typed = request.GET.get("ma", "").strip()[:200]
    found, refusal = None, None
    if typed:
        try:
            found = reading.scanned(typed, officer.scope, at=officer.at)
        except Refusal as refused:
            refusal = refused
        else:
            officer.has_read(found.dossier_id, "paper")
    desk = reading.paper_desk(officer.scope, at=officer.at)
    facts = {
        "typed": typed,
        "found": found,
        "sentence": sentence_of(refusal) if refusal else "",
        "desk": desk,
        "groups": [
            (group, [(one, due_view(one.due_at, officer.at, desk.calendar)) for one in group.bundles])
            for group in desk.groups
        ],
    }
    return render(request, "desk/paper.html", facts, status=status_of(refusal) if refusal else 200)


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Choose bundles in the list or scan one after the other; a numbered record is made (TN19-11.3)."""
    officer = officer_of(request)
    if request.method != "POST":
        return _give_page(request, officer)
    try:
        record = give_paper(
            bundle_ids=_ids(request, "bundle"),
            codes=request.POST.get("codes", "")[:LONGEST_SCAN].split(),
            to=place_named(request.POST.get("to", ""), officer.at),
            carrier=Carrier(
                CarrierKind(_known(request.POST.get("carrier", ""))),
                request.POST.get("carrier_name", "")[:120],
                request.POST.get("carrier_number", "")[:60],
            ),
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=_key(request),
        )
    except Refusal as refusal:
        return _give_page(request, officer, refusal)
    messages.success(
        request,
        gettext("Đã lập giấy bàn giao số {number}. In hai bản để hai bên ký.").format(number=record.number),
    )
    return redirect("desk:paper_record", record.pk)


def _give_page(request: HttpRequest, officer: Officer, refusal: Refusal | None = None) -> HttpResponse:
    desk = reading.paper_desk(officer.scope, at=officer.at)
    given = request.POST if refusal else request.GET
    bundles = [one for group in desk.groups for one in group.bundles] + list(desk.resting)
    to = given.get("to", "")
    asked = set(given.getlist("bundle")) or {str(one.id) for one in bundles if to and one.goal == to}
    facts = {
        "key": fresh_key(),
        "rows": [
            (one, str(one.id) in asked, due_view(one.due_at, officer.at, desk.calendar)) for one in bundles
        ],
        "receivers": reading.receivers(officer.scope, bundles, at=officer.at),
        "to": to,
        "carriers": CARRIERS,
        "carrier": _known(given.get("carrier", "")),
        "typed": given,
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/paper_give.html", facts, status=status_of(refusal) if refusal else 200)


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One hand-over record; its receiver ticks what is there and confirms."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(
            lambda: confirm_receipt(
                record_id=record_id,
                received=_ids(request, "bundle"),
                remark=request.POST.get("remark", "")[:500],
                officer=officer.actor(),
                scope=officer.scope,
                at=officer.at,
                key=_key(request),
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã xác nhận nhận giấy tờ."))
            return redirect("desk:paper_record", record_id)
    facts: dict[str, Any] = {
        "record": reading.record_page(record_id, officer.scope, at=officer.at),
        "key": fresh_key(),
        "asked": request.POST.getlist("bundle") if refusal else [],
        "typed": request.POST if refusal else {},
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/paper_record.html", facts, status=status_of(refusal) if refusal else 200)


@permission(*READERS)
@require_POST
def withdraw(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The giver takes back what nobody confirmed yet."""
    officer = officer_of(request)
    withdraw_giving(record_id=record_id, officer=officer.actor(), scope=officer.scope, at=officer.at)
    messages.success(request, gettext("Đã thu hồi giấy bàn giao. Giấy tờ vẫn do nơi giao giữ."))
    return redirect("desk:paper_record", record_id)


@permission(*READERS)
def record_pdf(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The record on A4 with both places to sign, the same bytes at every reprint."""
    officer = officer_of(request)
    return pdf(request, *reading.record_pdf(record_id, officer.scope))


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def of_dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The bundles of a dossier: where they are, what lies in them; which originals go back to the applicant."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    form = None
    if request.method == "POST":
        form = sent(request)
        version = form.version
        refusal = attempt(
            lambda: mark_originals(
                dossier_id=dossier_id,
                item_ids=_ids(request, "item"),
                officer=officer.actor(),
                scope=officer.scope,
                at=officer.at,
                expected_version=version,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã ghi bản chính phải trả lại cho người nộp."))
            return redirect("desk:paper_of", dossier_id)
    found = reading.paper_of(dossier_id, officer.scope, at=officer.at)
    facts = {
        "dossier": found.dossier,
        "leaf": "paper",
        "found": found,
        "archive_key": fresh_key(),
        "back_key": fresh_key(),
    }
    return show(request, "desk/paper_of.html", facts, officer=officer, refusal=refusal, sent=form)


@permission(*READERS)
def label(request: HttpRequest, dossier_id: UUID, bundle_id: UUID) -> HttpResponse:
    """The label of a bundle, A6, with its QR."""
    officer = officer_of(request)
    return pdf(request, *reading.label(dossier_id, bundle_id, officer.scope, at=officer.at))


@permission(*READERS)
@require_POST
def give_back(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Papers of a dossier that is decided or ended go back to the applicant over the counter."""
    officer = officer_of(request)
    return_paper(
        dossier_id=dossier_id,
        item_ids=_ids(request, "item"),
        receiver_name=request.POST.get("receiver_name", "")[:200],
        officer=officer.actor(),
        scope=officer.scope,
        at=officer.at,
        key=_key(request),
    )
    messages.success(request, gettext("Đã ghi nhận trả giấy tờ cho người nộp."))
    return redirect("desk:paper_of", dossier_id)


@permission(*READERS)
@require_POST
def archive(request: HttpRequest, dossier_id: UUID, bundle_id: UUID) -> HttpResponse:
    """Whoever holds the paper of a dossier that is decided files it away (TN19-13.2)."""
    officer = officer_of(request)
    archive_paper(
        dossier_id=dossier_id,
        bundle_id=bundle_id,
        officer=officer.actor(),
        scope=officer.scope,
        at=officer.at,
        key=_key(request),
    )
    messages.success(request, gettext("Đã lưu giấy tờ của hồ sơ."))
    return redirect("desk:paper_of", dossier_id)


def _ids(request: HttpRequest, name: str) -> list[UUID]:
    """Refuses with FormBroken."""
    try:
        return [UUID(text) for text in request.POST.getlist(name)]
    except ValueError as broken:
        raise FormBroken from broken


def _key(request: HttpRequest) -> UUID:
    """Refuses with FormBroken."""
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken


def _known(carrier: str) -> str:
    return carrier if carrier in {kind for kind, _ in CARRIERS} else "hand"
