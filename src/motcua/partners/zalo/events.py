"""Webhooks as small facts. What Zalo may add later is tolerated: an unknown event is `Other`, a missing field empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


class NotAnEvent(Exception):
    """The body is no JSON object with an event name."""


@dataclass(frozen=True, slots=True)
class Event:
    """What every event says.

    key        the same for a repetition: the message's id where there is one
    user_id    who did it, by the OA's own numbering; "" where it is about nobody
    timestamp  milliseconds since 1970, as sent
    """

    name: str
    key: str
    user_id: str
    oa_id: str
    app_id: str
    timestamp: str

    @property
    def at(self) -> datetime | None:
        """When it happened, None when the timestamp is none."""
        if not (self.timestamp.isascii() and self.timestamp.isdigit()) or len(self.timestamp) > 15:
            return None
        return datetime.fromtimestamp(int(self.timestamp) / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a file to fetch at once; its address expires. `size` 0 where it is not told."""

    kind: str
    url: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Said(Event):
    """The user wrote or pressed a button (`user_send_text`), or sent pictures, files and other things."""

    msg_id: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed(Event):
    """The user follows the OA."""


@dataclass(frozen=True, slots=True)
class Unfollowed(Event):
    """The user does not want to hear from the OA any more."""


@dataclass(frozen=True, slots=True)
class InfoGiven(Event):
    """The answer to a request for name and phone, in the older or the newer shape."""

    full_name: str = ""
    phone: str = ""
    born: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    """A message arrived; for a template message `tracking_id` and `phone` are told."""

    msg_id: str = ""
    tracking_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Seen(Event):
    """Messages were read."""

    msg_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Other(Event):
    """Anything else: kept, not acted upon."""


def parse(body: bytes) -> Event:
    """The event of a webhook; NotAnEvent for what is none."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NotAnEvent from error
    if not isinstance(found, dict) or not _text(found.get("event_name")):
        raise NotAnEvent
    return read(found)


def read(found: Mapping[str, Any]) -> Event:
    """The event of a body that was read as JSON before."""
    name = _text(found.get("event_name"))
    made = _MAKERS.get(name)
    if made is None:
        made = _said if name.startswith("user_send_") else _other
    return made(found, _common(found, name))


def timestamp_in(body: bytes) -> str:
    """The field `timestamp` of a body, "" when it cannot be read: what the signature may have been made with."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return _text(found.get("timestamp")) if isinstance(found, dict) else ""


def _common(found: Mapping[str, Any], name: str) -> dict[str, str]:
    sender, recipient, message = (_part(found, one) for one in ("sender", "recipient", "message"))
    follower = _part(found, "follower")
    is_ours = name.startswith("oa_") or name == "user_received_message"  # a receipt has the OA as its sender
    user = follower.get("id") or (recipient if is_ours else sender).get("id")
    oa = found.get("oa_id") or (sender if is_ours else recipient).get("id")
    timestamp = _text(found.get("timestamp"))
    msg_id = _text(message.get("msg_id"))
    about = "/".join((name, _text(user), timestamp))
    # of one message several things are told: sent, delivered, seen
    key = f"{name}/{msg_id}" if msg_id else about
    return {
        "name": name,
        "key": key if len(key) <= 150 else sha256(key.encode()).hexdigest(),
        "user_id": _text(user),
        "oa_id": _text(oa),
        "app_id": _text(found.get("app_id")),
        "timestamp": timestamp,
    }


def _said(found: Mapping[str, Any], common: dict[str, str]) -> Event:
    message = _part(found, "message")
    given = message.get("attachments")
    attachments = [
        one
        for one in (_attachment(each) for each in (given if isinstance(given, list) else ()))
        if one is not None
    ]
    return Said(
        **common,
        msg_id=_text(message.get("msg_id")),
        text=_text(message.get("text")),
        attachments=tuple(attachments),
    )


def _attachment(given: Any) -> Attachment | None:
    if not isinstance(given, Mapping):
        return None
    payload = _part(given, "payload")
    size = _text(payload.get("size"))
    return Attachment(
        kind=_text(given.get("type")),
        url=_text(payload.get("url")),
        name=_text(payload.get("name")),
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 15 else 0,
    )


def _info(found: Mapping[str, Any], common: dict[str, str]) -> Event:
    info = _part(found, "info")
    newer = _part(info, "full_address")
    address: tuple[Any, ...]
    if newer:
        address = (newer.get("user_address"), newer.get("user_ward"), newer.get("user_city"))
    else:
        address = tuple(info.get(one) for one in ("address", "ward", "district", "city"))
    return InfoGiven(
        **common,
        full_name=_text(info.get("name")),
        phone=_text(info.get("phone")),
        born=_text(info.get("user_dob")),
        address=", ".join(part for part in map(_text, address) if part),
    )


def _delivered(found: Mapping[str, Any], common: dict[str, str]) -> Event:
    message = _part(found, "message")
    is_template = bool(message.get("delivery_time"))
    return Delivered(
        **(common | ({"user_id": ""} if is_template else {})),
        msg_id=_text(message.get("msg_id")),
        tracking_id=_text(message.get("tracking_id")),
        phone=common["user_id"] if is_template else "",
    )


def _seen(found: Mapping[str, Any], common: dict[str, str]) -> Event:
    ids = _part(found, "message").get("msg_ids")
    return Seen(**common, msg_ids=tuple(map(_text, ids)) if isinstance(ids, list) else ())


def _followed(_: Mapping[str, Any], common: dict[str, str]) -> Event:
    return Followed(**common)


def _unfollowed(_: Mapping[str, Any], common: dict[str, str]) -> Event:
    return Unfollowed(**common)


def _other(_: Mapping[str, Any], common: dict[str, str]) -> Event:
    return Other(**common)


_MAKERS = {
    "follow": _followed,
    "unfollow": _unfollowed,
    "user_submit_info": _info,
    "user_received_message": _delivered,
    "user_seen_message": _seen,
}


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else ""
