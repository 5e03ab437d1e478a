"""Messages of the OpenAPI as plain JSON values, within its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 2000
LONGEST_TITLE = 35
MOST_BUTTONS = 5
MOST_ELEMENTS = 5

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `payload` comes back as if the user had written it, `url` opens a page instead."""

    title: str
    payload: str = ""
    url: str = ""

    def json(self) -> Json:
        title = self.title if len(self.title) <= LONGEST_TITLE else self.title[: LONGEST_TITLE - 1] + "…"
        if self.url:
            return {"title": title, "type": "oa.open.url", "payload": {"url": self.url}}
        return {"title": title, "type": "oa.query.show", "payload": self.payload or self.title}


@dataclass(frozen=True, slots=True)
class Element:
    """One line of a list."""

    title: str
    subtitle: str = ""
    image_url: str = ""
    url: str = ""

    def json(self) -> Json:
        found: Json = {"title": self.title}
        if self.subtitle:
            found["subtitle"] = self.subtitle
        if self.image_url:
            found["image_url"] = self.image_url
        if self.url:
            found["default_action"] = {"type": "oa.open.url", "url": self.url}
        return found


def text(words: str, buttons: Sequence[Button] = ()) -> Json:
    """Words of at most 2000 characters, up to five buttons under them."""
    assert len(words) <= LONGEST_TEXT, len(words)
    message: Json = {"text": words}
    if buttons:
        payload = {"buttons": [one.json() for one in buttons[:MOST_BUTTONS]]}
        message["attachment"] = {"type": "template", "payload": payload}
    return message


def in_pieces(words: str) -> list[str]:
    """Long words as several messages, cut at the end of a line, else of a word."""
    pieces = []
    rest = words.strip()
    while len(rest) > LONGEST_TEXT:
        head = rest[:LONGEST_TEXT]
        cut = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or LONGEST_TEXT
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def listed(elements: Sequence[Element]) -> Json:
    """Up to five lines with pictures and links."""
    payload = {"template_type": "list", "elements": [one.json() for one in elements[:MOST_ELEMENTS]]}
    return {"attachment": {"type": "template", "payload": payload}}


def picture(attachment_id: str, words: str = "") -> Json:
    """An uploaded picture with words."""
    element = {"media_type": "image", "attachment_id": attachment_id}
    payload = {"template_type": "media", "elements": [element]}
    message: Json = {"attachment": {"type": "template", "payload": payload}}
    return {"text": words, **message} if words else message


def file(token: str) -> Json:
    """An uploaded file."""
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def info_request(title: str, subtitle: str, image_url: str) -> Json:
    """Ask for name and phone; the answer comes as `user_submit_info`."""
    element = {"title": title, "subtitle": subtitle, "image_url": image_url}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
