"""Vietnamese text: one normal form, one folding for search."""

from __future__ import annotations

import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(text: str) -> str:
    """The form in which all text is kept: NFC, outer blanks cut, inner runs of blanks made one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def nfc_lines(text: str) -> str:
    """The same where lines mean something, as one reason a line: each line for itself, empty ones dropped."""
    return "\n".join(line for line in map(nfc, text.splitlines()) if line)


def fold(text: str) -> str:
    """Lower case without Vietnamese marks, as the database function `vi_norm` gives it."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).lower()
