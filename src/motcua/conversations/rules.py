"""What a person means who writes a short message, whatever it looks like."""

from __future__ import annotations

import re

from motcua.kernel.text import fold

_BETWEEN = r"[\s.,:;_\-/#<>\[\]()\"'=*]*"


def asked_code(text: str, keyword: str) -> str | None:
    """The dossier code a text asks for: "" when it names none, None when it asks for something else.

    `HS H53.18-251103-0001`, `hs:h53.18-251103-0001`, `HSH53 18 251103 0001.`, `hồ sơ` as the keyword with or without
    marks, and the bare code without any keyword all mean the same.
    """
    said = fold(text).upper().strip()
    word = r"\s*".join(re.escape(letter) for letter in fold(keyword).upper() if not letter.isspace())
    found = re.match(rf"{_BETWEEN}{word}(?![A-GI-Z]){_BETWEEN}", said) if word else None
    rest = said[found.end() :] if found else re.sub(rf"^{_BETWEEN}", "", said)
    # thanks and signatures come after the code, which is followed by a blank
    code = re.sub(rf"{_BETWEEN}$", "", rest)
    if found:
        return code
    # without the keyword only what looks like a code is taken for one; a reference may be all letters
    digits = len(re.findall(r"[0-9]", code))
    is_code = (digits >= 4 and re.fullmatch(r"[A-Z]*[0-9][0-9A-Z.\-\s]*", code)) or re.fullmatch(
        r"[2-9A-Z]{5}-[2-9A-Z]{5}", code
    )
    return code if is_code else None


def shorter_forms(code: str) -> list[str]:
    """The same without the words behind it, the longest first: `H53.18-251103-0001 CAM ON` is meant without them."""
    words = code.split()
    return [" ".join(words[:count]) for count in range(len(words), 0, -1)]
