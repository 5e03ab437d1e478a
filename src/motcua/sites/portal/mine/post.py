"""By post: the applicant wants the result at home, or the papers fetched there (TN19-10.1, DN15-4.3c)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.custody.post.rules import Address
from motcua.dossiers.selectors import parties_of
from motcua.journey.errors import PlaceUnknown
from motcua.journey.filing import known_applicant
from motcua.journey.post import ask_delivery, cancel_delivery
from motcua.journey.post_back import ask_return, cancel_return
from motcua.journey.post_in import ask_pick_up
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.procedures.selectors import desks_open_for, release_on
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited
from motcua.sites.ui.refusals import sentence_of, status_of

FIELD_OF = {"phone_invalid": "phone"}


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """An address for the result, or for the originals of what ended without; by account or by a proven secret."""
    it = held(request, dossier_id)
    goes_back = it.may_ask_return
    if not goes_back and not it.may_ask_post:
        return redirect("portal:dossier", dossier_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _choose(request, dossier_id, goes_back=goes_back)
        except Refusal as refused:
            refusal = refused
        else:
            done = gettext("Đã ghi nhận cách nhận lại bản chính.")
            messages.success(request, done if goes_back else gettext("Đã ghi nhận cách nhận kết quả."))
            return redirect("portal:dossier", dossier_id)
    party = parties_of(dossier_id)["applicant"]
    wish = it.return_parcel if goes_back else it.parcel
    facts: dict[str, Any] = {
        "dossier": it.dossier,
        "originals": it.to_fetch if goes_back else (),
        "key": str(uuid4()),
        "wish": wish if wish is not None and wish.state == "wanted" else None,
        "given": _typed(request)
        if refusal
        else _given(wish or party, wish.name if wish else party.full_name),
        "problems": _problems(refusal),
    }
    return render(request, "mine/post_delivery.html", facts, status=status_of(refusal) if refusal else 200)


def _choose(request: HttpRequest, dossier_id: UUID, *, goes_back: bool) -> None:
    who: dict[str, Any] = {
        "dossier_id": dossier_id,
        "actor": Actor("applicant", account_of(request)),
        "at": now(),
        "key": _id(request.POST.get("key", "")),
    }
    if request.POST.get("act") == "cancel":
        (cancel_return if goes_back else cancel_delivery)(**who)
    else:
        ask = ask_return if goes_back else ask_delivery
        ask(to=_address(request), wish=request.POST.get("wish", "")[:300], **who)


@permission("public")
@never_cache
@limited("pick_up", per_minute=6)
@require_http_methods(["GET", "HEAD", "POST"])
def pick_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The postman fetches the papers of a procedure at home; the desk calls before (TN19-10.1)."""
    at = now()
    release = release_on(slug, local_day(at))
    desks = desks_open_for(release, at)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = ask_pick_up(
                procedure=slug,
                desk_id=_id(request.POST.get("desk", "")),
                at_home=_address(request),
                wish=request.POST.get("wish", "")[:300],
                account_id=account_of(request),
                at=at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            return render(request, "mine/pick_up_asked.html", {"parcel": made, "release": release})
    account_id = account_of(request)
    person = known_applicant(account_id)[0] if account_id else None
    facts: dict[str, Any] = {
        "release": release,
        "slug": slug,
        "desks": [(str(one.desk_id), one.name) for one in desks],
        "given": _typed(request) if refusal else _given(person, person.name if person else ""),
        "problems": _problems(refusal),
    }
    return render(request, "mine/pick_up.html", facts, status=status_of(refusal) if refusal else 200)


def _given(found: Any, name: str) -> dict[str, str]:
    address = getattr(found, "address", "") or ""
    if not isinstance(address, str):  # of an account: in parts
        address = ", ".join(
            part
            for part in (address.get("detail"), address.get("commune_name"), address.get("province_name"))
            if part
        )
    return {
        "name": name,
        "phone": getattr(found, "phone", ""),
        "address": address,
        "wish": getattr(found, "wish", ""),
    }


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("name", "phone", "address", "wish", "desk")}


def _address(request: HttpRequest) -> Address:
    """Refuses with PhoneInvalid."""
    phone = request.POST.get("phone", "").strip()
    return Address(
        request.POST.get("name", "")[:200],
        parse_phone(phone) if phone else "",
        request.POST.get("address", "")[:400],
    )


def _problems(refusal: Refusal | None) -> list[dict[str, str]]:
    if refusal is None:
        return []
    return [{"field_id": FIELD_OF.get(refusal.code, "name"), "sentence": sentence_of(refusal)}]


def _id(text: str) -> UUID:
    """Refuses with PlaceUnknown."""
    try:
        return UUID(text)
    except ValueError as broken:
        raise PlaceUnknown from broken
