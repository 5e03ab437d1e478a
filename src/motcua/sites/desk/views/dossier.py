"""The page of a dossier and its two leaves: the form as answered, the history with the reasons of its dates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.eforms.rendering import review
from motcua.journey.reading.acts import NextAct
from motcua.journey.reading.dossier import DossierPage, answers_of, dossier_page
from motcua.journey.reading.history import history as history_of
from motcua.journey.reading.telling import telling_of
from motcua.oversight.services import may_urge
from motcua.sites.desk.officers import READERS, Officer, fresh_key, officer_of
from motcua.sites.desk.pressing import task_due
from motcua.sites.desk.views.work import CHANNELS
from motcua.sites.ui.due import DueView, due_view
from motcua.sites.ui.permissions import permission

AT_ONCE = frozenset({"claim", "close", "start_again"})
"""Acts that need no page of their own: one button sends them."""


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Where it stands, who is in it, what lies in it, what to do next. POST shows a number, which is noted."""
    officer = officer_of(request)
    shown = [request.POST.get("party", "")] if request.method == "POST" else []
    page = dossier_page(dossier_id, officer.scope, at=officer.at, shown_numbers=shown)
    officer.has_read(dossier_id, f"number:{shown[0]}"[:40] if shown else "open")
    return render(request, "desk/dossier.html", page_facts(page, officer))


def page_facts(page: DossierPage, officer: Officer) -> dict[str, Any]:
    """What the page's template needs."""
    one = page.dossier
    return {
        "page": page,
        "dossier": one,
        "leaf": "dossier",
        "due": due_of(page, officer),
        "acts": [(act, act_url(page, act), act.act in AT_ONCE) for act in page.acts],
        "tasks": [
            (task, task_due(task, officer.at, page.calendar), page.place_of(task)) for task in page.tasks
        ],
        "channel": dict(CHANNELS).get(one.channel, one.channel),
        "case": page.case_name,
        "may_urge": [task for task in page.tasks if may_urge(task, officer.scope)],
        "key": fresh_key(),
    }


def due_of(page: DossierPage, officer: Officer) -> DueView:
    """How long the applicant still waits; how it went, once there is a result."""
    one = page.dossier
    is_over = one.finished_at is not None and one.decided_at is None
    return due_view(one.due_at, officer.at, page.calendar, one.decided_at, is_over=is_over)


def act_url(page: DossierPage, act: NextAct) -> str:
    """The page of an act."""
    if act.task_id is not None:
        return reverse(f"desk:{act.act}", args=[page.dossier.pk, act.task_id])
    return reverse(f"desk:{act.act}", args=[page.dossier.pk])


@permission(*READERS)
def answers(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The form as it was answered; `?trang=in` laid out like the paper form, for print and beside the checklist."""
    officer = officer_of(request)
    one, form, given = answers_of(dossier_id, officer.scope)
    officer.has_read(dossier_id)
    facts = {
        "dossier": one,
        "leaf": "answers",
        "review": review(form, given, url_of=lambda _: ""),
        "reference": one.code or one.reference,
        "printed_at": officer.at,
    }
    template = "desk/answers_paper.html" if request.GET.get("trang") == "in" else "desk/answers.html"
    return render(request, template, facts)


@permission(*READERS)
def history(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Who did what when, in which words; why the date is what it is (promise 1 of the design)."""
    officer = officer_of(request)
    found = history_of(dossier_id, officer.scope)
    officer.has_read(dossier_id)
    return render(request, "desk/history.html", {"dossier": found.dossier, "leaf": "history", "found": found})


@permission(*READERS)
def telling(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """What the applicant was told, by which way, whether it arrived; and where nothing goes any more (TN19-12.8)."""
    officer = officer_of(request)
    found = telling_of(dossier_id, officer.scope, at=officer.at)
    officer.has_read(dossier_id)
    return render(request, "desk/telling.html", {"dossier": found.dossier, "leaf": "telling", "found": found})
