"""What a scanner or a camera read: an address of ours with a code in it, or the bare code."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

LONGEST = 400


@dataclass(frozen=True)
class Scanned:
    """The code in what was read; `is_card`: an identity card, which a kiosk does not read."""

    code: str
    is_card: bool = False


def scanned(text: str) -> Scanned:
    """Read what came from a slip: `…/tra-cuu?ma=CODE&t=…`, `…/so-thu-tu/REFERENCE`, bars, or a card."""
    plain = " ".join(text.split())[:LONGEST]
    if plain.count("|") >= 3:
        return Scanned("", is_card=True)
    if "://" in plain or plain.startswith("/"):
        parts = urlsplit(plain)
        asked = parse_qs(parts.query).get("ma", [""])[0]
        return Scanned(asked.strip() or parts.path.rstrip("/").rpartition("/")[2])
    return Scanned(plain)
