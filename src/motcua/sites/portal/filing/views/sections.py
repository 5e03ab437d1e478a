"""The pages on which answers are typed: who files, and the sections of the form. One address shows, saves, autosaves.

What was typed is saved before anything is told to be wrong: a page that finds faults has lost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.agencies.selectors import agency_on
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft
from motcua.dossiers.services.drafts import claim_draft, save_draft
from motcua.eforms import drafting, rendering, rules
from motcua.eforms.places import Places
from motcua.eforms.prefill import prefill
from motcua.eforms.problems import Problem
from motcua.eforms.rules import Answers
from motcua.eforms.schema import FormDocument
from motcua.eforms.showing import shown
from motcua.eforms.views import PageView
from motcua.journey import applicant as who
from motcua.journey.context import documents_of
from motcua.journey.filing import (
    Draft,
    Represented,
    destination_of,
    earlier_facts,
    known_applicant,
    represented_by,
)
from motcua.kernel.clock import local_day, now
from motcua.procedures.selectors import COMMUNE_ANSWER
from motcua.sites.portal.filing.steps import APPLICANT, Road, road, section_url
from motcua.sites.portal.filing.views.filed import already_filed
from motcua.sites.portal.filing.visit import (
    account_of,
    held_draft,
    is_elsewhere_changed,
    note_saved,
    page_id,
    secret_of,
)
from motcua.sites.ui.filing import (
    CARD_BUTTON,
    CARD_TEXT,
    Sent,
    card_of,
    places_at,
    problems_of,
    reads_cards,
    section_sent,
)
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import typed
from motcua.sites.ui.spoken import spoken

GET_OR_POST = ["GET", "HEAD", "POST"]
AUTOSAVE = "_autosave"
ANYWAY = "_anyway"
LEAVE = "_leave"


@dataclass(frozen=True)
class Typing:
    """A page of typing: its form, the answers as saved, its section."""

    draft: Draft
    form: FormDocument
    answers: Answers
    section_id: str
    places: Places
    road: Road
    at: datetime

    @property
    def is_applicant(self) -> bool:
        return self.section_id == who.SECTION and self.form.id == "nguoi_nop"


@permission("public")
@never_cache
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Where to go on: the first page that still wants something, else the last look."""
    at = now()
    opened = held_draft(request, draft_id)
    if opened.submitted_at is not None:
        return redirect("portal:filing_done", opened.pk)
    _, form, _ = documents_of(opened.release_id)
    answers = answers_of_draft(opened)
    persons = represented_of(opened, at)
    asked = who.applicant_form(persons)
    declared = who.answers_of(applicant_of_draft(opened))
    if rules.check(asked, declared, complete=True, at=at):
        return redirect("portal:filing_applicant", opened.pk)
    problems = rules.check(form, answers, complete=True, at=at)
    section_id = rendering.first_section_with(form, problems)
    if section_id:
        return redirect("portal:filing_section", opened.pk, section_id)
    return redirect("portal:filing_papers", opened.pk)


