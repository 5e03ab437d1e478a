"""Agencies change by dated decisions; what was, stays readable."""

from __future__ import annotations

from datetime import date

import pytest
from tests.agencies.builders import BY, MERGER, NOW, TODAY, agency, desk, officer, unit

from motcua.agencies import selectors, services
from motcua.agencies.errors import (
    AlreadySucceeded,
    CodeTaken,
    NoSuchAgency,
    SuccessionTurnsBack,
    VersionOverlaps,
)
from motcua.agencies.models import Agency
from motcua.agencies.rules import AgencyFacts, Level, Role, next_code
from motcua.audit.selectors import events_of

FACTS = AgencyFacts(name="Sở Sức khoẻ", short_name="SSK", level=Level.PROVINCE, kind="department")

pytestmark = pytest.mark.django_db


def test_papers_keep_the_name_of_their_day() -> None:
    health = agency("Sở Y tế")
    services.publish_version(agency_id=health.id, facts=FACTS, valid_from=TODAY, instrument=BY, at=NOW)

    assert selectors.agency_on(health.id, date(2026, 8, 31)).name == "Sở Y tế"
    assert selectors.agency_on(health.id, TODAY).name == "Sở Sức khoẻ"
    assert selectors.agency_names_on([health.id], date(2030, 1, 1)) == {health.id: "Sở Sức khoẻ"}
    with pytest.raises(NoSuchAgency):
        selectors.agency_on(health.id, date(2025, 6, 30))
    assert [event.kind for event in events_of(health.id)] == ["agency_opened", "agency_version"]


def test_a_version_cannot_be_slipped_in_before_one_that_is_published() -> None:
    health = agency()
    services.publish_version(agency_id=health.id, facts=FACTS, valid_from=TODAY, instrument=BY, at=NOW)
    for day in (TODAY, date(2026, 8, 1)):
        with pytest.raises(VersionOverlaps):
            services.publish_version(agency_id=health.id, facts=FACTS, valid_from=day, instrument=BY, at=NOW)
    assert selectors.agency_on(health.id, date(2026, 8, 15)).name == "Sở Y tế"


def test_units_and_desks_are_renamed_and_moved_from_a_day_on() -> None:
    health = agency()
    room, counter = unit(health, "Phòng A"), desk(health, "Một cửa A")
    services.publish_unit(unit_id=room.id, name="Phòng B", valid_from=TODAY, instrument=BY, at=NOW)
    services.publish_desk(
        desk_id=counter.id, name="Một cửa B", address="Số 1", valid_from=TODAY, instrument=BY, at=NOW
    )

    assert [selectors.unit_on(room.id, day).name for day in (MERGER, TODAY)] == ["Phòng A", "Phòng B"]
    assert [selectors.desk_on(counter.id, day).name for day in (MERGER, TODAY)] == ["Một cửa A", "Một cửa B"]
    assert [version.name for version in selectors.units_of(health.id, TODAY)] == ["Phòng B"]
    assert selectors.desks_of(health.id, TODAY)[0].address == "Số 1"


def test_a_closed_agency_has_no_postings_units_or_desks_after_its_last_day() -> None:
    health, person = agency(), officer()
    room, counter = unit(health), desk(health)
    for day in (MERGER, date(2027, 1, 1)):
        services.post_officer(
            account_id=person.id,
            agency_id=health.id,
            role=Role.HANDLER if day == MERGER else Role.AGENCY_LEADER,
            valid_from=day,
            at=NOW,
        )

    services.publish_desk(
        desk_id=counter.id, name="Quầy mới", valid_from=date(2026, 11, 1), instrument=BY, at=NOW
    )

    services.close_agency(agency_id=health.id, last_day=date(2026, 9, 30), instrument=BY, at=NOW)

    assert selectors.desks_on(date(2026, 11, 2)) == []
    after = date(2026, 10, 1)
    assert selectors.agencies_on(after) == []
    assert selectors.units_of(health.id, after) == []
    assert selectors.desks_on(after) == []
    assert selectors.desk_on(counter.id, TODAY).desk_id == counter.id
    assert selectors.unit_on(room.id, TODAY).unit_id == room.id
    assert person.postings.count() == 1
    assert person.postings.get().valid_to == date(2026, 9, 30)


def test_work_follows_the_chain_of_main_successors_from_the_day_of_each() -> None:
    first, second, third, aside = (agency(name) for name in ("Sở A", "Sở B", "Sở C", "Sở D"))

    def hand_over(old: object, new: object, on: date, *, is_main: bool = True) -> None:
        services.succeed(
            predecessor_id=old.id,
            successor_id=new.id,
            on=on,
            is_main=is_main,
            instrument=BY,
            at=NOW,
        )

    hand_over(first, second, date(2026, 1, 1))
    hand_over(first, aside, date(2026, 1, 1), is_main=False)
    hand_over(second, third, date(2026, 6, 1))

    assert selectors.current_agency(first.id, date(2025, 12, 31)) == first.id
    assert selectors.current_agency(first.id, date(2026, 1, 1)) == second.id
    assert selectors.current_agency(first.id, date(2026, 6, 1)) == third.id
    with pytest.raises(AlreadySucceeded):
        hand_over(first, aside, date(2026, 2, 1))
    with pytest.raises(SuccessionTurnsBack):
        hand_over(third, first, date(2026, 7, 1))


def test_a_provisional_code_is_settled_by_a_decision_and_stays_unique() -> None:
    health, other = agency(), agency("Sở Xây dựng")
    services.settle_code(agency_id=health.id, code="H53.99", instrument=BY, at=NOW)

    assert Agency.objects.get(code="H53.99").id == health.id
    with pytest.raises(CodeTaken):
        services.settle_code(agency_id=other.id, code="H53.99", instrument=BY, at=NOW)


def test_provisional_codes_go_on_after_the_highest_below_the_parent() -> None:
    assert next_code("H53", []) == "H53.01"
    assert next_code("H53", ["H53", "H53.09", "H53.09.44", "H39.50"]) == "H53.10"
    assert next_code("H53", ["H53.99"]) == "H53.100"
    assert next_code("H53.01", ["H53.01", "H53.02", "H53.01.07"]) == "H53.01.08"
