"""How long something may take (thời hạn giải quyết), as procedures and officers spell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.deadlines.errors import LimitUnreadable

MOST = 3660


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    CALENDAR_DAYS = "calendar days"
    IMMEDIATE = "immediate"


_LABELS = {
    Unit.WORKING_DAYS: "{count} ngày làm việc",
    Unit.WORKING_HOURS: "{count} giờ làm việc",
    Unit.CALENDAR_DAYS: "{count} ngày",
    Unit.IMMEDIATE: "giải quyết ngay trong ngày",
}


@dataclass(frozen=True)
class Limit:
    """A number of units, or `immediate`, which has no number (count 0)."""

    unit: Unit
    count: int = 0

    def __post_init__(self) -> None:
        low, high = (0, 0) if self.unit is Unit.IMMEDIATE else (1, MOST)
        if not low <= self.count <= high:
            raise LimitUnreadable(text=str(self), most=MOST)

    @classmethod
    def parse(cls, text: str) -> Limit:
        """`N working days`, `N working hours`, `N calendar days`, `immediate`. Refuses LimitUnreadable."""
        plain = " ".join(text.lower().split())
        if plain == Unit.IMMEDIATE:
            return cls(Unit.IMMEDIATE)
        found = re.fullmatch(r"([0-9]{1,5}) (working day|working hour|calendar day)s?", plain)
        if not found:
            raise LimitUnreadable(text=plain[:60], most=MOST)
        return cls(Unit(f"{found[2]}s"), int(found[1]))

    def __str__(self) -> str:
        return self.unit if self.unit is Unit.IMMEDIATE else f"{self.count} {self.unit}"

    @property
    def label(self) -> str:
        """In Vietnamese, for slips and screens: `3 ngày làm việc`."""
        return _LABELS[self.unit].format(count=self.count)
