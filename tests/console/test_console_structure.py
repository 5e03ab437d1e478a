"""Agencies, units, desks and communes through the console (TN19-14.5, TN19-14.5b)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.agencies import builders
from tests.console.builders import BY, House, signed_in

from motcua.agencies.models import Agency, AgencyVersion, Commune, CommuneSuccession, Desk, Unit
from motcua.agencies.selectors import agency_on
from motcua.agencies.services import succeed
from motcua.audit.selectors import events_of
from motcua.kernel.clock import now
from motcua.workflow.models import UnitInCharge


def change(**more: str) -> dict[str, str]:
    facts = {"name": "Sở Y tế mới", "short_name": "Sở Y tế", "parent": "", "address": "", "phone": ""}
    return facts | {"email": "", "valid_from": "01/01/2027", "instrument": BY} | more


def test_an_agency_gets_another_name_from_a_day_on(place: House) -> None:
    province = signed_in(place.administrator)
    address = reverse("console:new_version", args=[place.health.id])

    assert "Sở Y tế Thử Nghiệm" in province.get(address).content.decode()
    assert province.post(address, change(parent=str(place.province.id))).status_code == 302

    assert agency_on(place.health.id, date(2026, 12, 31)).name == "Sở Y tế Thử Nghiệm"
    after = agency_on(place.health.id, date(2027, 1, 1))
    assert (after.name, after.instrument, after.parent_id) == ("Sở Y tế mới", BY, place.province.id)
    page = province.get(reverse("console:agency", args=[place.health.id])).content.decode()
    assert "Sở Y tế mới" in page
    assert BY in page
    assert province.post(address, change(name="Sở Y tế khác")).status_code == 409


def test_a_provisional_code_is_marked_until_the_official_one_is_entered(place: House) -> None:
    Agency.objects.filter(id=place.health.id).update(code_is_provisional=True)
    province = signed_in(place.administrator)
    address, page = (reverse(f"console:{name}", args=[place.health.id]) for name in ("settle_code", "agency"))

    assert "mã tạm" in province.get(page).content.decode()
    assert "Ghi mã chính thức" in province.get(page).content.decode()
    assert province.post(address, {"code": "khong dung", "instrument": BY}).status_code == 422
    taken = {"code": place.justice.code, "instrument": BY}
    assert province.post(address, taken).status_code == 409
    assert province.post(address, {"code": "H53.77", "instrument": BY}).status_code == 302
    assert "mã tạm" not in province.get(page).content.decode()
    assert Agency.objects.get(id=place.health.id).code == "H53.77"


@pytest.mark.demand("TN19-14.5b")
def test_an_it_officer_keeps_units_and_desks_of_the_own_agency(place: House) -> None:
    it = signed_in(place.it)
    unit = {"name": "Phòng Kế hoạch", "valid_from": "01/10/2026", "instrument": BY}
    desk = {
        "name": "Bộ phận Một cửa thứ hai",
        "host": "",
        "address": "Số 2",
        "phone": "",
        "calendar_name": "",
    }

    assert it.post(reverse("console:open_unit", args=[place.health.id]), unit).status_code == 302
    opened = Unit.objects.get(agency=place.health, key="phong-ke-hoach")
    assert (
        it.post(
            reverse("console:open_desk", args=[place.health.id]),
            desk | {"valid_from": "1/10/2026", "instrument": BY},
        ).status_code
        == 302
    )
    assert Desk.objects.filter(agency=place.health).count() == 2
    rename = reverse("console:rename_unit", args=[opened.id])
    assert it.post(rename, unit | {"name": "Phòng Tài chính", "valid_from": "01/12/2026"}).status_code == 302
    move = reverse("console:change_desk", args=[place.desk.id])
    moved = {"name": "Một cửa mới", "address": "Số 3", "phone": "", "calendar_name": ""}
    assert it.post(move, moved | {"valid_from": "01/12/2026", "instrument": BY}).status_code == 302
    charge = reverse("console:charge_unit", args=[place.health.id])
    given = {"unit": str(place.unit.id), "measure": "all", "field": "", "procedure": ""}
    assert it.post(charge, given | {"measure": "field"}).status_code == 422
    assert it.post(charge, given).status_code == 302
    assert UnitInCharge.objects.get(agency_id=place.health.id).unit_id == place.unit.id
    assert list(events_of(place.health.id))[-1].actor_id == place.it.id
    page = it.get(reverse("console:agency", args=[place.health.id])).content.decode()
    assert "Phòng Tài chính" in page
    assert "Một cửa mới" in page


def test_agencies_are_searched_without_marks_and_as_of_a_day(place: House) -> None:
    gone = builders.agency("Sở Xưa Thử Nghiệm", valid_from=date(2020, 1, 1))
    AgencyVersion.objects.filter(agency=gone).update(valid_to=date(2025, 6, 30))
    succeed(
        predecessor_id=gone.id, successor_id=place.health.id, on=date(2025, 7, 1), instrument=BY, at=now()
    )
    province = signed_in(place.administrator)

    def listed(**query: str) -> str:
        return province.get(reverse("console:agencies"), query).content.decode()

    assert "Sở Y tế Thử Nghiệm" in listed(q="so y te")
    assert "Sở Tư pháp" not in listed(q="so y te")
    assert "Sở Xưa" not in listed()
    assert "Sở Xưa" in listed(ngay="30/06/2025")
    assert "không khớp" not in listed(q="zzz")
    assert "Không có cơ quan nào khớp" in listed(q="zzz")
    assert province.get(reverse("console:agencies"), {"ngay": "nonsense", "cap": "x"}).status_code == 200
    old = province.get(reverse("console:agency", args=[gone.id])).content.decode()
    assert "không hoạt động" in old
    assert "Nhiệm vụ chuyển cho" in old
    new = province.get(reverse("console:agency", args=[place.health.id])).content.decode()
    assert "Nhận nhiệm vụ của" in new
    assert "Sở Xưa Thử Nghiệm" in new


def test_a_commune_is_found_by_the_name_it_had_before_the_merger(place: House) -> None:
    def commune(name: str, code: str | None, first: date, last: date | None) -> Commune:
        return Commune.objects.create(
            name=name, code=code, kind="xã", province_code="80", province_name="Tây Ninh",
            valid_from=first, valid_to=last, instrument=BY,
        )  # fmt: skip

    new = commune("Xã Mới Thử", "25999", date(2025, 7, 1), None)
    old = commune("Xã Cũ Thử", None, date(2020, 1, 1), date(2025, 6, 30))
    CommuneSuccession.objects.create(
        predecessor=old, successor=new, on=date(2025, 7, 1), share="part", instrument=BY
    )

    answer = signed_in(place.administrator).get(reverse("console:communes"), {"q": "cu thu"})

    page = answer.content.decode()
    assert "25999" in page
    assert "Xã Cũ Thử" in page
    assert "một phần" in page


def test_an_unknown_agency_is_not_found(place: House, django_user_model: Any) -> None:
    nowhere = reverse("console:agency", args=[place.unit.id])

    assert signed_in(place.administrator).get(nowhere).status_code == 404
    assert signed_in(place.it).get(nowhere).status_code == 403
