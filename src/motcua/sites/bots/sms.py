"""What gateways of short messages call: a question came in, a receipt came in. Stored, then answered."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from motcua.delivery.rules import Fate
from motcua.delivery.sms_gateways import take_question, take_receipt
from motcua.kernel.clock import now
from motcua.sites.bots.callers import caller_of
from motcua.sites.ui.permissions import permission

LONGEST_QUERY = 8000
# Kannel's own numbers: delivered, not delivered, buffered, accepted by the centre, rejected by it
KANNEL_FATES = {
    "1": Fate.ARRIVED,
    "2": Fate.FAILED,
    "4": Fate.UNDERWAY,
    "8": Fate.UNDERWAY,
    "16": Fate.FAILED,
}


@csrf_exempt
@require_http_methods(["GET", "POST"])
@permission("public")
def question(request: HttpRequest, hook: str) -> HttpResponse:
    """A person wrote: `from`, `to`, `text` (Kannel's `%p %P %a`), `charset` where it is not UTF-8."""
    caller = caller_of(request, hook, channel="sms")
    told = _told(request)
    if not told.get("from"):
        return _answer("from?", 422)
    take_question(
        provider_id=caller.provider_id,
        sender=told["from"],
        receiver=told.get("to", ""),
        text=told.get("text", ""),
        at=now(),
    )
    return _answer("")  # what is said here would be sent to the person


@csrf_exempt
@require_http_methods(["GET", "POST"])
@permission("public")
def receipt(request: HttpRequest, hook: str) -> HttpResponse:
    """What became of a message: our `id`, Kannel's `type` (`%d`), the centre's words in `code` (`%A`)."""
    caller = caller_of(request, hook, channel="sms")
    told = _told(request)
    fate = KANNEL_FATES.get(told.get("type", ""))
    if fate is None or not told.get("id"):
        return _answer("id? type?", 422)
    take_receipt(
        provider_id=caller.provider_id, external_id=told["id"], fate=fate, code=_code(told.get("code", ""))
    )
    return _answer("")


@csrf_exempt
@require_http_methods(["GET", "POST"])
@permission("public")
def esms_receipt(request: HttpRequest, hook: str) -> HttpResponse:
    """What became of a message, as eSMS tells it: our `RequestId`, `SendStatus` 5 when it is over."""
    caller = caller_of(request, hook, channel="sms")
    told = _told(request)
    if not told.get("RequestId"):
        return _answer("RequestId?", 422)
    fate = Fate.UNDERWAY
    if told.get("SendStatus") == "5":
        fate = Fate.ARRIVED if told.get("SendSuccess", "0") not in {"", "0"} else Fate.FAILED
    take_receipt(
        provider_id=caller.provider_id,
        external_id=told["RequestId"],
        fate=fate,
        code=f"SendStatus {told.get('SendStatus', '')}"[:30],
    )
    return _answer("")


def _told(request: HttpRequest) -> dict[str, str]:
    """The parameters, each in the charset that the gateway names."""
    raw = request.META.get("QUERY_STRING", "") if request.method == "GET" else request.body.decode("latin-1")
    pairs = dict(parse_qsl(raw[:LONGEST_QUERY], encoding="latin-1"))
    charset = pairs.get("charset", "utf-8")
    return {name: _decoded(value.encode("latin-1"), charset) for name, value in pairs.items()}


def _decoded(value: bytes, charset: str) -> str:
    is_wide = charset.lower().replace("_", "-") in {"utf-16be", "ucs-2", "utf-16"}
    # numbers and ids are ASCII whatever the text is in
    if is_wide and b"\x00" in value:
        return value.decode("utf-16-be", "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("windows-1252", "replace")


def _code(text: str) -> str:
    """The centre's own code; its words may repeat the beginning of the message."""
    found = re.findall(r"\b(?:stat|err):(\S+)", text)
    return " ".join(found)[:30] if found else text[:30]


def _answer(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
