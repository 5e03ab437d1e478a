"""Calling numbers at the counter, the line of the desk, its figures, its arrangement (TN14-4.3c)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.procedures.selectors import browse
from motcua.queues import selectors, services
from motcua.queues.access import CALLERS
from motcua.queues.rules import (
    CHANNEL_NAMES,
    OUTCOME_NAMES,
    PRIORITY_NAMES,
    STATE_NAMES,
    Channel,
    Outcome,
    Priority,
    State,
)
from motcua.sites.desk.officers import RECEIVERS, Officer, officer_of
from motcua.sites.desk.refused import attempt
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of, number_of

SHOWN = 60
LONGEST_SPAN = timedelta(days=92)
HEAD = (Role.DESK_HEAD,)


@dataclass(frozen=True)
class Waiting:
    """One row of the line."""

    ticket: Any
    service: str
    priority: str
    channel: str
    is_first: bool


@dataclass(frozen=True)
class Scanned:
    """The number on a slip that was scanned."""

    ticket: Any
    state: str
    service: str
    may_call: bool
    may_bring_back: bool


def desks_of(officer: Officer, *roles: Role) -> list[UUID]:
    """The desks where the officer has one of the duties."""
    found = [one.desk_id for one in officer.scope.postings if one.role in (roles or CALLERS) and one.desk_id]
    return list(dict.fromkeys(found))


@permission(*CALLERS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The officer's counter: what is called, one key for the next, the line beside it; without a seat the seats."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(lambda: _act(request, officer))
        if refusal is None:
            return redirect("desk:queue")
    sitting = selectors.sitting_of(officer.account_id)
    facts: dict[str, Any] = {
        "sitting": sitting,
        "sentence": sentence_of(refusal) if refusal else "",
        "scanned": _scanned(officer, sitting, request.GET.get("so", "")),
        **_rights(officer),
    }
    facts |= _at_counter(officer, sitting) if sitting else _seats(officer)
    return render(request, "desk/queue.html", facts, status=status_of(refusal) if refusal else 200)


def _scanned(officer: Officer, sitting: Any, reference: str) -> Scanned | None:
    """The number whose slip was scanned, of the officer's own desks; what may be done with it at this counter."""
    if not reference:
        return None
    try:
        found = selectors.ticket_with_reference(reference[:20])
    except Refusal:
        return None
    if found.desk_id not in desks_of(officer):
        return None
    today = local_day(officer.at)
    is_here = sitting is not None and sitting.counter.desk_id == found.desk_id and found.day == today
    return Scanned(
        ticket=found,
        state=STATE_NAMES[State(found.state)],
        service=_names(selectors.services_on(found.desk_id, found.day)).get(found.service_id, ""),
        may_call=is_here and found.state == State.WAITING,
        may_bring_back=is_here and found.state == State.NO_SHOW,
    )


def _rights(officer: Officer) -> dict[str, bool]:
    """Which pages beside this one open for the officer."""
    return {"is_head": bool(desks_of(officer, *HEAD)), "is_receiver": bool(desks_of(officer, *RECEIVERS))}


def _seats(officer: Officer) -> dict[str, Any]:
    day = local_day(officer.at)
    desks = [
        (
            desk_on(one, day),
            selectors.counters_of(one),
            {seat.counter_id: seat for seat in selectors.sittings_at(one)},
        )
        for one in desks_of(officer)
    ]
    return {
        "desks": [
            (desk, [(counter, there.get(counter.pk)) for counter in counters])
            for desk, counters, there in desks
        ],
        "has_counters": any(counters for _, counters, _ in desks),
    }


def _at_counter(officer: Officer, sitting: Any) -> dict[str, Any]:
    day = local_day(officer.at)
    turn = selectors.turn_at(sitting.counter_id)
    offered = selectors.services_on(sitting.counter.desk_id, day)
    return {
        "turn": turn,
        "service": _names(offered).get(turn.service_id, "") if turn else "",
        "priority": PRIORITY_NAMES[Priority(turn.ticket.priority)]
        if turn and turn.ticket.priority != "none"
        else "",
        "others": [one for one in offered if turn is None or one.service_id != turn.ticket.service_id],
        "desk_name": desk_on(sitting.counter.desk_id, day).name,
        "screen": sitting.counter.desk_id,
        "last": [
            (one, OUTCOME_NAMES[Outcome(one.outcome)])
            for one in selectors.last_turns(sitting.counter_id, officer.at)
        ],
        **_line(officer, sitting),
    }


def _names(offered: list[Any]) -> dict[UUID, str]:
    return {one.service_id: one.name for one in offered}


