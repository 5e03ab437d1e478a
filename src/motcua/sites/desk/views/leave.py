"""Leave and standing in: an officer's own page, and a head's for their people (nghỉ phép, uỷ quyền); TN19-14.5."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from motcua.agencies.services.delegations import HEADS
from motcua.journey.delegations import delegate, end_delegations
from motcua.journey.reading.leave import Leave, Member, colleagues_for, own_page, team_of
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Invalid, Refusal
from motcua.sites.desk.days import day_of, typed_day
from motcua.sites.desk.officers import READERS, FormBroken, Officer, officer_of
from motcua.sites.desk.refused import attempt
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of


class NobodyStandsIn(Invalid):
    code = "nobody_stands_in"
    template = gettext_noop("Chọn người làm thay trong danh sách.")


class NoDutyTicked(Invalid):
    code = "no_duty_ticked"
    template = gettext_noop("Đánh dấu ít nhất một nhiệm vụ để người khác làm thay.")


PROBLEMS = {
    "nobody_stands_in": "delegate",
    "not_a_colleague": "delegate",
    "no_duty_ticked": "duty",
    "nothing_to_delegate": "first",
    "day_missing": "first",
    "days_out_of_order": "last",
    "delegation_overlaps": "first",
}


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """For whom I act, who acts for me; delegate my duties for some days, or end that."""
    officer = officer_of(request)
    page = own_page(officer.scope, at=officer.at)
    refusal = None
    if request.method == "POST" and request.POST.get("act") == "end":
        refusal = attempt(lambda: _end(request, officer, page.mine))
    elif request.method == "POST":
        ticked = {pool_id for pool_id, _words in page.duties if str(pool_id) in request.POST.getlist("duty")}
        refusal = attempt(lambda: _give(request, officer, officer.account_id, ticked))
    if request.method == "POST" and refusal is None:
        return redirect("desk:leave")
    facts = _form(request, officer, refusal) | {
        "page": page,
        "duties": [(str(pool_id), words) for pool_id, words in page.duties],
        "ticked": request.POST.getlist("duty")
        if request.method == "POST"
        else [str(pool_id) for pool_id, _words in page.duties],
        "colleagues": page.colleagues,
        "is_head": any(one.role in HEADS and one.giver_id is None for one in officer.scope.postings),
    }
    return render(request, "desk/leave.html", facts, status=status_of(refusal) if refusal else 200)


@permission("unit_head", "desk_head", "agency_leader")
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """My people: who is away and who stands in, what they hold; leave written down for one of them."""
    officer = officer_of(request)
    people = team_of(officer.scope, at=officer.at)
    chosen = next((one for one in people if str(one.account_id) == request.GET.get("nguoi", "")), None)
    refusal = None
    if request.method == "POST" and request.POST.get("act") == "end":
        refusal = attempt(lambda: _end(request, officer, [leave for one in people for leave in one.leaves]))
    elif request.method == "POST":
        if chosen is None:
            raise FormBroken
        person: Member = chosen
        refusal = attempt(lambda: _give(request, officer, person.account_id, person.pool_ids))
    if request.method == "POST" and refusal is None:
        return redirect("desk:team_leave")
    agencies = {one.agency_id for one in officer.scope.postings}
    facts = _form(request, officer, refusal) | {
        "people": people,
        "chosen": chosen,
        "colleagues": colleagues_for(chosen.account_id, agencies, at=officer.at) if chosen else (),
    }
    return render(request, "desk/team_leave.html", facts, status=status_of(refusal) if refusal else 200)


def _form(request: HttpRequest, officer: Officer, refusal: Refusal | None) -> dict[str, Any]:
    """What both forms keep as typed, and why they were refused."""
    today = local_day(officer.at)
    first = {"day": today.day, "month": today.month, "year": today.year}
    return {
        "first": typed_day(request.POST, "first") if request.method == "POST" else first,
        "last": typed_day(request.POST, "last"),
        "typed": request.POST,
        "sentence": sentence_of(refusal) if refusal else "",
        "problem_at": PROBLEMS.get(refusal.code, "") if refusal else "",
    }


def _give(request: HttpRequest, officer: Officer, giver_id: UUID, pool_ids: Collection[UUID]) -> None:
    posted = request.POST
    try:
        stand_in = UUID(posted.get("delegate", ""))
    except ValueError as nobody:
        raise NobodyStandsIn from nobody
    if not pool_ids:
        raise NoDutyTicked
    delegate(
        giver_id=giver_id,
        delegate_id=stand_in,
        valid_from=day_of(posted, "first"),
        valid_to=day_of(posted, "last"),
        pool_ids=pool_ids,
        instrument=posted.get("instrument", "").strip()[:300],
        at=officer.at,
        actor=officer.actor(),
    )
    messages.success(request, gettext("Đã ghi. Người làm thay thấy và làm được việc từ ngày bắt đầu."))


def _end(request: HttpRequest, officer: Officer, known: Collection[Leave]) -> None:
    """Only what the page showed can be ended from it."""
    asked = request.POST.get("leave", "")
    leave = next((one for one in known if str(one.ids[0]) == asked), None)
    if leave is None:
        raise FormBroken
    end_delegations(ids=leave.ids, at=officer.at, actor=officer.actor())
    messages.success(request, gettext("Đã kết thúc. Người làm thay không còn quyền từ bây giờ."))
