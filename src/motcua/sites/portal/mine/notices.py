"""Nhận thông báo: what I am told, by which way, at which number; consent and its withdrawal, also without account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.journey.contacts import confirm_phone
from motcua.journey.reading.telling import Reader, reader_of_account, reader_of_dossier
from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal
from motcua.kernel.phones import mask_phone
from motcua.notifications.codes import prove, send_code
from motcua.notifications.contacts import choose, mobile_of
from motcua.notifications.ownership import withdraw_contact
from motcua.notifications.rules import Level
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import refuse_if_too_often
from motcua.sites.ui.refusals import sentence_of, status_of

SENT = "notice_code"
"""In the session: id of the code that was sent, for whom, and the number as it may be shown."""
CHANNELS = {"email": _("Thư điện tử"), "sms": _("Tin nhắn SMS"), "zalo": _("Zalo")}
LEVELS = {
    Level.ALL: _("Mọi tin về hồ sơ của tôi"),
    Level.ESSENTIAL: _("Chỉ tin cần thiết: tiếp nhận, bổ sung, hẹn trả, kết quả"),
    Level.NONE: _("Không nhận (rút lại đồng ý)"),
}
LANGUAGES = {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")}


@permission("applicant")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The choices of an account."""
    account_id = account_of(request)
    assert account_id is not None
    return _page(request, reader_of_account(account_id), reverse("portal:notices"))


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The choices of an applicant without account, who proved the secret of the dossier."""
    dossier = held(request, dossier_id).dossier
    if dossier.account_id is not None:
        return redirect("portal:notices")
    address = reverse("portal:dossier_notices", args=[dossier_id])
    return _page(request, reader_of_dossier(dossier), address, dossier=dossier)


def _page(request: HttpRequest, reader: Reader, address: str, **more: Any) -> HttpResponse:
    refusal: Refusal | None = None
    act = request.POST.get("act", "")
    if request.method == "POST" and act in _ACTS:
        try:
            _ACTS[act](request, reader)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(address)
    standing = reader.standing(now())
    sent = request.session.get(SENT, {})
    sent = sent if sent.get("holder") == reader.holder else {}
    since = standing.chosen.since
    facts = {
        "it": standing,
        "rows": [
            (name, gettext(CHANNELS[name]), standing.chosen.levels[name].value, since.get(name))
            for name in standing.ways
        ],
        "names": {name: gettext(words) for name, words in CHANNELS.items()},
        "levels": [(level.value, gettext(words)) for level, words in LEVELS.items()],
        "languages": [(name, gettext(words)) for name, words in LANGUAGES.items()],
        "told": [(kind.label, [gettext(CHANNELS[name]) for name in ways]) for kind, ways in standing.told],
        "sent": sent,
        "typed_phone": request.POST.get("phone", "")[:20] if refusal else reader.phone,
        "problems": [{"field_id": _FIELDS.get(act, ""), "sentence": sentence_of(refusal)}] if refusal else [],
        "problem_at": act if refusal else "",
        **more,
    }
    return render(request, "mine/notices.html", facts, status=status_of(refusal) if refusal else 200)


def _choose(request: HttpRequest, reader: Reader) -> None:
    """Refuses with NoSuchChoice."""
    names = [name for name in (*CHANNELS, "language") if name in request.POST]
    changed = choose(holder=reader.holder, values={name: request.POST[name] for name in names}, at=now())
    if changed:
        messages.success(request, gettext("Đã ghi lựa chọn của bạn."))
    else:
        messages.info(request, gettext("Lựa chọn của bạn vẫn như trước."))


def _send(request: HttpRequest, reader: Reader) -> None:
    """Refuses with CannotReceive, TooManyCodes, AskedTooOften."""
    refuse_if_too_often(request, "one_time_code", per_minute=5)
    phone = request.POST.get("phone", "")[:30]
    code_id = send_code(
        holder=reader.holder, phone=phone, at=now(), language="en" if get_language() == "en" else "vi"
    )
    request.session[SENT] = {
        "id": str(code_id),
        "holder": reader.holder,
        "shown": mask_phone(mobile_of(phone)),
    }
    messages.success(request, gettext("Đã gửi mã gồm 6 chữ số. Mã dùng được trong 10 phút."))


def _prove(request: HttpRequest, reader: Reader) -> None:
    """Refuses with CodeOver, CodeWrong, AskedTooOften."""
    refuse_if_too_often(request, "one_time_code_typed", per_minute=10)
    sent = request.session.get(SENT, {})
    at = now()
    number = prove(
        code_id=UUID(sent.get("id", str(UUID(int=0)))),
        holder=reader.holder,
        code=request.POST.get("code", "")[:20],
        at=at,
    )
    confirm_phone(
        holder=reader.holder,
        account_id=reader.account_id,
        phone=number,
        keeps_others=request.POST.get("others") == "keep",
        at=at,
    )
    request.session.pop(SENT, None)
    messages.success(request, gettext("Đã xác nhận số điện thoại. Tin của bạn được gửi đến số này."))


def _withdraw(request: HttpRequest, reader: Reader) -> None:
    """Refuses with LinkUnknown."""
    try:
        contact_id = UUID(request.POST.get("contact", ""))
    except ValueError:
        contact_id = UUID(int=0)
    withdraw_contact(holder=reader.holder, contact_id=contact_id, at=now())
    messages.success(request, gettext("Từ nay không gửi tin của bạn đến đó nữa."))


def _again(request: HttpRequest, reader: Reader) -> None:
    """Another number, or the code did not come."""
    request.session.pop(SENT, None)


_ACTS = {"choose": _choose, "send": _send, "prove": _prove, "withdraw": _withdraw, "again": _again}
_FIELDS = {"choose": "email", "send": "phone", "prove": "code"}
