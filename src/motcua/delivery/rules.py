"""How often and when a message is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

# Growing pauses: a hiccup is over in minutes, a broken server in a day, a weekend in three.
PAUSES = (
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    24 * _HOUR,
    24 * _HOUR,
)


def next_attempt(failed_attempts: int, at: datetime) -> datetime | None:
    """When a message that failed for the n-th time is tried again; None when it is given up.

    Takes
        failed_attempts  1 after the first failure
        at               aware instant of the failure
    """
    if failed_attempts > len(PAUSES):
        return None
    return at + PAUSES[failed_attempts - 1]


# Growing pauses of reading: a receipt may be there before the message's own answer, a partner's file a little later.
READING_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=20),
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
)


def next_reading(failed_tries: int, at: datetime) -> datetime | None:
    """When an arrival that could not be read for the n-th time is read again; None when it is given up."""
    if failed_tries > len(READING_PAUSES):
        return None
    return at + READING_PAUSES[failed_tries - 1]


def message_id(dedupe_key: str) -> str:
    """The same name for the same message on every attempt, so that the receiver can drop a double."""
    return sha256(dedupe_key.encode()).hexdigest()[:40]
