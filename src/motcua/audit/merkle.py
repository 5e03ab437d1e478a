"""A tree of hashes over a day's chains: one root stands for all, a short path proves one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

EMPTY = b"\x00" * 32


class Step(NamedTuple):
    """A neighbour on the way up: its hash, and whether it stands on the left."""

    hash: bytes
    is_left: bool


def leaf(stream_id: UUID, seq: int, head: bytes) -> bytes:
    """The leaf of one stream: where its chain stood at the end of the day. Leaves and knots cannot be mistaken."""
    return sha256(b"\x00" + stream_id.bytes + seq.to_bytes(4, "big") + head).digest()


def _knot(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    """The level above; a last one without a neighbour goes up as it is."""
    pairs = [_knot(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash that stands for all leaves in their order; zeros for none."""
    level = list(leaves) or [EMPTY]
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> list[Step]:
    """The neighbours that lead from one leaf to the root."""
    steps, level = [], list(leaves)
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            steps.append(Step(level[neighbour], neighbour < index))
        index //= 2
        level = _above(level)
    return steps


def climb(leaf_hash: bytes, steps: Sequence[Step]) -> bytes:
    """The root that a leaf and its path give."""
    for step in steps:
        leaf_hash = _knot(step.hash, leaf_hash) if step.is_left else _knot(leaf_hash, step.hash)
    return leaf_hash
