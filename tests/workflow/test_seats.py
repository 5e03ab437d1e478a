"""Whose work a step is on a day: the rules of a process resolved in the organisation as it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from motcua.agencies.models import Agency, AgencyVersion, Desk, DeskVersion, Succession, Unit, UnitVersion
from motcua.agencies.rules import Role
from motcua.dossiers.models import Part
from motcua.processes.schema import AgencyRule, Step, StepKind, UnitRule
from motcua.processes.schema import Role as StepRole
from motcua.workflow.models import UnitInCharge
from motcua.workflow.places import Seat, agency_named, seat_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
LEAD = Part.Duty.LEAD


def agency(code: str, name: str, kind: str = "people_committee") -> Agency:
    made = Agency.objects.create(code=code)
    AgencyVersion.objects.create(
        agency=made, name=name, short_name=name, level="commune", kind=kind, valid_from=DAY
    )
    return made


def unit(owner: Agency, name: str) -> Unit:
    made = Unit.objects.create(agency=owner, key=name[:20])
    UnitVersion.objects.create(unit=made, name=name, kind="room", valid_from=DAY)
    return made


def desk(owner: Agency, key: str = "mot-cua") -> Desk:
    made = Desk.objects.create(agency=owner, key=key)
    DeskVersion.objects.create(desk=made, name="Một cửa", valid_from=DAY)
    return made


def step(
    role: StepRole = StepRole.HANDLER,
    *names: str,
    kind: StepKind = StepKind.EXAMINE,
    agency: str = "lead",
    unit: str = "whole",
) -> Step:
    code = "tax" if agency == "named" else ""
    return Step(
        id="b1",
        order=1,
        name="Thẩm định",
        kind=kind,
        role=role,
        agency=AgencyRule(kind=agency, code=code),
        unit=UnitRule(kind="named" if names else unit, names=names),
    )


def seat(asked: Step, lead: Agency, **there: Any) -> Seat:
    desk_id = there.pop("desk_id", None) or desk(lead).id
    about = {"return_desk_id": desk_id, "procedure_code": "1.001193", "field": "Hộ tịch", "day": DAY}
    return seat_of(asked, lead_agency_id=lead.id, desk_id=desk_id, **{**about, **there})


def test_a_named_unit_is_found_under_the_name_it_bears_in_a_commune_or_in_a_ward() -> None:
    ward = agency("H53.1", "UBND phường Tân Ninh")
    room = unit(ward, "Phòng Kinh tế, Hạ tầng và Đô thị")
    examine = step(StepRole.HANDLER, "Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị")

    assert seat(examine, ward) == Seat(LEAD, Role.HANDLER, ward.id, unit_id=room.id)


@pytest.mark.parametrize("asked", [step(StepRole.HANDLER, "Phòng Y tế"), step(unit="chosen")])
def test_work_of_a_unit_the_agency_does_not_have_goes_to_the_unit_in_charge_of_the_field(asked: Step) -> None:
    ward = agency("H53.1", "UBND phường Tân Ninh")
    general, own = unit(ward, "Văn phòng"), unit(ward, "Phòng Văn hóa, Xã hội")
    UnitInCharge.objects.create(agency=ward, unit=general, field="", procedure_code="")
    UnitInCharge.objects.create(agency=ward, unit=own, field="Hộ tịch", procedure_code="")

    assert seat(asked, ward).unit_id == own.id
    assert seat(asked, ward, desk_id=desk(ward, "hai").id, field="Đất đai").unit_id == general.id


@pytest.mark.demand("TN19-9.1")
def test_reception_is_done_at_the_desk_that_received_and_return_where_the_applicant_fetches() -> None:
    commune, centre = agency("H53.1", "UBND xã"), agency("H53.2", "Trung tâm", "one_stop_centre")
    counter, home = desk(centre), desk(commune)
    there = {"desk_id": counter.id, "return_desk_id": home.id}

    received = seat(step(StepRole.RECEIVER, kind=StepKind.RECEIVE, unit="desk"), commune, **there)
    returned = seat(step(StepRole.RECEIVER, kind=StepKind.RETURN, unit="desk"), commune, **there)

    assert received == Seat(Part.Duty.RECEPTION, Role.RECEIVER, centre.id, desk_id=counter.id)
    assert returned == Seat(Part.Duty.RETURN, Role.RECEIVER, commune.id, desk_id=home.id)


def test_a_step_goes_to_the_successor_of_the_agency() -> None:
    old, new = agency("H53.1", "Sở cũ"), agency("H53.2", "Sở mới")
    Succession.objects.create(predecessor=old, successor=new, on=DAY)

    assert seat(step(StepRole.AGENCY_LEADER), old, desk_id=desk(new).id) == Seat(
        LEAD, Role.AGENCY_LEADER, new.id
    )


@pytest.mark.parametrize("outside", ["applicant", "system", "named"])
def test_what_another_body_or_the_applicant_does_is_recorded_by_a_handler_of_the_agency(outside: str) -> None:
    commune = agency("H53.1", "UBND xã")
    room = unit(commune, "Phòng Kinh tế")
    UnitInCharge.objects.create(agency=commune, unit=room, field="", procedure_code="")
    role = StepRole.APPLICANT if outside == "applicant" else StepRole.AGENCY_LEADER

    assert seat(step(role, agency=outside), commune) == Seat(LEAD, Role.HANDLER, commune.id, unit_id=room.id)


def test_a_named_agency_is_the_communes_own_else_the_only_one_of_the_province() -> None:
    own, other = agency("V.1", "Công an xã A", "police"), agency("V.2", "Công an xã B", "police")
    AgencyVersion.objects.filter(agency=own).update(commune_code="25459")
    AgencyVersion.objects.filter(agency=other).update(commune_code="25462")
    wide = agency("V.3", "Thuế tỉnh", "tax")

    assert agency_named("police", "25459", DAY) == own.id
    assert agency_named("police", "", DAY) is None
    assert agency_named("tax", "25459", DAY) == wide.id
    agency("V.4", "Thuế cơ sở", "tax")
    assert agency_named("tax", "25459", DAY) is None  # which of two is meant nobody says
