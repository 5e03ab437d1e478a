"""One page for every act: read the form, call one service, say what was done; a refusal keeps the typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.sites.console.forms import ConsoleForm
from motcua.sites.ui.permissions import scope_for
from motcua.sites.ui.refusals import status_of

Trail = Sequence[tuple[str, str]]
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Act:
    """How an act's page reads.

    done    what is said afterwards
    back    where one comes from and goes back to
    facts   pairs that say what the act is about
    kind    `warning` for what takes something away
    """

    title: str
    submit: str
    done: str
    back: str
    trail: Trail = ()
    intro: str = ""
    facts: Sequence[tuple[str, Any]] = ()
    kind: str = ""


def actor_of(request: HttpRequest, agency_id: Any = None) -> Actor:
    """The signed-in officer as the doer of an act for an agency."""
    return Actor("officer", scope_for(request).account_id, agency_id)


def perform(
    request: HttpRequest,
    form: ConsoleForm,
    do: Callable[[dict[str, Any]], Any],
    act: Act,
    *,
    shown: Callable[[Any], HttpResponse] | None = None,
    page: str = "console/act.html",
    **context: Any,
) -> HttpResponse:
    """Show the form, or do the act.

    Takes
        do     calls one service with what was typed
        shown  answers with a page of its own instead of going back (a password that is shown once)
    Refuses
        NotAllowed goes on to its own page; every other refusal stands in the form, and the typing stays
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = do(form.cleaned_data)
            except NotAllowed:
                raise
            except Refusal as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                if shown is not None:
                    return shown(outcome)
                messages.success(request, act.done)
                return redirect(act.back)
    return render(request, page, {"form": form, "act": act, **context}, status=status)
