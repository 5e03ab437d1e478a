"""Jobs that the clock calls: at the hours of Ha Noi, and never while a simulation has a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import wraps
from zoneinfo import ZoneInfo

from django.db import connection

from motcua.kernel.clock import TZ

_LOCK = "hashtext('a clock of its own')"
_SOME_DAY = date(2026, 1, 1)  # Viet Nam keeps no summer time: the distance to UTC is the same every day


def daily(hour_and_minute: str) -> str:
    """The cron line of an hour of Ha Noi, "04:30"; the worker counts in UTC."""
    at = _utc(time.fromisoformat(hour_and_minute))
    return f"{at.minute} {at.hour} * * *"


def hourly(minute: int, *, first: int, last: int) -> str:
    """The cron line of every hour of Ha Noi from `first` to `last`, at a minute; 7 is the first it can be."""
    return f"{minute} {_utc(time(first)).hour}-{_utc(time(last)).hour} * * *"


def _utc(hour: time) -> datetime:
    return datetime.combine(_SOME_DAY, hour, TZ).astimezone(ZoneInfo("UTC"))


def by_the_clock(job: Callable[[int], None]) -> Callable[[int], None]:
    """A job that acts on dossiers because time passed; it does nothing while somebody else holds the clock.

    A simulation lets three months pass in minutes: what is late by our clock is not late by its own.
    """

    @wraps(job)
    def guarded(timestamp: int) -> None:
        if not _ask(f"select pg_try_advisory_lock_shared({_LOCK})"):
            return
        try:
            job(timestamp)
        finally:
            _ask(f"select pg_advisory_unlock_shared({_LOCK})")

    return guarded


@contextmanager
def own_clock() -> Iterator[None]:
    """Time passes here as the caller says; jobs that run now are awaited, others wait for their next turn."""
    _ask(f"select pg_advisory_lock({_LOCK})")
    try:
        yield
    finally:
        _ask(f"select pg_advisory_unlock({_LOCK})")


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (answer,) = cursor.fetchone()
    return bool(answer)
