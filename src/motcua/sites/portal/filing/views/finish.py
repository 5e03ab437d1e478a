"""The end of the road: where the result is fetched, the last look, the submission, and what happens now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft
from motcua.dossiers.services.drafts import save_draft
from motcua.eforms import rendering, rules
from motcua.eforms.schema import FieldType, FormDocument
from motcua.eforms.views import ReviewView
from motcua.journey import applicant as who
from motcua.journey.context import documents_of
from motcua.journey.filing import Draft, case_of_draft, destination_of, papers_of_draft
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.procedures.codes import Channel
from motcua.procedures.rules import fees_for, limit_for
from motcua.sites.portal.filing.steps import RESULT, REVIEW, road, section_url
from motcua.sites.portal.filing.views.sections import open_for, represented_of
from motcua.sites.portal.filing.visit import account_of, held_draft, note_saved, secret_of
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of
from motcua.sites.ui.spoken import spoken

GET_OR_POST = ["GET", "HEAD", "POST"]
DECLARED = "_declared"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right before filing, and where."""

    section: str
    url: str
    sentences: tuple[str, ...]


@permission("public")
@never_cache
@require_http_methods(GET_OR_POST)
def result(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Which desk hands the result over (TN19-8.2)."""
    at = now()
    draft = open_for(request, draft_id, at)
    if draft.submitted_at is not None:
        return redirect("portal:filing_done", draft.pk)
    document, form, _ = documents_of(draft.release_id)
    where = destination_of(draft, at)
    error = ""
    if request.method == "POST":
        desks = {str(one.desk_id): one.desk_id for one in where.desks}
        chosen = str(request.POST.get("return_desk", ""))
        if chosen in desks:
            fields = {"return_desk_id": desks[chosen], "return_way": "desk"}
            note_saved(request, _save_desk(draft, fields, at))
            return redirect("portal:filing_review", draft.pk)
        if where.problem and not where.desks:
            return redirect("portal:filing_review", draft.pk)
        error = gettext("Chọn nơi bạn muốn đến nhận kết quả.")
    facts = {
        "draft": draft,
        "road": road(draft, form, answers_of_draft(draft), RESULT),
        "desks": [
            (str(one.desk_id), f"{one.name}{', ' + one.address if one.address else ''}")
            for one in where.desks
        ],
        "chosen": str(draft.return_desk_id or (where.desks[0].desk_id if where.desks else "")),
        "problem": where.problem,
        "error": error,
        "problems": [{"field_id": "return_desk", "sentence": error}] if error else [],
        "results": document.results,
        "procedure": document,
    }
    return render(request, "filing/result.html", facts, status=422 if error else 200)


def _save_desk(draft: Draft, fields: dict[str, object], at: datetime) -> Draft:
    return save_draft(draft.pk, fields=fields, at=at)


@permission("public")
@never_cache
@require_http_methods(GET_OR_POST)
def review(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Check your answers; POST files. A second click finds the same dossier."""
    at = now()
    draft = open_for(request, draft_id, at)
    if draft.submitted_at is not None:
        return redirect("portal:filing_done", draft.pk)
    document, form, _ = documents_of(draft.release_id)
    faults = _faults(draft, form, at)
    said = ""
    if request.method == "POST":
        if _asks_declaration(form) and DECLARED not in request.POST:
            said = gettext("Đánh dấu vào lời cam đoan trước khi nộp.")
        elif not faults:
            try:
                submit(draft_id=draft.pk, actor=Actor("applicant", account_of(request)), at=at)
            except Refusal as refusal:
                said = sentence_of(refusal)
            else:
                return redirect("portal:filing_done", draft.pk)
    where = destination_of(draft, at)
    facts = {
        "draft": draft,
        "road": road(draft, form, answers_of_draft(draft), REVIEW),
        "review": spoken(
            rendering.review(form, answers_of_draft(draft), url_of=lambda one: section_url(draft, one))
        ),
        "applicant": _applicant_review(draft, at),
        "papers": papers_of_draft(draft),
        "desk": next((one for one in where.desks if one.desk_id == draft.return_desk_id), None),
        "faults": faults,
        "said": said,
        "asks_declaration": _asks_declaration(form),
        "is_declared": DECLARED in request.POST,
        "limit": limit_for(document, case_of_draft(draft), Channel.ONLINE),
        "fees": fees_for(document, case_of_draft(draft), Channel.ONLINE, local_day(at)),
        "procedure": document,
        "is_sent": request.method == "POST",
    }
    return render(request, "filing/review.html", facts, status=422 if request.method == "POST" else 200)


def _asks_declaration(form: FormDocument) -> bool:
    """A form with its own signature has its own declaration."""
    return all(one.type is not FieldType.SIGNATURE for one in form.fields)


def _applicant_review(draft: Draft, at: datetime) -> ReviewView:
    form = who.applicant_form(represented_of(draft, at))
    url = reverse("portal:filing_applicant", args=[draft.pk])
    return spoken(
        rendering.review(form, who.answers_of(applicant_of_draft(draft)), url_of=lambda section_id: url)
    )


def _faults(draft: Draft, form: FormDocument, at: datetime) -> list[Fault]:
    """Everything that stands between this draft and its submission, page by page with its address."""
    asked = who.applicant_form(represented_of(draft, at))
    declared = who.answers_of(applicant_of_draft(draft))
    found = []
    sentences = tuple(spoken(one.sentence) for one in rules.check(asked, declared, complete=True, at=at))
    if sentences:
        url = reverse("portal:filing_applicant", args=[draft.pk])
        found.append(Fault(gettext("Người nộp hồ sơ"), url, sentences))
    by_section: dict[str, list[str]] = {}
    for problem in rules.check(form, answers_of_draft(draft), complete=True, at=at):
        if problem.field_id in form.by_id:
            by_section.setdefault(form.section_of(problem.field_id).id, []).append(spoken(problem.sentence))
    found += [
        Fault(form.section(one).title, section_url(draft, one), tuple(said))
        for one, said in by_section.items()
    ]
    if missing := papers_of_draft(draft).missing:
        url = reverse("portal:filing_papers", args=[draft.pk])
        found.append(
            Fault(
                gettext("Giấy tờ kèm theo"),
                url,
                tuple(gettext("Chưa đính kèm: {name}.").format(name=name) for name in missing),
            )
        )
    where = destination_of(draft, at)
    if where.problem or draft.return_desk_id not in {one.desk_id for one in where.desks}:
        url = reverse("portal:filing_result", args=[draft.pk])
        found.append(
            Fault(
                gettext("Nơi nhận kết quả"),
                url,
                (spoken(where.problem) or gettext("Chọn nơi nhận kết quả."),),
            )
        )
    return found


@permission("public")
@never_cache
def printed(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What was entered, laid out like the paper form (TT 32/2017 Đ.8 k.4)."""
    draft = held_draft(request, draft_id)
    document, form, _ = documents_of(draft.release_id)
    view = rendering.review(form, answers_of_draft(draft))
    facts = {"review": view, "reference": draft.reference, "printed_at": now(), "draft": draft}
    return render(request, "filing/print.html", {**facts, "procedure": document})


@permission("public")
@never_cache
def done(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Filed: the reference, the secret once more, what happens now and when."""
    draft = held_draft(request, draft_id)
    if draft.submitted_at is None:
        return redirect("portal:filing", draft.pk)
    document, _, _ = documents_of(draft.release_id)
    facts = {
        "draft": draft,
        "secret": secret_of(request, draft.pk) if draft.account_id is None else "",
        "limit": limit_for(document, case_of_draft(draft), Channel.ONLINE),
        "procedure": document,
        "email": applicant_of_draft(draft).get("email", ""),
    }
    return render(request, "filing/done.html", facts)
