"""Reading calendars: the published one by name and time, a pinned version, and what waits to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from motcua.deadlines.errors import CalendarUnknown
from motcua.deadlines.models import Calendar, CalendarVersion, Holiday
from motcua.deadlines.rules import (
    Change,
    DayKind,
    Settings,
    SpecialDay,
    WorkingCalendar,
    differences,
    parse_hours,
)
from motcua.kernel.canonical import digest


def calendar_named(name: str, *, known_at: datetime | None = None) -> tuple[WorkingCalendar, UUID]:
    """The published calendar of this name and the id of its version, which a clock pins.

    Takes
        known_at  what was known at this instant; default the newest. Before the first version the first
                  holds, because nothing else was ever known.
    Refuses
        CalendarUnknown
    """
    versions = CalendarVersion.objects.filter(calendar__name=name)
    ids = versions.order_by("-number").values_list("id", flat=True)
    if known_at is not None:
        version_id = ids.filter(known_from__lte=known_at).first() or ids.reverse().first()
    else:
        version_id = ids.first()
    if version_id is None:
        raise CalendarUnknown(name=name)
    return calendar_version(version_id), version_id


@lru_cache(maxsize=256)
def calendar_version(version_id: UUID) -> WorkingCalendar:
    """The calendar of a pinned version; safe to keep in memory, because versions do not change."""
    version = CalendarVersion.objects.select_related("calendar").get(id=version_id)
    return WorkingCalendar.from_content(version.calendar.name, version.number, version.content)


def drafted(calendar: Calendar) -> WorkingCalendar:
    """The calendar as it would be published now (number 0): hours, settings, its base's days and its own."""
    own_last = [calendar.base_id, calendar.id] if calendar.base_id else [calendar.id]
    rows = {
        row.day: row
        for calendar_id in own_last
        for row in Holiday.objects.filter(calendar_id=calendar_id).order_by("day")
    }
    return WorkingCalendar(
        name=calendar.name,
        number=0,
        weekly=tuple(parse_hours(hours) for hours in calendar.weekly),
        days=tuple(_special_day(rows[day]) for day in sorted(rows)),
        settings=Settings(**calendar.settings),
    )


def has_unpublished_changes(name: str) -> bool:
    """Does an edit wait to be published? Refuses CalendarUnknown."""
    calendar = Calendar.objects.filter(name=name).first()
    if calendar is None:
        raise CalendarUnknown(name=name)
    newest = calendar.versions.order_by("-number").first()
    return newest is None or newest.content != drafted(calendar).content()


@dataclass(frozen=True)
class Waiting:
    """What waits to be published; `fingerprint` names exactly this draft, so that what is published is what
    was shown."""

    changes: tuple[Change, ...]
    fingerprint: str


def calendars() -> list[Calendar]:
    """All calendars by title, with the one each takes its holidays from."""
    return list(Calendar.objects.select_related("base").order_by("title", "name"))


def calendar_row(name: str) -> Calendar:
    """The calendar that officers edit; refuses CalendarUnknown."""
    calendar = Calendar.objects.select_related("base").filter(name=name).first()
    if calendar is None:
        raise CalendarUnknown(name=name)
    return calendar


def days_of(calendar: Calendar, year: int) -> list[Holiday]:
    """The special days entered for a year, this calendar's own, in order."""
    return list(Holiday.objects.filter(calendar=calendar, day__year=year).order_by("day"))


def versions_of(calendar: Calendar) -> list[CalendarVersion]:
    """What was published, newest first; without the content."""
    return list(calendar.versions.defer("content").order_by("-number"))


def waiting_changes(calendar: Calendar) -> Waiting:
    """What publishing would change against the newest version, line by line."""
    draft = drafted(calendar)
    content = draft.content()
    newest = calendar.versions.order_by("-number").first()
    published = WorkingCalendar.from_content(calendar.name, newest.number, newest.content) if newest else None
    return Waiting(tuple(differences(published, draft)), digest(content).hex())


def _special_day(row: Holiday) -> SpecialDay:
    return SpecialDay(
        day=row.day,
        kind=DayKind(row.kind),
        name=row.name,
        windows=parse_hours(row.hours),
        instrument=row.instrument,
        projected=row.projected,
    )
