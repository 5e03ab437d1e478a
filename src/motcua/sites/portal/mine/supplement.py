"""Answering a request to complete: point by point, with new files and, where needed, a corrected form (TN19-10.2a)."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
from motcua.dossiers.selectors import answers_of
from motcua.eforms import drafting, rendering
from motcua.eforms.problems import Problem
from motcua.eforms.rules import Answers
from motcua.eforms.schema import FormDocument
from motcua.journey.check import answer_supplement
from motcua.journey.context import form_of
from motcua.journey.tracking import Paper, SupplementPoint, Tracked
from motcua.kernel.clock import now
from motcua.parties.selectors import sealer
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.filing import (
    ACCEPT,
    TYPES,
    Stored,
    limit_mb,
    places_at,
    problems_of,
    section_sent,
    take_files,
)
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.spoken import spoken

PREFIX = "tep-"
KEPT = "supplement_kept"


@dataclass(frozen=True)
class Point:
    """One thing asked for, the paper it belongs to, what was given for it so far."""

    point: SupplementPoint
    paper: Paper | None
    files: tuple[dict[str, Any], ...]
    refused: tuple[str, ...]


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The points with their files; a section of the form with `?buoc=`; POST with `_send` hands everything in."""
    it = held(request, dossier_id)
    if not it.may_supplement:
        return redirect("portal:dossier", dossier_id)
    at = now()
    section_id = str(request.GET.get("buoc", ""))
    form = form_of(it.dossier)
    if section_id in {one.id for one in form.sections}:
        return _section(request, it, form, section_id, at)
    refused: dict[str, list[str]] = {}
    said = ""
    if request.method == "POST":
        refused = _take(request, it, at)
        if "_send" in request.POST and not refused:
            said = _unanswered(request, it)
            if not said:
                return _send(request, it, at)
    return _show(request, it, form, refused, said)


def _kept(request: HttpRequest, it: Tracked) -> dict[str, Any]:
    """What this visit has prepared for this request and not yet sent: ids of stored files, answers by reference."""
    assert it.supplement is not None
    every: dict[str, Any] = request.session.get(KEPT, {})
    found: dict[str, Any] = every.get(str(it.supplement.pk), {"files": {}, "answers": None})
    return found


def _keep(request: HttpRequest, it: Tracked, kept: dict[str, Any]) -> None:
    assert it.supplement is not None
    request.session[KEPT] = {**request.session.get(KEPT, {}), str(it.supplement.pk): kept}


def _take(request: HttpRequest, it: Tracked, at: datetime) -> dict[str, list[str]]:
    kept = _kept(request, it)
    files: dict[str, list[dict[str, Any]]] = dict(kept["files"])
    removed = str(request.POST.get("_remove", ""))
    for paper_id, given in files.items():
        files[paper_id] = [one for one in given if one["id"] != removed]
    names = [PREFIX + str(paper.pk) for paper in it.papers]
    taken = take_files(request, names, at=at)
    for name, stored in taken.files.items():
        paper_id = name.removeprefix(PREFIX)
        files[paper_id] = [*files.get(paper_id, ()), *(_as_kept(one) for one in stored)]
    _keep(request, it, {**kept, "files": files})
    return {name.removeprefix(PREFIX): sentences for name, sentences in taken.refused.items()}


def _as_kept(one: Stored) -> dict[str, Any]:
    return {"id": str(one.id), "name": one.name, "size": one.size}


def _unanswered(request: HttpRequest, it: Tracked) -> str:
    """A point about a paper wants a file, or a corrected form, or the word that the original will be brought."""
    kept = _kept(request, it)
    if kept["answers"] is not None or any(kept["files"].values()):
        return ""
    return gettext("Đính kèm ít nhất một giấy tờ hoặc sửa tờ khai theo yêu cầu trước khi gửi bổ sung.")


def _send(request: HttpRequest, it: Tracked, at: datetime) -> HttpResponse:
    assert it.supplement is not None
    kept = _kept(request, it)
    own = {str(paper.pk): paper.pk for paper in it.papers}
    files = {own[one]: [UUID(file["id"]) for file in given] for one, given in kept["files"].items() if given}
    answers = _opened(kept)
    # the request to complete is answered once: a double click or the back button is the same act
    key = uuid5(it.supplement.pk, "answer")
    answer_supplement(
        dossier_id=it.dossier.pk,
        applicant=Actor("applicant", account_of(request)),
        files=files,
        answers=answers,
        at=at,
        key=key,
    )
    every = {name: value for name, value in request.session[KEPT].items() if name != str(it.supplement.pk)}
    request.session[KEPT] = every
    messages.success(
        request, gettext("Đã gửi hồ sơ bổ sung. Bộ phận Một cửa sẽ kiểm tra lại và báo cho bạn.")
    )
    return redirect("portal:dossier", it.dossier.pk)


def _opened(kept: dict[str, Any]) -> Answers | None:
    """The corrected form; it lies sealed in the session."""
    if kept["answers"] is None:
        return None
    opened: Answers = json.loads(sealer().open(kept["answers"]))
    return opened


def _section(
    request: HttpRequest, it: Tracked, form: FormDocument, section_id: str, at: datetime
) -> HttpResponse:
    """One section of the form corrected; it is handed in with the rest."""
    kept = _kept(request, it)
    before = _opened(kept) or answers_of(it.dossier.pk)
    places = places_at(at)
    problems: list[Problem] = []
    status, answers, blank, origins = 200, before, {}, {}
    if request.method == "POST":
        sent = section_sent(form, before, section_id, request, places=places, at=at)
        answers, blank, origins = sent.answers, dict(sent.blank_rows), dict(sent.origins)
        _keep(request, it, {**kept, "answers": sealer().seal(json.dumps(answers, ensure_ascii=False))})
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
    facts = {"it": it, "dossier": it.dossier, "page": spoken(view)}
    return render(request, "mine/supplement_section.html", facts, status=status)


def _show(
    request: HttpRequest, it: Tracked, form: FormDocument, refused: dict[str, list[str]], said: str
) -> HttpResponse:
    assert it.supplement is not None
    kept = _kept(request, it)
    papers = {paper.pk: paper for paper in it.papers}
    points = []
    for point in it.supplement.points.all():
        paper = papers.get(point.paper_id) if point.paper_id else None
        name = str(point.paper_id or "")
        points.append(Point(point, paper, tuple(kept["files"].get(name, ())), tuple(refused.get(name, ()))))
    answers = _opened(kept)
    given = answers_of(it.dossier.pk)
    changed = drafting.changed(given, answers) if answers is not None else ()
    problems = [
        {"field_id": PREFIX + name, "sentence": sentence}
        for name, sentences in refused.items()
        for sentence in sentences
    ]
    problems += [{"field_id": "", "sentence": said}] if said else []
    facts = {
        "it": it,
        "dossier": it.dossier,
        "points": points,
        "sections": [(one.id, one.title) for one in rendering.open_sections(form, answers or given)],
        "changed": [form.field(one).label for one in changed],
        "problems": problems,
        "max_mb": limit_mb(),
        "types": TYPES,
        "accept": ACCEPT,
    }
    return render(request, "mine/supplement.html", facts, status=422 if problems else 200)