def _line(officer: Officer, sitting: Any) -> dict[str, Any]:
    desk_id = sitting.counter.desk_id
    names = _names(selectors.services_on(desk_id, local_day(officer.at)))
    tickets = selectors.line(desk_id, officer.at, sitting.counter)
    return {
        "rows": [_waiting(one, names) for one in tickets[:SHOWN]],
        "waiting": len(tickets),
        "more": max(0, len(tickets) - SHOWN),
        "missed": selectors.missed(desk_id, officer.at),
        "at": officer.at,
    }


def _waiting(ticket: Any, names: dict[UUID, str]) -> Waiting:
    is_first = ticket.lane == "first"
    return Waiting(
        ticket=ticket,
        service=names.get(ticket.service_id, ""),
        priority=PRIORITY_NAMES[Priority(ticket.priority)] if ticket.priority != "none" else "",
        channel=CHANNEL_NAMES[Channel(ticket.channel)],
        is_first=is_first,
    )


@permission(*CALLERS)
@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """The line beside the counter, asked for every few seconds."""
    officer = officer_of(request)
    sitting = selectors.sitting_of(officer.account_id)
    if sitting is None:
        raise Http404
    return render(request, "desk/queue_line.html", _line(officer, sitting))


def _act(request: HttpRequest, officer: Officer) -> None:
    posted = request.POST
    me: dict[str, Any] = {"account_id": officer.account_id, "at": officer.at}
    named = id_of(posted.get("ticket", ""))
    acts: dict[str, Callable[[], Any]] = {
        "sit": lambda: services.sit_down(counter_id=_id(posted.get("counter", "")), **me),
        "leave": lambda: services.leave(**me),
        "next": lambda: services.call_next(seen=id_of(posted.get("seen", "")), **me),
        "again": lambda: services.call_again(**me),
        "serve": lambda: services.serve(**me),
        "finish": lambda: services.finish(**me),
        "no_show": lambda: services.note_no_show(**me),
        "put_back": lambda: services.put_back(**me),
        "transfer": lambda: services.transfer(service_id=_id(posted.get("service", "")), **me),
        "call": lambda: services.call_ticket(ticket_id=_id(str(named or "")), **me),
        "bring_back": lambda: services.bring_back(ticket_id=_id(str(named or "")), **me),
    }
    act = acts.get(posted.get("act", ""))
    if act is None:
        raise Http404
    done = act()
    if posted["act"] == "next" and done is None:
        messages.success(request, gettext("Đã xong. Hiện không còn ai chờ ở quầy này."))


def _id(text: str) -> UUID:
    found = id_of(text)
    if found is None:
        raise Http404
    return found


@permission(*CALLERS)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A number for somebody in front of the desk; an appointment by its reference (lấy số hộ, xác nhận lịch hẹn)."""
    officer = officer_of(request)
    desk_ids, day = desks_of(officer), local_day(officer.at)
    wanted = id_of(request.POST.get("desk") or request.GET.get("desk") or "")
    desk_id = wanted if wanted in desk_ids else desk_ids[0]
    facts: dict[str, Any] = {"sentence": "", "taken": None}
    status = 200
    if request.method == "POST":
        try:
            facts["taken"] = _give(request, officer, desk_id)
        except Refusal as refusal:
            facts["sentence"], status = sentence_of(refusal), status_of(refusal)
    facts |= {
        "desk": desk_on(desk_id, day),
        "desks": [(str(one), desk_on(one, day).name) for one in desk_ids],
        "services": [
            (str(one.service_id), f"{one.prefix} · {one.name}") for one in selectors.services_on(desk_id, day)
        ],
        "priorities": [(str(key), name) for key, name in PRIORITY_NAMES.items()],
        **_rights(officer),
        "appointments": selectors.appointments_of_day(desk_id, day),
        "typed": request.POST or {"reference": request.GET.get("ma", "")[:20]},
    }
    return render(request, "desk/queue_give.html", facts, status=status)


def _give(request: HttpRequest, officer: Officer, desk_id: UUID) -> Any:
    posted = request.POST
    if posted.get("act") == "appointment":
        found = selectors.appointment_typed(posted.get("reference", "")[:40])
        return services.check_in(appointment_id=found.pk, desk_id=desk_id, at=officer.at).ticket
    service_id = id_of(posted.get("service", ""))
    offered = {one.service_id for one in selectors.services_on(desk_id, local_day(officer.at))}
    if service_id not in offered:
        raise Http404
    priority = posted.get("priority", "none")
    return services.take_ticket(
        service_id=service_id,
        channel=Channel.DESK,
        priority=Priority(priority) if priority in set(Priority) else Priority.NONE,
        at=officer.at,
    ).ticket


@permission(*HEAD)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who waits now, and the figures of some days, by service, counter and day (thống kê hàng chờ)."""
    officer = officer_of(request)
    desk_ids, today = desks_of(officer, *HEAD), local_day(officer.at)
    wanted = id_of(request.GET.get("desk", ""))
    desk_id = wanted if wanted in desk_ids else desk_ids[0]
    since, until = _days(request, today)
    facts = {
        "desk": desk_on(desk_id, today),
        "desks": [(str(one), desk_on(one, today).name) for one in desk_ids],
        **_rights(officer),
        "offers": selectors.offers(desk_id, officer.at),
        "sittings": selectors.sittings_at(desk_id),
        "oldest": next(iter(sorted(selectors.line(desk_id, officer.at), key=lambda one: one.lines_at)), None),
        "at": officer.at,
        "since": since,
        "until": until,
        "found": selectors.summary(desk_id, since, until),
    }
    return render(request, "desk/queue_figures.html", facts)


