"""The kiosk: read about procedures, look up a dossier, take a number, rate; then it forgets (TN14-4.3c, TN14-5.1c)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import Engine
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.agencies.selectors import desk_on
from motcua.documents.codes import qr_svg
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal, Unknown
from motcua.operations.selectors.devices import has_printer
from motcua.operations.services.devices import enrol as enrol_device
from motcua.procedures.rules import fees_for, limit_for
from motcua.procedures.selectors import browse, procedure_page, search
from motcua.queues import selectors, services
from motcua.queues.rules import PRIORITY_NAMES, Channel, Priority
from motcua.sites.kiosk.device import Device, refuse_if_too_often, remember, used
from motcua.sites.kiosk.frame import LOOK, at_kiosk, show
from motcua.sites.kiosk.scanned import scanned
from motcua.sites.ui.bundles import bundle as bundle_address
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.theme import theme
from motcua.sites.ui.typed import id_of, number_of, page_of
from motcua.status.selectors import answer, normal_code

PAGE = 6
LONGEST = 80


@permission("public")
@require_safe
@ensure_csrf_cookie
@at_kiosk
def home(request: HttpRequest, device: Device) -> HttpResponse:
    """The start: four large ways."""
    offered = selectors.services_on(device.desk_id, local_day(now()))
    return show(request, device, "home", {"gives_numbers": bool(offered)})


@permission("public")
@require_http_methods(["GET", "POST"])
@limited("enrol", per_minute=10)
def enrol(request: HttpRequest) -> HttpResponse:
    """Make this machine a device with the one-time code of the administrator or of the head of the desk."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            device = enrol_device(typed=request.POST.get("code", "")[:20], at=now())
        except Refusal as refused:
            refusal = refused
        else:
            where = reverse("kiosk:home")
            if device.kind == "screen":
                where = reverse("kiosk:screen", args=[device.desk_id])
            return remember(redirect(where), device)
    sentence = sentence_of(refusal) if refusal else ""
    facts = {"sentence": sentence, "looks": [], "at": now()}
    return render(request, "kiosk/enrol.html", facts, status=status_of(refusal) if refusal else 200)


@permission("public")
@require_safe
@at_kiosk
def procedures(request: HttpRequest, device: Device) -> HttpResponse:
    """Find a procedure by words, with or without marks, or by its field."""
    day, q = local_day(now()), _asked(request, "q")
    field, page = _asked(request, "linh-vuc", 200), page_of(_asked(request, "trang"))
    if not (q or field):
        return show(request, device, "fields", {"fields": browse(day).fields})
    found = search(q, day=day, field=field, offset=(page - 1) * PAGE, limit=PAGE)
    here = {"q": q, "linh-vuc": field}
    facts = {
        "q": q,
        "field": field,
        "found": found,
        "previous": urlencode({**here, "trang": page - 1}) if page > 1 else "",
        "next": urlencode({**here, "trang": page + 1}) if page * PAGE < found.total else "",
    }
    return show(request, device, "procedures", facts)


@permission("public")
@require_safe
@at_kiosk
def procedure(request: HttpRequest, device: Device, slug: str) -> HttpResponse:
    """What one needs to know before the counter, a QR to read it at home, and the number for it."""
    day = local_day(now())
    page = procedure_page(slug, day)
    used(device, "procedure")
    facts = {
        "page": page,
        "document": page.document,
        "limit": limit_for(page.document),
        "fees": fees_for(page.document, day=day),
        "qr": qr_svg(f"{settings.BASE_URL}{reverse('portal:procedure', args=[slug])}"),
        "service": selectors.service_for_field(device.desk_id, page.card.field, day),
    }
    return show(request, device, "procedure", facts)


@permission("public")
@require_http_methods(["GET", "POST"])
@at_kiosk
def lookup(request: HttpRequest, device: Device) -> HttpResponse:
    """Where a dossier is, by its code: the public status and nothing of the applicant (TN14-5.1c, TN14-8.4)."""
    typed = request.POST.get("ma", "").strip()[:LONGEST].replace("\x00", "")
    if not typed:
        return show(request, device, "lookup", {"typed": ""})
    try:
        refuse_if_too_often(device)
        return _status(request, device, scanned(typed).code)
    except Refusal as refusal:
        facts = {"typed": typed, "error": sentence_of(refusal)}
        return show(request, device, "lookup", facts, status=status_of(refusal))


def _status(request: HttpRequest, device: Device, code: str) -> HttpResponse:
    """The one public answer. Refuses NotACode, UnknownCode."""
    found, at = answer(code), now()
    used(device, "lookup")
    due = (
        due_view(found.due_at, at, finished_at=found.decided_at or found.finished_at)
        if found.due_at
        else None
    )
    offered = selectors.services_on(device.desk_id, local_day(at))
    return show(request, device, "status", {"found": found, "due": due, "service": next(iter(offered), None)})


@permission("public")
@require_POST
@at_kiosk
def scan(request: HttpRequest, device: Device) -> HttpResponse:
    """What a scanner or the camera read: an appointment is kept, a number shown, a dossier looked up."""
    try:
        read = scanned(request.POST.get("text", ""))
    except Refusal as garbled:
        return show(request, device, "lookup", {"typed": "", "error": sentence_of(garbled)}, status=422)
    if read.is_card or not read.code:
        words = gettext(
            "Ki-ốt không đọc mã trên thẻ căn cước. Quét mã trên giấy tiếp nhận hoặc phiếu số thứ tự."
        )
        return show(request, device, "lookup", {"typed": "", "error": words}, status=422)
    try:
        refuse_if_too_often(device)
        return (
            _appointment(device, read.code)
            or _number(device, read.code)
            or _status(request, device, read.code)
        )
    except Refusal as refusal:
        facts = {"typed": read.code, "error": sentence_of(refusal)}
        return show(request, device, "lookup", facts, status=status_of(refusal))


