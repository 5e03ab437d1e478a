"""The hash chain: every event names the hash of the one before it, so nothing can be slipped in or changed.

Names and words are not in the chain. The event holds a salted digest of them; the words themselves lie in a
payload that the law can have corrected or destroyed while the chain outlives it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from motcua.kernel.canonical import canonical

GENESIS = b"\x00" * 32
SALT_BYTES = 16


@dataclass(frozen=True)
class Head:
    """The end of a stream's chain: number and hash of its last event; (0, zeros) before the first."""

    seq: int = 0
    hash: bytes = GENESIS


@dataclass(frozen=True)
class Link:
    """What one event says, in the form the hash is taken of."""

    stream_kind: str
    stream_id: UUID
    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: UUID | None
    agency_id: UUID | None
    body: dict[str, Any]
    words_digest: bytes | None
    key: UUID | None


def hash_of(link: Link, previous: bytes) -> bytes:
    """SHA-256 over the previous hash and the canonical form of every field of the event."""
    fields = {name: getattr(link, name) for name in Link.__dataclass_fields__}
    return sha256(previous + canonical(fields)).digest()


def new_salt() -> bytes:
    """Random bytes without which a digest of a short word could be found by trying."""
    return os.urandom(SALT_BYTES)


def words_digest(words: dict[str, Any], salt: bytes) -> bytes:
    """The digest that the event keeps of its words."""
    return sha256(salt + canonical(words)).digest()
