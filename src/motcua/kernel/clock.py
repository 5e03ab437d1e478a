"""The time of the province: aware instants, shown in Asia/Ho_Chi_Minh."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant; only screens, workers and the recording of events ask for it."""
    return datetime.now(TZ)


def local(text: str) -> datetime:
    """An ISO instant; without an offset it is meant in Asia/Ho_Chi_Minh.

    Refuses with ValueError what is not ISO 8601.
    """
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=TZ) if at.tzinfo is None else at.astimezone(TZ)


def local_day(at: datetime) -> date:
    """The day of an instant as the province counts it."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(TZ).date()


def start_of_day(day: date) -> datetime:
    """Midnight at which a day of the province begins."""
    return datetime.combine(day, time.min, tzinfo=TZ)
