"""Reading uneven words into code lists (`data/vocabulary.yaml`); None or a rest where they are unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.kernel.text import fold, nfc
from motcua.procedures.codes import Audience, Channel, Level, OnlineClass

_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_MONEY = re.compile(r"^(?P<amount>\d{1,3}(?:[.,]\d{3})*|\d+)\s*(?:vnd|viet nam dong|dong|d)$")


def levels_of(text: str) -> tuple[tuple[Level, ...], tuple[str, ...]]:
    """The levels a text names, in its order, and the words nobody knows. What stood before July 2025 is in
    parentheses and is no level of today.
    """
    found: list[Level] = []
    unknown: list[str] = []
    for part in re.split(r"[,;]", _PARENTHESES.sub("", nfc(text))):
        if not part.strip():
            continue
        level = _exact("levels", part) or _start("levels_start", part)
        if level is None:
            unknown.append(part.strip())
        elif Level(level) not in found:
            found.append(Level(level))
    return tuple(found), tuple(unknown)


def channel_of(text: str) -> Channel | None:
    """The channel a text names; where and how in parentheses is not looked at."""
    found = _start("channels_start", text)
    return None if found is None else Channel(found)


def audiences_of(text: str) -> tuple[Audience, ...] | None:
    """Who a text means; None when it is unknown."""
    found = _table()["audiences"].get(fold(nfc(text)).strip(" ."))
    return None if found is None else tuple(Audience(one) for one in found)


def unit_of(text: str) -> str | None:
    """`working_day`, `working_hour`, `calendar_day` or `immediate`; None when the word is unknown."""
    return _exact("units", text)


def online_of(text: str) -> tuple[OnlineClass, int] | None:
    """Class and level of an online service (regulation: toàn trình = level 4, một phần = level 2 to 3)."""
    found = _table()["online"].get(fold(nfc(text)))
    return None if found is None else (OnlineClass(found[0]), int(found[1]))


def money_of(text: str) -> int | None:
    """The đồng of "150,000 Việt Nam Đồng", 0 for "Miễn phí"; None for other currencies and other words."""
    folded = fold(nfc(text))
    if folded in {"mien phi", "khong thu", "0 dong"}:
        return 0
    match = _MONEY.match(folded)
    return int(re.sub(r"[.,]", "", match["amount"])) if match else None


def _exact(name: str, text: str) -> str | None:
    found = _table()[name].get(fold(nfc(text)).strip(" ."))
    return None if found is None else str(found)


def _start(name: str, text: str) -> str | None:
    folded = fold(nfc(text))
    return next((str(code) for words, code in _table()[name].items() if folded.startswith(words)), None)


@cache
def _table() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(
        files("motcua.procedures").joinpath("data", "vocabulary.yaml").read_text("utf-8")
    )
    return content
