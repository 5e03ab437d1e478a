"""A carrier reached by JSON over HTTP, whose addresses, names of fields and codes are settings.

The names that are used where nothing is set are those of the VNPost order as one provincial system sends it
(exchange.md §11); they are not a public specification.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from motcua.partners.post.carrier import (
    Carrier,
    Order,
    PostDown,
    PostRefused,
    Registered,
    Side,
    Status,
    Tracking,
    WebhookRefused,
)

ZONE = timezone(timedelta(hours=7))  # a carrier's time without a zone is Vietnamese time
LARGEST = 1_000_000

PATHS: Mapping[str, str] = {
    "register": "/orders",
    "cancel": "/orders/{key}/cancel",
    "track": "/parcels/{waybill}/events",
}
FIELDS: Mapping[str, str] = {
    "customer": "CustomerCode",
    "key": "OrderNumber",
    "collect": "CODAmount",
    "contents": "Description",
    "fetch": "PickUp",
    "receiver_pays": "ReceiverPays",
    "sender": "Sender",
    "receiver": "Receiver",
    "name": "Name",
    "phone": "Tel",
    "address": "Address",
    "status": "Status",
    "message": "Message",
    "waybill": "ItemCode",
    "postage": "Fee",
    "events": "Events",
    "event_id": "EventId",
    "event_at": "At",
    "event_receiver": "ReceiverName",
    "event_words": "Note",
}
CODES: Mapping[str, Status] = {
    "registered": Status.REGISTERED,
    "collected": Status.COLLECTED,
    "under_way": Status.UNDER_WAY,
    "attempted": Status.ATTEMPTED,
    "delivered": Status.DELIVERED,
    "returned": Status.RETURNED,
    "lost": Status.LOST,
}
ACCEPTED = "100"
HEADER = "X-Signature"


@dataclass(frozen=True)
class HttpSettings:
    """How one carrier is reached.

    url, customer, token   address, our customer's code, bearer token
    signing_key            what webhooks are signed with (HMAC-SHA256 of the body, hexadecimal, in `header`)
    paths, fields, codes   only what differs from PATHS, FIELDS, CODES
    accepted               the value of the status field that means yes
    """

    url: str
    customer: str = ""
    token: str = ""
    signing_key: str = ""
    header: str = HEADER
    accepted: str = ACCEPTED
    paths: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = 15.0


class HttpCarrier(Carrier):
    """JSON over HTTP. A redirect is not followed, an answer that is no JSON counts as none."""

    label: ClassVar[str] = "Kết nối với hệ thống của đơn vị bưu chính"

    def __init__(self, settings: HttpSettings) -> None:
        self.settings = settings
        self._names = {**FIELDS, **settings.fields}
        self._codes = {**CODES, **{code: Status(status) for code, status in settings.codes.items()}}

    def register(self, order: Order) -> Registered:
        names = self._names
        told = self._ask(
            "register",
            {
                names["customer"]: self.settings.customer,
                names["key"]: order.key,
                names["collect"]: order.money.collect_vnd,
                names["receiver_pays"]: order.money.receiver_pays_postage,
                names["contents"]: order.contents,
                names["fetch"]: order.fetch,
                names["sender"]: self._side(order.sender),
                names["receiver"]: self._side(order.receiver),
            },
        )
        self._require_yes(told)
        waybill = str(told.get(names["waybill"]) or "").strip().upper()
        if not waybill or len(waybill) > 40:
            raise PostDown("no waybill in the answer")
        postage = told.get(names["postage"])
        is_amount = isinstance(postage, int) and not isinstance(postage, bool) and postage >= 0
        return Registered(waybill, postage if is_amount else None)

    def cancel(self, key: str, waybill: str) -> None:
        names = self._names
        self._require_yes(
            self._ask(
                "cancel",
                {names["customer"]: self.settings.customer, names["key"]: key, names["waybill"]: waybill},
                key=key,
                waybill=waybill,
            )
        )

    def track(self, waybill: str) -> Sequence[Tracking]:
        told = self._ask("track", None, waybill=waybill)
        rows = told.get(self._names["events"])
        return [self._tracking(row, waybill) for row in rows] if isinstance(rows, list) else []

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Tracking]:
        given = next((v for name, v in headers.items() if name.lower() == self.settings.header.lower()), "")
        wanted = sign(self.settings.signing_key, body)
        if not self.settings.signing_key or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise WebhookRefused("signature")
        try:
            told = json.loads(body)
            rows = told.get(self._names["events"], [told]) if isinstance(told, dict) else told
            return [self._tracking(row, "") for row in rows]
        except (ValueError, TypeError, AttributeError, PostDown) as error:
            raise WebhookRefused("not a message of a carrier") from error

    def check_config(self) -> list[str]:
        problems = []
        parts = urlsplit(self.settings.url)
        is_near = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and is_near):
            problems.append("Địa chỉ kết nối của đơn vị bưu chính phải bắt đầu bằng https://.")
        if not self.settings.signing_key:
            problems.append("Chưa có khoá ký thông báo hành trình: chỉ hỏi được hành trình theo giờ.")
        return problems

    def _side(self, side: Side) -> dict[str, str]:
        names = self._names
        return {names["name"]: side.name, names["phone"]: side.phone, names["address"]: side.address}

    def _require_yes(self, told: Mapping[str, Any]) -> None:
        status = str(told.get(self._names["status"], ""))
        if status != self.settings.accepted:
            raise PostRefused(f"code {status[:40] or 'none'}")

    def _tracking(self, row: Any, waybill: str) -> Tracking:
        """Raises PostDown where the row names no parcel or no time."""
        names = self._names
        if not isinstance(row, dict):
            raise PostDown("an event that is none")
        number = str(row.get(names["waybill"]) or waybill).strip().upper()[:40]
        key = str(row.get(names["key"]) or "")[:60]
        code = str(row.get(names["status"]) or "")[:60]
        if not (number or key) or not code:
            raise PostDown("an event without a parcel")
        return Tracking(
            waybill=number,
            key=key,
            status=self._codes.get(code, Status.UNKNOWN),
            code=code,
            happened_at=_instant(row.get(names["event_at"])),
            external_id=str(row.get(names["event_id"]) or "")[:80],
            receiver=str(row.get(names["event_receiver"]) or "")[:200],
            words=str(row.get(names["event_words"]) or "")[:300],
        )

    def _ask(self, act: str, body: Mapping[str, Any] | None, **facts: str) -> dict[str, Any]:
        path = {**PATHS, **self.settings.paths}[act]
        for name, value in facts.items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        request = urllib.request.Request(  # noqa: S310 the scheme is checked by check_config and here
            self.settings.url.rstrip("/") + path,
            data=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        if urlsplit(request.full_url).scheme not in {"http", "https"}:
            raise PostDown("address")
        if self.settings.token:
            request.add_header("Authorization", f"Bearer {self.settings.token}")
        try:
            with _OPENER.open(request, timeout=self.settings.timeout_seconds) as answer:
                told = json.loads(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            with error:
                if error.code in {400, 404, 409, 410, 422}:
                    raise PostRefused(f"HTTP {error.code}") from error
            raise PostDown(f"HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise PostDown(type(error).__name__) from error
        if not isinstance(told, dict):
            raise PostDown("an answer that is none")
        return told


class _Stay(urllib.request.HTTPRedirectHandler):
    """An address that leads elsewhere would get names and addresses of people: it is not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def sign(key: str, body: bytes) -> str:
    """The signature of a webhook: HMAC-SHA256 in hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _instant(value: Any) -> datetime:
    """ISO 8601; without a zone Vietnamese time. Raises PostDown."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise PostDown("an event without a time") from error
    return found if found.tzinfo else found.replace(tzinfo=ZONE)
