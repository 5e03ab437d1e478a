"""Papers that came by post: the envelope is entered, then its dossier, dated by the true arrival (TN19-10.1, HG-3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.agencies.selectors import desk_on
from motcua.custody.post.errors import ArrivalImpossible
from motcua.custody.post.selectors import envelope_in
from motcua.dossiers.access import visible_to
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import find_dossiers
from motcua.journey.context import documents_of
from motcua.journey.post_in import EnvelopeFacts, begin_from_envelope, record_envelope
from motcua.journey.reading.scan import code_in
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.procedures.selectors import release_on, search
from motcua.sites.desk.officers import RECEIVERS, Officer, desk_ids_of, fresh_key, officer_of
from motcua.sites.ui.filing import posted_key
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Read the envelope and enter it: sender, postmark, arrival, number."""
    officer = officer_of(request)
    desks = desk_ids_of(officer)
    desk_id = id_of(request.POST.get("desk", ""))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = record_envelope(
                facts=_facts(request, officer),
                desk_id=desk_id if desk_id in desks else desks[0],
                officer=officer.actor(desk_id=desk_id),
                scope=officer.scope,
                at=officer.at,
                key=posted_key(request) or UUID(fresh_key()),
            )
        except Refusal as refused:
            refusal = refused
        else:
            words = gettext("Đã ghi phong bì đến số {number}.").format(number=made)
            messages.success(request, words)
            return redirect("desk:envelope", made.pk)
    facts = {
        "key": fresh_key(),
        "typed": request.POST if refusal else {"waybill": request.GET.get("so", "")[:60]},
        "desks": [(str(one), desk_on(one, local_day(officer.at)).name) for one in desks],
        "now": f"{officer.at.astimezone(TZ):%Y-%m-%dT%H:%M}",
        "today": f"{local_day(officer.at):%Y-%m-%d}",
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/envelope_new.html", facts, status=status_of(refusal) if refusal else 200)


def _facts(request: HttpRequest, officer: Officer) -> EnvelopeFacts:
    """Refuses ArrivalImpossible, PhoneInvalid, UnknownDossier."""
    posted = request.POST
    phone = posted.get("sender_phone", "").strip()
    try:
        arrived_at = datetime.fromisoformat(posted.get("arrived_at", ""))
        sent_on = date.fromisoformat(posted["sent_on"]) if posted.get("sent_on") else None
    except ValueError as broken:
        raise ArrivalImpossible from broken
    return EnvelopeFacts(
        sender_name=posted.get("sender_name", ""),
        arrived_at=arrived_at if arrived_at.tzinfo else arrived_at.replace(tzinfo=TZ),
        sender_phone=parse_phone(phone) if phone else "",
        sender_address=posted.get("sender_address", ""),
        carrier_name=posted.get("carrier_name", ""),
        waybill=posted.get("waybill", ""),
        sent_on=sent_on,
        contents=posted.get("contents", ""),
        dossier_id=_dossier(posted.get("dossier", "").strip()[:200], officer),
    )


def _dossier(typed: str, officer: Officer) -> UUID | None:
    """The dossier whose code stands on the letter. Refuses with UnknownDossier."""
    if not typed:
        return None
    code = code_in(typed)
    found = [
        one
        for one in find_dossiers(visible_to(officer.scope), code)[0]
        if code.upper() in {one.code, one.reference}
    ]
    if len(found) != 1:
        raise UnknownDossier
    return found[0].pk


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def envelope(request: HttpRequest, envelope_id: UUID) -> HttpResponse:
    """One envelope: what was read on it, and its dossier or the way to make one."""
    officer = officer_of(request)
    found = envelope_in(envelope_id, officer.scope)
    day, words = local_day(found.arrived_at), request.GET.get("q", "").strip()[:100]
    if request.method == "POST":
        draft = begin_from_envelope(
            envelope_id=envelope_id,
            procedure=request.POST.get("procedure", "")[:60],
            case=_case(request, day),
            officer=officer.actor(desk_id=found.desk_id),
            scope=officer.scope,
            at=officer.at,
        )
        return redirect("desk:counter_applicant", draft.pk)
    chosen = release_on(request.GET["chon"], day) if request.GET.get("chon") else None
    facts = {
        "it": found,
        "words": words,
        "found": search(words, day=day) if words else None,
        "chosen": chosen,
        "document": documents_of(chosen.pk)[0] if chosen else None,
        "may_supplement": found.dossier is not None and found.dossier.state == "supplement_requested",
    }
    return render(request, "desk/envelope.html", facts)


def _case(request: HttpRequest, day: date) -> str:
    release = release_on(request.POST.get("procedure", ""), day)
    cases = {case.id for case in documents_of(release.pk)[0].cases}
    return request.POST["case"] if request.POST.get("case") in cases else ""
