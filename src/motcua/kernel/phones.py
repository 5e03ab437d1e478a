"""Telephone numbers as gateways, Zalo and our tables have them: E.164 without the plus, `84901234567`.

What an applicant typed into a form stays as `identifiers.parse_phone` gives it (`0901234567`); both read the same.
"""

from __future__ import annotations

import re

from motcua.kernel.identifiers import PhoneInvalid
from motcua.kernel.identifiers import parse_phone as parse_national

COUNTRY = "84"


def parse_phone(text: str) -> str:
    """`84901234567` from `0901 234 567`, `+84 901 234 567`, `0084…`. Refuses PhoneInvalid."""
    return COUNTRY + parse_national(text)[1:]


def is_mobile(phone: str) -> bool:
    """Whether a number as `parse_phone` gives it can take a message; after porting a prefix is no more than that."""
    return bool(re.fullmatch(r"84[35789][0-9]{8}", phone))


def show_phone(phone: str) -> str:
    """As people write it: `0901 234 567`, `0276 3822 233`. What is no such number is shown as it is."""
    if not phone.startswith(COUNTRY) or not phone.isdigit():
        return phone
    national = "0" + phone[len(COUNTRY) :]
    cuts = (4, 7) if len(national) == 10 else (4, 8)
    return f"{national[: cuts[0]]} {national[cuts[0] : cuts[1]]} {national[cuts[1] :]}"


def mask_phone(phone: str) -> str:
    """For logs and for screens of others: `0901 *** 567`."""
    shown = show_phone(phone)
    head, _, tail = shown.partition(" ")
    return f"{head} *** {tail[-3:]}" if tail else "***"


__all__ = ["PhoneInvalid", "is_mobile", "mask_phone", "parse_phone", "show_phone"]
