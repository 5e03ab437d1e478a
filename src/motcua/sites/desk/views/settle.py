"""One sitting: checklist, decision, cash and hand-over on one page, for whom the agency authorised (TN19-10.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.journey import settle as sitting
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.checking import CheckPage, check_page
from motcua.journey.reading.settling import counter_view
from motcua.journey.settle import Given, Settled
from motcua.sites.desk.officers import RECEIVERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, overtaken, show
from motcua.sites.desk.uploads import take_one
from motcua.sites.desk.views.check import FINDINGS, READY_REMARKS, fees_of, finding_of, line_of
from motcua.sites.desk.views.handover import mandate_options, receiving_of
from motcua.sites.ui.permissions import permission

PLACES = {
    "step_result_missing": "result_name",
    "papers_unchecked": "checklist",
    "papers_not_in_order": "checklist",
    "reason_missing": "checklist",
    "fee_unsettled": "fee-1",
    "fee_not_paid": "receipt_number",
    "receiver_missing": "receiver_name",
    "outside_only": "return_place",
    "place_missing": "return_place",
}
"""The control a refusal speaks of."""


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Check, decide and give in one act; every component counts as fitting until the clerk says otherwise."""
    officer = officer_of(request)
    page = check_page(dossier_id, officer.scope, at=officer.at)
    if request.method == "GET":
        if not page.is_open or not counter_view(page.dossier, officer.scope, officer.at).authorised_by:
            raise NotYourDuty(act=gettext("Giải quyết ngay tại quầy"))
        officer.has_read(dossier_id)
        return show(request, "desk/settle.html", _facts(request, page, officer), officer=officer)
    form = sent(request)
    kept: dict[str, Any] = {}
    gives = request.POST.get("act") != "settle"
    refusal = attempt(lambda: _settle(request, officer, page, form, kept, gives=gives))
    if refusal is not None:
        again = check_page(dossier_id, officer.scope, at=officer.at)
        if not again.is_open:
            return overtaken(request, again.dossier, officer=officer, refusal=refusal, sent=form)
        facts = _facts(request, again, officer) | kept
        return show(
            *(request, "desk/settle.html", facts),
            officer=officer,
            refusal=refusal,
            sent=form,
            problem_at=PLACES.get(refusal.code, ""),
        )
    messages.success(request, gettext("Đã giải quyết xong tại quầy."))
    return redirect("desk:handed_over" if gives else "desk:dossier", dossier_id)


def _settle(
    request: HttpRequest, officer: Officer, page: CheckPage, form: Sent, kept: dict[str, Any], *, gives: bool
) -> None:
    posted, file = request.POST, take_one(request, officer, "file")
    if file is not None:
        kept["kept_file"] = file
    given = Given(
        receiver_name=posted.get("receiver_name", "")[:200],
        receiver_paper=posted.get("receiver_paper", "")[:80],
        receipt_number=posted.get("receipt_number", "")[:40],
        receiving=receiving_of(request),
    )
    sitting.settle(
        dossier_id=page.dossier.pk,
        officer=officer.actor(desk_id=page.dossier.desk_id),
        scope=officer.scope,
        findings=[finding_of(paper, posted) for paper in page.papers],
        settled=Settled(
            name=posted.get("result_name", "").strip()[:300],
            number=posted.get("number", "").strip()[:80],
            file_id=None if file is None else file.pk,
            wants_slip="wants_slip" in posted,
            fees_vnd=fees_of(page, posted) if page.must_settle_fees else {},
            place=posted.get("return_place", "")[:300],
        ),
        given=given if gives else None,
        at=officer.at,
        key=form.key,
        expected_version=form.version,
    )


def _facts(request: HttpRequest, page: CheckPage, officer: Officer) -> dict[str, Any]:
    posted = request.POST
    lines = [line_of(number, paper, page, posted) for number, paper in enumerate(page.papers, start=1)]
    for line in lines:
        if line["finding"] == "unchecked":
            line["finding"] = "ok"  # what is wrong is said; most people bring everything
    return {
        "page": page,
        "dossier": page.dossier,
        "lines": lines,
        "findings": FINDINGS,
        "ready_remarks": READY_REMARKS,
        "fees": [
            (number, fee, f"fee-{number}" in posted, posted.get(f"amount-{number}", ""))
            for number, fee in enumerate(page.fee_choices, start=1)
        ],
        "counter": counter_view(page.dossier, officer.scope, officer.at),
        "applicant": page.parties[0],
        "mandates": mandate_options(),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }
