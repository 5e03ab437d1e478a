"""A number from home on the same day, an appointment on another: without an account, by reference and secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.selectors import desk_names_on, desk_on
from motcua.documents.codes import qr_svg
from motcua.kernel.clock import local, local_day, now
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_email
from motcua.kernel.text import fold
from motcua.parties.selectors import sealer
from motcua.queues import selectors, services
from motcua.queues.errors import DeskClosed
from motcua.queues.rules import PRIORITY_NAMES, Channel, Priority
from motcua.queues.selectors.hours import require_open
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.pages import MAP_BRANCHES, Branch
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited, refuse_if_too_often
from motcua.sites.ui.refusals import sentence_of, status_of

SECRETS = "queue_secrets"
MOST_SECRETS = 8
LONGEST = 80
SHOWN = 40


@permission("public")
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The desks where one may take a number or an appointment, found by name."""
    day, q = local_day(now()), _asked(request, "q")
    names = desk_names_on(selectors.desks_with_queue(day), day)
    words = fold(q).split()
    found = sorted(
        (name, desk_id) for desk_id, name in names.items() if all(word in fold(name) for word in words)
    )
    facts = {"q": q, "desks": found[:SHOWN], "more": max(0, len(found) - SHOWN), "has_any": bool(names)}
    return render(request, "queue/desks.html", facts)


