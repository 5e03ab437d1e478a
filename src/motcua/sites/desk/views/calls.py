"""The phone operator's page: find a caller's dossiers, ask, then tell (DN15-3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.operations.selectors.calls import MANY, call_page, calls_of
from motcua.operations.services.calls import answer_question, begin_call, end_call, look_up
from motcua.sites.desk.officers import RECEIVERS, FormBroken, Officer, desk_ids_of, officer_of
from motcua.sites.desk.refused import attempt
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of

SHOWN_TO_HEAD = timedelta(days=7)


@permission(*RECEIVERS)
@never_cache
@require_http_methods(["GET", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """Begin a call; the head of the desk sees the calls of the week, the odd ones first."""
    officer = officer_of(request)
    desks = desk_ids_of(officer)
    refusal: Refusal | None = None
    if request.method == "POST":
        desk_id = id_of(request.POST.get("desk", ""))
        chosen = desk_id if desk_id in desks else desks[0]
        try:
            made = begin_call(
                desk_id=chosen,
                officer=officer.actor(desk_id=chosen),
                number=request.POST.get("number", "")[:20],
                at=officer.at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("desk:call", made.pk)
    headed = [
        one.desk_id
        for one in officer.scope.postings
        if one.role is Role.DESK_HEAD and one.desk_id is not None
    ]
    facts = {
        "desks": [(str(one), desk_on(one, local_day(officer.at)).name) for one in desks],
        "typed": request.POST if refusal else {},
        "is_head": bool(headed),
        "calls": calls_of(headed, since=officer.at - SHOWN_TO_HEAD)[:100] if headed else [],
        "many": MANY,
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/calls.html", facts, status=status_of(refusal) if refusal else 200)


@permission(*RECEIVERS)
@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: look up, ask, tell, hang up."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    said: dict[str, Any] = {}
    if request.method == "POST":
        refusal = attempt(lambda: said.update(_act(request, officer, call_id)))
        if refusal is None and said.get("ended"):
            return redirect("desk:calls")
    page = call_page(call_id, officer.actor())
    facts = {
        "page": page,
        "typed": request.POST if refusal else {},
        "sentence": sentence_of(refusal) if refusal else "",
        "said": said.get("said", ""),
    }
    return render(request, "desk/call.html", facts, status=status_of(refusal) if refusal else 200)


def _act(request: HttpRequest, officer: Officer, call_id: UUID) -> dict[str, Any]:
    posted = request.POST
    who: dict[str, Any] = {"officer": officer.actor(), "at": officer.at}
    match posted.get("act"):
        case "end":
            end_call(call_id=call_id, **who)
            return {"ended": True}
        case "look":
            found = look_up(
                call_id=call_id,
                kind=posted.get("kind", ""),
                text=posted.get("text", "")[:200],
                year=posted.get("year", "")[:4],
                **who,
            )
            return {"said": "" if found else gettext("Không tìm thấy hồ sơ nào khớp.")}
        case "answer":
            dossier_id = id_of(posted.get("dossier", ""))
            if dossier_id is None:
                raise FormBroken
            is_right = answer_question(
                call_id=call_id,
                dossier_id=dossier_id,
                question=posted.get("question", ""),
                answer=posted.get("answer", "")[:60],
                **who,
            )
            return {"said": gettext("Trả lời đúng.") if is_right else gettext("Trả lời không khớp.")}
        case _:
            raise FormBroken
