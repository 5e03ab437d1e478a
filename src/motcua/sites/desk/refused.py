"""A refused act shows the same page again: the sentence above, everything typed kept, what happened since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.dossiers.errors import Changed
from motcua.journey.reading.history import Line, timeline
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.errors import Refusal, Unknown
from motcua.sites.desk.officers import Officer, Sent, fresh_key
from motcua.sites.ui.refusals import sentence_of, status_of

HIDDEN = frozenset({"csrfmiddlewaretoken", "key", "version", "seen", "act"})


def attempt(act: Callable[[], Any]) -> Refusal | None:
    """Do an act; gives why it was refused. Unknown things stay unknown: they go on to the 404 page."""
    try:
        act()
    except Unknown:
        raise
    except Refusal as refusal:
        return refusal
    return None


def overtaken(
    request: HttpRequest, dossier: Any, *, officer: Officer, refusal: Refusal, sent: Sent
) -> HttpResponse:
    """Somebody else finished what this page was for: what happened since, and what was typed, to be copied."""
    context = {
        "dossier": dossier,
        "sentence": sentence_of(refusal),
        "since": timeline(visible_dossier(dossier.pk, officer.scope), after_seq=sent.seen),
        "words": [
            text
            for name, value in request.POST.items()
            if name not in HIDDEN and len((text := str(value)).split()) > 1
        ],
    }
    return render(request, "desk/overtaken.html", context, status=status_of(refusal))


def show(
    request: HttpRequest,
    template: str,
    facts: Mapping[str, Any],
    *,
    officer: Officer,
    refusal: Refusal | None = None,
    sent: Sent | None = None,
    problem_at: str = "",
) -> HttpResponse:
    """Render a page with a form in it; that a dossier was looked at is written down.

    Takes
        facts       must hold `dossier`; the page's hidden fields are made from it
        refusal     why the act was refused, if it was
        sent        the hidden fields of the refused form: what happened after them is told
        problem_at  id of the control the sentence speaks of, if it is known
    """
    one = facts["dossier"]
    if refusal is None:
        officer.has_read(one.pk)
    since: tuple[Line, ...] = ()
    if isinstance(refusal, Changed) and sent is not None:
        since = timeline(visible_dossier(one.pk, officer.scope), after_seq=sent.seen)
    context = {
        **facts,
        "key": fresh_key(),
        "typed": request.POST if refusal is not None else {},
        "refusal": refusal,
        "sentence": sentence_of(refusal) if refusal is not None else "",
        "problem_at": problem_at,
        "since": since,
    }
    return render(request, template, context, status=status_of(refusal) if refusal is not None else 200)
