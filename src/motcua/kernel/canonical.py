"""One byte form for one value, so that hashes of equal facts are equal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8; instants in UTC with microseconds, UUIDs as text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    ).encode()


def digest(value: Any) -> bytes:
    """SHA-256 of the canonical form, 32 bytes."""
    return sha256(canonical(value)).digest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")
