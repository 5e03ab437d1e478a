"""Filing at the counter: the clerk fills the same form for the person in front of the desk, then checks it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies.selectors import desk_on
from motcua.custody.post.selectors import envelope_of_draft
from motcua.dossiers.errors import Changed
from motcua.dossiers.selectors import (
    answers_of_draft,
    applicant_of_draft,
    draft_at_desk,
    drafts_at_desks,
)
from motcua.dossiers.services.drafts import open_draft, save_draft
from motcua.eforms.prefill import prefill
from motcua.eforms.problems import Problem
from motcua.eforms.rendering import REVIEW, open_sections
from motcua.eforms.rendering import page as page_of
from motcua.eforms.rendering import review as review_of
from motcua.eforms.views import ErrorView
from motcua.journey.context import documents_of
from motcua.journey.filing import desks_of_draft
from motcua.journey.needs import components_for
from motcua.journey.post_in import file_from_envelope
from motcua.journey.reading.checking import check_page
from motcua.journey.reading.settling import counter_view
from motcua.journey.submit import Submission, submit
from motcua.kernel.card_qr import read_card
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.uuid7 import uuid7
from motcua.operations.selectors.outages import entry_of_draft
from motcua.operations.services.late import send_for_approval
from motcua.procedures.selectors import DeskChoice, release_on, search
from motcua.sites.desk import party
from motcua.sites.desk.officers import RECEIVERS, FormBroken, Officer, desk_ids_of, officer_of
from motcua.sites.ui import filing
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

CARD_FIELD = "#card_text"
CHANNELS = (
    ("direct", _("Người nộp đến trực tiếp")),
    ("post", _("Nhận qua bưu chính")),
)
SEXES = (("female", _("Nữ")), ("male", _("Nam")))
KINDS = (("person", _("Cá nhân")), ("enterprise", _("Tổ chức, doanh nghiệp")))
RELATIONS = ("Theo giấy ủy quyền", "Cha, mẹ", "Người giám hộ", "Người đại diện theo pháp luật")


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Find the procedure, say which case and how it came; go on with what was begun."""
    officer = officer_of(request)
    if request.method == "POST":
        return _begin(request, officer)
    day, words = local_day(officer.at), request.GET.get("q", "").strip()[:100]
    chosen = release_on(request.GET["chon"], day) if request.GET.get("chon") else None
    desks = [(str(desk_id), desk_on(desk_id, day).name) for desk_id in desk_ids_of(officer)]
    facts = {
        "words": words,
        "key": uuid7(),
        "found": search(words, day=day) if words else None,
        "chosen": chosen,
        "document": documents_of(chosen.pk)[0] if chosen else None,
        "desks": desks,
        "channels": CHANNELS,
        "drafts": drafts_at_desks(desk_ids_of(officer)) if not words and not chosen else [],
    }
    return render(request, "desk/counter.html", facts)


def _begin(request: HttpRequest, officer: Officer) -> HttpResponse:
    posted, desk_ids = request.POST, desk_ids_of(officer)
    release = release_on(posted.get("procedure", ""), local_day(officer.at))
    desk_id = next((one for one in desk_ids if str(one) == posted.get("desk")), desk_ids[0])
    cases = {case.id for case in documents_of(release.pk)[0].cases}
    draft = open_draft(
        release_id=release.pk,
        at=officer.at,
        officer_id=officer.account_id,
        desk_id=desk_id,
        channel="post" if posted.get("channel") == "post" else "direct",
        case=posted["case"] if posted.get("case") in cases else "",
        key=filing.posted_key(request),
    ).draft
    return redirect("desk:counter_applicant", draft.pk)


def _common(draft: Any, officer: Officer, step: str) -> dict[str, Any]:
    """The steps beside every page of a filing: who files, each section that has anything to ask, the end."""
    document, form, _ = documents_of(draft.release_id)
    answers = answers_of_draft(draft)
    steps = [("applicant", gettext("Người nộp hồ sơ"), reverse("desk:counter_applicant", args=[draft.pk]))]
    steps += [(one.id, one.title, _section_url(draft.pk, one.id)) for one in open_sections(form, answers)]
    steps.append((REVIEW, gettext("Kiểm tra và nộp"), _section_url(draft.pk, REVIEW)))
    return {
        "draft": draft,
        "document": document,
        "steps": [(title, url, name == step) for name, title, url in steps],
        "case": next((one.name for one in document.cases if one.id == draft.case), ""),
        "channel": dict(CHANNELS).get(draft.channel, ""),
    }


def _section_url(draft_id: UUID, section_id: str) -> str:
    if section_id == REVIEW:
        return reverse("desk:counter_review", args=[draft_id])
    return reverse("desk:counter_section", args=[draft_id, section_id])


