"""Numbers of parcels as people type and scanners read them."""

from __future__ import annotations

import re

_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_ANY = re.compile(r"[A-Z0-9][A-Z0-9-]{4,39}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def normal(text: str) -> str:
    """A waybill's number without blanks and dots, in capitals; "" when it cannot be one."""
    plain = re.sub(r"[\s.]", "", text).upper()
    return plain if _ANY.fullmatch(plain) and any(sign.isdigit() for sign in plain) else ""


def is_s10(number: str) -> bool:
    """Whether it has the form of the Universal Postal Union (S10): `RR123456785VN`."""
    return bool(_S10.fullmatch(number))


def s10(letters: str, serial: int, country: str = "VN") -> str:
    """A number of that form with its check digit."""
    digits = f"{serial:08d}"
    return f"{letters}{digits}{check_digit(digits)}{country}"


def is_mistyped(number: str) -> bool:
    """Whether a number of the S10 form has a wrong check digit; other forms have none that we know."""
    return is_s10(number) and int(number[10]) != check_digit(number[2:10])


def check_digit(digits: str) -> int:
    """The check digit of eight digits (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