def _appointment(device: Device, code: str) -> HttpResponse | None:
    """Whoever holds an appointment came; null when it is none. Refuses what `check_in` refuses."""
    try:
        found = selectors.appointment_typed(code)
    except Unknown:
        return None
    taken = services.check_in(appointment_id=found.pk, desk_id=device.desk_id, at=now())
    used(device, "ticket")
    return redirect(f"{reverse('kiosk:ticket', args=[taken.ticket.reference])}?moi=1")


def _number(device: Device, code: str) -> HttpResponse | None:
    """A number of today at this desk: served ones are rated, the others shown; null when it is none."""
    try:
        found = selectors.ticket_with_reference(code)
    except Unknown:
        return None
    if found.desk_id == device.desk_id and found.state == "done":
        return redirect(f"{reverse('kiosk:rate')}?so={found.reference}")
    return redirect("kiosk:ticket", found.reference)


@permission("public")
@require_http_methods(["GET", "POST"])
@at_kiosk
def take(request: HttpRequest, device: Device) -> HttpResponse:
    """Take a number: which service, whether the law puts one first (lấy số thứ tự)."""
    at = now()
    sent = request.POST if request.method == "POST" else request.GET
    code = _dossier(sent.get("ma", ""))
    offers = selectors.offers(device.desk_id, at)
    chosen = next((one for one in offers if one.service.service_id == id_of(sent.get("dich-vu", ""))), None)
    facts: dict[str, Any] = {"offers": offers, "chosen": chosen, "code": code}
    if request.method == "GET" or chosen is None:
        facts["priorities"] = list(PRIORITY_NAMES.items())
        return show(request, device, "take" if chosen is None else "priority", facts)
    wanted = sent.get("uu-tien", "")
    taken = services.take_ticket(
        service_id=chosen.service.service_id,
        channel=Channel.KIOSK,
        priority=Priority(wanted) if wanted in set(Priority) else Priority.NONE,
        dossier_code=code,
        at=at,
    )
    used(device, "ticket")
    return redirect(f"{reverse('kiosk:ticket', args=[taken.ticket.reference])}?moi=1")


def _dossier(text: str) -> str:
    """The code of a dossier, in the form it is kept in; "" for anything else."""
    try:
        return normal_code(text)
    except Refusal:
        return ""


@permission("public")
@require_safe
@at_kiosk
def ticket(request: HttpRequest, device: Device, reference: str) -> HttpResponse:
    """A number with its QR, to print or to photograph; printed by itself where a printer is."""
    found = selectors.ticket_with_reference(reference)
    place = selectors.place_of(found, now())
    facts = {
        "ticket": found,
        "place": place,
        "qr": qr_svg(f"{settings.BASE_URL}{reverse('portal:ticket', args=[found.reference])}"),
        "prints": "moi" in request.GET and has_printer(device.desk_id),
        "ticket_desk": desk_on(found.desk_id, found.day),
    }
    return show(request, device, "ticket", facts)


@permission("public")
@require_http_methods(["GET", "POST"])
@at_kiosk
def rate(request: HttpRequest, device: Device) -> HttpResponse:
    """How one was served, once for each number (đánh giá)."""
    if request.method == "GET":
        return show(request, device, "rate", {"typed": _asked(request, "so")})
    typed = request.POST.get("so", "").strip()[:LONGEST].replace("\x00", "")
    try:
        refuse_if_too_often(device)
        services.rate(
            desk_id=device.desk_id, typed=typed, score=number_of(request.POST.get("diem", "")) or 0, at=now()
        )
    except Refusal as refusal:
        facts = {"typed": typed, "error": sentence_of(refusal)}
        return show(request, device, "rate", facts, status=status_of(refusal))
    used(device, "rating")
    return show(request, device, "thanks")


@permission("public")
@require_http_methods(["GET", "POST"])
@never_cache
def forget(request: HttpRequest) -> HttpResponse:
    """Back to the start; nothing of the one before is left: neither language nor look nor session."""
    request.session.flush()
    response = redirect("kiosk:home")
    for name in (LOOK, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    return response


@permission("public")
@require_safe
def cut(request: HttpRequest) -> HttpResponse:
    """What the kiosk says by itself while the network is away; kept on the machine, so the same for everybody."""
    return render(request, "kiosk/cut.html", {"looks": [], "at": None})


@permission("public")
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: when no page comes, it shows the page kept for that."""
    files = [bundle_address(name) for name in ("kiosk.css", "kiosk.js", "icons.svg")]
    files += [reverse(name, args=[theme().version]) for name in ("ui:colours", "ui:emblem")]
    source = str(Engine.get_default().get_template("kiosk/cut.html").source)
    facts = {"page": reverse("kiosk:cut"), "files": files, "mark": f"{len(source)}-{theme().version}"}
    return render(request, "kiosk/worker.js", facts, content_type="text/javascript; charset=utf-8")


def _asked(request: HttpRequest, name: str, longest: int = LONGEST) -> str:
    return str(request.GET.get(name, "")).strip()[:longest].replace("\x00", "")
