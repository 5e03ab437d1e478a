"""The province file of Tây Ninh, loaded whole: counts, successors, what nobody can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.db.models import Count, Q

from motcua.agencies import selectors
from motcua.agencies.document import OrganisationDocument, bundled, parse_organisation
from motcua.agencies.errors import BrokenOrganisationFile, NoSuchAgency
from motcua.agencies.models import Agency, AgencyVersion, Commune, CommuneSuccession
from motcua.agencies.services import Report, load_organisation
from motcua.audit.selectors import events_of
from motcua.kernel.clock import local

AT = local("2026-09-01 08:00")
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Report]:
    """The province, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_organisation(bundled("tay_ninh"), at=AT)
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def test_the_merged_province_has_14_agencies_and_96_communes(loaded: Report) -> None:
    departments = [
        version
        for version in selectors.agencies_on(AFTER, level="province")
        if version.kind in {"department", "office", "inspectorate"}
    ]
    communes = selectors.communes_on(AFTER, "80")

    assert len(departments) == 14
    assert len(communes) == 96
    assert Counter(commune.kind for commune in communes) == {"xã": 82, "phường": 14}
    assert {commune.code for commune in communes} >= {"25459", "28243"}
    assert len(selectors.agencies_on(AFTER, level="commune")) == 96


def test_before_the_merger_there_were_94_communes_in_9_districts_of_old_tay_ninh(loaded: Report) -> None:
    communes = selectors.communes_on(BEFORE, "72")

    assert len(communes) == 94
    assert len({commune.district for commune in communes}) == 9
    assert selectors.communes_on(AFTER, "72") == []


def test_every_former_commune_of_tay_ninh_has_a_successor(loaded: Report) -> None:
    orphans = Commune.objects.filter(province_code="72").annotate(n=Count("successions")).filter(n=0)
    heirs = (
        Commune.objects.filter(code__startswith="25", valid_from=AFTER)
        .annotate(n=Count("origins"))
        .values_list("code", "n")
    )

    assert list(orphans) == []
    assert len(heirs) == 36
    assert all(n >= 1 for _, n in heirs)


def test_a_commune_of_two_names_is_told_apart_by_its_district(loaded: Report) -> None:
    heirs = {
        row.predecessor.district: row.successor.name
        for row in CommuneSuccession.objects.filter(
            predecessor__name="Xã Tân Bình", predecessor__province_code="72"
        ).select_related("predecessor", "successor")
    }
    assert heirs == {"Thành phố Tây Ninh": "Phường Bình Minh", "Huyện Tân Biên": "Xã Tân Biên"}


def test_a_divided_commune_goes_in_parts_and_its_work_to_the_heir_of_its_name(loaded: Report) -> None:
    shares = CommuneSuccession.objects.filter(predecessor__name="Xã Trà Vong").values_list(
        "successor__name", "share"
    )
    assert set(shares) == {("Xã Trà Vong", "part"), ("Xã Tân Phú", "part")}

    old = AgencyVersion.objects.get(name="Ủy ban nhân dân xã Trà Vong", valid_to=BEFORE).agency
    heir = selectors.current_agency(old.id, AFTER)
    assert selectors.agency_on(heir, AFTER).name == "Ủy ban nhân dân xã Trà Vong"
    assert heir == selectors.agency_of_commune("25510", AFTER).agency_id
    assert selectors.current_agency(old.id, BEFORE) == old.id


def test_departments_follow_two_reorganisations_to_the_present_one(loaded: Report) -> None:
    old = selectors.agency_by_key("cu-so-giao-thong-van-tai")

    def name(day: date) -> str:
        return selectors.agency_on(selectors.current_agency(old.id, day), day).name

    assert name(date(2025, 2, 28)) == "Sở Giao thông vận tải"
    assert name(date(2025, 3, 1)) == "Sở Xây dựng"
    assert selectors.current_agency(old.id, AFTER) == selectors.agency_by_key("so-xay-dung").id
    with pytest.raises(NoSuchAgency):
        selectors.agency_on(old.id, AFTER)


def test_every_closed_agency_has_one_main_successor_or_is_reported(loaded: Report) -> None:
    without = AgencyVersion.objects.filter(valid_to=BEFORE).exclude(
        agency__in=Agency.objects.filter(successions__is_main=True)
    )
    reported = {item.text for item in loaded.unresolved}

    names = {version.name for version in without}
    assert names - reported == {
        f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
        for name in reported
        if name.split()[0] in {"Huyện", "Thị", "Thành"}
    }
    assert (
        Agency.objects.annotate(n=Count("successions", filter=Q(successions__is_main=True)))
        .filter(n__gt=1)
        .count()
        == 0
    )


