"""Refusals become answers, a page, a fragment for htmx, or JSON: what happened, and what to do next."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from motcua.documents.disk import is_full
from motcua.documents.errors import NoRoomLeft
from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany, Unavailable, Unknown
from motcua.sites.ui.errors import SignInNeeded
from motcua.sites.ui.permissions import APPLICANT_KINDS
from motcua.sites.ui.spoken import spoken

log = logging.getLogger("motcua.refusals")

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (SignInNeeded, 401),
    (Unknown, 404),
    (NotAllowed, 403),
    (Invalid, 422),
    (Conflict, 409),
    (TooMany, 429),
    (Unavailable, 503),
)
HEADINGS: dict[int, str] = {
    400: _("Yêu cầu chưa thực hiện được"),
    401: _("Cần đăng nhập để tiếp tục"),
    403: _("Không có quyền truy cập"),
    404: _("Không tìm thấy"),
    409: _("Thông tin đã thay đổi"),
    422: _("Thông tin chưa hợp lệ"),
    429: _("Thao tác quá nhiều lần"),
    503: _("Hệ thống tạm thời chưa thực hiện được"),
}
OFFICERS_PATHS = ("/can-bo/", "/quan-tri/")
SECRET_WORDS = ("password", "csrfmiddlewaretoken", "mat_khau", "otp")
MOST_FIELDS = 500
CODES = re.compile(r"[0-9]{1,2}|[a-z]+(_[a-z]+)*")  # 80, male, identity_card


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person had typed into a form that could not be taken: shown again, never lost."""

    fields: tuple[tuple[str, str], ...]
    file_names: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The values a person would miss: no hidden fields of ours, no codes of what was ticked or chosen."""
        return [
            value
            for name, value in self.fields
            if value.strip() and not name.startswith("_") and not CODES.fullmatch(value)
        ]


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUS if isinstance(refusal, kind)), 400)


def sentence_of(refusal: Refusal) -> str:
    """The sentence of a refusal in the language of the page."""
    return spoken(refusal.sentence)


def layout_for(request: HttpRequest) -> str:
    """Officers keep their own frame when something is refused; citizens are never shown it."""
    is_applicant = getattr(getattr(request, "user", None), "kind", "") in APPLICANT_KINDS
    at_work = request.path.startswith(OFFICERS_PATHS) and not is_applicant
    return "ui/desk.html" if at_work else "ui/portal.html"


def typed(request: HttpRequest) -> Typed:
    """What the request carried, without secrets."""
    if request.method != "POST":
        return Typed((), ())
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in SECRET_WORDS)
        for value in values
    ]
    names = [str(file.name) for files in request.FILES.lists() for file in files[1]]
    return Typed(tuple(fields[:MOST_FIELDS]), tuple(names))


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; only then is sending again offered."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(source)
    return bool(parts.netloc) and (
        parts.netloc == request.get_host()
        or f"{parts.scheme}://{parts.netloc}" in settings.CSRF_TRUSTED_ORIGINS
    )


class RefusalMiddleware:
    """Turns the refusals that views raise into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a refusal, and a full disk like one; everything else goes on to Django."""
        if isinstance(exception, Refusal):
            return answer(request, exception)
        if is_full(exception):
            log.error("no room left: %s", exception)
            return answer(request, NoRoomLeft())
        return None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    """The answer to a refused request."""
    status, sentence = status_of(refusal), sentence_of(refusal)
    if wants_json(request):
        return _stamped(JsonResponse({"code": refusal.code, "message": sentence}, status=status), refusal)
    if request.headers.get("HX-Request") == "true":
        return _stamped(_fragment(request, refusal, status, sentence), refusal)
    if isinstance(refusal, SignInNeeded):
        if request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(login_address(request, refusal.door))
        return _expired(request, refusal.door)
    page = render(
        request,
        "ui/errors/refusal.html",
        {
            "layout": layout_for(request),
            "status": status,
            "heading": gettext(HEADINGS[status]),
            "sentence": sentence,
            "code": refusal.code,
            "typed": typed(request),
        },
        status=status,
    )
    return _stamped(page, refusal)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: the API, or a script that asks for JSON only."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith(
        "application/json"
    )


def login_address(request: HttpRequest, door: str = "") -> str:
    """Where to sign in, and back to this page afterwards."""
    return f"{resolve_url(door or settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"


def _fragment(request: HttpRequest, refusal: Refusal, status: int, sentence: str) -> HttpResponse:
    login = login_address(request, refusal.door) if isinstance(refusal, SignInNeeded) else ""
    part = render(
        request, "ui/fragments/refusal.html", {"sentence": sentence, "login_url": login}, status=status
    )
    part.headers["HX-Retarget"] = "#mc-refusal"
    part.headers["HX-Reswap"] = "innerHTML show:window:top"
    return part


def _stamped(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    if isinstance(refusal, TooMany) and "seconds" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
    return response


def _expired(request: HttpRequest, door: str) -> HttpResponse:
    """The session ended while a form was being filled: sign in beside it, then send the same again."""
    facts = {
        "layout": layout_for(request),
        "typed": typed(request),
        "may_resend": is_from_own_page(request),
        "action": request.get_full_path(),
        "login_url": login_address(request, door),
    }
    return render(request, "ui/errors/expired.html", facts, status=401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """CSRF_FAILURE_VIEW: mostly a page that stayed open over night or over a new sign-in."""
    own = is_from_own_page(request)
    facts = {
        "layout": layout_for(request),
        "typed": typed(request) if own else Typed((), ()),
        "may_resend": own,
        "action": request.get_full_path(),
        "login_url": "",
    }
    if wants_json(request):
        return JsonResponse({"code": "csrf", "message": gettext(HEADINGS[403])}, status=403)
    if request.headers.get("HX-Request") == "true":
        words = gettext("Trang đã mở quá lâu nên chưa gửi được. Vui lòng gửi lại; những gì vừa nhập vẫn còn.")
        part = render(request, "ui/fragments/refusal.html", {"sentence": words, "login_url": ""}, status=403)
        part.headers["HX-Retarget"] = "#mc-refusal"
        part.headers["HX-Reswap"] = "innerHTML show:window:top"
        return part
    return render(request, "ui/errors/expired.html", facts, status=403)
