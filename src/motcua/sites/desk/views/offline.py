"""Receiving without network: a page that installs itself on the desk's machine, and where it delivers afterwards.

The page, its worker and its manifest hold nothing about anybody; what a clerk types there is encrypted on the machine.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import Engine
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local, local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_phone
from motcua.kernel.text import nfc
from motcua.operations.errors import NotOfThisDesk
from motcua.operations.selectors.outages import numbers_of, offline_procedures
from motcua.operations.services.kit import reserve_block
from motcua.operations.services.late import LateFacts, enter_late
from motcua.sites.desk.officers import RECEIVERS, FormBroken, desk_ids_of, officer_of, receivers_with
from motcua.sites.ui.bundles import bundle as bundle_address
from motcua.sites.ui.permissions import PUBLIC, permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.theme import theme

NUMBERS = 50
FONTS = tuple(
    f"be-vietnam-pro-{script}-{weight}-normal.woff2"
    for script in ("vietnamese", "latin")
    for weight in (400, 600)
)


@permission(*RECEIVERS)
@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The page itself; the same bytes for every clerk, because the machine keeps it."""
    return render(request, "desk/offline.html", {"words": _words()})


@permission(PUBLIC)
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the page and its styles; another version of them is another worker."""
    files = [bundle_address(name) for name in ("desk.css", "offline.js", "icons.svg", *FONTS)]
    files += [reverse(name, args=[theme().version]) for name in ("ui:colours", "ui:emblem")]
    facts = {
        "files": json.dumps([reverse("desk:offline"), reverse("desk:offline_manifest"), *files]),
        "mark": hashlib.sha256((_source() + json.dumps(_words())).encode()).hexdigest()[:16],
    }
    return render(request, "desk/offline_worker.js", facts, content_type="text/javascript; charset=utf-8")


def _source() -> str:
    found = Engine.get_default().get_template("desk/offline.html")
    return str(found.source)


@permission(PUBLIC)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to install the page as a programme of its own."""
    facts = {
        "name": gettext("Một Cửa: tiếp nhận ngoại tuyến"),
        "short_name": gettext("Tiếp nhận ngoại tuyến"),
        "start_url": reverse("desk:offline"),
        "scope": reverse("desk:offline"),
        "display": "standalone",
        "lang": "vi",
        "theme_color": theme().colours.brand,
        "background_color": "#ffffff",
        "icons": [
            {"src": reverse("ui:emblem", args=[theme().version]), "sizes": "any", "type": "image/svg+xml"}
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@permission(*RECEIVERS)
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """What the machine needs before the network goes: procedures of the desk, and numbers of its own."""
    officer = officer_of(request)
    try:
        sent = _sent(request)
        desk_ids, day = desk_ids_of(officer), local_day(officer.at)
        desk_id = next((one for one in desk_ids if str(one) == sent.get("desk")), desk_ids[0])
        numbers: list[str] = []
        if sent.get("wants"):
            block = reserve_block(
                desk_id=desk_id,
                count=NUMBERS,
                officer=officer.actor(desk_id=desk_id),
                at=officer.at,
                key=_key(sent),
                purpose="machine",
            )
            numbers = [one.number for one in numbers_of(block)]
        found = offline_procedures(desk_id, officer.at)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(
        {
            "desk": str(desk_id),
            "desk_name": desk_on(desk_id, day).name,
            "desks": [(str(one), desk_on(one, day).name) for one in desk_ids],
            "clerk": str(officer.account_id),
            "clerks": receivers_with(officer, desk_id),
            "numbers": numbers,
            "procedures": [{"code": one.code, "name": one.name, "papers": one.papers} for one in found],
        }
    )


@permission(*RECEIVERS)
@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """One dossier that was received without network; the same key again gives the same answer."""
    officer = officer_of(request)
    try:
        sent = _sent(request)
        facts = _facts(sent)
    except Refusal as refusal:
        return _refused(refusal)
    try:
        entry = enter_late(
            facts=facts, officer=officer.actor(desk_id=facts.desk_id), at=officer.at, key=_key(sent)
        )
    except NotOfThisDesk as refusal:
        # whoever delivers receives there: then it is about who received, and is mended on its line
        return _refused(refusal, 422 if facts.desk_id in desk_ids_of(officer) else None)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"number": entry.number_id, "entry": str(entry.pk)})


