"""How numbers and codes are written, and how people type them back."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date
from hashlib import sha256

from motcua.kernel.identifiers import parse_agency_code
from motcua.numbers.errors import KitNumberMistyped, ReferenceMistyped, SecretMistyped

# 29 signs that are not taken for one another on paper. A prime number of them lets one check character find
# every single wrong sign and every swap of two signs.
ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 10
SECRET_LENGTH = 16


def dossier_code(agency_code: str, day: date, n: int) -> str:
    """Mã số hồ sơ: `H53.18-251103-0001`.

    Takes
        agency_code  of the agency whose number it is (QĐ 20/2020/QĐ-TTg)
        day          of reception, as the province counts days
        n            in the sequence of this agency and day, from 1; at least four digits are written
    Refuses
        AgencyCodeInvalid
    Law
        TT 03/2025/TT-VPCP Điều 13. TN19-10.4.
    """
    if n < 1:
        raise ValueError("numbers begin at 1")
    return f"{parse_agency_code(agency_code).value}-{day:%y%m%d}-{n:04d}"


def slip_number(n: int, suffix: str = "TTPVHCC") -> str:
    """`12/TTPVHCC`, as it stands after `Số:` on a slip; the sequence is one of a year (`book_day`)."""
    return f"{n}/{suffix}"


def book_day(day: date) -> date:
    """The day that stands for a whole year in a counter: books and slip numbers begin anew on 1 January."""
    return day.replace(month=1, day=1)


def kit_number(year: int, n: int) -> str:
    """`NT26-000123-7`: a number of the kit for outages (số phiếu dự phòng), of a series of its own.

    Takes
        n  in the series of this year, from 1
    """
    digits = f"{year % 100:02d}{n:06d}"
    return f"NT{digits[:2]}-{digits[2:]}-{_kit_check(digits)}"


def parse_kit_number(text: str) -> str:
    """What a person typed as `kit_number` writes it. Refuses KitNumberMistyped."""
    found = re.fullmatch(r"NT([0-9]{2})([0-9]{6,8})([2-9A-Z])", _plain(text))
    if not found or _kit_check(found[1] + found[2]) != found[3]:
        raise KitNumberMistyped(text=" ".join(text.split())[:40])
    return f"NT{found[1]}-{found[2]}-{found[3]}"


def _kit_check(digits: str) -> str:
    # a prime number of signs finds every single wrong digit and every swap of two neighbours
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=2))
    return ALPHABET[total % len(ALPHABET)]


def reference() -> str:
    """A new random reference for what has no code yet (mã tra cứu): `7KQ4M-2XWPA`, 43 bits and a check sign.

    Nobody can count dossiers by it; it must still be looked up by `unique`, and it opens no personal data. It has a
    digit, so that whoever reads it, a person or a search box, takes it for no name.
    """
    while True:
        found = _random(REFERENCE_LENGTH)
        if any(sign.isdigit() for sign in found):
            return _grouped(found, 5)


def parse_reference(text: str) -> str:
    """What a person typed as `reference` writes it. Refuses ReferenceMistyped."""
    plain = _plain(text)
    if not _is_right(plain, REFERENCE_LENGTH):
        raise ReferenceMistyped(text=" ".join(text.split())[:40], length=REFERENCE_LENGTH)
    return _grouped(plain, 5)


def secret() -> str:
    """A new secret that goes with a reference (mã bí mật): `4KQM-7XWP-…`, 72 bits; keep only a hash of it."""
    return _grouped(_random(SECRET_LENGTH), 4)


def secret_from(seed: bytes) -> str:
    """The secret that belongs to a seed, always the same one; nobody may guess the seed (16 bytes or more)."""
    rest = int.from_bytes(sha256(seed).digest(), "big")
    signs = []
    for _ in range(SECRET_LENGTH - 1):
        rest, place = divmod(rest, len(ALPHABET))
        signs.append(ALPHABET[place])
    return _grouped(_checked("".join(signs)), 4)


def parse_secret(text: str) -> str:
    """What a person typed as `secret` writes it. Refuses SecretMistyped."""
    plain = _plain(text)
    if not _is_right(plain, SECRET_LENGTH):
        raise SecretMistyped(length=SECRET_LENGTH)
    return _grouped(plain, 4)


def _random(length: int) -> str:
    return _checked("".join(secrets.choice(ALPHABET) for _ in range(length - 1)))


def _checked(body: str) -> str:
    # the check character makes the weighted sum a multiple of 29; its own weight is 1
    return body + ALPHABET[-_weighted(body + ALPHABET[0]) % len(ALPHABET)]


def _weighted(signs: str) -> int:
    return sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(reversed(signs), start=1))


def _is_right(signs: str, length: int) -> bool:
    return len(signs) == length and set(signs) <= set(ALPHABET) and _weighted(signs) % len(ALPHABET) == 0


def _plain(text: str) -> str:
    return re.sub(r"[\s.–—-]", "", unicodedata.normalize("NFKC", text)).upper()


def _grouped(signs: str, size: int) -> str:
    return "-".join(signs[start : start + size] for start in range(0, len(signs), size))
