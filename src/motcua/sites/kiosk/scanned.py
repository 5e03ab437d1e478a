"""What a scanner or a camera read at a kiosk: read as on an officer's page, but for what is not for here."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.journey.reading.scan import Kind, recognise

LONGEST = 400


@dataclass(frozen=True)
class Scanned:
    """The code in what was read; `is_card`: an identity card, which a kiosk does not read."""

    code: str
    is_card: bool = False


def scanned(text: str) -> Scanned:
    """Read what came from a slip: `…/tra-cuu?ma=CODE&t=…`, `…/so-thu-tu/REFERENCE`, bars, or a card.

    Refuses
        ScanGarbled
    """
    plain = " ".join(text.split())[:LONGEST]
    if plain.count("|") >= 3:
        return Scanned("", is_card=True)
    found = recognise(plain)
    return Scanned("", is_card=True) if found.kind is Kind.CARD else Scanned(found.value)
