"""What somebody means by a message, what comes too late, how often may be asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from motcua.kernel.text import fold, nfc

DOUBLE = timedelta(seconds=1)
"""The same words again within it are one tap on a button that was two."""
LOOKUPS = ((timedelta(minutes=10), 10), (timedelta(days=1), 40))
MISSES = ((timedelta(minutes=10), 3), (timedelta(days=1), 10))
"""Codes that nobody has: a slip of the finger is one or two, whoever tries more looks for other people's."""
LINKS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))

COMMANDS = {
    "menu": "menu",
    "bat dau": "menu",
    "trang chu": "menu",
    "xin chao": "menu",
    "chao": "menu",
    "alo": "menu",
    "huong dan": "help",
    "tro giup": "help",
    "quay lai": "back",
    "bo qua": "skip",
    "xem lai": "review",
    "dung": "stop",
    "tam dung": "stop",
    "lam lai": "restart",
    "sua": "change",
    "nop": "submit",
    "nop ho so": "submit",
    "huy ho so nay": "discard",
    "xoa anh": "forget",
    "doi noi nhan": "place",
}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: a command with its number or code, else words ("" as the command)."""

    command: str
    words: str
    number: int = 0


PATTERNS = (
    ("lookup", re.compile(r"(?:hs|ho so|tra cuu)[\s:]+(\S.*)")),
    ("link", re.compile(r"(?:lk|lien ket)[\s:]*([0-9 ]{8,12})")),
    ("notices", re.compile(r"nhan tin[\s:]*([0-9+ .]{0,20})")),
    ("code", re.compile(r"ma[\s:]*([0-9]{6})")),
)


def meaning(text: str) -> Meant:
    """Commands are whole messages, with or without marks; what stands in quotes is always an answer."""
    words = nfc(text)
    quoted = re.fullmatch(r"[\"“](.+)[\"”]", words)
    if quoted:
        return Meant("", quoted[1])
    bare = words.strip(" .!")
    plain = fold(bare)
    if plain in COMMANDS:
        return Meant(COMMANDS[plain], words)
    if found := re.fullmatch(r"sua\s*(?:so|muc)?\s*([0-9]{1,3})", plain):
        return Meant("change", words, int(found[1]))
    for command, pattern in PATTERNS:
        if found := pattern.fullmatch(plain):
            # as it was typed: a name keeps its marks in what is said about it
            typed = bare[len(bare) - len(found[1]) :] if command == "lookup" else found[1].strip()
            return Meant(command, typed.replace(" ", "") if command == "link" else typed)
    # a text of several lines keeps them: it may be the answer to a long question
    return Meant("", text.strip())


def code_in(text: str) -> tuple[str, str]:
    """Code and token of a slip's QR, which is an address of the status page; else the text itself as a code."""
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        query = parse_qs(urlsplit(text).query)
        return query.get("ma", [""])[0], query.get("t", [""])[0]
    return text, ""


def is_double(mark: str, before: str, said_at: datetime, last_at: datetime | None) -> bool:
    """Whether a text is the tap of before once more."""
    return mark == before and last_at is not None and abs(said_at - last_at) <= DOUBLE


def may_ask(
    asked: Iterable[float], at: datetime, limits: tuple[tuple[timedelta, int], ...]
) -> tuple[bool, list[float]]:
    """Whether one more may be asked, and the instants to be kept (seconds since 1970)."""
    now = at.timestamp()
    longest = max(span.total_seconds() for span, _ in limits)
    kept = [one for one in asked if now - longest < one <= now]
    for span, most in limits:
        if sum(1 for one in kept if one > now - span.total_seconds()) >= most:
            return False, kept
    return True, [*kept, now]
