"""Frozen facts of papers: dataclasses of text, numbers, days and instants, as they lie in the database."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from motcua.kernel.clock import TZ


class Facts(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def plain(facts: Facts) -> dict[str, Any]:
    """JSON values of the facts; instants as ISO in Asia/Ho_Chi_Minh, so that a template only cuts the text.

    Refuses with TypeError what has no such form, with ValueError a naive instant.
    """
    frozen = _plain(facts)
    assert isinstance(frozen, dict)
    return frozen


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant on a paper needs its zone")
        return value.astimezone(TZ).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"no printed form for {type(value).__name__}")
