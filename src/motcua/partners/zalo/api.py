"""The OpenAPI of an Official Account: consultation messages, template messages, uploads, what is left of the quota."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from motcua.partners.zalo.errors import Refused, TryAgain, Unreachable, error_of
from motcua.partners.zalo.http import call, exchange, multipart, read_json
from motcua.partners.zalo.templates import LONGEST_TRACKING_ID

API = "https://openapi.zalo.me"
BUSINESS = "https://business.openapi.zalo.me"
IMAGE_BYTES, FILE_BYTES = 1024 * 1024, 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken; `remaining` of the quota where it is told."""

    message_id: str
    remaining: str = ""


class Readable(Protocol):
    """A file on its way in: read in pieces, never whole."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OpenApi:
    """Calls with one access token. Every one of them refuses with an error of `errors`."""

    access_token: str = field(repr=False)
    api: str = API
    business: str = BUSINESS
    timeout_seconds: float = 10.0

    def say(self, user_id: str, message: Mapping[str, Any]) -> Sent:
        """A consultation message (tin tư vấn): only within seven days of the user's last interaction."""
        body = {"recipient": {"user_id": user_id}, "message": dict(message)}
        return _sent(self._post(f"{self.api}/v3.0/oa/message/cs", body))

    def template_to_user(self, user_id: str, template_id: str, values: Mapping[str, str]) -> Sent:
        """An approved template (ZBS) to a user of the OA."""
        body = {"user_id": user_id, "template_id": template_id, "template_data": dict(values)}
        return _sent(self._post(f"{self.api}/v3.0/oa/message/template", body))

    def template_to_phone(
        self,
        phone: str,
        template_id: str,
        values: Mapping[str, str],
        tracking_id: str,
        *,
        is_over_quota: bool = False,
    ) -> Sent:
        """An approved template (ZBS) to a phone, 84… without a plus; the receipt names the tracking id."""
        body = {
            "phone": phone,
            "template_id": template_id,
            "template_data": dict(values),
            "tracking_id": tracking_id[:LONGEST_TRACKING_ID],
            "sending_mode": "3" if is_over_quota else "1",
        }
        return _sent(self._post(f"{self.business}/message/template", body))

    def delivery_of(self, message_id: str) -> int:
        """What became of a template message: 1 delivered, 0 not yet, -1 unknown."""
        found = self._get(f"{self.business}/message/status", {"message_id": message_id})
        status = str(_data(found).get("status"))
        return int(status) if status in {"-1", "0", "1"} else -1

    def template_quota(self) -> tuple[str, str]:
        """Template messages a day, and how many are left."""
        data = _data(self._get(f"{self.business}/message/quota", {}))
        return str(data.get("dailyQuota", "")), str(data.get("remainingQuota", ""))

    def last_interaction(self, user_id: str) -> datetime | None:
        """When the user last wrote, followed or pressed something; None when it is not told."""
        found = _data(self._post(f"{self.api}/v3.0/oa/quota/message", {"user_id": user_id}))
        told = str(found.get("last_interaction") or found.get("user_last_interaction") or "")
        return datetime.fromtimestamp(int(told) / 1000, UTC) if told.isdigit() and len(told) <= 15 else None

    def user_detail(self, user_id: str) -> Mapping[str, Any]:
        """What the OA knows of a user: display name, whether they follow."""
        wanted = {"data": json.dumps({"user_id": user_id})}
        return _data(self._get(f"{self.api}/v3.0/oa/user/detail", wanted))

    def own_profile(self) -> Mapping[str, Any]:
        """Name and id of the OA itself: whether the token is good."""
        return _data(self._get(f"{self.api}/v2.0/oa/getoa", {}))

    def upload_image(self, name: str, content: bytes, media_type: str) -> str:
        """The id of a picture to send, good for seven days; JPG or PNG up to a megabyte."""
        if len(content) > IMAGE_BYTES or media_type not in {"image/jpeg", "image/png"}:
            raise Refused(-210, "image")
        return str(self._upload("image", name, content, media_type).get("attachment_id", ""))

    def upload_file(self, name: str, content: bytes, media_type: str) -> str:
        """The token of a file to send, good for seven days; up to five megabytes."""
        if len(content) > FILE_BYTES:
            raise Refused(-210, "file")
        return str(self._upload("file", name, content, media_type).get("token", ""))

    def _upload(self, kind: str, name: str, content: bytes, media_type: str) -> Mapping[str, Any]:
        body, content_type = multipart(name, content, media_type)
        headers = {"access_token": self.access_token, "Content-Type": content_type}
        url = f"{self.api}/v2.0/oa/upload/{kind}"
        return _data(_judged(*call("POST", url, headers=headers, body=body, timeout=self.timeout_seconds)))

    def _post(self, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        headers = {"access_token": self.access_token, "Content-Type": "application/json"}
        content = json.dumps(body, ensure_ascii=False).encode()
        return _judged(*call("POST", url, headers=headers, body=content, timeout=self.timeout_seconds))

    def _get(self, url: str, query: Mapping[str, str]) -> dict[str, Any]:
        headers = {"access_token": self.access_token}
        full = f"{url}?{urlencode(query)}" if query else url
        return _judged(*call("GET", full, headers=headers, timeout=self.timeout_seconds))


@contextmanager
def fetched(url: str, *, hosts: tuple[str, ...] = (), timeout_seconds: float = 20.0) -> Iterator[Readable]:
    """What a user sent, to be read in pieces.

    The address comes from outside, though signed. It must be https and lead out of our own network, or its host must
    be one of `hosts` (or below one of them, where it begins with a dot).
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refused(0, "address") from error
    is_named = _is_among(parts.netloc.lower(), hosts) or _is_among((parts.hostname or "").lower(), hosts)
    if not is_named and (hosts or parts.scheme != "https"):
        raise Refused(0, "address")
    with exchange("GET", url, headers={}, timeout=timeout_seconds, is_public=not is_named) as answer:
        if answer.status in {403, 404, 410}:
            raise Refused(answer.status, "gone")
        if answer.status != 200:
            raise TryAgain(answer.status, "download")
        yield answer


def _is_among(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == one.lstrip(".") or (one.startswith(".") and host.endswith(one)) for one in hosts)


def _judged(status: int, body: bytes) -> dict[str, Any]:
    found = read_json(status, body)
    code = found.get("error")
    if isinstance(code, str) and code.lstrip("-").isdigit():
        code = int(code)
    if not isinstance(code, int) or isinstance(code, bool):
        raise Unreachable(0, f"HTTP {status}")
    if code:
        raise error_of(code, str(found.get("message") or ""))
    return found


def _data(found: Mapping[str, Any]) -> Mapping[str, Any]:
    data = found.get("data")
    return data if isinstance(data, Mapping) else {}


def _sent(found: Mapping[str, Any]) -> Sent:
    data = _data(found)
    quota = data.get("quota")
    left = quota.get("remain", quota.get("remainingQuota", "")) if isinstance(quota, Mapping) else ""
    return Sent(str(data.get("message_id") or data.get("msg_id") or ""), str(left))
