"""When a message is tried again, which provider is asked first, what became of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from motcua.kernel.clock import TZ, local_day

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


# The other side may have it: a receipt has this long to say so before it is sent again.
UNSURE_PAUSE = timedelta(minutes=10)

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


# --- which provider is asked first ---

HIGHEST = 100
FAILURE_STEP, SLOW_STEP = 20, 10
SLOW_SECONDS = 5.0
# several drains see one fault at the same moment: it counts once
HOLD = timedelta(seconds=10)
DRIFT_STEP, DRIFT_EVERY = 5, timedelta(minutes=5)


@dataclass(frozen=True)
class Standing:
    """How a provider stands: where it belongs, where it is since when. The highest is asked first.

    base        1 to 100, as the administrator ranks it
    priority    0 to base, at `changed_at`
    changed_at  None: it never sank
    """

    base: int
    priority: int
    changed_at: datetime | None = None


def priority_at(standing: Standing, at: datetime) -> int:
    """Where a provider stands at an instant: what sank comes back to its base, a step every five minutes."""
    if standing.changed_at is None:
        return standing.base
    steps = max(timedelta(0), at - standing.changed_at) // DRIFT_EVERY
    return min(standing.base, standing.priority + steps * DRIFT_STEP)


def sunk(standing: Standing, others: Iterable[Standing], *, step: int, at: datetime) -> Standing:
    """How a provider stands after it failed or was slow.

    Takes
        others  of the same channel, without this one
        step    FAILURE_STEP or SLOW_STEP
    Gives
        the same when it sank a moment ago; else lower by the step. Only one of a channel can be at zero: where
        another is, or where there is no other, it stays at one.
    """
    if standing.changed_at is not None and at - standing.changed_at < HOLD:
        return standing
    lowest = 0 if (found := [priority_at(other, at) for other in others]) and min(found) > 0 else 1
    return Standing(standing.base, max(lowest, priority_at(standing, at) - step), at)


# --- what became of a message ---


class Fate(StrEnum):
    """What receipts said. Later ones never take back what is higher: they come repeated, late and out of order."""

    UNKNOWN = ""
    HANDED = "handed"  # the provider has it
    UNDERWAY = "underway"  # the network has it
    FAILED = "failed"  # will not arrive; some networks say so and deliver all the same
    NOBODY = "nobody"  # will not arrive, because the operator has no such subscriber
    ARRIVED = "arrived"


_RANKS = {fate: rank for rank, fate in enumerate(Fate)}


def later(one: Fate, other: Fate) -> Fate:
    """The higher of two."""
    return max(one, other, key=lambda fate: _RANKS[fate])


LOST = frozenset({Fate.FAILED, Fate.NOBODY})


def told_of_nobody(code: str, codes: str) -> bool:
    """Whether a provider's words of a failure mean that nobody has the number.

    Takes
        code   what the receipt said, e.g. "UNDELIV 001"
        codes  the provider's own words for it, as an administrator typed them: "001, 011"
    """
    known = {one.upper() for one in re.split(r"[\s,;]+", codes) if one}
    return any(one.upper() in known for one in code.split())


def fate_of(parts: Iterable[Fate]) -> Fate:
    """Of a message in parts, as one provider tells of them: it arrived when all did, it failed when one did."""
    told = [part for part in parts if part is not Fate.UNKNOWN]
    if not told:
        return Fate.UNKNOWN
    if all(part is Fate.ARRIVED for part in told):
        return Fate.ARRIVED
    for lost in (Fate.NOBODY, Fate.FAILED):
        if lost in told:
            return lost
    return Fate.UNDERWAY if any(_RANKS[part] >= _RANKS[Fate.UNDERWAY] for part in told) else Fate.HANDED


# --- what an agency may send in a day ---

MORNING = time(7, 0)  # what waited for the next day does not wake anybody


def next_morning(at: datetime) -> datetime:
    """Seven o'clock of the next day, where what is over the budget of a day waits for."""
    return datetime.combine(local_day(at) + timedelta(days=1), MORNING, tzinfo=TZ)