@permission("public")
@never_cache
@require_http_methods(GET_OR_POST)
def applicant(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Who files, and for whom."""
    at = now()
    opened = open_for(request, draft_id, at)
    persons = represented_of(opened, at)
    form = who.applicant_form(persons)
    answers = who.answers_of(applicant_of_draft(opened))
    if not answers and opened.account_id is not None:
        answers = rules.clean(form, who.first_answers(*known_applicant(opened.account_id)))
    _, real, _ = documents_of(opened.release_id)
    page = Typing(
        draft=opened,
        form=form,
        answers=answers,
        section_id=who.SECTION,
        places=places_at(at),
        road=road(opened, real, answers_of_draft(opened), APPLICANT),
        at=at,
    )
    if opened.submitted_at is not None:
        return _filed(request, page)
    if request.method == "POST":
        return _post(request, page, persons)
    return _show(request, page)


@permission("public")
@never_cache
@require_http_methods(GET_OR_POST)
def section(request: HttpRequest, draft_id: UUID, section_id: str) -> HttpResponse:
    """One section of the form."""
    at = now()
    opened = open_for(request, draft_id, at)
    _, form, _ = documents_of(opened.release_id)
    answers = answers_of_draft(opened)
    if section_id not in {one.id for one in rendering.open_sections(form, answers)}:
        if section_id not in {one.id for one in form.sections}:
            raise UnknownDossier
        return redirect("portal:filing", opened.pk)  # earlier answers made this section needless
    page = Typing(
        draft=opened,
        form=form,
        answers=answers,
        section_id=section_id,
        places=places_at(at),
        road=road(opened, form, answers, section_id),
        at=at,
    )
    if opened.submitted_at is not None:
        return _filed(request, page)
    if request.method == "POST":
        return _post(request, page)
    filled = _filled_in(request, page)
    return _show(request, replace(page, answers=filled.answers), origins=filled.origins)


def open_for(request: HttpRequest, draft_id: UUID, at: datetime) -> Draft:
    """The draft of a page; somebody who began without an account and signed in takes it along."""
    opened = held_draft(request, draft_id)
    account_id = account_of(request)
    secret = secret_of(request, opened.pk)
    if request.method == "POST" and account_id and opened.account_id is None and secret:
        claim_draft(opened.pk, secret=secret, account_id=account_id, at=at)
        opened.account_id = account_id
    return opened


def represented_of(draft: Draft, at: datetime) -> list[Represented]:
    """For whom the owner of a draft may act."""
    return represented_by(draft.account_id, at) if draft.account_id else []


def _filled_in(request: HttpRequest, page: Typing) -> Any:
    """Prefilled where nothing of the section was answered yet: what somebody took out does not come back."""
    ids = {one.id for one in page.form.section(page.section_id).fields}
    if ids & set(page.answers):
        return prefill(page.form, {}, page.answers, section_id=page.section_id, places=page.places)
    declared = who.answers_of(applicant_of_draft(page.draft))
    facts = who.facts_for_form(declared)
    sources: dict[str, Mapping[str, Any]] = {"account": facts}
    if page.draft.account_id is not None and page.draft.account_id == account_of(request):
        sources["dossier"] = earlier_facts(page.draft, facts)
    where = destination_of(page.draft, page.at)
    if where.agency_id is not None:
        agency = agency_on(where.agency_id, local_day(page.at))
        sources["case"] = {"agency": {"code": agency.agency.code}}
    return prefill(page.form, sources, page.answers, section_id=page.section_id, places=page.places)


def _post(request: HttpRequest, page: Typing, persons: Sequence[Represented] = ()) -> HttpResponse:
    if page.is_applicant:
        sent = _applicant_sent(request, page)
    else:
        sent = section_sent(page.form, page.answers, page.section_id, request, places=page.places, at=page.at)
    after = replace(page, answers=sent.answers)
    is_autosave = AUTOSAVE in request.POST
    if ANYWAY not in request.POST and is_elsewhere_changed(request, page.draft, page.section_id):
        differing = _differing(page, sent.answers)
        if differing:
            return _conflict(request, after, sent, differing, is_autosave=is_autosave)
    fields: dict[str, Any] = (
        {"applicant": {**_picked(page.draft), **who.declared(page.form, sent.answers, persons)}}
        if page.is_applicant
        else {"answers": sent.answers}
    )
    if sent.answers != page.answers or page.is_applicant:
        saved = save_draft(page.draft.pk, fields=fields, at=page.at, expected_version=page.draft.version)
        note_saved(request, saved, page.section_id)
        after = replace(after, draft=saved)
    if is_autosave:
        return render(request, "filing/autosave.html", {"draft": after.draft, "at": page.at})
    return _after(request, after, sent)


def _filed(request: HttpRequest, page: Typing) -> HttpResponse:
    """The dossier is on its way: a page left open in another tab changes nothing, and is told so."""
    if AUTOSAVE in request.POST:
        return render(request, "filing/autosave.html", {"draft": page.draft, "is_filed": True})
    differing: list[tuple[str, str, str]] = []
    if request.method == "POST":
        sent = drafting.apply_section(
            page.form, page.answers, page.section_id, request.POST, places=page.places
        )
        differing = _differing(page, sent)
    return already_filed(request, page.draft, differing=differing, file_names=typed(request).file_names)


def _after(request: HttpRequest, page: Typing, sent: Sent) -> HttpResponse:
    """Where the pressed button leads, now that everything is saved."""
    if LEAVE in request.POST:
        if page.draft.account_id:
            return redirect("portal:dossiers")
        return redirect("portal:filing_kept", page.draft.pk)
    problems = problems_of(page.form, sent, page.section_id, places=page.places, at=page.at)
    if sent.stays:
        return _show(request, page, problems, sent, status=422 if sent.problems or sent.card else 200)
    if problems:
        return _show(request, page, problems, sent, status=422)
    if page.is_applicant:
        return redirect(page.road.next_url)
    return redirect(road(page.draft, page.form, sent.answers, page.section_id).next_url)


def _applicant_sent(request: HttpRequest, page: Typing) -> Sent:
    """The applicant's answers as sent; a card fills what is still empty."""
    answers = drafting.apply_section(
        page.form, page.answers, page.section_id, request.POST, places=page.places
    )
    card, trouble = card_of(request)
    if card is None:
        return Sent(answers, {}, stays=bool(trouble), card=trouble)
    filled = rules.clean(page.form, who.card_into(answers, card), places=page.places)
    return Sent(filled, {}, stays=True, origins={"nguoi_nop": "card"})


def _picked(draft: Draft) -> dict[str, Any]:
    """The commune picked before the form stays with the applicant."""
    commune = draft.applicant.get(COMMUNE_ANSWER)
    return {COMMUNE_ANSWER: commune} if commune else {}


def _differing(page: Typing, typed: Answers) -> list[tuple[str, str, str]]:
    """Label, what lies in the store, what was typed now: only fields of this page that differ."""
    ids = {one.id for one in page.form.section(page.section_id).fields}
    found = []
    for name in drafting.changed(page.answers, typed):
        if name in ids:
            field = page.form.field(name)
            there, here = (" · ".join(spoken(shown(field, one.get(name)))) for one in (page.answers, typed))
            empty = gettext("(để trống)")
            found.append((field.label, there or empty, here or empty))
    return found


def _conflict(
    request: HttpRequest,
    page: Typing,
    sent: Sent,
    differing: list[tuple[str, str, str]],
    *,
    is_autosave: bool,
) -> HttpResponse:
    """Another device saved in between: both are shown, what was typed stays in the fields, nothing is overwritten."""
    if is_autosave:
        facts = {"draft": page.draft, "is_conflict": True, "version": request.POST.get("_version")}
        return render(request, "filing/autosave.html", facts)
    return _show(request, page, sent.problems, sent, status=409, differing=differing)


def _show(
    request: HttpRequest,
    page: Typing,
    problems: Sequence[Problem] = (),
    sent: Sent | None = None,
    *,
    origins: Mapping[str, str] | None = None,
    status: int = 200,
    differing: Sequence[tuple[str, str, str]] = (),
) -> HttpResponse:
    told = {**(origins or {}), **(sent.origins if sent else {})}
    if page.draft.account_id is None:
        told = {name: source for name, source in told.items() if source != "account"}
    view: PageView = rendering.page(
        page.form,
        page.answers,
        problems,
        section_id=page.section_id,
        places=page.places,
        blank_rows=sent.blank_rows if sent else None,
        origins=told,
        url_of=lambda one: section_url(page.draft, one),
    )
    view = replace(view, step=page.road.number, steps_total=page.road.total)
    facts = {
        "draft": page.draft,
        "page": spoken(view),
        "road": page.road,
        "reads_cards": page.is_applicant or reads_cards(page.form, page.section_id),
        "card_text": request.POST.get(CARD_TEXT, ""),
        "card_error": sent.card if sent else "",
        "card_read": bool(sent and CARD_BUTTON in request.POST and not sent.card),
        "differing": differing,
        "page_id": page_id(request),
        "procedure": documents_of(page.draft.release_id)[0],
    }
    return render(request, "filing/page.html", facts, status=status)
