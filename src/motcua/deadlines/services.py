"""Editing calendars and publishing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.deadlines.errors import (
    BaseUnsuitable,
    CalendarTaken,
    CalendarUnknown,
    DayNotSpecial,
    HoursUnreadable,
    PublishedLater,
)
from motcua.deadlines.models import Calendar, CalendarVersion, Holiday
from motcua.deadlines.rules import DayKind, Settings, SpecialDay, parse_hours, show_hours
from motcua.deadlines.seed import DEFAULT_NAME, DEFAULT_WEEK, special_days
from motcua.deadlines.selectors import drafted
from motcua.kernel.canonical import digest
from motcua.kernel.clock import TZ
from motcua.kernel.text import nfc


@transaction.atomic
def open_calendar(
    *,
    name: str,
    title: str,
    weekly: Sequence[str] = DEFAULT_WEEK,
    settings: Settings | None = None,
    base: str | None = None,
    at: datetime,
) -> Calendar:
    """A new calendar (mở lịch làm việc); it counts once it is published.

    Takes
        weekly  hours of Monday to Sunday, as `parse_hours` spells them; empty for a day of rest
        base    name of the calendar whose holidays hold here too
    Refuses
        CalendarTaken, HoursUnreadable, CalendarUnknown (base), BaseUnsuitable
    """
    source = _locked(base) if base else None
    if source and source.base_id:
        raise BaseUnsuitable(base=source.name)
    calendar, created = Calendar.objects.get_or_create(
        name=name,
        defaults={
            "title": nfc(title),
            "weekly": _week(weekly),
            "settings": asdict(settings or Settings()),
            "base": source,
            "changed_at": at,
        },
    )
    if not created:
        raise CalendarTaken(name=name)
    return calendar


@transaction.atomic
def set_hours(*, calendar: str, weekly: Sequence[str], settings: Settings, at: datetime) -> Calendar:
    """Change weekly hours and the way of counting (giờ làm việc, cách tính hạn); publish to make it count.

    Refuses
        CalendarUnknown, HoursUnreadable
    """
    row = _locked(calendar)
    row.weekly, row.settings, row.changed_at = _week(weekly), asdict(settings), at
    row.save(update_fields=["weekly", "settings", "changed_at"])
    return row


@transaction.atomic
def set_day(
    *,
    calendar: str,
    day: date,
    kind: DayKind,
    name: str,
    hours: str = "",
    instrument: str = "",
    projected: bool = False,
    at: datetime,
) -> Holiday:
    """Enter or correct a day off, a day made up, or a day with other hours (ngày nghỉ, ngày làm bù).

    Takes
        hours       of the day, empty for a day off; a make-up day without hours has those of the calendar's
                    first working weekday
        instrument  the decision that makes the day so
    Refuses
        CalendarUnknown, HoursUnreadable, DayUnclear
    """
    row = _locked(calendar)
    if kind is DayKind.MAKE_UP and not hours:
        hours = next(filter(None, row.weekly), "")
    special = SpecialDay(day, kind, nfc(name), parse_hours(hours), nfc(instrument), projected)
    holiday, _ = Holiday.objects.update_or_create(calendar=row, day=day, defaults=_columns(special, at))
    return holiday


@transaction.atomic
def remove_day(*, calendar: str, day: date, at: datetime) -> None:
    """The day is again as its week says. Refuses CalendarUnknown, DayNotSpecial."""
    row = _locked(calendar)
    deleted, _ = Holiday.objects.filter(calendar=row, day=day).delete()
    if not deleted:
        raise DayNotSpecial(day=f"{day:%d/%m/%Y}", calendar=row.title)
    row.changed_at = at
    row.save(update_fields=["changed_at"])


@transaction.atomic
def publish_calendar(
    *, name: str, at: datetime, instrument: str = "", actor: Actor = SYSTEM
) -> CalendarVersion:
    """Freeze hours, settings and days as the next version (công bố lịch làm việc).

    Calendars that take their holidays from this one get a new version too. Nothing changed gives the version
    there is. Clocks go on with the version they pinned; who moves open dossiers to the new one is `journey`.

    Takes
        at  the recorded time from which this is known; not before the version before it
    Refuses
        CalendarUnknown, PublishedLater
    """
    calendar = _locked(name)
    version = _publish(calendar, at, instrument, actor)
    for derived in calendar.derived.select_for_update(of=("self",)).order_by("name"):
        _publish(derived, at, instrument, actor)
    return version


@transaction.atomic
def seed_holidays(*, years: Iterable[int], at: datetime, calendar: str = DEFAULT_NAME) -> CalendarVersion:
    """Fill in what law and Government give for these years, once each, and publish.

    What an officer entered or removed since is left alone. Opens the province's calendar when there is none.

    Refuses
        CalendarUnknown (another than the province's), PublishedLater
    """
    if calendar == DEFAULT_NAME and not Calendar.objects.filter(name=calendar).exists():
        open_calendar(name=DEFAULT_NAME, title="Lịch làm việc chung của tỉnh", at=at)
    row = _locked(calendar)
    fresh = sorted(set(years) - set(row.seeded_years))
    hours = next(filter(None, row.weekly), "")
    rows = [Holiday(calendar=row, **_columns(day, at), day=day.day) for day in special_days(fresh, hours)]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    row.seeded_years = sorted({*row.seeded_years, *fresh})
    row.save(update_fields=["seeded_years"])
    return publish_calendar(name=calendar, at=at)


def _publish(calendar: Calendar, at: datetime, instrument: str, actor: Actor) -> CalendarVersion:
    content = drafted(calendar).content()
    newest = calendar.versions.order_by("-number").first()
    if newest and newest.content == content:
        return newest
    if newest and newest.known_from > at:
        known_from = newest.known_from.astimezone(TZ)
        raise PublishedLater(name=calendar.name, known_from=f"{known_from:%H:%M %d/%m/%Y}")
    version = calendar.versions.create(
        number=newest.number + 1 if newest else 1,
        content=content,
        content_hash=digest(content).hex(),
        known_from=at,
        instrument=nfc(instrument),
    )
    append(
        Stream("calendar", calendar.id),
        kind="calendar_published",
        happened_at=at,
        actor=actor,
        body={"number": version.number, "content": version.content_hash},
        words={"instrument": version.instrument} if version.instrument else None,
    )
    return version


def _locked(name: str) -> Calendar:
    """The row that every editor of this calendar waits for."""
    calendar = Calendar.objects.select_for_update(of=("self",)).filter(name=name).first()
    if calendar is None:
        raise CalendarUnknown(name=name)
    return calendar


def _week(weekly: Sequence[str]) -> list[str]:
    hours = [show_hours(parse_hours(text)) for text in weekly]
    if len(hours) != 7:
        raise HoursUnreadable(text=f"{len(hours)} ngày trong tuần")
    return hours


def _columns(special: SpecialDay, at: datetime) -> dict[str, object]:
    return {
        "name": special.name,
        "kind": special.kind.value,
        "hours": show_hours(special.windows),
        "instrument": special.instrument,
        "projected": special.projected,
        "changed_at": at,
    }