def _version(request: HttpRequest) -> int:
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def applicant(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Who files: scanned from the card or typed; a number that contradicts the birth year is told."""
    officer = officer_of(request)
    draft = draft_at_desk(draft_id, desk_ids_of(officer))
    given = applicant_of_draft(draft)
    if request.method == "GET":
        return _applicant_page(request, draft, officer, given)
    if filing.CARD_BUTTON in request.POST:
        return _read_card(request, draft, officer)
    found = party.declared(request.POST)
    fields: dict[str, Any] = {"applicant": found.applicant}
    if not found.problems:
        form = documents_of(draft.release_id)[1]
        known = {"account": party.account_facts(found.applicant)}
        within = filing.places_at(officer.at)
        fields["answers"] = prefill(form, known, answers_of_draft(draft), places=within).answers
    try:
        draft = save_draft(draft_id, fields=fields, at=officer.at, expected_version=_version(request))
    except Changed as refusal:
        again = draft_at_desk(draft_id, desk_ids_of(officer))
        return _applicant_page(request, again, officer, found.applicant, refusal=refusal)
    if found.problems:
        return _applicant_page(request, draft, officer, found.applicant, problems=found.problems)
    _, form, _ = documents_of(draft.release_id)
    first = open_sections(form, answers_of_draft(draft))
    return redirect(_section_url(draft_id, first[0].id if first else REVIEW))


def _read_card(request: HttpRequest, draft: Any, officer: Officer) -> HttpResponse:
    """Fill the block from the card; what the card does not say stays as it was typed."""
    typed = party.declared(request.POST).applicant
    try:
        card = read_card(str(request.POST.get(filing.CARD_TEXT, "")))
    except Refusal as refusal:
        return _applicant_page(request, draft, officer, typed, refusal=refusal)
    return _applicant_page(request, draft, officer, {**typed, **party.of_card(card)}, is_from_card=True)


def _applicant_page(
    request: HttpRequest,
    draft: Any,
    officer: Officer,
    given: Mapping[str, Any],
    *,
    problems: Any = (),
    refusal: Refusal | None = None,
    is_from_card: bool = False,
) -> HttpResponse:
    facts = _common(draft, officer, "applicant") | {
        "given": given,
        "other": given.get("principal") or {},
        "born": _boxes(given),
        "other_born": _boxes(given.get("principal") or {}),
        "acts_for": bool(given.get("principal")),
        "problems": problems,
        "sentence": sentence_of(refusal) if refusal else "",
        "is_from_card": is_from_card,
        "sexes": SEXES,
        "kinds": KINDS,
        "relations": RELATIONS,
        "card_text": "" if is_from_card else request.POST.get(filing.CARD_TEXT, ""),
    }
    status = 422 if problems else status_of(refusal) if refusal else 200
    return render(request, "desk/counter_applicant.html", facts, status=status)


def _boxes(given: Mapping[str, Any]) -> dict[str, str]:
    year, _, rest = str(given.get("born_on") or "").partition("-")
    month, _, day = rest.partition("-")
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, draft_id: UUID, section_id: str) -> HttpResponse:
    """One section of the form, the same as the citizen's."""
    officer = officer_of(request)
    draft = draft_at_desk(draft_id, desk_ids_of(officer))
    form = documents_of(draft.release_id)[1]
    if section_id not in {one.id for one in form.sections}:
        raise Http404
    if section_id not in {one.id for one in open_sections(form, answers_of_draft(draft))}:
        return redirect("desk:counter_applicant", draft_id)  # earlier answers made this section needless
    if request.method == "POST":
        return _section_sent(request, draft, officer, section_id)
    return _section_page(request, draft, officer, section_id, answers_of_draft(draft))


def _section_sent(request: HttpRequest, draft: Any, officer: Officer, section_id: str) -> HttpResponse:
    """Keep what was typed, then go on or say what is wrong.

    Another clerk's save in between is told; what was typed stays in the fields and counts when it is sent again.
    """
    form, within = documents_of(draft.release_id)[1], filing.places_at(officer.at)
    version = _version(request)
    sent = filing.section_sent(
        form, answers_of_draft(draft), section_id, request, places=within, at=officer.at
    )
    try:
        draft = save_draft(
            draft.pk, fields={"answers": sent.answers}, at=officer.at, expected_version=version
        )
    except Changed as refusal:
        again = draft_at_desk(draft.pk, desk_ids_of(officer))
        return _section_page(request, again, officer, section_id, sent.answers, sent=sent, refusal=refusal)
    problems = filing.problems_of(form, sent, section_id, places=within, at=officer.at)
    if sent.stays or problems:
        return _section_page(request, draft, officer, section_id, sent.answers, sent=sent, problems=problems)
    view = page_of(form, sent.answers, section_id=section_id, places=within)
    return redirect(_section_url(draft.pk, view.next_id))


def _section_page(
    request: HttpRequest,
    draft: Any,
    officer: Officer,
    section_id: str,
    answers: Mapping[str, Any],
    *,
    sent: filing.Sent | None = None,
    problems: Sequence[Problem] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:
    view = page_of(
        documents_of(draft.release_id)[1],
        answers,
        problems,
        section_id=section_id,
        places=filing.places_at(officer.at),
        blank_rows=sent.blank_rows if sent else None,
        origins=sent.origins if sent else None,
        url_of=lambda one: _section_url(draft.pk, one),
    )
    if sent and sent.card:
        view = replace(view, errors=(ErrorView(CARD_FIELD, sent.card), *view.errors))
    facts = _common(draft, officer, section_id) | {
        "page": view,
        "sentence": sentence_of(refusal) if refusal else "",
        "has_people": any(field.kind == "group" for field in view.fields),
        "card_text": request.POST.get(filing.CARD_TEXT, "") if sent and sent.card else "",
    }
    status = status_of(refusal) if refusal else 422 if view.errors else 200
    return render(request, "desk/counter_section.html", facts, status=status)


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Read it back to the applicant, file it, and go straight to the check."""
    officer = officer_of(request)
    draft = draft_at_desk(draft_id, desk_ids_of(officer))
    refusal: Refusal | None = None
    late = entry_of_draft(draft_id)  # received on paper during an outage: the head of the desk decides
    desks = desks_of_draft(draft, officer.at) if late is None else []
    if request.method == "POST":
        places = {
            "to_desk_id": _one_of(desks, request, "to_desk"),
            "return_desk_id": _one_of(desks, request, "return_desk"),
        }
        draft = save_draft(draft_id, fields=places, at=officer.at)
        actor = officer.actor(desk_id=draft.desk_id)
        try:
            if late is not None:
                send_for_approval(entry_id=late.pk, officer=actor, at=officer.at)
                messages.success(request, gettext("Đã gửi người phụ trách phê duyệt nhập sau."))
                return redirect("desk:late_entry", late.pk)
            filed = _file(draft_id, actor, officer)
        except Refusal as refused:
            refusal = refused
        else:
            if filed.is_new:
                messages.success(request, gettext("Đã nộp hồ sơ. Kiểm tra thành phần rồi tiếp nhận."))
            elsewhere = draft.to_desk_id is not None and draft.to_desk_id != draft.desk_id
            if elsewhere:
                return redirect("desk:dossier", filed.dossier_id)
            return redirect(_next_page(filed.dossier_id, officer))
    document, form, _ = documents_of(draft.release_id)
    answers = answers_of_draft(draft)
    problems = refusal.facts.get("problems", ()) if refusal else ()
    view = review_of(form, answers, problems, url_of=lambda one: _section_url(draft_id, one))
    facts = _common(draft, officer, REVIEW) | {
        "review": view,
        "late": late,
        "desks": [(str(one.desk_id), one.name) for one in desks],
        "to_desk": str(draft.to_desk_id or ""),
        "return_desk": str(draft.return_desk_id or ""),
        "applicant": applicant_of_draft(draft),
        "components": components_for(document, answers, draft.channel),
        "sentence": sentence_of(refusal) if refusal else "",
        "errors": view.errors or ([ErrorView("#applicant", sentence_of(refusal))] if refusal else []),
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "desk/counter_review.html", facts, status=status)


def _file(draft_id: UUID, actor: Any, officer: Officer) -> Submission:
    """File it now; what came by post was received when its envelope reached the desk."""
    envelope = envelope_of_draft(draft_id)
    if envelope is not None:
        return file_from_envelope(envelope_id=envelope.pk, officer=actor, at=officer.at)
    return submit(draft_id=draft_id, actor=actor, at=officer.at)


def _one_of(desks: Sequence[DeskChoice], request: HttpRequest, name: str) -> UUID | None:
    """The desk that was chosen; none for the one at this counter."""
    chosen = request.POST.get(name, "")
    return next((one.desk_id for one in desks if str(one.desk_id) == chosen), None)


def _next_page(dossier_id: UUID, officer: Officer) -> str:
    """The one sitting for whom the agency authorised and whose result is immediate; the check for all others."""
    page = check_page(dossier_id, officer.scope, at=officer.at)
    counter = counter_view(page.dossier, officer.scope, officer.at)
    is_at_once = page.is_open and page.may_skip_slip and counter.authorised_by
    return reverse("desk:settle" if is_at_once else "desk:check", args=[dossier_id])
