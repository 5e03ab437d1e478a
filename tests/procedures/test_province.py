"""The sixty procedures in the province as it really is: agencies, communes, desks."""

from datetime import date

import pytest
from django.db import transaction

from motcua.agencies.document import bundled
from motcua.agencies.models import AgencyVersion
from motcua.agencies.services import load_organisation
from motcua.kernel.clock import local
from motcua.procedures import services
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.models import Competence
from motcua.procedures.selectors import (
    browse,
    competent_agency,
    desks_receiving,
    open_releases,
    receiving_desk,
    release_on,
)
from motcua.processes.schema import AgencyKind, StepKind, UnitKind
from motcua.workflow.places import seat_of

pytestmark = pytest.mark.django_db
DAY, AT = date(2026, 9, 1), local("2026-09-01T08:00")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """Tây Ninh after the merger with its procedures, every desk receiving; changed by no test."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_organisation(bundled("tay_ninh"), at=AT)
        report = import_folder(TAY_NINH, effective=DAY, at=AT)
        services.receive_everywhere(valid_from=DAY, instrument="Nghị định 118/2025/NĐ-CP")
        yield report
        transaction.set_rollback(True)


def name_of(agency_id):
    return AgencyVersion.objects.get(agency_id=agency_id, valid_from__lte=DAY, valid_to=None).name


def test_those_whose_agency_the_province_does_not_have_are_told_and_no_other(province):
    open_questions = {one.file for one in province.problems if one.code == "no_agency"}

    assert open_questions == {
        "dang-ky-thuong-tru.yaml",  # commune police or commune: the source names both
        "khai-bao-hoa-chat-nhap-khau.yaml",  # a ministry
        "kiem-dich-dong-vat-tren-can-ra-khoi-tinh.yaml",  # a sub-department no list of agencies has
        "kiem-dich-thuy-san-ra-khoi-tinh.yaml",
        "cap-nuoc-sach-dau-noi-moi.yaml",  # a company
        "phan-loai-thiet-bi-y-te.yaml",  # no procedure of the province any more
        "tu-cong-bo-san-pham-thuc-pham.yaml",  # three departments are named
    }
    assert Competence.objects.count() == 60 - len(open_questions)


@pytest.mark.parametrize(
    ("slug", "agency"),
    [
        ("cap-phu-hieu-xe-o-to", "Sở Xây dựng"),
        ("dang-ky-tau-ca", "Sở Nông nghiệp và Môi trường"),
        ("cap-phieu-ly-lich-tu-phap-ca-nhan", "Công an tỉnh Tây Ninh"),
        ("tach-thua-hop-thua-dat", "Văn phòng đăng ký đất đai tỉnh Tây Ninh"),
        ("dang-ky-thue-lan-dau-ca-nhan", "Thuế tỉnh Tây Ninh"),
        ("dang-ky-ket-hon", "Ủy ban nhân dân xã Tân Biên"),
    ],
)
def test_each_procedure_leads_to_its_agency(province, slug, agency):
    found = competent_agency(release_on(slug, DAY), {"commune_code": "25486"}, AT)

    assert name_of(found) == agency


@pytest.mark.demand("TN19-9.1")
def test_every_runnable_procedure_finds_a_place_for_each_of_its_steps_in_a_commune_and_in_a_ward(province):
    for competence in Competence.objects.select_related("procedure"):
        release = release_on(competence.procedure.code, DAY)
        process = release.process_document()
        if process is None or not release.process_ready:
            continue
        for commune in ("25486", "25459"):
            lead = competent_agency(release, dict.fromkeys(_field(competence), commune), AT)
            desk = receiving_desk(release, lead, AT)
            for step in process.steps:
                seat = seat_of(
                    step,
                    lead_agency_id=lead,
                    desk_id=desk,
                    return_desk_id=desk,
                    procedure_code=competence.procedure.code,
                    field=release.field,
                    day=DAY,
                )
                is_named = step.unit.kind is UnitKind.NAMED and step.agency.kind is AgencyKind.LEAD
                assert seat.unit_id is not None or not is_named, (release.name, step.name)
                at_desk = step.kind in {StepKind.RECEIVE, StepKind.RETURN} or step.unit.kind is UnitKind.DESK
                assert (seat.desk_id == desk) is at_desk, (release.name, step.name)


def _field(competence):
    return (competence.field or "commune_code",)


@pytest.mark.demand("TN19-9.3")
def test_any_commune_desk_and_the_centre_receive_for_any_commune_but_a_department_s_counter_does_not(
    province,
):
    release = release_on("dang-ky-khai-sinh", DAY)
    lead = competent_agency(release, {"noi_dang_ky": "25486"}, AT)

    names = [one.name for one in desks_receiving(release, lead, AT)]

    assert names[0] == "Trung tâm Phục vụ hành chính công xã Tân Biên"
    assert len(names) == 97
    assert "Trung tâm Phục vụ hành chính công tỉnh Tây Ninh" in names
    assert not [name for name in names if name.startswith("Quầy")]


def test_without_officers_nothing_is_open_online(province):
    assert open_releases([release_on("dang-ky-khai-sinh", DAY)], AT) == frozenset()


@pytest.mark.demand("DN15-4.1a")
def test_the_agencies_of_the_catalogue_have_their_names(province):
    groups = {group.name: group.count for group in browse(DAY).agencies}

    assert groups["Ủy ban nhân dân xã, phường"] > 20
    assert groups["Sở Nông nghiệp và Môi trường"] >= 6
    assert sum(groups.values()) == Competence.objects.count()
