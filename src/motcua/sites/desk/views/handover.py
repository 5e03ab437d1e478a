"""The end at the counter: cash, the result into the applicant's hands, the dossier to the archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.custody.errors import ItemsOwed, PaperElsewhere
from motcua.dossiers.services.returning import Compared, Receiving
from motcua.journey import close as closing
from motcua.journey import hand_over as handing
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.dossier import DossierPage, dossier_page
from motcua.journey.reading.paper import elsewhere, owed_at
from motcua.journey.reading.returning import MANDATES, last_handing, return_view
from motcua.kernel.money import vnd
from motcua.sites.desk.officers import DESK, RECEIVERS, FormBroken, Officer, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.ui.permissions import permission


def _page(officer: Officer, dossier_id: UUID, act: str, words: str) -> DossierPage:
    page = dossier_page(dossier_id, officer.scope)
    if not is_open_to(page.acts, act):
        raise NotYourDuty(act=words)
    return page


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Give the result to the applicant or somebody they sent (TN19-8.2)."""
    officer = officer_of(request)
    if request.method == "POST":
        # the second of two clicks finds the dossier handed over: the service knows its key
        form = sent(request)
        refusal = attempt(
            lambda: handing.hand_over(
                dossier_id=dossier_id,
                officer=officer.actor(),
                receiver_name=request.POST.get("receiver_name", ""),
                receiver_paper=request.POST.get("receiver_paper", "")[:80],
                receiving=receiving_of(request),
                compared=compared_of(request),
                returned=_returned(request),
                paper_reason=request.POST.get("paper_reason", "")[:500],
                at=officer.at,
                key=form.key,
                expected_version=form.version,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã trả kết quả cho người nhận."))
            return redirect("desk:handed_over", dossier_id)
        page = dossier_page(dossier_id, officer.scope)
        facts = _facts(page) | _paper(page, officer) | return_facts(request, page, officer)
        return show(request, "desk/hand_over.html", facts, officer=officer, refusal=refusal, sent=form)
    page = _page(officer, dossier_id, "hand_over", gettext("Trả kết quả"))
    facts = _facts(page) | _paper(page, officer) | return_facts(request, page, officer)
    return show(request, "desk/hand_over.html", facts, officer=officer)


@permission(*RECEIVERS)
def handed_over(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """After the hand-over: the slip to sign, the archive, the next one."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    facts = _facts(page) | {
        "handing": last_handing(page.dossier),
        "may_close": is_open_to(page.acts, "close"),
    }
    return show(request, "desk/handed_over.html", facts, officer=officer)


def receiving_of(request: HttpRequest) -> Receiving:
    """Who takes the result, as typed."""
    posted = request.POST
    known = {value for value, _ in MANDATES}
    return Receiving(
        number=posted.get("number_checked", "")[:20],
        mandate=mandate if (mandate := posted.get("mandate", "")) in known else "",
        mandate_paper=posted.get("mandate_paper", "")[:150],
        secret=posted.get("secret", "")[:40],
        took_back="took_back" in posted,
        place=posted.get("return_place", "")[:300],
        not_taken_back=posted.get("not_taken_back", "")[:300],
    )


def compared_of(request: HttpRequest) -> list[Compared]:
    """What was ticked beside each original; refuses with FormBroken."""
    found = []
    for name, value in request.POST.items():
        if name.startswith("fits-") and value in {"yes", "no"}:
            paper_id = name.removeprefix("fits-")
            remark = "" if value == "yes" else request.POST.get(f"differs-{paper_id}", "")[:500]
            try:
                found.append(Compared(UUID(paper_id), value == "yes", remark))
            except ValueError as broken:
                raise FormBroken from broken
    return found


def return_facts(request: HttpRequest, page: DossierPage, officer: Officer) -> dict[str, object]:
    """The originals to compare with what was ticked, else with what is kept."""
    back = return_view(page.dossier, officer.scope, officer.at)
    return {
        "back": back,
        "lines_to_compare": _lines(request, back.papers),
        "mandates": mandate_options(),
    }


def lines_to_compare(request: HttpRequest, dossier: Any, officer: Officer) -> list[dict[str, object]]:
    """The same where nothing is handed over: before a result goes by post."""
    return _lines(request, return_view(dossier, officer.scope, officer.at).papers)


def _lines(request: HttpRequest, papers: Iterable[tuple[Any, Any]]) -> list[dict[str, object]]:
    posted, lines = request.POST, []
    for paper, kept in papers:
        said = "" if kept is None else "yes" if kept.fits else "no"
        lines.append(
            {
                "paper": paper,
                "fits": posted.get(f"fits-{paper.pk}", said),
                "remark": posted.get(f"differs-{paper.pk}", kept.remark if kept else ""),
            }
        )
    return lines


def mandate_options() -> list[tuple[str, str]]:
    """By what right somebody may come for the applicant, for a choice."""
    return [(value, gettext(words)) for value, words in MANDATES if value]


def _facts(page: DossierPage) -> dict[str, object]:
    return {
        "page": page,
        "dossier": page.dossier,
        "applicant": page.parties[0],
        "may_pay": is_open_to(page.acts, "pay"),
    }


def _paper(page: DossierPage, officer: Officer) -> dict[str, object]:
    """What lies here to go back, what is elsewhere (NB18-13.1)."""
    one = page.dossier
    if one.custody_state == "none":
        return {}
    items = owed_at(one, one.return_desk_id)
    return {
        "paper_items": items,
        "paper_owed": any(item.must_return for item in items),
        "paper_elsewhere": elsewhere(one, one.return_desk_id, officer.at),
    }


def _returned(request: HttpRequest) -> list[UUID]:
    """Refuses with FormBroken."""
    try:
        return [UUID(text) for text in request.POST.getlist("returned")]
    except ValueError as broken:
        raise FormBroken from broken


@permission(*DESK)
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Note that what is due was paid in cash, with the number of the receipt (HG-7)."""
    officer = officer_of(request)
    if request.method == "POST":
        form = sent(request)
        paid: list[int] = []
        refusal = attempt(
            lambda: paid.append(
                handing.pay_cash(
                    dossier_id=dossier_id,
                    officer=officer.actor(),
                    receipt_number=request.POST.get("receipt_number", "")[:40],
                    at=officer.at,
                    key=form.key,
                )
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã ghi nhận thu {amount}.").format(amount=vnd(paid[0])))
            back = request.POST.get("next", "")
            return redirect("desk:hand_over" if back == "hand_over" else "desk:dossier", dossier_id)
        page = dossier_page(dossier_id, officer.scope)
        return show(request, "desk/pay.html", _facts(page), officer=officer, refusal=refusal, sent=form)
    page = _page(officer, dossier_id, "pay", gettext("Thu phí, lệ phí"))
    facts = _facts(page) | {"back": request.GET.get("next", "")}
    return show(request, "desk/pay.html", facts, officer=officer)


@permission(*RECEIVERS)
@require_POST
def close(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """End a dossier whose result was returned; it stays searchable (TN19-13.1)."""
    officer = officer_of(request)
    form = sent(request)
    refusal = attempt(
        lambda: closing.close(
            dossier_id=dossier_id,
            officer=officer.actor(),
            at=officer.at,
            key=form.key,
            paper_reason=request.POST.get("paper_reason", "")[:500],
        )
    )
    if isinstance(refusal, (PaperElsewhere, ItemsOwed)):
        page = dossier_page(dossier_id, officer.scope)
        facts = _facts(page) | _paper(page, officer)
        return show(request, "desk/close.html", facts, officer=officer, refusal=refusal, sent=form)
    if refusal is not None:
        raise refusal
    messages.success(request, gettext("Đã kết thúc và lưu hồ sơ."))
    return redirect("desk:dossier", dossier_id)