def _days(request: HttpRequest, today: date) -> tuple[date, date]:
    def read(name: str) -> date:
        try:
            return date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return today

    since, until = sorted((read("tu"), read("den")))
    return max(since, until - LONGEST_SPAN), until


@permission(*HEAD)
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The services of a desk and its counters, arranged by its head."""
    officer = officer_of(request)
    desk_ids, day = desks_of(officer, *HEAD), local_day(officer.at)
    wanted = id_of(request.POST.get("desk") or request.GET.get("desk") or "")
    desk_id = wanted if wanted in desk_ids else desk_ids[0]
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(lambda: _arrange(request, officer, desk_id))
        if refusal is None:
            messages.success(request, gettext("Đã lưu cách bố trí hàng chờ."))
            return redirect(f"{request.path}?desk={desk_id}")
    versions = selectors.versions_from(desk_id, day)
    chosen = id_of(request.GET.get("dich-vu", ""))
    offered = selectors.services_on(desk_id, day)
    facts = {
        "desk": desk_on(desk_id, day),
        "desks": [(str(one), desk_on(one, day).name) for one in desk_ids],
        **_rights(officer),
        "versions": versions,
        "chosen": next((one for one in offered if one.service_id == chosen), None),
        "services": [(str(one.service_id), f"{one.prefix} · {one.name}") for one in offered],
        "counters": [
            (one, {str(service.pk) for service in one.services.all()})
            for one in selectors.counters_of(desk_id, active_only=False)
        ],
        "names": {str(one.service_id): f"{one.prefix} · {one.name}" for one in offered},
        "fields": [(one.key, one.name) for one in browse(day).fields],
        "today": day,
        "typed": request.POST if refusal else {},
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/queue_setup.html", facts, status=status_of(refusal) if refusal else 200)


def _arrange(request: HttpRequest, officer: Officer, desk_id: UUID) -> None:
    posted = request.POST
    me: dict[str, Any] = {"officer": officer.actor(desk_id=desk_id), "at": officer.at}
    today = local_day(officer.at)
    match posted.get("act"):
        case "usual":
            services.open_usual(
                desk_id=desk_id, counters=number_of(posted.get("count", ""), most=20) or 1, **me
            )
        case "service":
            services.set_service(
                desk_id=desk_id,
                service_id=id_of(posted.get("service", "")),
                facts=services.ServiceFacts(
                    name=posted.get("name", "")[:120],
                    prefix=posted.get("prefix", "")[:4],
                    minutes=number_of(posted.get("minutes", ""), most=999) or 0,
                    slot_minutes=number_of(posted.get("slot_minutes", ""), most=999) or 0,
                    slot_capacity=number_of(posted.get("slot_capacity", ""), most=99) or 0,
                    is_online=bool(posted.get("is_online")),
                    fields=tuple(one[:200] for one in posted.getlist("fields")),
                ),
                valid_from=max(_day(posted.get("valid_from", ""), today), today),
                instrument=posted.get("instrument", "")[:300],
                **me,
            )
        case "end":
            last_day = max(_day(posted.get("last_day", ""), today), today)
            services.end_service(service_id=_id(posted.get("service", "")), last_day=last_day, **me)
        case "counter":
            services.set_counter(
                desk_id=desk_id,
                number=number_of(posted.get("number", ""), most=999) or 0,
                name=posted.get("counter_name", "")[:120],
                service_ids=[_id(one) for one in posted.getlist("services")],
                is_active=not posted.get("is_closed"),
                **me,
            )
        case _:
            raise Http404


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
