"""By which ways people are told, and when: by night no telephone rings, nobody is told nothing, nothing goes twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.clock import TZ, local
from motcua.notifications.events import FACTS_OF
from motcua.notifications.kinds import KINDS, Kind, kind_of
from motcua.notifications.rules import EMAIL, OUTSIDE, SMS, ZALO, Level, Settings, after_night, route, shorten

NOON, NIGHT = local("2026-08-28T12:00"), local("2026-08-28T23:30")
ESSENTIAL, LAWFUL, NEWS = kind_of("accepted"), kind_of("supplement_requested"), kind_of("transferred")
kinds = st.sampled_from(sorted(KINDS)).map(kind_of)
levels = st.fixed_dictionaries({}, optional={name: st.sampled_from(list(Level)) for name in OUTSIDE})
instants = st.datetimes(timezones=st.just(TZ), min_value=local("2026-01-01T00:00").replace(tzinfo=None))


def ways(kind: Kind = ESSENTIAL, reachable=OUTSIDE, chosen=None, at=NOON, **more):
    facts = {"has_inbox": True, "has_short": True} | more
    settings = facts.pop("settings", Settings())
    return {one.channel: one for one in route(kind, reachable, chosen or {}, settings, at, **facts)}


def test_every_event_has_its_kind():
    assert set(KINDS) == set(FACTS_OF)
    assert all(kind.many[0] and kind.many[1] for kind in KINDS.values() if kind.may_wait)


@pytest.mark.demand("TN19-10.2a")
def test_what_is_missing_is_told_by_email_and_by_sms_even_to_who_has_zalo():
    found = ways(LAWFUL)

    assert set(found) == {EMAIL, SMS, ZALO}
    assert not found[SMS].instead_of
    assert not any(one.may_wait for one in found.values())


@pytest.mark.demand("TN19-12.8")
def test_zalo_takes_the_place_of_the_sms_which_stands_by_for_it():
    assert ways(ESSENTIAL)[SMS].instead_of == ZALO
    assert ways(ESSENTIAL, settings=Settings(zalo_first=False))[SMS].instead_of == ""
    assert ways(ESSENTIAL, [EMAIL, SMS])[SMS].instead_of == ""


def test_news_go_by_email_and_not_by_sms_unless_wanted():
    assert set(ways(NEWS, [EMAIL, SMS])) == {EMAIL}
    assert set(ways(NEWS, [EMAIL, SMS], {SMS: Level.ALL})) == {EMAIL, SMS}
    assert set(ways(NEWS, [EMAIL, SMS], {SMS: Level.ALL}, has_short=False)) == {EMAIL}


def test_by_night_the_telephone_waits_for_the_morning_and_the_letter_does_not():
    found = ways(ESSENTIAL, at=NIGHT)

    assert found[EMAIL].not_before == NIGHT
    assert found[SMS].not_before == found[ZALO].not_before == local("2026-08-29T06:00")
    assert ways(ESSENTIAL, at=NIGHT, is_urgent=True)[SMS].not_before == NIGHT
    assert ways(ESSENTIAL, at=local("2026-08-29T05:59"))[SMS].not_before == local("2026-08-29T06:00")


def test_who_switched_a_channel_off_is_told_by_the_others():
    assert set(ways(ESSENTIAL, [EMAIL, SMS], {SMS: Level.NONE})) == {EMAIL}
    assert set(ways(NEWS, [EMAIL, SMS], {EMAIL: Level.ESSENTIAL})) == set()


@given(
    kinds, st.sets(st.sampled_from(OUTSIDE)), levels, instants, st.booleans(), st.booleans(), st.booleans()
)
def test_nobody_reachable_misses_what_matters_and_nobody_gets_it_twice_by_one_way(
    kind, reachable, chosen, at, has_inbox, has_short, is_urgent
):
    found = route(
        kind,
        reachable,
        chosen,
        Settings(),
        at,
        has_inbox=has_inbox,
        has_short=has_short,
        is_urgent=is_urgent,
    )

    channels = [one.channel for one in found]
    assert len(channels) == len(set(channels))
    assert set(channels) <= reachable
    assert has_short or SMS not in channels
    if (
        kind.is_essential
        and not has_inbox
        and (reachable & {EMAIL, ZALO} or (SMS in reachable and has_short))
    ):
        assert channels
    off = {name for name, level in chosen.items() if level is Level.NONE}
    assert not off & set(channels) or (kind.is_essential and not has_inbox and len(channels) == 1)
    for one in found:
        assert one.not_before >= at
        assert not is_urgent or (one.not_before == at and not one.may_wait and not one.instead_of)
        assert not one.instead_of or (one.instead_of in channels and not kind.is_lawful)
        if one.channel != EMAIL and not is_urgent:
            assert 6 <= one.not_before.astimezone(TZ).hour < 22


@given(instants, st.integers(0, 23), st.integers(0, 23))
def test_after_the_night_is_the_first_loud_minute(at, start, end):
    settings = Settings(quiet_from=start, quiet_to=end)
    loud = after_night(at, settings)

    assert at <= loud <= at + timedelta(days=1)
    assert after_night(loud, settings) == loud


@given(st.text(alphabet="ab cđ,", max_size=120), st.integers(5, 60))
def test_a_shortened_name_fits_and_begins_as_it_did(name, most):
    short = shorten(name, most)

    assert len(short) <= max(most, 0)
    assert name.startswith(short.removesuffix("..")[:3].rstrip()) or short == name