def test_what_the_sources_leave_open_is_reported(loaded: Report) -> None:
    said = {(item.about, item.text) for item in loaded.unresolved}

    assert ("25510", "-") in said
    assert ("28087", "Thủ Thừa") in said
    assert any("Thuế cơ sở" in text for _, text in said)
    assert any("Văn phòng Đoàn ĐBQH" in text for _, text in said)


def test_identifiers_without_a_source_are_provisional_and_below_the_province(loaded: Report) -> None:
    codes = dict(Agency.objects.values_list("key", "code"))

    assert not Agency.objects.filter(code_is_provisional=False).exists()
    assert loaded.provisional_codes == len(codes) == len(set(codes.values()))
    assert codes["so-noi-vu"] == "H53.03"
    assert codes["ttpvhcc-tinh"].startswith(codes["van-phong-ubnd-tinh"] + ".")
    assert all(code.split(".")[0] in {"H53", "H39"} for code in codes.values())


@pytest.mark.demand("TN19-9.1")
def test_departments_and_vertical_agencies_have_a_counter_at_the_provincial_centre(loaded: Report) -> None:
    centre = selectors.desk_by_key("ttpvhcc-tinh", "ttpvhcc")
    counters = {counter.agency.key for counter in centre.counters.select_related("agency")}

    assert {"so-y-te", "so-xay-dung", "cong-an-tinh", "thue-tinh", "dien-luc"} <= counters
    assert selectors.desk_on(centre.id, AFTER).name == "Trung tâm Phục vụ hành chính công tỉnh Tây Ninh"


@pytest.mark.demand("TN19-9.3")
def test_each_commune_has_its_desk_its_units_and_its_police(loaded: Report) -> None:
    for code, office in (("25459", "Phòng Kinh tế, Hạ tầng và Đô thị"), ("25486", "Phòng Kinh tế")):
        committee = selectors.agency_of_commune(code, AFTER)
        assert [desk.desk.key for desk in selectors.desks_of(committee.agency_id, AFTER)] == ["ttpvhcc"]
        names = {unit.name for unit in selectors.units_of(committee.agency_id, AFTER)}
        assert {office, "Văn phòng HĐND và UBND", "Phòng Văn hóa - Xã hội"} < names
        assert len(names) == 4
        police = selectors.agency_of_commune(code, AFTER, "police")
        assert selectors.agency_by_key("cong-an-tinh").id in selectors.parents_of(police.agency_id, AFTER)


@pytest.mark.demand("TN19-9.2")
def test_a_province_of_three_tiers_is_data_and_its_district_desks_end_with_the_districts(
    loaded: Report,
) -> None:
    districts = selectors.agencies_on(BEFORE, level="district")

    assert len(districts) == 9 + 15
    assert all(len(selectors.desks_of(district.agency_id, BEFORE)) == 1 for district in districts)
    assert "Bộ phận Tiếp nhận và Trả kết quả huyện Tân Biên" in {
        desk.name for desk in selectors.desks_on(BEFORE)
    }
    assert selectors.agencies_on(AFTER, level="district") == []
    assert not any("huyện" in desk.name for desk in selectors.desks_on(AFTER))


def test_loading_again_changes_nothing(loaded: Report) -> None:
    agency = selectors.agency_by_key("so-y-te")
    events = len(events_of(agency.id))

    again = load_organisation(bundled("tay_ninh"), at=AT)

    assert again.created == Counter()
    assert again.unchanged == loaded.created
    assert again.differing == []
    assert len(events_of(agency.id)) == events


def test_a_file_that_contradicts_what_is_entered_is_told_and_not_obeyed(loaded: Report) -> None:
    document = bundled("tay_ninh")
    province = document.provinces[0]
    renamed = tuple(
        entry.model_copy(update={"name": "Sở Khác"}) if entry.key == "so-y-te" else entry
        for entry in province.agencies
    )
    changed = OrganisationDocument(
        provinces=(province.model_copy(update={"agencies": renamed}), *document.provinces[1:])
    )

    report = load_organisation(changed, at=AT)

    assert any("so-y-te" in line and "Sở Khác" in line for line in report.differing)
    assert selectors.agency_on(selectors.agency_by_key("so-y-te").id, AFTER).name == "Sở Y tế"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("provinces: [", "dòng"),
        ("provinces:\n- key: x\n", "provinces.0."),
        ("towns: []", "provinces"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text: str, where: str) -> None:
    with pytest.raises(BrokenOrganisationFile) as caught:
        parse_organisation(text)
    assert where in caught.value.sentence
