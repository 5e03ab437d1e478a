"""Passwords and sessions by law (regulation.md 10.3: QCVN 12:2026/BCA); pure, no Django."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

from motcua.kernel.phrases import Phrase, phrase

MIN_LENGTH = 8
"""Letters of a password at least (3.7.2.6)."""
REMEMBERED = 10
"""How many former passwords may not be taken again (3.7.2.6.5)."""
INACTIVE_DAYS = 45
"""After so many days without sign-in an account is to be disabled (3.7.2.7.6)."""

_SPECIAL = "!@#$%&*+-=?"
# letters that are read aloud or copied from paper without doubt
_CLEAR = "".join(letter for letter in string.ascii_letters + string.digits if letter not in "Il1O0o")


def missing_in_password(password: str) -> list[Phrase]:
    """What a password lacks by 3.7.2.6, as Vietnamese phrases; none when it is strong enough."""
    wanted = [
        (len(password) >= MIN_LENGTH, phrase("ít nhất {least} ký tự", least=MIN_LENGTH)),
        (any(letter.islower() for letter in password), phrase("chữ thường")),
        (any(letter.isupper() for letter in password), phrase("chữ hoa")),
        (any(letter.isdigit() for letter in password), phrase("chữ số")),
        (any(not letter.isalnum() and not letter.isspace() for letter in password), phrase("ký tự đặc biệt")),
    ]
    return [words for is_there, words in wanted if not is_there]


def first_password() -> str:
    """A one-time password of 14 letters that passes the rules and can be copied from paper."""
    while True:
        letters = [secrets.choice(_CLEAR) for _ in range(12)] + [secrets.choice(_SPECIAL) for _ in range(2)]
        secrets.SystemRandom().shuffle(letters)
        password = "".join(letters)
        if not missing_in_password(password):
            return password


def is_session_over(
    started_at: datetime, seen_at: datetime, at: datetime, *, idle: timedelta, total: timedelta
) -> bool:
    """Whether a session has been idle or has lasted for too long."""
    return at - seen_at > idle or at - started_at > total