def _facts(sent: dict[str, Any]) -> LateFacts:
    reason, remark = gettext("Tiếp nhận ngoại tuyến khi mất kết nối"), nfc(str(sent.get("note", "")))[:1000]
    try:
        return LateFacts(
            number=str(sent["number"])[:40],
            desk_id=UUID(str(sent["desk"])),
            procedure=str(sent["procedure"])[:60],
            received_at=local(str(sent["received_at"])),
            received_by=UUID(str(sent["clerk"])),
            reason=f"{reason}. {remark}" if remark else reason,
            applicant={"full_name": nfc(str(sent["name"]))[:200], "phone": parse_phone(str(sent["phone"]))},
            papers=tuple(str(one)[:80] for one in sent.get("papers", ())[:100]),
            origin="offline",
        )
    except (KeyError, ValueError, TypeError) as broken:
        raise FormBroken from broken


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError as broken:
        raise FormBroken from broken
    if not isinstance(found, dict):
        raise FormBroken
    return found


def _key(sent: dict[str, Any]) -> UUID:
    try:
        return UUID(str(sent["key"]))
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken


def _refused(refusal: Refusal, status: int | None = None) -> HttpResponse:
    return JsonResponse({"sentence": sentence_of(refusal)}, status=status or status_of(refusal))


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "installed": gettext("Trang đã cài trên máy này, dùng được khi mất mạng."),
        "not_installed": gettext("Chưa cài được trang trên máy này. Tải lại trang khi có mạng."),
        "locked": gettext("Đã khoá. Nhập mã PIN để mở."),
        "pending": gettext("{count} hồ sơ trên máy này chưa gửi được. Mở bằng mã PIN để gửi."),
        "other_tab": gettext("Trang này đang mở ở một thẻ khác. Dùng thẻ đó, hoặc khoá nó lại trước."),
        "forget_sure": gettext("Xoá mọi hồ sơ trên máy này, kể cả {count} hồ sơ chưa gửi?"),
        "drop_sure": gettext("Bỏ phiếu {number} khỏi máy này? Hồ sơ này sẽ không được gửi."),
        "mending": gettext("Đang sửa phiếu {number}."),
        "pin_short": gettext("Mã PIN cần ít nhất 8 ký tự."),
        "pin_differs": gettext("Hai lần nhập mã PIN không giống nhau."),
        "pin_wrong": gettext("Mã PIN không đúng. Nhập lại."),
        "no_network": gettext(
            "Chưa gửi được vì không có mạng hoặc hệ thống đang ngừng. Hồ sơ được giữ trên máy này."
        ),
        "sign_in": gettext(
            "Có mạng nhưng phiên làm việc đã hết. Mở trang Một Cửa, đăng nhập, rồi bấm gửi lại."
        ),
        "not_prepared": gettext("Máy này chưa được cấp số phiếu. Mở trang khi có mạng để chuẩn bị."),
        "left": gettext("Còn {count} số phiếu dùng được."),
        "choose": gettext("– Chọn thủ tục –"),
        "choose_of": gettext("– Chọn trong {count} thủ tục tìm thấy –"),
        "waiting": gettext("{count} hồ sơ chưa gửi"),
        "received": gettext("Đã nhận hồ sơ, số phiếu {number}. In phiếu cho người nộp."),
        "kept": gettext("Giữ trên máy, chưa gửi"),
        "sent": gettext("Đã gửi, chờ phê duyệt nhập sau"),
        "refused": gettext("Bị từ chối, cần sửa"),
        "all_sent": gettext("Đã gửi hết. Hồ sơ chờ người phụ trách phê duyệt nhập sau."),
        "some_refused": gettext("{count} hồ sơ bị từ chối. Xem lý do ở từng dòng, sửa rồi nhận lại."),
        "number_wrong": gettext("Số phiếu có dạng NT26-000123-7. Nhập lại như in trên phiếu."),
        "number_used": gettext("Số phiếu này đã dùng trên máy này. Dùng số khác."),
        "procedure_missing": gettext("Chọn thủ tục."),
        "name_missing": gettext("Nhập họ và tên người nộp."),
        "phone_wrong": gettext("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."),
        "time_wrong": gettext("Giờ nhận không được ở tương lai."),
    }
