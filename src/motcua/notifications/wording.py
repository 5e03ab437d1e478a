"""From facts to words: one text per event, channel and language; packaged, or the province's own in its place.

A letter's first line is its subject. A short text is for SMS and Zalo; its names are cut until it fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.template import Context, Engine, Template

from motcua.kernel.clock import TZ
from motcua.notifications.events import FACTS_OF, LANGUAGES, EventFacts
from motcua.notifications.rules import MOST_PARTS, NAME_LENGTHS, SMS, ZALO, ZALO_MOST, parts_of, shorten

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "templates" / "notifications"
SHORT_FILE = HERE / "data" / "short.yaml"
INBOX, EMAIL = "inbox", "email"
CHANNELS = (INBOX, EMAIL, SMS, ZALO)
NAMES = frozenset({"procedure", "office", "agency", "return_place", "fetch_at", "place"})
"""Facts that are names and may be cut in a short text."""
SHORT_FACTS = NAMES | {
    *("code", "link", "count", "what", "is_payment", "is_late", "is_moved", "to_fetch", "was_out"),
    *("by_post", "to_compare"),
    *("submitted_at", "accepted_at", "due_at", "until", "old_due_at", "new_due_at", "expected_at"),
    *("handed_over_at", "stopped_at", "withdrawn_at"),
}
"""What a short text may say: nothing personal (no greeting, no reason, no sum, no list of papers)."""
_ENGINE = Engine(autoescape=False)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
Wordings = Mapping[tuple[str, str, str], str]
"""The province's own texts in force, by event, channel and language."""
NONE: Wordings = {}


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def write(
    event: str, facts: EventFacts, language: str, channel: str = EMAIL, wordings: Wordings = NONE
) -> Words:
    """The notice in one language for a channel that takes letters; Vietnamese when there is none in that language.

    Refuses with TypeError facts of another event, with KeyError an unknown event.
    """
    if type(facts) is not FACTS_OF[event]:
        raise TypeError(f"{event} is told from {FACTS_OF[event].__name__}, not {type(facts).__name__}")
    language = language if language in LANGUAGES else "vi"
    text = wordings.get((event, channel, language)) or packaged(event, EMAIL, language)
    return _letter(_render(text, values_of(facts, language)))


def write_short(
    event: str,
    facts: EventFacts,
    language: str,
    channel: str = SMS,
    *,
    wordings: Wordings = NONE,
    suffix: str = "",
) -> str:
    """The short text with the suffix behind it, names cut until it fits; "" where an SMS has no text of the event.

    Zalo has room for more: where there is no short text it gets the letter's subject and address.
    """
    language = language if language in LANGUAGES else "vi"
    text = wordings.get((event, channel, language)) or packaged(event, channel, language)
    if not text:
        if channel == SMS:
            return ""
        return f"{write(event, facts, language, EMAIL, wordings).subject}\n{facts.link}"[:ZALO_MOST]
    values = values_of(facts, language, is_short=True)
    written = ""
    for most in NAME_LENGTHS:
        cut = {name: shorten(value, most) if name in NAMES else value for name, value in values.items()}
        written = " ".join(f"{_render(text, cut)} {suffix}".split())
        if fits(written, channel):
            break
    return written


def fits(text: str, channel: str) -> bool:
    """Whether a short text is short enough for its channel."""
    return len(text) <= ZALO_MOST if channel == ZALO else parts_of(text) <= MOST_PARTS


def has_short(event: str) -> bool:
    """Whether an SMS can tell of the event."""
    return event in _short()


@cache
def packaged(event: str, channel: str, language: str) -> str:
    """The text that comes with the product; "" where a channel has none for the event."""
    if channel in {SMS, ZALO}:
        return _short().get(event, {}).get(language, "")
    return (FOLDER / f"{event}.{language}.txt").read_text(encoding="utf-8")


@cache
def _short() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(SHORT_FILE.read_text(encoding="utf-8"))
    return found


def values_of(facts: EventFacts, language: str, *, is_short: bool = False) -> dict[str, Any]:
    """What a text may fill in, as the reader reads it."""
    shown = _short_value if is_short else _shown
    if is_short:
        # the token behind a link opens more than the code does: it belongs on a slip, not on any telephone
        link = re.sub(r"[?&]t=[^&]*", "", facts.link)
        facts = replace(facts, link=link)
    return {field.name: shown(getattr(facts, field.name), language) for field in fields(facts)}


def _letter(text: str) -> Words:
    subject, _, body = text.strip().partition("\n")
    return Words(subject.strip(), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")


def _render(text: str, values: Mapping[str, Any]) -> str:
    return str(_template(text).render(Context(dict(values), autoescape=False)))


@cache
def _template(text: str) -> Template:
    return _ENGINE.from_string(text)


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        at = value.astimezone(TZ)
        if language == "en":
            return f"{at:%H:%M} on {at.day} {_MONTHS[at.month - 1]} {at.year}"
        return f"{at:%H} giờ {at:%M} phút, ngày {at:%d/%m/%Y}"
    return value


def _short_value(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        at = value.astimezone(TZ)
        return (
            f"{at:%H:%M} {at.day} {_MONTHS[at.month - 1][:3]} {at.year}"
            if language == "en"
            else f"{at:%H:%M %d/%m/%Y}"
        )
    return value
