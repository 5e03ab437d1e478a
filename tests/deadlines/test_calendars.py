"""Calendars in the database: edited freely, published for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.deadlines.builders import province

from motcua.deadlines.errors import (
    BaseUnsuitable,
    CalendarTaken,
    CalendarUnknown,
    DayNotSpecial,
    DayUnclear,
    HoursUnreadable,
    PublishedLater,
)
from motcua.deadlines.models import CalendarVersion, Holiday
from motcua.deadlines.rules import DayKind, Limit, Settings, due
from motcua.deadlines.selectors import calendar_named, calendar_version, has_unpublished_changes
from motcua.deadlines.services import (
    open_calendar,
    publish_calendar,
    remove_day,
    seed_holidays,
    set_day,
    set_hours,
)
from motcua.kernel.canonical import digest
from motcua.kernel.clock import local

NOW = local("2026-01-05T08:00")
LATER = NOW + timedelta(days=1)
WEEK = ["07:30-11:30, 13:00-17:00"] * 5 + ["07:30-11:30", ""]
LIMIT, START = Limit.parse("3 working days"), local("2026-02-13T10:00")


@pytest.mark.django_db
def test_the_seeded_province_counts_as_the_built_in_calendar_does():
    version = seed_holidays(years=range(2024, 2028), at=NOW)

    calendar, version_id = calendar_named("province")

    assert version_id == version.id
    assert calendar.number == 1
    assert calendar.content() == province().content()
    assert due(LIMIT, START, calendar).due_at == local("2026-02-25T17:00")
    assert version.content_hash == digest(version.content).hex()


@pytest.mark.django_db
def test_a_clock_keeps_its_calendar_when_a_holiday_is_added_later():
    seed_holidays(years=[2026], at=NOW)
    pinned, version_id = calendar_named("province")
    before = due(LIMIT, START, pinned)

    storm = {"kind": DayKind.HOLIDAY, "name": "Nghỉ bão", "instrument": "Công điện 1"}
    set_day(calendar="province", day=date(2026, 2, 24), **storm, at=LATER)
    assert has_unpublished_changes("province")
    assert calendar_named("province") == (pinned, version_id)  # nothing counts before it is published
    publish_calendar(name="province", at=LATER, instrument="Công điện 1")

    assert not has_unpublished_changes("province")
    assert due(LIMIT, START, calendar_version(version_id)) == before
    moved = due(LIMIT, START, calendar_named("province")[0])
    assert moved.due_at == local("2026-02-26T17:00")
    assert "Nghỉ bão (Công điện 1)" in " ".join(reason.sentence for reason in moved.reasons)


@pytest.mark.django_db
def test_what_was_known_then_is_found_again():
    first = seed_holidays(years=[2026], at=NOW)
    set_hours(calendar="province", weekly=WEEK, settings=Settings(to_the_minute=True), at=LATER)
    second = publish_calendar(name="province", at=LATER)

    assert calendar_named("province", known_at=NOW)[1] == first.id
    assert calendar_named("province", known_at=LATER - timedelta(microseconds=1))[1] == first.id
    assert calendar_named("province", known_at=LATER)[1] == second.id
    assert calendar_named("province", known_at=NOW - timedelta(days=900))[1] == first.id
    assert calendar_named("province")[0].settings == Settings(to_the_minute=True)


@pytest.mark.django_db
def test_publishing_what_is_published_makes_no_version():
    first = seed_holidays(years=[2026], at=NOW)
    assert publish_calendar(name="province", at=LATER) == first
    assert seed_holidays(years=[2026], at=LATER) == first


@pytest.mark.django_db
def test_versions_follow_each_other_in_time():
    seed_holidays(years=[2026], at=LATER)
    with pytest.raises(PublishedLater) as refused:
        seed_holidays(years=[2027], at=NOW)
    assert "06/01/2026" in refused.value.sentence
    assert CalendarVersion.objects.count() == 1
    assert not Holiday.objects.filter(day__year=2027).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["update calendar_version set number = 9", "delete from calendar_version"])
def test_the_database_lets_nobody_change_a_published_version(sql):
    seed_holidays(years=[2026], at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert CalendarVersion.objects.get().number == 1


@pytest.mark.django_db
def test_seeding_again_leaves_what_officers_did():
    seed_holidays(years=[2026], at=NOW)
    remove_day(calendar="province", day=date(2026, 11, 24), at=NOW)
    set_day(
        calendar="province",
        day=date(2026, 9, 1),
        kind=DayKind.HALF_DAY,
        name="Trực",
        hours="07:00-11:30",
        at=NOW,
    )

    seed_holidays(years=[2026, 2027], at=LATER)

    calendar, _ = calendar_named("province")
    assert calendar.is_working_day(date(2026, 11, 24))
    assert calendar.closes_on(date(2026, 9, 1)) == local("2026-09-01T11:30")
    assert not calendar.is_working_day(date(2027, 2, 8))


@pytest.mark.django_db
def test_a_desk_with_its_own_hours_has_the_holidays_of_the_province():
    seed_holidays(years=[2026], at=NOW)
    open_calendar(name="tan-ninh", title="Phường Tân Ninh", weekly=WEEK, base="province", at=NOW)
    set_day(
        calendar="tan-ninh",
        day=date(2026, 2, 20),
        kind=DayKind.HALF_DAY,
        name="Trực Tết",
        hours="08:00-10:00",
        at=NOW,
    )
    publish_calendar(name="tan-ninh", at=NOW)

    own, _ = calendar_named("tan-ninh")
    assert own.is_working(local("2026-01-17T08:00"))  # a Saturday morning
    assert not own.is_working_day(date(2026, 2, 17))
    assert own.closes_on(date(2026, 2, 20)) == local("2026-02-20T10:00")

    set_day(calendar="province", day=date(2026, 3, 2), kind=DayKind.HOLIDAY, name="Nghỉ bão", at=LATER)
    publish_calendar(name="province", at=LATER)
    assert not calendar_named("tan-ninh")[0].is_working_day(date(2026, 3, 2))
    assert calendar_named("tan-ninh")[0].number == 2


@pytest.mark.django_db
def test_a_make_up_day_without_hours_has_those_of_a_working_day():
    seed_holidays(years=[2026], at=NOW)
    set_hours(calendar="province", weekly=WEEK, settings=Settings(), at=NOW)
    holiday = set_day(calendar="province", day=date(2026, 3, 8), kind=DayKind.MAKE_UP, name="Làm bù", at=NOW)
    assert holiday.hours == WEEK[0]


@pytest.mark.django_db
def test_what_cannot_be_a_calendar_is_refused_and_nothing_is_written():
    seed_holidays(years=[2026], at=NOW)
    open_calendar(name="one", title="Một", base="province", at=NOW)
    for refusal, act in [
        (CalendarTaken, lambda: open_calendar(name="one", title="Hai", at=NOW)),
        (BaseUnsuitable, lambda: open_calendar(name="two", title="Hai", base="one", at=NOW)),
        (CalendarUnknown, lambda: open_calendar(name="two", title="Hai", base="none", at=NOW)),
        (HoursUnreadable, lambda: open_calendar(name="two", title="Hai", weekly=["7h"] * 7, at=NOW)),
        (HoursUnreadable, lambda: open_calendar(name="two", title="Hai", weekly=WEEK[:5], at=NOW)),
        (CalendarUnknown, lambda: publish_calendar(name="none", at=NOW)),
        (CalendarUnknown, lambda: seed_holidays(years=[2026], calendar="none", at=NOW)),
        (CalendarUnknown, lambda: calendar_named("one")),
        (CalendarUnknown, lambda: has_unpublished_changes("none")),
        (DayNotSpecial, lambda: remove_day(calendar="one", day=date(2026, 3, 2), at=NOW)),
        (
            DayUnclear,
            lambda: set_day(calendar="one", day=date(2026, 3, 2), kind=DayKind.HALF_DAY, name="x", at=NOW),
        ),
    ]:
        with pytest.raises(refusal) as refused:
            act()
        assert "Vui lòng" in refused.value.sentence
    assert not Holiday.objects.filter(calendar__name="one").exists()


@pytest.mark.django_db
def test_a_day_has_one_entry_in_a_calendar():
    seed_holidays(years=[2026], at=NOW)
    row = Holiday.objects.get(day=date(2026, 9, 2))
    with pytest.raises(IntegrityError, match="holiday_one_per_day"), transaction.atomic():
        Holiday.objects.create(calendar=row.calendar, day=row.day, kind="holiday", name="x", changed_at=NOW)
    with pytest.raises(IntegrityError, match="holiday_hours_fit_kind"), transaction.atomic():
        Holiday.objects.filter(id=row.id).update(hours="07:00-11:30")


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version():
    seed_holidays(years=[2026], at=NOW)
    set_day(calendar="province", day=date(2026, 3, 2), kind=DayKind.HOLIDAY, name="Nghỉ bão", at=LATER)

    def publish(_: int) -> int:
        try:
            return publish_calendar(name="province", at=LATER).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(publish, range(4))) == [2, 2, 2, 2]
    assert CalendarVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_calendar_in_memory_costs_one_statement(django_assert_num_queries):
    seed_holidays(years=[2026], at=NOW)
    calendar_named("province")
    with django_assert_num_queries(1):
        calendar_named("province")
