"""What was read of the organisation is kept in memory until the organisation changes.

Who works where changes a few times a month and is asked at every step of every dossier. A trigger on each of its
tables (and on calendars and charges above) changes one stamp in the same transaction, so what is kept under the
stamp that holds now is never old.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from motcua.audit.statements import execute

_Value = TypeVar("_Value")
MOST = 20_000
_kept: dict[Hashable, Any] = {}


def stamp() -> int:
    """The stamp that holds now."""
    row = execute("select value from organisation_stamp").first
    assert row is not None
    return int(row[0])


def remember(under: int, what: tuple[Hashable, ...], read: Callable[[], _Value]) -> _Value:
    """What `read` gives, read once for each stamp.

    Takes
        under  the stamp, read before anything that `read` reads
        what   names the value; dates belong into it
    """
    key = (under, what)
    if key in _kept:
        kept: _Value = _kept[key]
        return kept
    value = read()
    # read after a change (or after making a missing pool itself): right for now, but not under the old stamp
    if stamp() == under:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = value
    return value
