from datetime import date

import pytest

from motcua.agencies.models import Agency, AgencyVersion, Desk, DeskVersion, Succession, Unit, UnitVersion
from motcua.processes.errors import OtherAgencyMissing, UnitMissing
from motcua.processes.schema import AgencyRule, Role, Step, StepKind, UnitRule
from motcua.processes.selectors import Place, place_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def agency(code: str, name: str, kind: str = "people_committee", commune: str = "") -> Agency:
    made = Agency.objects.create(code=code)
    AgencyVersion.objects.create(
        agency=made,
        name=name,
        short_name=name,
        level="commune",
        kind=kind,
        commune_code=commune,
        valid_from=DAY,
    )
    return made


def unit(owner: Agency, name: str) -> Unit:
    made = Unit.objects.create(agency=owner, key=name[:20])
    UnitVersion.objects.create(unit=made, name=name, kind="room", valid_from=DAY)
    return made


def desk(owner: Agency) -> Desk:
    made = Desk.objects.create(agency=owner, key="mot-cua")
    DeskVersion.objects.create(desk=made, name="Một cửa", valid_from=DAY)
    return made


def step(
    role: Role = Role.HANDLER, agency: str = "lead", code: str = "", unit: str = "whole", *names: str
) -> Step:
    return Step(
        id="b1",
        order=1,
        name="Thẩm định",
        kind=StepKind.EXAMINE,
        role=role,
        agency=AgencyRule(kind=agency, code=code),
        unit=UnitRule(kind=unit, names=names),
    )


def test_a_named_unit_is_found_under_the_name_it_bears_in_a_commune_or_in_a_ward():
    ward = agency("H53.1", "UBND phường Tân Ninh")
    room = unit(ward, "Phòng Kinh tế, Hạ tầng và Đô thị")
    examine = step(Role.HANDLER, "lead", "", "named", "Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị")

    place = place_of(examine, lead_agency_id=ward.id, desk_id=desk(ward).id, day=DAY)

    assert place == Place(ward.id, Role.HANDLER, unit_id=room.id)


def test_a_unit_that_the_agency_does_not_have_is_told():
    ward = agency("H53.1", "UBND phường Tân Ninh")

    with pytest.raises(UnitMissing) as refused:
        place_of(
            step(Role.HANDLER, "lead", "", "named", "Phòng Y tế"),
            lead_agency_id=ward.id,
            desk_id=desk(ward).id,
            day=DAY,
        )

    assert "UBND phường Tân Ninh chưa có đơn vị “Phòng Y tế”" in refused.value.sentence


@pytest.mark.demand("TN19-9.1")
def test_reception_and_return_are_done_at_the_desk_that_received_wherever_it_stands():
    commune, centre = agency("H53.1", "UBND xã"), agency("H53.2", "Trung tâm", "one_stop_centre")
    counter = desk(centre)

    place = place_of(
        step(Role.RECEIVER, "receiving", "", "desk"), lead_agency_id=commune.id, desk_id=counter.id, day=DAY
    )

    assert place == Place(centre.id, Role.RECEIVER, desk_id=counter.id)


def test_a_step_goes_to_the_successor_of_the_agency():
    old, new = agency("H53.1", "Sở cũ"), agency("H53.2", "Sở mới")
    Succession.objects.create(predecessor=old, successor=new, on=DAY)

    place = place_of(step(Role.AGENCY_LEADER), lead_agency_id=old.id, desk_id=desk(new).id, day=DAY)

    assert place == Place(new.id, Role.AGENCY_LEADER)


def test_another_agency_is_the_one_of_the_same_commune_or_the_province_s():
    commune = agency("H53.1", "UBND xã", commune="25459")
    police = agency("H53.3", "Công an xã", "police", commune="25459")
    agency("H53.4", "Công an xã khác", "police", commune="25480")
    tax = agency("H53.5", "Thuế tỉnh", "tax")
    where = {"lead_agency_id": commune.id, "desk_id": desk(commune).id, "day": DAY}

    assert place_of(step(Role.HANDLER, "named", "police"), **where).agency_id == police.id
    assert place_of(step(Role.HANDLER, "named", "tax"), **where).agency_id == tax.id
    with pytest.raises(OtherAgencyMissing):
        place_of(step(Role.HANDLER, "named", "insurance"), **where)


@pytest.mark.parametrize("kind", ["applicant", "system"])
def test_nobody_of_ours_does_what_the_applicant_or_another_machine_does(kind):
    commune = agency("H53.1", "UBND xã")

    assert (
        place_of(step(Role.APPLICANT, kind), lead_agency_id=commune.id, desk_id=desk(commune).id, day=DAY)
        is None
    )
