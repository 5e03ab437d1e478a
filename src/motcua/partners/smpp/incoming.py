"""What a centre delivers: messages written to us, in parts or whole, and receipts of ours."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from motcua.kernel.short_messages import read_body, read_gsm7

UDH = 0x40  # of an esm_class: the body begins with a header
LOCAL = timezone(timedelta(hours=7))  # centres write receipts in the time of the country

# a key is a TLV's message_state or a word of a receipt's text
STATES = {
    "1": "underway",
    "2": "delivered",
    "3": "failed",
    "4": "failed",
    "5": "failed",
    "6": "underway",
    "7": "underway",
    "8": "failed",
    "ENROUTE": "underway",
    "DELIVRD": "delivered",
    "EXPIRED": "failed",
    "DELETED": "failed",
    "UNDELIV": "failed",
    "ACCEPTD": "underway",
    "UNKNOWN": "underway",
    "REJECTD": "failed",
}


@dataclass(frozen=True)
class Delivered:
    """A message somebody wrote to us."""

    sender: str
    receiver: str
    text: str


@dataclass(frozen=True)
class Receipt:
    """What became of a message of ours. `state`: underway, delivered, failed."""

    message_id: str
    state: str
    code: str
    done_at: datetime | None


class Reader:
    """Reads deliveries one by one; keeps the parts of a text until its last one is here."""

    def __init__(self) -> None:
        self._joins: dict[tuple[str, str, int, int], dict[int, bytes]] = {}

    def read(self, pdu: Any) -> Delivered | Receipt | None:
        """What a deliver_sm says; None for a part that others must follow, or a receipt that says nothing."""
        body = bytes(pdu.short_message or b"") or bytes(getattr(pdu, "message_payload", None) or b"")
        if (pdu.esm_class or 0) & 0x3C == 0x04:
            return read_receipt(
                body,
                message_id=(getattr(pdu, "receipted_message_id", None) or b"").decode("ascii", "replace"),
                state=getattr(pdu, "message_state", None),
            )
        sender, receiver = (
            pdu.source_addr.decode("ascii", "replace"),
            pdu.destination_addr.decode("ascii", "replace"),
        )
        if (pdu.esm_class or 0) & UDH and body:
            joined = self._join(sender, receiver, body)
            if joined is None:
                return None
            body = joined
        return Delivered(sender, receiver, read_text(body, pdu.data_coding or 0))

    def _join(self, sender: str, receiver: str, body: bytes) -> bytes | None:
        """The whole text once its last part is here; what is no part is given as it is."""
        length = body[0] + 1
        header, text = body[:length], body[length:]
        if len(header) < 6 or header[1:3] != b"\x00\x03":
            return text
        reference, total, number = header[3], header[4], header[5]
        parts = self._joins.setdefault((sender, receiver, reference, total), {})
        parts[number] = text
        if len(parts) < total:
            return None
        del self._joins[sender, receiver, reference, total]
        return b"".join(parts[one] for one in sorted(parts))


def read_text(body: bytes, data_coding: int) -> str:
    """The text of a delivery by its data_coding: UCS-2, Latin-1, ASCII, else the default alphabet."""
    if data_coding == 0x08:
        return read_body(body, "ucs2")
    if data_coding == 0x03:
        return body.decode("latin-1")
    if data_coding == 0x01:
        return body.decode("ascii", "replace")
    return read_gsm7(body)


def read_receipt(body: bytes, *, message_id: str = "", state: int | None = None) -> Receipt | None:
    """A delivery receipt from its parameters, or from its text where the centre sends none; None when it is none."""
    text = body.decode("ascii", "replace")
    words = dict(re.findall(r"(\bid|sub|dlvrd|submit date|done date|stat|err):(\S*)", text, re.IGNORECASE))
    words = {name.lower(): value for name, value in words.items()}
    found_id = message_id.rstrip("\x00") or words.get("id", "")
    said = str(state) if state else words.get("stat", "").upper()[:7]
    if not found_id or said not in STATES:
        return None
    code = " ".join(one for one in (words.get("stat", said), words.get("err", "")) if one)
    return Receipt(found_id, STATES[said], code, _done_at(words.get("done date", "")))


def _done_at(text: str) -> datetime | None:
    for form, length in (("%y%m%d%H%M%S", 12), ("%y%m%d%H%M", 10)):
        if len(text) == length:
            with contextlib.suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=LOCAL)
    return None
