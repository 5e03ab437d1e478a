"""From facts to words: one text per event and language, its first line the subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from motcua.kernel.clock import TZ
from motcua.notifications.events import FACTS_OF, LANGUAGES, EventFacts

FOLDER = Path(__file__).resolve().parent / "templates" / "notifications"
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


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def write(event: str, facts: EventFacts, language: str) -> Words:
    """The notice in one language; Vietnamese when there is none in that language.

    Refuses with TypeError facts of another event, with KeyError an unknown event.
    """
    if type(facts) is not FACTS_OF[event]:
        raise TypeError(f"{event} is told from {FACTS_OF[event].__name__}, not {type(facts).__name__}")
    language = language if language in LANGUAGES else "vi"
    values = {field.name: _shown(getattr(facts, field.name), language) for field in fields(facts)}
    text = _template(event, language).render(Context(values, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return Words(subject.strip(), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")


@cache
def _template(event: str, language: str) -> Template:
    source = (FOLDER / f"{event}.{language}.txt").read_text(encoding="utf-8")
    return Engine(autoescape=False).from_string(source)


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        at = value.astimezone(TZ)
        if language == "en":
            return f"{at:%H:%M} on {at.day} {_MONTHS[at.month - 1]} {at.year}"
        return f"{at:%H} giờ {at:%M} phút, ngày {at:%d/%m/%Y}"
    return value
