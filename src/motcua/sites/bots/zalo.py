"""The webhook of the Zalo Official Account: proven by its signature, stored, answered at once."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.delivery.services import take_in
from motcua.delivery.zalo.selectors import account_in_use, is_webhook_signed
from motcua.kernel.clock import now
from motcua.partners.zalo.events import NotAnEvent, parse, timestamp_in
from motcua.sites.ui.permissions import permission

log = logging.getLogger("motcua.bots")

LARGEST = 256 * 1024
AHEAD = timedelta(minutes=10)
LAST_RETRY = timedelta(hours=3)
"""Zalo tries again for nearly two hours; older than this is somebody who recorded it. That it is a repetition it says
in a header (`num_retry`) that is not signed and that proxies drop for its underscore: nothing hangs on it. What is
younger was stored the first time, and the same id is stored once.
"""


@csrf_exempt
@permission("public")
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Store an event and answer within the two seconds that Zalo waits.

    The signature is of the bytes as they came, with this account's own key. A repetition has the same id and is
    stored once; an old recording is refused by its time, which is signed.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _no(413)
    body = request.body
    account = account_in_use()
    if account is None:
        return _no(404)
    stamps = [timestamp_in(body), request.headers.get("X-ZEvent-Timestamp", "")]
    if not is_webhook_signed(account, request.headers.get("X-ZEvent-Signature", ""), body, stamps):
        log.warning("a Zalo webhook is not signed with our key")
        return _no(403)
    try:
        event = parse(body)
    except NotAnEvent:
        return _no(400)
    at = now()
    if event.at is None or not at - LAST_RETRY <= event.at <= at + AHEAD:
        log.warning("a Zalo webhook is too old or ahead of our clock")
        return _no(403)
    if account.oa_id in {event.oa_id, event.user_id}:  # of receipts sources disagree who is the sender
        take_in(
            channel="zalo",
            external_id=event.key,
            body=json.loads(body),
            order_key=event.user_id,
            at=at,
        )
    return HttpResponse(status=200)


def _no(status: int) -> HttpResponse:
    return HttpResponse(status=status)
