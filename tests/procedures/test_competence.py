"""Who decides, who receives, when it opens; on the three procedures that are walked, as the overlay settles them."""

from datetime import date, timedelta

import pytest
from tests.agencies.builders import officer, unit
from tests.procedures.builders import file_of, folder_of

from motcua.agencies import services as agencies
from motcua.agencies.models import Agency, Commune, Desk
from motcua.agencies.rules import AgencyFacts, Level
from motcua.audit.services import SYSTEM
from motcua.kernel.clock import local
from motcua.procedures import services
from motcua.procedures.codes import Channel
from motcua.procedures.document import Duration
from motcua.procedures.errors import CommuneNotGiven, NoCompetentAgency, NoReceivingDesk, NotShorter
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.rules import case_of, limit_for, missing_papers
from motcua.procedures.selectors import (
    competent_agency,
    desks_receiving,
    is_open_online,
    limit_promised,
    open_releases,
    procedure_page,
    receiving_desk,
    release_on,
)

pytestmark = pytest.mark.django_db
DAY, AT = date(2026, 9, 1), local("2026-09-01T08:00")
OPENED = date(2025, 7, 1)
WALKED = {
    "dang-ky-khai-sinh": "noi_dang_ky",
    "dang-ky-thanh-lap-ho-kinh-doanh": "tru_so",
    "cap-giay-phep-xay-dung-moi-nha-o-rieng-le": "dia_diem",
}


@pytest.fixture
def walked(tmp_path):
    """The three procedures, imported with their overlay."""
    texts = {slug: (TAY_NINH / f"{slug}.yaml").read_text("utf-8") for slug in WALKED}
    report = import_folder(folder_of(tmp_path, **texts), effective=DAY, at=AT)
    assert report.refused == []
    return {slug: release_on(slug, DAY) for slug in WALKED}


def commune(code: str, name: str) -> Agency:
    Commune.objects.create(
        code=code, name=name, kind="xã", province_code="80", province_name="Tây Ninh", valid_from=OPENED
    )
    facts = AgencyFacts(
        name=f"UBND {name}",
        short_name=f"UBND {name}",
        level=Level.COMMUNE,
        kind="people_committee",
        commune_code=code,
    )
    return agencies.open_agency(code=f"H53.{code}", facts=facts, valid_from=OPENED, instrument="QĐ", at=AT)


def desk_of(agency: Agency, name: str) -> Desk:
    return agencies.open_desk(
        agency_id=agency.id, key="mot-cua", name=name, valid_from=OPENED, instrument="QĐ", at=AT
    )


def staff(agency: Agency, desk: Desk, *leave_out: str) -> None:
    room = unit(agency, "Phòng Kinh tế")
    posts = {
        "receiver": {"desk_id": desk.id},
        "handler": {"unit_id": room.id},
        "unit_head": {"unit_id": room.id},
        "agency_leader": {},
        "records_clerk": {},
    }
    for role, place in posts.items():
        if role not in leave_out:
            agencies.post_officer(
                account_id=officer(role).id, agency_id=agency.id, role=role, valid_from=OPENED, at=AT, **place
            )


@pytest.mark.parametrize(("slug", "field"), WALKED.items())
def test_the_place_in_the_form_leads_to_the_commune_that_decides(walked, slug, field):
    commune("25459", "Phường Tân Ninh")
    there = commune("25486", "Xã Tân Biên")

    place = {"province_code": "80", "commune_code": "25486", "detail": "ấp 1"}

    assert competent_agency(walked[slug], {field: place}, AT) == there.id
    with pytest.raises(CommuneNotGiven):
        competent_agency(walked[slug], {}, AT)


def test_without_a_rule_nobody_is_guessed(tmp_path):
    import_folder(folder_of(tmp_path, thu=file_of(level="cấp tỉnh", agency="")), effective=DAY, at=AT)

    with pytest.raises(NoCompetentAgency):
        competent_agency(release_on("thu", DAY), {"commune_code": "25486"}, AT)


def test_a_merged_agency_s_successor_decides(tmp_path):
    old, new = commune("25459", "Phường A"), commune("25486", "Xã B")
    agencies.succeed(predecessor_id=old.id, successor_id=new.id, on=DAY, instrument="NQ", at=AT)
    import_folder(folder_of(tmp_path, thu=file_of()), effective=DAY, at=AT)
    release = release_on("thu", DAY)
    services.set_competence(
        procedure_id=release.procedure_id, kind="fixed", agency_id=old.id, valid_from=DAY, at=AT, actor=SYSTEM
    )

    assert competent_agency(release, {}, AT + timedelta(days=1)) == new.id


@pytest.mark.demand("TN19-9.1")
@pytest.mark.demand("TN19-9.3")
def test_any_desk_receives_for_any_agency_and_the_own_desk_comes_first(walked):
    here, there = commune("25459", "Phường Tân Ninh"), commune("25486", "Xã Tân Biên")
    own, other = desk_of(there, "Một cửa Tân Biên"), desk_of(here, "Một cửa Tân Ninh")
    assert services.receive_everywhere(valid_from=DAY, instrument="NĐ 118/2025/NĐ-CP") == 2
    assert services.receive_everywhere(valid_from=DAY, instrument="NĐ 118/2025/NĐ-CP") == 0
    release = walked["dang-ky-khai-sinh"]

    choices = desks_receiving(release, there.id, AT)

    assert [(one.desk_id, one.is_own) for one in choices] == [(own.id, True), (other.id, False)]
    assert receiving_desk(release, there.id, AT) == own.id


@pytest.mark.demand("TN19-9.2")
def test_a_desk_receives_only_what_it_was_given(walked):
    here = commune("25459", "Phường Tân Ninh")
    desk = desk_of(here, "Một cửa")
    birth, business = walked["dang-ky-khai-sinh"], walked["dang-ky-thanh-lap-ho-kinh-doanh"]
    services.open_reception(desk_id=desk.id, procedure_id=birth.procedure_id, valid_from=DAY)

    assert receiving_desk(birth, here.id, AT) == desk.id
    with pytest.raises(NoReceivingDesk):
        receiving_desk(business, here.id, AT)

    services.open_reception(desk_id=desk.id, level="commune", agency_id=here.id, valid_from=DAY)
    assert receiving_desk(business, here.id, AT) == desk.id
    assert desks_receiving(business, commune("25486", "Xã Tân Biên").id, AT) == ()


@pytest.mark.demand("TN19-8.1")
def test_online_reception_opens_the_day_the_decision_takes_effect_where_an_agency_has_its_people(walked):
    here = commune("25459", "Phường Tân Ninh")
    desk = desk_of(here, "Một cửa")
    services.receive_everywhere(valid_from=OPENED, instrument="NĐ")
    permit = walked["cap-giay-phep-xay-dung-moi-nha-o-rieng-le"]
    assert not is_open_online(permit, AT)
    staff(here, desk)

    assert is_open_online(permit, AT)
    assert is_open_online(permit, AT, here.id)
    assert not is_open_online(permit, AT, commune("25486", "Xã Tân Biên").id)
    assert not is_open_online(permit, AT - timedelta(days=1))


@pytest.mark.parametrize("missing", ["receiver", "handler", "unit_head", "agency_leader", "records_clerk"])
def test_it_stays_closed_while_one_duty_has_nobody(walked, missing):
    here = commune("25459", "Phường Tân Ninh")
    desk = desk_of(here, "Một cửa")
    services.receive_everywhere(valid_from=OPENED, instrument="NĐ")
    staff(here, desk, missing)

    assert not is_open_online(walked["cap-giay-phep-xay-dung-moi-nha-o-rieng-le"], AT)


def test_a_form_that_waits_for_options_stays_closed(tmp_path):
    here = commune("25459", "Phường Tân Ninh")
    services_of = desk_of(here, "Một cửa")
    services.receive_everywhere(valid_from=OPENED, instrument="NĐ")
    staff(here, services_of)
    fields = [{"section": "Chung", "label": "Cấp công trình", "type": "select", "required": True}]
    folder = folder_of(tmp_path, xong=file_of(), cho=file_of(code="1.009998", form_fields=fields))

    import_folder(folder, effective=DAY, at=AT)

    assert is_open_online(release_on("xong", DAY), AT)
    assert not is_open_online(release_on("cho", DAY), AT)


def test_openness_of_many_needs_the_same_few_statements(walked, django_assert_max_num_queries):
    here = commune("25459", "Phường Tân Ninh")
    staff(here, desk_of(here, "Một cửa"))
    services.receive_everywhere(valid_from=OPENED, instrument="NĐ")

    with django_assert_max_num_queries(7):
        assert len(open_releases(walked.values(), AT)) == 3


@pytest.mark.demand("HG-17")
def test_an_agency_that_promises_less_time_is_held_to_it_and_the_page_shows_it(walked):
    here = commune("25459", "Phường Tân Ninh")
    release = walked["dang-ky-thanh-lap-ho-kinh-doanh"]
    promise = {"procedure_id": release.procedure_id, "agency_id": here.id, "valid_from": DAY, "at": AT}
    with pytest.raises(NotShorter):
        services.promise_shorter_time(
            duration=Duration(amount=3, unit="working_day"), actor=SYSTEM, **promise
        )

    services.promise_shorter_time(duration=Duration(amount=2, unit="working_day"), actor=SYSTEM, **promise)

    legal, promised = limit_promised(release.procedure_document(), release.pk, here.id, AT)
    assert (legal.duration.words, promised.words) == ("03 ngày làm việc", "02 ngày làm việc")
    shown = procedure_page(release.procedure.slug, DAY).promises
    assert [(one.agency, one.duration.words) for one in shown] == [
        ("UBND Phường Tân Ninh", "02 ngày làm việc")
    ]


def test_a_promise_made_for_an_earlier_day_holds_until_the_later_one_begins(walked):
    here = commune("25459", "Phường Tân Ninh")
    release = walked["dang-ky-thanh-lap-ho-kinh-doanh"]
    promise = {"procedure_id": release.procedure_id, "agency_id": here.id, "at": AT, "actor": SYSTEM}
    later, earlier = DAY + timedelta(days=30), DAY + timedelta(days=10)
    services.promise_shorter_time(
        duration=Duration(amount=1, unit="working_day"), valid_from=later, **promise
    )

    made = services.promise_shorter_time(
        duration=Duration(amount=2, unit="working_day"), valid_from=earlier, **promise
    )

    assert made.valid_to == later - timedelta(days=1)


@pytest.mark.demand("TN14-4.3d")
@pytest.mark.demand("TN14-4.3e")
@pytest.mark.parametrize(
    ("slug", "limit"),
    [
        ("dang-ky-khai-sinh", "immediate"),
        ("dang-ky-thanh-lap-ho-kinh-doanh", "3 working days"),
        ("cap-giay-phep-xay-dung-moi-nha-o-rieng-le", "7 working days"),
    ],
)
def test_the_overlay_settles_the_limits_of_the_walked_procedures_on_every_channel(walked, slug, limit):
    document = walked[slug].procedure_document()

    for channel in (None, *Channel):
        answer = limit_for(document, channel=channel)
        assert (str(answer.limit), answer.status, answer.disagreements) == (limit, "confirmed", ())
    assert document.provenance_of("time_limit").source


def test_a_building_that_is_no_house_has_its_own_limit_by_its_case(walked):
    document = walked["cap-giay-phep-xay-dung-moi-nha-o-rieng-le"].procedure_document()

    house = case_of(document, {"loai_cong_trinh": "nha_o_rieng_le"})
    temple = case_of(document, {"loai_cong_trinh": "ton_giao"})

    assert str(limit_for(document, house).limit) == "7 working days"
    assert str(limit_for(document, temple).limit) == "10 working days"


def test_a_foundling_needs_the_police_record_and_no_proof_of_birth(walked):
    document = walked["dang-ky-khai-sinh"].procedure_document()

    assert _lacking(document, {"truong_hop": "bo_roi"}, []) == ("bien-ban-bo-roi",)
    assert _lacking(document, {"truong_hop": "co_cha_me"}, ["giay-chung-sinh"]) == ()


def test_a_renewed_source_is_not_overwritten_by_an_old_overlay(tmp_path):
    text = (TAY_NINH / "dang-ky-khai-sinh.yaml").read_text("utf-8")
    renewed = text.replace("  amount: 1\n  unit: working_day\n", "  amount: 2\n  unit: working_day\n", 1)

    report = import_folder(folder_of(tmp_path, khai__sinh=renewed), effective=DAY, at=AT)

    assert [one.code for one in report.problems if one.code.startswith("overlay")] == ["overlay_outdated"]
    assert str(limit_for(release_on("1.001193", DAY).procedure_document()).limit) == "2 working days"


def test_without_the_overlay_the_file_speaks_alone(tmp_path):
    text = (TAY_NINH / "dang-ky-khai-sinh.yaml").read_text("utf-8")

    import_folder(folder_of(tmp_path, khai__sinh=text), effective=DAY, at=AT, overlays=None)

    assert str(limit_for(release_on("1.001193", DAY).procedure_document()).limit) == "1 working days"


def _lacking(*about) -> tuple[str, ...]:
    return tuple(one.id for one in missing_papers(*about))
