"""What a scanner typed: which kind of thing it is, told from its form alone (quét mã).

A scanner types like a keyboard, so a Vietnamese typing programme that is switched on breaks what it types; that is
recognised and told, because the letters it took away cannot be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from motcua.custody.selectors import is_code, parse_code
from motcua.kernel.card_qr import read_card
from motcua.kernel.errors import Invalid, Refusal
from motcua.kernel.identifiers import parse_dossier_code, parse_phone
from motcua.kernel.text import fold
from motcua.numbers.rules import parse_kit_number, parse_reference
from motcua.partners.post import waybills


class Kind(StrEnum):
    """What was scanned."""

    DOSSIER = (
        "dossier"  # a code or reference, on slips as bars and in their QR; bare, of whatever has a reference
    )
    BUNDLE = "bundle"
    RECORD = "record"
    KIT = "kit"
    PARCEL = "parcel"
    BATCH = "batch"
    WAYBILL = "waybill"
    TICKET = "ticket"  # a number of the queue
    APPOINTMENT = "appointment"
    CARD = "card"
    WORDS = "words"  # whatever a person types to search


class ScanGarbled(Invalid):
    code = "scan_garbled"
    template = (
        "Bộ gõ tiếng Việt (Unikey, EVKey) đang bật nên làm hỏng mã vừa quét (“{text}”). "
        "Tắt bộ gõ, hoặc chuyển sang chế độ tiếng Anh, rồi quét lại."
    )


@dataclass(frozen=True)
class Scanned:
    """What was scanned. `value`: the code as it is kept, a personal number, words; `id` where an address names it."""

    kind: Kind
    value: str
    id: UUID | None = None


_PLACES = (
    (re.compile(r"/can-bo/giay/ban-giao/([0-9a-f-]{36})/?"), Kind.RECORD),
    (re.compile(r"/can-bo/buu-chinh/ban-giao/([0-9a-f-]{36})/?"), Kind.BATCH),
    (re.compile(r"/can-bo/buu-chinh/([0-9a-f-]{36})/?"), Kind.PARCEL),
)
_TICKET = re.compile(r"/so-thu-tu/([0-9A-Za-z-]{5,20})/?")
_APPOINTMENT = re.compile(r"/lich-hen/?")


def recognise(text: str) -> Scanned:
    """Tell what a scanner or a person typed.

    Refuses
        ScanGarbled; CardGarbled, CardUnreadable for what is a card's code and cannot be read
    """
    typed = " ".join(re.sub(r"^\]Q[0-9]", "", text.strip("\ufeff\r\n\t ")).split())
    if typed.count("|") >= 6:
        return Scanned(Kind.CARD, read_card(typed).number)
    _require_whole(typed)
    if "://" in typed or typed.startswith("/"):
        found = _of_address(typed)
        if found is not None:
            return found
    return _of_code(typed)


def code_in(text: str) -> str:
    """The code of a dossier in what was typed: the code itself, or an address that carries it."""
    try:
        return recognise(text).value
    except Refusal:
        return text.strip()


def _of_address(typed: str) -> Scanned | None:
    """From the address in a QR of ours; where it leads is found anew, never followed."""
    parts = urlsplit(typed)
    for pattern, kind in _PLACES:
        named = pattern.fullmatch(parts.path)
        if named:
            try:
                return Scanned(kind, named[1], UUID(named[1]))
            except ValueError:
                return None
    asked = parse_qs(parts.query)
    queued = _of_queue(parts.path, asked.get("ma", [""])[0])
    if queued is not None:
        return queued
    for name in ("ma", "so"):
        if asked.get(name):
            return _of_code(asked[name][0].strip())
    return None


def _of_queue(path: str, reference: str) -> Scanned | None:
    """A number somebody took, or the appointment somebody has."""
    number = _TICKET.fullmatch(path)
    try:
        if number:
            return Scanned(Kind.TICKET, parse_reference(number[1].upper()))
        if _APPOINTMENT.fullmatch(path) and reference:
            return Scanned(Kind.APPOINTMENT, parse_reference("".join(reference.split()).upper()))
    except Refusal:
        return None
    return None


def _of_code(typed: str) -> Scanned:
    plain = "".join(typed.split()).upper()
    if is_code(typed):
        return Scanned(Kind.BUNDLE, parse_code(typed))
    parsers: tuple[tuple[Kind, Callable[[], str]], ...] = (
        (Kind.DOSSIER, lambda: parse_dossier_code(plain).value),
        (Kind.KIT, lambda: parse_kit_number(plain)),
        (Kind.DOSSIER, lambda: parse_reference(plain)),
        (Kind.WORDS, lambda: parse_phone(typed)),
    )
    for kind, parse in parsers:
        try:
            return Scanned(kind, parse())
        except Refusal:
            continue
    number = waybills.normal(plain)
    if waybills.is_s10(number) and not waybills.is_mistyped(number):
        return Scanned(Kind.WAYBILL, number)
    joined = typed.replace(" ", "").replace(".", "")
    return Scanned(Kind.WORDS, joined if joined.isdecimal() else typed)


def _require_whole(typed: str) -> None:
    """Refuses with ScanGarbled a code or an address with Vietnamese letters in it: none of ours has any."""
    if typed.isascii() or " " in typed:
        return
    plain = fold(typed)
    is_address = "ma=" in plain or "so=" in plain or "://" in plain or "tra-cuu" in plain
    has_form = (
        len(plain) >= 8 and any(sign.isdigit() for sign in plain) and re.fullmatch(r"[a-z0-9.-]+", plain)
    )
    if is_address or has_form:
        raise ScanGarbled(text=typed[:60])
