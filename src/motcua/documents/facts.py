"""Frozen facts of papers: dataclasses of text, numbers, days and instants, as they lie in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from motcua.kernel.clock import TZ

# metadata of a field whose text must not lie open in the database: personal numbers (design §3)
SEALED = {"sealed": True}


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


def sealed(facts: Facts, seal: Callable[[str], str]) -> dict[str, Any]:
    """The same JSON values as they lie in the database: personal numbers only as `{"sealed": token}`."""
    frozen = _plain(facts, seal)
    assert isinstance(frozen, dict)
    return frozen


def opened(value: Any, unseal: Callable[[str], str]) -> Any:
    """What `plain` gave, from what `sealed` gave."""
    if isinstance(value, dict):
        if value.keys() == {"sealed"}:
            return unseal(value["sealed"])
        return {key: opened(item, unseal) for key, item in value.items()}
    if isinstance(value, list):
        return [opened(item, unseal) for item in value]
    return value


def _plain(value: Any, seal: Callable[[str], str] | None = None) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: {"sealed": seal(getattr(value, field.name))}
            if seal and field.metadata.get("sealed")
            else _plain(getattr(value, field.name), seal)
            for field in fields(value)
        }
    if isinstance(value, (tuple, list)):
        return [_plain(item, seal) for item in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant on a paper needs its zone")
        return value.astimezone(TZ).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"no printed form for {type(value).__name__}")
