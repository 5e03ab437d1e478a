"""The public post at a desk: pack results, give them to the postman, follow parcels (DN15-4.3c)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.custody.errors import ItemsOwed, PaperElsewhere
from motcua.custody.post.errors import ParcelOnItsWay, StatusUnknown
from motcua.custody.post.rules import Address
from motcua.dossiers.selectors import parties_of
from motcua.journey import post, post_back, post_in, postman
from motcua.journey.reading import post as reading
from motcua.kernel.clock import TZ
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.sites.desk.officers import READERS, RECEIVERS, FormBroken, Officer, fresh_key, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.desk.views.files import pdf
from motcua.sites.desk.views.handover import compared_of, lines_to_compare
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of

REOPENED = {"wanted", "returned", "lost"}
"""States of a parcel in which the way of receiving may still be chosen."""
TELL = (
    ("under_way", _("Đang trên đường")),
    ("attempted", _("Chưa phát được, bưu tá sẽ phát lại")),
    ("delivered", _("Đã phát cho người nhận")),
    ("returned", _("Chuyển hoàn, đã về Bộ phận Một cửa")),
    ("lost", _("Thất lạc")),
)


@permission(*RECEIVERS)
def home(request: HttpRequest) -> HttpResponse:
    """What to pack, what waits for the postman, what is on its way, what came in, what went wrong."""
    return _home(request, officer_of(request))


def _home(
    request: HttpRequest,
    officer: Officer,
    refusal: Refusal | None = None,
    refused: dict[UUID, Refusal] | None = None,
) -> HttpResponse:
    desk = reading.post_desk(officer.scope)
    facts = {
        "desk": desk,
        "key": str(uuid4()),
        "sentence": sentence_of(refusal) if refusal else "",
        "rows": [
            {
                "it": one,
                "refused": sentence_of(why) if (why := (refused or {}).get(one.parcel.pk)) else "",
                "asks_reason": isinstance(why, PaperElsewhere | ItemsOwed),
                "picked": str(one.parcel.pk) in request.POST.getlist("parcel"),
                "waybill": request.POST.get(f"waybill-{one.parcel.pk}", ""),
                "reason": request.POST.get(f"reason-{one.parcel.pk}", ""),
                "items": [(item, item.must_return) for item in one.items],
            }
            for one in desk.to_pack
        ],
        "carriers": [(str(one.pk), one.name) for one in desk.carriers],
        "carrier": request.POST.get("carrier", ""),
    }
    status = status_of(refusal) if refusal else 422 if refused else 200
    return render(request, "desk/post.html", facts, status=status)


@permission(*RECEIVERS)
@require_POST
def pack(request: HttpRequest) -> HttpResponse:
    """Close the ticked parcels; what is refused stays in the list with its reason."""
    officer = officer_of(request)
    picks = [
        post.Pack(
            parcel_id,
            collect=f"collect-{parcel_id}" in request.POST,
            item_ids=tuple(_ids(request, f"item-{parcel_id}")),
            paper_reason=request.POST.get(f"reason-{parcel_id}", "")[:500],
            waybill=request.POST.get(f"waybill-{parcel_id}", "")[:60],
        )
        for parcel_id in _ids(request, "parcel")
    ]
    try:
        refused = post.pack(
            picks=picks,
            carrier_id=id_of(request.POST.get("carrier", "")),
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=_key(request),
        )
    except Refusal as refusal:
        return _home(request, officer, refusal)
    done = len(picks) - len(refused)
    if done:
        words = ngettext("Đã đóng gói {count} bưu gửi.", "Đã đóng gói {count} bưu gửi.", done)
        messages.success(request, words.format(count=done))
    if refused:
        return _home(request, officer, refused=refused)
    return redirect("desk:post")


@permission(*RECEIVERS)
@require_POST
def fetch(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """A pick-up is passed on to the carrier, or dropped after a call."""
    officer = officer_of(request)
    try:
        if request.POST.get("act") == "drop":
            post_in.drop_pick_up(parcel_id=parcel_id, scope=officer.scope, at=officer.at)
        else:
            post_in.order_pick_up(
                parcel_id=parcel_id,
                carrier_id=id_of(request.POST.get("carrier", "")),
                waybill=request.POST.get("waybill", "")[:60],
                officer=officer.actor(),
                scope=officer.scope,
                at=officer.at,
            )
    except Refusal as refusal:
        return _home(request, officer, refusal)
    messages.success(request, gettext("Đã ghi nhận."))
    return redirect("desk:post")


@permission(*RECEIVERS)
@require_POST
def make_batch(request: HttpRequest) -> HttpResponse:
    """A record for the postman of the ticked parcels, with labels."""
    officer = officer_of(request)
    try:
        made = postman.make_batch(
            parcel_ids=_ids(request, "parcel"),
            officer=officer.actor(),
            scope=officer.scope,
            at=officer.at,
            key=_key(request),
        )
    except Refusal as refusal:
        return _home(request, officer, refusal)
    if len(made) > 1:
        messages.success(request, gettext("Đã lập {count} giấy bàn giao bưu chính.").format(count=len(made)))
        return redirect("desk:post")
    return redirect("desk:post_batch", made[0].pk)


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One record: labels, print, and the postman's confirmation."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(
            lambda: postman.give_to_postman(
                batch_id=batch_id,
                taken=_ids(request, "parcel"),
                postman=request.POST.get("postman", "")[:120],
                paper=request.POST.get("postman_paper", "")[:60],
                officer=officer.actor(),
                scope=officer.scope,
                at=officer.at,
                key=_key(request),
            )
        )
        if refusal is None:
            messages.success(request, gettext("Bưu tá đã nhận. Người nhận được báo số hiệu bưu gửi."))
            return redirect("desk:post_batch", batch_id)
    facts = {
        "page": reading.batch_page(batch_id, officer.scope),
        "key": fresh_key(),
        "typed": request.POST if refusal else {},
        "asked": request.POST.getlist("parcel") if refusal else None,
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/post_batch.html", facts, status=status_of(refusal) if refusal else 200)


@permission(*RECEIVERS)
def batch_pdf(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The record on A4 with both places to sign."""
    return pdf(request, *reading.batch_pdf(batch_id, officer_of(request).scope))


