"""Working calendars through the console: edited, shown before they count, published; the calculator."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.console.builders import BY, House, signed_in

from motcua.audit.selectors import events_of
from motcua.deadlines.models import Calendar
from motcua.deadlines.selectors import calendar_named
from motcua.deadlines.services import seed_holidays
from motcua.kernel.clock import local, now

DAY = {"day": "24/12/2026", "kind": "half_day", "title": "Họp tổng kết", "hours": "07:00-11:30"}


@pytest.fixture
def province(place: House) -> Client:
    seed_holidays(years=[2026], at=now())
    return signed_in(place.administrator)


def url(name: str, *more: Any) -> str:
    return reverse(f"console:{name}", args=["province", *more])


def shown(client: Client) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]+)"', client.get(url("publish")).content.decode())
    assert found
    return found[1]


def test_a_day_counts_only_once_it_is_published_and_the_change_is_shown_first(
    province: Client, place: House
) -> None:
    assert province.post(url("set_day"), DAY | {"instrument": BY}).status_code == 302
    assert calendar_named("province")[0].special(local("2026-12-24").date()) is None

    page = province.get(url("publish")).content.decode()
    assert "Thứ Năm 24/12/2026" in page
    assert "Như ngày trong tuần" in page
    assert "Họp tổng kết, 07:00-11:30" in page
    answer = province.post(url("publish"), {"shown": shown(province), "instrument": BY})

    assert answer.status_code == 302
    calendar, _ = calendar_named("province")
    assert calendar.number == 2
    assert calendar.closes_on(local("2026-12-24").date()) == local("2026-12-24 11:30")
    told = list(events_of(Calendar.objects.get(name="province").id))[-1]
    assert (told.kind, told.actor_id) == ("calendar_published", place.administrator.id)


def test_what_was_edited_after_the_changes_were_read_is_not_published_unseen(province: Client) -> None:
    seen = shown(province)
    province.post(url("set_day"), DAY)

    answer = province.post(url("publish"), {"shown": seen, "instrument": ""})

    assert answer.status_code == 409
    assert "vừa được sửa thêm" in answer.content.decode()
    assert calendar_named("province")[0].number == 1
    assert province.post(url("publish"), {"shown": shown(province), "instrument": ""}).status_code == 302
    assert calendar_named("province")[0].number == 2


def test_a_day_is_changed_and_removed_from_its_own_page(province: Client) -> None:
    province.post(url("set_day"), DAY)

    form = province.get(url("set_day") + "?ngay=2026-12-24").content.decode()
    assert 'value="Họp tổng kết"' in form
    assert 'value="24/12/2026"' in form
    day = local("2026-12-24").date()
    assert province.get(url("remove_day", day)).status_code == 200
    assert province.post(url("remove_day", day)).status_code == 302
    assert province.post(url("remove_day", day)).status_code == 404
    assert province.get("/quan-tri/ngay-nghi/lich/province/bo/2026-02-31").status_code == 404


def test_hours_that_cannot_be_read_stay_in_the_form(province: Client) -> None:
    hours = {f"day_{number}": "07:00-11:30" for number in range(5)} | {"day_5": "", "day_6": ""}

    refused = province.post(url("set_hours"), hours | {"day_0": "bảy giờ sáng", "last_minutes": "0"})
    assert refused.status_code == 422
    assert 'value="bảy giờ sáng"' in refused.content.decode()
    assert province.post(url("set_hours"), hours | {"last_minutes": "30"}).status_code == 302

    page = province.get(url("calendar")).content.decode()
    assert "30 phút cuối giờ" in page
    assert "thay đổi chưa công bố" in page


def test_a_day_off_has_no_hours(province: Client) -> None:
    answer = province.post(url("set_day"), DAY | {"kind": "holiday"})

    assert answer.status_code == 422
    assert "ngày nghỉ không có giờ làm việc" in answer.content.decode()


def test_the_calculator_gives_the_due_time_with_its_reasons(province: Client) -> None:
    asked = {"start": "13/02/2026 10:00", "count": "3", "unit": "working days", "calendar": "province"}
    address = reverse("console:calculator")

    page = province.get(address, asked).content.decode()

    assert "17:00 ngày 25/02/2026" in page
    assert "Tết" in page
    assert province.get(address, asked | {"count": ""}).status_code == 422
    assert province.get(address, asked | {"start": "hôm qua"}).status_code == 422
    assert province.get(address, asked | {"count": "", "unit": "immediate"}).status_code == 200


def test_a_province_without_a_calendar_is_led_to_make_one(place: House) -> None:
    client = signed_in(place.administrator)
    assert "Chưa có lịch làm việc" in client.get(reverse("console:home")).content.decode()

    assert client.post(reverse("console:start_calendar")).status_code == 302
    own = {"name": "trung-tam", "title": "Lịch của Trung tâm"}
    assert client.post(reverse("console:open_calendar"), own | {"name": "Trung tâm"}).status_code == 422
    assert client.post(reverse("console:open_calendar"), own).status_code == 302
    assert client.post(reverse("console:open_calendar"), own).status_code == 409
    page = client.get(reverse("console:calendar", args=["trung-tam"])).content.decode()
    assert "theo Lịch làm việc chung của tỉnh" in page
    year = now().year + 5
    assert client.post(url("seed"), {"year": str(year)}).status_code == 302
    assert "dự kiến" in client.get(url("calendar") + f"?nam={year}").content.decode()
    assert client.get(url("calendar") + "?nam=9" * 3).status_code == 200