@permission("public")
@require_http_methods(["GET", "POST"])
@never_cache
def desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """The services of a desk: who waits now, a number for today, an appointment for later."""
    at = now()
    refusal: Refusal | None = None
    if request.method == "POST":
        refuse_if_too_often(request, "queue", per_minute=6)
        try:
            taken = services.take_ticket(
                service_id=_id(request.POST.get("service", "")),
                channel=Channel.ONLINE,
                priority=_priority(request),
                at=at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            _keep(request, taken.ticket.reference, taken.secret)
            return redirect("portal:ticket", taken.ticket.reference)
    facts = {
        "desk": desk_on(desk_id, local_day(at)),
        "offers": selectors.offers(desk_id, at),
        "closed": _closed(desk_id, at),
        "priorities": [(str(key), name) for key, name in PRIORITY_NAMES.items() if key is not Priority.NONE],
        "sentence": sentence_of(refusal) if refusal else "",
        "at": at,
    }
    return render(request, "queue/desk.html", facts, status=status_of(refusal) if refusal else 200)


def _closed(desk_id: UUID, at: datetime) -> str:
    """Why no number is given now; "" while they are."""
    try:
        require_open(desk_id, at, is_far=True)
    except DeskClosed as closed:
        return sentence_of(closed)
    return ""


@permission("public")
@require_http_methods(["GET", "POST"])
@never_cache
@limited("lookup", per_minute=30)
def ticket(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a number stands, for whoever has its reference; who took it here may give it up."""
    at = now()
    found = selectors.ticket_with_reference(reference)
    secret = _secret(request, found.reference)
    if request.method == "POST":
        refusal = _attempt(lambda: services.cancel_ticket(ticket_id=found.pk, typed_secret=secret, at=at))
        if refusal is None:
            messages.success(request, gettext("Đã huỷ số thứ tự."))
        else:
            messages.error(request, sentence_of(refusal))
        return redirect("portal:ticket", found.reference)
    facts = {
        "ticket": found,
        "place": selectors.place_of(found, at),
        "desk": desk_on(found.desk_id, found.day),
        "may_cancel": bool(secret) and found.state == "waiting",
        "at": at,
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "queue/ticket_state.html" if is_part else "queue/ticket.html", facts)


@permission("public")
@require_http_methods(["GET", "POST"])
@never_cache
def book(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Choose a day and a slot; an address for the confirmation and the reminder if one likes."""
    at = now()
    service = selectors.service_on(service_id, local_day(at))
    days = selectors.days_open(service, at) if service.slot_capacity else []
    day = next((one for one in days if one.isoformat() == _asked(request, "ngay")), None)
    refusal: Refusal | None = None
    if request.method == "POST":
        refuse_if_too_often(request, "queue", per_minute=6)
        try:
            email = request.POST.get("email", "").strip()[:254]
            made = services.book(
                service_id=service_id,
                starts_at=_instant(request.POST.get("slot", "")),
                email=parse_email(email) if email else "",
                account_id=account_of(request),
                priority=_priority(request),
                language=get_language() or "vi",
                at=at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            _keep(request, made.appointment.reference, made.secret)
            return redirect(_page_of(made.appointment.reference))
    day = day or _first_with_room(service_id, days, at)
    facts = {
        "service": service,
        "desk": desk_on(service.desk_id, local_day(at)),
        "days": days,
        "day": day,
        "slots": selectors.slots_of(service_id, day, at) if day else [],
        "priorities": [(str(key), name) for key, name in PRIORITY_NAMES.items() if key is not Priority.NONE],
        "typed": request.POST if refusal else {},
        "sentence": sentence_of(refusal) if refusal else "",
        "email": request.user.email if account_of(request) and request.user.is_authenticated else "",
    }
    return render(request, "queue/book.html", facts, status=status_of(refusal) if refusal else 200)


def _first_with_room(service_id: UUID, days: list[date], at: datetime) -> date | None:
    """The nearest day with a free place, so that nobody searches; the nearest day when the first few are full."""
    for one in days[:5]:
        if any(slot.free for slot in selectors.slots_of(service_id, one, at)):
            return one
    return next(iter(days), None)


@permission("public")
@require_http_methods(["GET", "POST"])
@never_cache
@limited("lookup", per_minute=30)
def appointment(request: HttpRequest) -> HttpResponse:
    """An appointment by its reference; its secret moves or cancels it."""
    at = now()
    typed = (request.POST.get("ma") or request.GET.get("ma") or "").strip()[:LONGEST].replace("\x00", "")
    facts: dict[str, Any] = {"typed": typed, "sentence": "", "found": None}
    if not typed:
        return render(request, "queue/appointment.html", facts)
    try:
        found = selectors.appointment_typed(typed)
        if request.method == "POST":
            _change(request, found, at)
            return redirect(_page_of(found.reference))
    except Refusal as refusal:
        facts |= {"sentence": sentence_of(refusal)}
        status = status_of(refusal)
        found = _again(typed)
    else:
        status = 200
    if found is not None:
        facts |= _shown(request, found, at)
    return render(request, "queue/appointment.html", facts, status=status)


def _again(typed: str) -> Any:
    try:
        return selectors.appointment_typed(typed)
    except Refusal:
        return None


def _shown(request: HttpRequest, found: Any, at: datetime) -> dict[str, Any]:
    service = selectors.service_on(found.service_id, local_day(found.starts_at))
    secret = _secret(request, found.reference)
    is_open = found.state == "booked" and found.starts_at > at
    days = selectors.days_open(service, at) if secret and is_open else []
    day = next((one for one in days if one.isoformat() == _asked(request, "ngay")), None)
    return {
        "found": found,
        "service": service,
        "desk": desk_on(found.desk_id, local_day(found.starts_at)),
        "secret": secret,
        "is_open": is_open,
        "qr": qr_svg(f"{settings.BASE_URL}{_page_of(found.reference)}"),
        "days": days,
        "day": day,
        "slots": selectors.slots_of(found.service_id, day, at) if day else [],
    }


def _page_of(reference: str) -> str:
    return f"{reverse('portal:appointment')}?{urlencode({'ma': reference})}"


def _change(request: HttpRequest, found: Any, at: datetime) -> None:
    """Prove the secret, move, or cancel. Refuses UnknownAppointment for a secret that does not fit, and more."""
    posted = request.POST
    secret = posted.get("secret", "")[:40] or _secret(request, found.reference)
    match posted.get("act"):
        case "prove":
            services.prove(appointment_id=found.pk, typed_secret=secret)
            _keep(request, found.reference, secret)
        case "move":
            services.move(
                appointment_id=found.pk,
                typed_secret=secret,
                starts_at=_instant(posted.get("slot", "")),
                at=at,
            )
            messages.success(request, gettext("Đã đổi lịch hẹn."))
        case "cancel":
            services.cancel(appointment_id=found.pk, typed_secret=secret, at=at)
            messages.success(request, gettext("Đã huỷ lịch hẹn. Chỗ này dành cho người khác."))
        case _:
            raise Http404


def _keep(request: HttpRequest, reference: str, secret: str) -> None:
    """This visit took or proved it: it may change it without typing the secret again; sealed in the session."""
    kept: dict[str, str] = request.session.get(SECRETS, {})
    last = list(kept.items())[-MOST_SECRETS + 1 :]
    request.session[SECRETS] = {**dict(last), reference: sealer().seal(secret)}


def _secret(request: HttpRequest, reference: str) -> str:
    sealed = request.session.get(SECRETS, {}).get(reference, "")
    return sealer().open(sealed) if sealed else ""


def _priority(request: HttpRequest) -> Priority:
    wanted = request.POST.get("priority", "")
    return Priority(wanted) if wanted in set(Priority) else Priority.NONE


def _instant(text: str) -> datetime:
    try:
        return local(text)
    except ValueError as garbled:
        raise Http404 from garbled


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as garbled:
        raise Http404 from garbled


def _attempt(act: Callable[[], Any]) -> Refusal | None:
    try:
        act()
    except Refusal as refusal:
        return refusal
    return None


def _asked(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name, "")).strip()[:LONGEST].replace("\x00", "")


def queue_branch() -> list[Branch]:
    """Numbers and appointments on the map of the portal."""
    return [Branch(gettext("Lấy số, đặt lịch hẹn"), reverse("portal:queue"))]


MAP_BRANCHES.append(queue_branch)
