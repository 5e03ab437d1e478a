"""The applicant wants no more of it: taken back before acceptance, stopped with Mẫu 05 after it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.journey import stop as stopping
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.dossier import dossier_page
from motcua.journey.reading.turns import WAYS, StopPage, stop_page
from motcua.journey.reading.visible import visible_dossier
from motcua.journey.stop import Asked
from motcua.kernel.clock import TZ, local_day
from motcua.payments.services import Settlement
from motcua.sites.desk.days import day_of, typed_day
from motcua.sites.desk.officers import RECEIVERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.ui.permissions import permission


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Stop the handling as asked, with what is given back; or go on with it and say why."""
    officer = officer_of(request)
    if request.method == "GET":
        if not is_open_to(dossier_page(dossier_id, officer.scope).acts, "stop"):
            raise NotYourDuty(act=gettext("Dừng giải quyết"))
        page = stop_page(dossier_id, officer.scope)
        return show(request, "desk/stop.html", _facts(request, page, officer), officer=officer)
    form = sent(request)
    declines = request.POST.get("act") == "decline"
    refusal = attempt(lambda: _do(request, officer, dossier_id, form, declines=declines))
    if refusal is None:
        done = (
            gettext("Đã báo người nộp: hồ sơ vẫn được giải quyết.")
            if declines
            else gettext("Đã dừng giải quyết. In thông báo dừng giải quyết cho người nộp.")
        )
        messages.success(request, done)
        return redirect("desk:dossier", dossier_id)
    page = stop_page(dossier_id, officer.scope)
    if not is_open_to(dossier_page(dossier_id, officer.scope).acts, "stop"):
        return overtaken(request, page.dossier, officer=officer, refusal=refusal, sent=form)
    facts = _facts(request, page, officer) | {"declines": declines}
    return show(request, "desk/stop.html", facts, officer=officer, refusal=refusal, sent=form)


def _do(request: HttpRequest, officer: Officer, dossier_id: UUID, form: Sent, *, declines: bool) -> None:
    if declines:
        stopping.decline_stop(
            dossier_id=dossier_id,
            officer=officer.actor(),
            answer=request.POST.get("answer", ""),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )
        return
    page = stop_page(dossier_id, officer.scope)
    stopping.stop(
        dossier_id=dossier_id,
        officer=officer.actor(),
        asked=_asked(request, officer) if page.request is None else None,
        originals={paper.id: _count(request, f"originals-{paper.id}") for paper in page.originals},
        fees=[
            Settlement(
                charge.pk,
                refunds=request.POST.get(f"refund-{charge.pk}") == "yes",
                why=request.POST.get(f"why-{charge.pk}", ""),
            )
            for charge in page.paid
        ],
        paper_reason=request.POST.get("paper_reason", ""),
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def _asked(request: HttpRequest, officer: Officer) -> Asked:
    """A request made at the counter just now, or a letter of another day."""
    posted = request.POST
    way = posted.get("way", "")
    way = way if way in {str(one) for one in WAYS} else str(WAYS[0])
    asked_at = officer.at
    if way == WAYS[1]:
        asked_at = datetime.combine(day_of(posted, "asked"), time(), TZ)
    return Asked(way, posted.get("asker", ""), posted.get("reason", ""), asked_at)


def _count(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _facts(request: HttpRequest, page: StopPage, officer: Officer) -> dict[str, Any]:
    today = local_day(officer.at)
    asked = {"day": today.day, "month": today.month, "year": today.year}
    return {
        "page": page,
        "dossier": page.dossier,
        "ways": [(str(way), gettext(str(way.label))) for way in WAYS],
        "asked": typed_day(request.POST, "asked") if request.method == "POST" else asked,
        "asker": request.POST.get("asker", page.dossier.applicant_name),
        "papers": [
            (paper, request.POST.get(f"originals-{paper.id}", "0" if page.request else str(paper.originals)))
            for paper in page.originals
        ],
        "paid": [
            (charge, request.POST.get(f"refund-{charge.pk}", ""), request.POST.get(f"why-{charge.pk}", ""))
            for charge in page.paid
        ],
    }


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take the dossier back for somebody who stands at the counter; nothing was accepted yet."""
    officer = officer_of(request)
    if request.method == "POST":
        form = sent(request)
        refusal = attempt(
            lambda: stopping.withdraw(
                dossier_id=dossier_id,
                actor=officer.actor(),
                reason=request.POST.get("reason", ""),
                at=officer.at,
                key=form.key,
                expected_version=form.version,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã rút hồ sơ theo yêu cầu của người nộp."))
            return redirect("desk:dossier", dossier_id)
        facts = {"dossier": visible_dossier(dossier_id, officer.scope)}
        return show(request, "desk/withdraw.html", facts, officer=officer, refusal=refusal, sent=form)
    page = dossier_page(dossier_id, officer.scope)
    if not is_open_to(page.acts, "withdraw"):
        raise NotYourDuty(act=gettext("Rút hồ sơ"))
    return show(request, "desk/withdraw.html", {"dossier": page.dossier}, officer=officer)