@permission(*RECEIVERS)
def batch_labels(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Labels of all parcels of a record, A6."""
    officer = officer_of(request)
    return pdf(request, *reading.batch_labels(batch_id, officer.scope, at=officer.at))


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def parcel(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """One parcel: where it is, what the carrier told; what may be done with it."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = attempt(lambda: _act(request, officer, parcel_id))
        if refusal is None:
            messages.success(request, gettext("Đã ghi nhận."))
            return redirect("desk:post_parcel", parcel_id)
    page = reading.parcel_page(parcel_id, officer.scope)
    if page.parcel.dossier_id:
        officer.has_read(page.parcel.dossier_id, "parcel")
    facts = {
        "page": page,
        "parcel": page.parcel,
        "key": fresh_key(),
        "tell": TELL,
        "typed": request.POST if refusal else {},
        "now": f"{officer.at.astimezone(TZ):%Y-%m-%dT%H:%M}",
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/post_parcel.html", facts, status=status_of(refusal) if refusal else 200)


def _act(request: HttpRequest, officer: Officer, parcel_id: UUID) -> None:
    who: dict[str, Any] = {"officer": officer.actor(), "scope": officer.scope, "at": officer.at}
    match request.POST.get("act"):
        case "unpack":
            post.unpack(parcel_id=parcel_id, **who)
        case "waybill":
            post.type_waybill(parcel_id=parcel_id, text=request.POST.get("waybill", "")[:60], **who)
        case "settled":
            post.settle_problem(parcel_id=parcel_id, **who)
        case "again":
            _send_again(officer, parcel_id, _key(request))
        case "tell":
            postman.tell_by_hand(
                parcel_id=parcel_id,
                status=request.POST.get("status", ""),
                happened_at=_moment(request.POST.get("happened_at", ""), officer.at),
                receiver=request.POST.get("receiver", "")[:200],
                words=request.POST.get("words", "")[:300],
                key=_key(request),
                **who,
            )
        case _:
            raise FormBroken


def _send_again(officer: Officer, parcel_id: UUID, key: UUID) -> None:
    """A parcel that came back is wanted once more, at the same address."""
    page = reading.parcel_page(parcel_id, officer.scope)
    one = page.parcel
    if not page.may_send_again or one.dossier_id is None:
        raise ParcelOnItsWay(number=str(one), state=one.state_name)
    ask = post_back.ask_return if one.purpose == "papers" else post.ask_delivery
    ask(
        dossier_id=one.dossier_id,
        to=Address(one.name, one.phone, one.address),
        wish=one.wish,
        actor=officer.actor(desk_id=one.desk_id),
        at=officer.at,
        key=key,
    )


@permission(*READERS)
def label(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """The label of one parcel, A6."""
    officer = officer_of(request)
    return pdf(request, *reading.parcel_label(parcel_id, officer.scope, at=officer.at))


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The applicant wants the result by post, or the originals of what ended without one; or comes after all.

    Originals of an online dossier are compared here before its result may travel.
    """
    officer = officer_of(request)
    dossier, wish = reading.wish_of(dossier_id, officer.scope)
    goes_back = reading.sends_back(dossier)
    refusal, form = None, None
    if request.method == "POST":
        form = sent(request)
        key, version = form.key, form.version
        who: dict[str, Any] = {
            "dossier_id": dossier_id,
            "actor": officer.actor(desk_id=dossier.desk_id),
            "at": officer.at,
            "key": key,
            "expected_version": version,
        }
        if request.POST.get("act") == "cancel":
            refusal = attempt(lambda: (post_back.cancel_return if goes_back else post.cancel_delivery)(**who))
        elif request.POST.get("act") == "compare":
            refusal = attempt(lambda: post.compare(compared=compared_of(request), **who))
        else:
            ask = post_back.ask_return if goes_back else post.ask_delivery
            refusal = attempt(
                lambda: ask(to=address_of(request), wish=request.POST.get("wish", "")[:300], **who)
            )
        if refusal is None:
            messages.success(request, _done(request.POST.get("act", ""), goes_back=goes_back))
            return redirect("desk:dossier", dossier_id)
        dossier, wish = reading.wish_of(dossier_id, officer.scope)
    party = parties_of(dossier.pk)["applicant"]
    facts = {
        "dossier": dossier,
        "wish": wish,
        "goes_back": goes_back,
        "is_open": wish is None or wish.state in REOPENED,
        "may_cancel": wish is not None and wish.state == "wanted",
        "given": wish or party,
        "name": wish.name if wish else party.full_name,
        "lines_to_compare": lines_to_compare(request, dossier, officer) if dossier.state == "decided" else [],
    }
    return show(request, "desk/post_delivery.html", facts, officer=officer, refusal=refusal, sent=form)


def _done(act: str, *, goes_back: bool) -> str:
    if act == "compare":
        return gettext("Đã ghi kết quả đối chiếu.")
    if goes_back:
        return gettext("Đã ghi nhận cách nhận lại bản chính.")
    return gettext("Đã ghi nhận cách nhận kết quả.")


def address_of(request: HttpRequest) -> Address:
    """The address as typed. Refuses with PhoneInvalid."""
    phone = request.POST.get("phone", "").strip()
    return Address(
        request.POST.get("name", "")[:200],
        parse_phone(phone) if phone else "",
        request.POST.get("address", "")[:400],
    )


def _moment(text: str, at: datetime) -> datetime:
    """When it happened, local time; refuses with StatusUnknown what is no time."""
    if not text:
        return at
    try:
        found = datetime.fromisoformat(text)
    except ValueError as broken:
        raise StatusUnknown from broken
    return found if found.tzinfo else found.replace(tzinfo=TZ)


def _ids(request: HttpRequest, name: str) -> list[UUID]:
    """Refuses with FormBroken."""
    try:
        return [UUID(text) for text in request.POST.getlist(name)]
    except ValueError as broken:
        raise FormBroken from broken


def _key(request: HttpRequest) -> UUID:
    """Refuses with FormBroken."""
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken
