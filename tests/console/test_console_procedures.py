"""The catalogue through the console: who decides, which desk receives for whom, what is promised."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.console.builders import BY, House, officer, post, signed_in
from tests.procedures.builders import file_of, folder_of

from motcua.agencies.rules import Role
from motcua.audit.selectors import events_of
from motcua.kernel.clock import local_day, now
from motcua.procedures.importing import import_folder
from motcua.procedures.models import Commitment, Procedure, Reception
from motcua.procedures.selectors import desks_receiving, release_on

CODE = "1.009999"
WITHOUT_OPTIONS = {"section": "Chung", "label": "Loại đặc biệt thử", "type": "select", "required": True}
FROM = {"valid_from": "01/10/2026", "instrument": BY}


@pytest.fixture
def province(place: House, tmp_path: Path) -> Client:
    report = import_folder(
        folder_of(tmp_path / "files", xac__nhan=file_of(form_fields=[WITHOUT_OPTIONS])),
        effective=local_day(now()),
        at=now(),
    )
    assert report.refused == []
    return signed_in(place.administrator)


def url(name: str, *more: object) -> str:
    return reverse(f"console:{name}", args=[CODE, *more])


def test_the_list_says_what_is_ready_and_what_is_not(province: Client) -> None:
    listing = reverse("console:procedures")

    page = province.get(listing, {"q": "xac nhan thu"}).content.decode()
    assert "Xác nhận thử nghiệm" in page
    assert "chưa mở" in page
    assert "Xác nhận thử nghiệm" in province.get(listing, {"tinh-trang": "form"}).content.decode()
    assert "Xác nhận thử nghiệm" not in province.get(listing, {"tinh-trang": "draft"}).content.decode()
    assert "Xác nhận thử nghiệm" not in province.get(listing, {"q": "khác hẳn"}).content.decode()
    assert province.get(listing, {"trang": "-1", "tinh-trang": "x"}).status_code == 200


def test_the_page_says_what_waits_for_whom(province: Client) -> None:
    page = province.get(url("procedure")).content.decode()

    assert "Biểu mẫu còn thiếu" in page
    assert "Loại đặc biệt thử" in page
    assert "Chờ xác nhận" in page
    assert "Quyết định công bố" in page
    assert "1/QĐ-UBND" in page
    assert province.get(reverse("console:procedure", args=["khong-co"])).status_code == 404


@pytest.mark.demand("TN19-9.1")
@pytest.mark.demand("TN19-9.2")
@pytest.mark.demand("TN19-9.3")
def test_any_desk_may_receive_for_any_agency_until_a_last_day(province: Client, place: House) -> None:
    given = {"desk": str(place.desk.id), "agency": str(place.justice.id)} | FROM

    assert province.post(url("open_reception"), given).status_code == 302

    release = release_on(CODE, local_day(now()))
    assert [one.desk_id for one in desks_receiving(release, place.justice.id, now())] == [place.desk.id]
    assert desks_receiving(release, place.health.id, now()) == ()
    reception = Reception.objects.get()
    told = list(events_of(place.health.id))[-1]
    assert (told.kind, told.actor_id) == ("reception_opened", place.administrator.id)
    close = url("close_reception", reception.id)
    assert "Bộ phận Một cửa Sở Y tế" in province.get(url("procedure")).content.decode()
    assert province.post(close, {"last_day": "01/01/2026"}).status_code == 422
    assert province.post(close, {"last_day": "02/10/2026"}).status_code == 302
    assert province.post(close, {"last_day": "03/10/2026"}).status_code == 409, "never made longer"
    assert desks_receiving(release, place.justice.id, now()) == ()
    assert province.post(url("close_reception", place.desk.id), {"last_day": "01/01/2027"}).status_code == 404


def test_competence_is_entered_from_a_day(province: Client, place: House) -> None:
    given = {"kind": "fixed", "agency": str(place.health.id), "field": "", "agency_kind": ""} | FROM

    assert province.post(url("set_competence"), given | {"agency": ""}).status_code == 422
    assert province.post(url("set_competence"), given | {"kind": "commune_of_field"}).status_code == 422
    assert province.post(url("set_competence"), given).status_code == 302

    assert "Sở Y tế Thử Nghiệm" in province.get(url("procedure")).content.decode()
    assert list(events_of(Procedure.objects.get(code=CODE).id))[-1].kind == "competence_set"


def test_a_promise_must_be_shorter_than_the_law(province: Client, place: House) -> None:
    given = {"agency": str(place.health.id), "unit": "working_day"} | FROM
    given["valid_from"] = f"{local_day(now()):%d/%m/%Y}"

    assert province.post(url("promise"), given | {"amount": "5"}).status_code == 422
    assert province.post(url("promise"), given | {"amount": "2"}).status_code == 302

    assert Commitment.objects.get().amount == 2
    assert "02 ngày làm việc" in province.get(url("procedure")).content.decode()


def test_a_unit_is_charged_with_one_procedure(province: Client, place: House) -> None:
    given = {"unit": str(place.unit.id), "measure": "procedure", "field": "", "procedure": CODE}

    answer = province.post(reverse("console:charge_unit", args=[place.health.id]), given)

    assert answer.status_code == 302
    assert "Phòng Nghiệp vụ Y Thử Nghiệm" in province.get(url("procedure")).content.decode()


def test_an_it_officer_changes_nothing_in_the_catalogue(province: Client, place: House) -> None:
    it = signed_in(place.it)
    for name in ("procedure", "set_competence", "open_reception", "promise"):
        assert it.get(url(name)).status_code == 403
        assert it.post(url(name), FROM).status_code == 403
    receiver = officer("mot-cua@yte.example.vn")
    post(receiver, place.health, Role.RECEIVER, desk_id=place.desk.id)
    assert signed_in(receiver).get(url("procedure")).status_code == 403


@pytest.mark.demand("TN19-10.6", "TN19-9.4")
def test_who_decides_at_the_counter_and_what_is_not_received_there_is_dated_data(
    province: Client, place: House
) -> None:
    agency = {"agency": str(place.health.id), **FROM}
    page = url("counter")
    assert page in province.get(url("procedure")).content.decode()
    assert province.post(url("authorise"), agency).status_code == 422, "nobody is named"
    nobody = province.post(url("authorise"), agency | {"email": "khong-ai@example.vn"})
    assert nobody.status_code == 422
    clerk = officer("quay@example.vn", "Trần Thị Quầy")
    post(clerk, place.health, Role.AGENCY_LEADER)
    assert province.post(url("authorise"), agency | {"email": clerk.email}).status_code == 302
    assert province.post(url("take_outside"), FROM).status_code == 302

    shown = province.get(page).content.decode()
    assert "Trần Thị Quầy" in shown
    assert "Mọi cơ quan" in shown
    procedure = Procedure.objects.get(code=CODE)
    rows = {
        "end_authorisation": procedure.authorisations.get(),
        "end_outside": procedure.outside_decisions.get(),
    }
    for name, row in rows.items():
        assert province.post(url(name, row.pk), {"last_day": "01/09/2026"}).status_code == 422
        assert province.post(url(name, row.pk), {"last_day": "31/12/2026"}).status_code == 302
        row.refresh_from_db()
        assert f"{row.valid_to:%d/%m/%Y}" == "31/12/2026"
    kinds = [event.kind for event in events_of(procedure.id)]
    assert kinds[-4:] == ["desk_authorised", "taken_outside", "desk_authorisation_ended", "outside_ended"]
    assert signed_in(place.it).get(page).status_code == 403
