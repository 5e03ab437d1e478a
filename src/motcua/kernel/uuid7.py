"""UUID version 7 (RFC 9562): ids that sort by the millisecond they were made in."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

from motcua.kernel.clock import now

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7(at: datetime | None = None) -> UUID:
    """A new id; `at` dates it (simulations and late entry), default now."""
    milliseconds = _milliseconds(at or now())
    random = int.from_bytes(os.urandom(10), "big")
    return UUID(
        int=(milliseconds << 80)
        | _VERSION
        | ((random >> 62) & 0xFFF) << 64
        | _VARIANT
        | (random & (2**62 - 1))
    )


def uuid7_floor(at: datetime) -> UUID:
    """The lowest id an instant can have: the border between two partitions or two days."""
    return UUID(int=_milliseconds(at) << 80)


def _milliseconds(at: datetime) -> int:
    # whole numbers: the product of a float and 1000 falls short of a full millisecond now and then
    return (at - _EPOCH) // timedelta(milliseconds=1)
