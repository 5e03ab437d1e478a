"""Short messages (tin nhắn): what fits into GSM-7, how Vietnamese is folded into it, how long texts are cut.

Numbers of 3GPP TS 23.038 and 23.040: 160 septets or 70 code units in one message, 153 or 67 in each part of several.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

# The default alphabet by its septets; 0x1B escapes into the extension table.
_GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_SEPTETS = {letter: bytes([place]) for place, letter in enumerate(_GSM7) if letter != "\x1b"} | {
    letter: bytes([0x1B, place]) for letter, place in _EXTENSION.items()
}
_LETTERS = {septets: letter for letter, septets in _SEPTETS.items()}
_PLAIN = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
    }
    | {"…": "...", "\u00a0": " ", "\u202f": " ", "•": "-", "×": "x", "₫": "d", "→": "->", "\t": " "}
)
SINGLE_SEPTETS, PART_SEPTETS = 160, 153
SINGLE_UNITS, PART_UNITS = 70, 67
MOST_PARTS = 255

Alphabet = Literal["gsm7", "ucs2"]


@dataclass(frozen=True)
class Parts:
    """A text cut for sending: one body for each message, without header.

    alphabet  gsm7: one septet a byte, unpacked; ucs2: UTF-16 with the higher byte first
    """

    alphabet: Alphabet
    bodies: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.bodies)

    def with_headers(self, reference: int) -> tuple[bytes, ...]:
        """Each body behind its header `05 00 03 reference total number`, which joins the parts on the phone again."""
        if len(self.bodies) == 1:
            return self.bodies
        total = len(self.bodies)
        return tuple(
            bytes([5, 0, 3, reference & 0xFF, total, number]) + body
            for number, body in enumerate(self.bodies, start=1)
        )


def is_gsm7(text: str) -> bool:
    """Whether every letter of the text is in the default alphabet or its extension."""
    return all(letter in _SEPTETS for letter in text)


def fold_to_gsm7(text: str) -> str:
    """The text in letters of GSM-7: Vietnamese loses its marks, quotes and dashes become plain, the rest "?".

    One letter of Vietnamese more than 70 would cost a second message; without marks there is room for 160.
    """
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    # marks go even where the alphabet has the letter (à, é): a text half with marks is harder to read than without
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    return "".join(one if one in _SEPTETS else "?" for one in unicodedata.normalize("NFC", bare))


def cut(text: str) -> Parts:
    """The messages a text needs: GSM-7 when it can, else UCS-2. No sign is split between two parts.

    Refuses with ValueError what needs more than 255 parts.
    """
    text = unicodedata.normalize("NFC", text)
    if is_gsm7(text):
        signs = [_SEPTETS[letter] for letter in text]
        parts = Parts("gsm7", _packed(signs, SINGLE_SEPTETS, PART_SEPTETS))
    else:
        signs = [letter.encode("utf-16-be", "replace") for letter in text]
        parts = Parts("ucs2", _packed(signs, 2 * SINGLE_UNITS, 2 * PART_UNITS))
    if len(parts) > MOST_PARTS:
        raise ValueError(f"the text needs {len(parts)} messages, {MOST_PARTS} are possible")
    return parts


def _packed(signs: list[bytes], single: int, part: int) -> tuple[bytes, ...]:
    whole = b"".join(signs)
    if len(whole) <= single:
        return (whole,)
    bodies, body = [], b""
    for sign in signs:
        if len(body) + len(sign) > part:
            bodies.append(body)
            body = b""
        body += sign
    return (*bodies, body)


def read_gsm7(body: bytes) -> str:
    """Unpacked septets as text; what is no letter becomes "?"."""
    letters, place = [], 0
    while place < len(body):
        width = 2 if body[place] == 0x1B and place + 1 < len(body) else 1
        letters.append(_LETTERS.get(body[place : place + width], "?"))
        place += width
    return "".join(letters)


def read_body(body: bytes, alphabet: Alphabet) -> str:
    """The text of one message or of joined parts."""
    return read_gsm7(body) if alphabet == "gsm7" else body.decode("utf-16-be", "replace")
