"""Answering a request to complete: point by point, with words, files and a corrected form (TN19-10.2a).

Everything is kept as it is given, in the database: another device or another day goes on where this one stopped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.dossiers.errors import PointsUnanswered
from motcua.dossiers.selectors import answers_of
from motcua.eforms import drafting, rendering
from motcua.eforms.problems import Problem
from motcua.eforms.schema import FormDocument
from motcua.journey.answer import answer_supplement, keep_answer
from motcua.journey.context import form_of
from motcua.journey.reading.asked import Asked, asked_of
from motcua.journey.tracking import Tracked
from motcua.kernel.clock import now
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.filing import (
    ACCEPT,
    TYPES,
    limit_mb,
    places_at,
    problems_of,
    section_sent,
    take_files,
)
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of

FILES, WORDS, SHOWN = "tep-", "tra-loi-", "da-ghi-"
MOST_WORDS = 4000


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The points with their answers; a section of the form with `?buoc=`; POST with `_send` hands everything in."""
    it = held(request, dossier_id)
    if not it.may_supplement:
        return redirect("portal:dossier", dossier_id)
    at = now()
    asked = asked_of(it.dossier, answers_of(it.dossier.pk))[-1]
    section_id = str(request.GET.get("buoc", ""))
    form = form_of(it.dossier)
    if section_id in {one.id for one in form.sections}:
        return _section(request, it, asked, section_id, at)
    if request.method != "POST":
        return _show(request, it, form)
    refused = _keep(request, it, asked, at)
    if "_send" not in request.POST or refused:
        return _show(request, it, form, refused=refused, is_kept=not refused)
    try:
        # the request to complete is answered once: a double click or the back button is the same act
        answer_supplement(
            dossier_id=it.dossier.pk,
            applicant=Actor("applicant", account_of(request)),
            at=at,
            key=uuid5(asked.id, "answer"),
        )
    except PointsUnanswered as refusal:
        return _show(request, it, form, said=sentence_of(refusal), silent=refusal.facts["points"])
    messages.success(
        request, gettext("Đã gửi hồ sơ bổ sung. Bộ phận Một cửa sẽ kiểm tra lại và báo cho bạn.")
    )
    return redirect("portal:dossier", it.dossier.pk)


def _keep(request: HttpRequest, it: Tracked, asked: Asked, at: datetime) -> dict[str, list[str]]:
    """Keep words and files of every point, whichever button was pressed; gives what was refused, by point."""
    taken = take_files(request, [FILES + str(point.id) for point in asked.points], at=at)
    typed = {point.id: _typed(request, WORDS + str(point.id)) for point in asked.points}
    shown = {point.id: _typed(request, SHOWN + str(point.id)) for point in asked.points}
    keep_answer(
        dossier_id=it.dossier.pk,
        # a page that was left open says nothing about words that another device wrote meanwhile
        texts={one: words for one, words in typed.items() if words is not None and words != shown[one]},
        file_ids={
            UUID(name.removeprefix(FILES)): [one.id for one in files] for name, files in taken.files.items()
        },
        dropped_file_id=_id(str(request.POST.get("_remove", ""))),
    )
    return {name.removeprefix(FILES): sentences for name, sentences in taken.refused.items()}


def _typed(request: HttpRequest, name: str) -> str | None:
    """What was typed in a field, with the line ends of one kind; null where the page had none."""
    if name not in request.POST:
        return None
    return str(request.POST[name]).replace("\r\n", "\n").replace("\x00", "").strip()[:MOST_WORDS]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _section(request: HttpRequest, it: Tracked, asked: Asked, section_id: str, at: datetime) -> HttpResponse:
    """One section of the form corrected; it is kept now and handed in with the rest."""
    form = form_of(it.dossier)
    before = asked.form if asked.form is not None else answers_of(it.dossier.pk)
    places = places_at(at)
    problems: list[Problem] = []
    status, answers, blank, origins = 200, before, {}, {}
    if request.method == "POST":
        sent = section_sent(form, before, section_id, request, places=places, at=at)
        answers, blank, origins = sent.answers, dict(sent.blank_rows), dict(sent.origins)
        keep_answer(dossier_id=it.dossier.pk, form=answers)
        problems = list(problems_of(form, sent, section_id, places=places, at=at))
        if not problems and not sent.stays:
            return redirect("portal:supplement", it.dossier.pk)
        status = 422 if problems else 200
    view = rendering.page(
        form,
        answers,
        problems,
        section_id=section_id,
        places=places,
        blank_rows=blank,
        origins=origins,
    )
    facts = {"it": it, "dossier": it.dossier, "page": view}
    return render(request, "mine/supplement_section.html", facts, status=status)


def _show(
    request: HttpRequest,
    it: Tracked,
    form: FormDocument,
    *,
    refused: Mapping[str, Sequence[str]] | None = None,
    said: str = "",
    silent: Collection[UUID] = (),
    is_kept: bool = False,
) -> HttpResponse:
    given = answers_of(it.dossier.pk)
    asked = asked_of(it.dossier, given)[-1]
    why = refused or {}
    points: list[dict[str, Any]] = [
        {"point": point, "refused": why.get(str(point.id), ()), "is_silent": point.id in silent}
        for point in asked.points
    ]
    problems = [
        {"field_id": FILES + name, "sentence": sentence}
        for name, sentences in why.items()
        for sentence in sentences
    ]
    if said:
        first = next((WORDS + str(point.id) for point in asked.points if point.id in silent), "")
        problems.append({"field_id": first, "sentence": said})
    answers = asked.form if asked.form is not None else given
    changed = drafting.changed(given, answers) if asked.form is not None else ()
    facts = {
        "it": it,
        "dossier": it.dossier,
        "asked": asked,
        "points": points,
        "answered": sum(point.is_answered for point in asked.points),
        "sections": [(one.id, one.title) for one in rendering.open_sections(form, answers)],
        "changed": [form.field(one).label for one in changed if one in form.by_id],
        "problems": problems,
        "is_kept": is_kept,
        "max_mb": limit_mb(),
        "types": TYPES,
        "accept": ACCEPT,
    }
    return render(request, "mine/supplement.html", facts, status=422 if problems else 200)
