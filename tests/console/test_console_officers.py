"""Officers through the console: added, posted, replaced, locked, closed (TN14-8.1, TN19-14.5)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from tests.console.builders import BY, House, officer, post, signed_in
from tests.console.test_console_rights import duty, new_officer

from motcua.accounts.models import Account
from motcua.accounts.rules import INACTIVE_DAYS
from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.agencies.selectors import agencies_without_administrator
from motcua.audit.selectors import events_of
from motcua.kernel.clock import local_day, now
from motcua.sites.console.officers import pages


@pytest.mark.demand("TN14-8.1")
def test_a_new_officer_gets_a_password_once_and_must_change_it(place: House) -> None:
    it = signed_in(place.it)
    address = reverse("console:engage", args=[place.health.id])

    answer = it.post(address, new_officer(role="receiver", desk=str(place.desk.id)))

    page = answer.content.decode()
    password = re.search(r'translate="no">([^<]+)<', page)
    account = Account.objects.get(email="moi@yte.example.vn")
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert password
    assert account.check_password(unescape(password[1]))
    assert account.must_change_password
    assert Posting.objects.get(account=account).desk_id == place.desk.id
    assert events_of(account.id)[0].actor_id == place.it.id
    again = it.post(address, new_officer(role="receiver", desk=str(place.desk.id)))
    assert again.status_code == 409
    assert "đã có tài khoản" in again.content.decode()


def test_a_refused_form_keeps_what_was_typed_and_writes_nothing(place: House) -> None:
    answer = signed_in(place.it).post(
        reverse("console:engage", args=[place.health.id]),
        new_officer(role="receiver", full_name='Ngô "Văn" <Mới>'),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "phải gắn với một Bộ phận Một cửa" in page
    assert "Ngô &quot;Văn&quot; &lt;Mới&gt;" in page
    assert '<option value="receiver" selected>' in page
    assert 'href="#id_role"' in page
    assert not Account.objects.filter(email="moi@yte.example.vn").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"valid_from": "31/02/2026"}, "Ngày này không có trong lịch"),
        ({"valid_from": "01/01/0001"}, "từ năm 1945"),
        ({"valid_from": ""}, "Vui lòng nhập từ ngày."),
        ({"email": "không phải thư"}, "Thư điện tử"),
        ({"phone": "123"}, "iện thoại"),
        ({"full_name": ""}, "Vui lòng nhập họ và tên."),
        ({"full_name": "a" * 201}, "dài quá 200 ký tự"),
        ({"role": "emperor"}, "Vui lòng chọn lại trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese(place: House, typed: dict[str, str], said: str) -> None:
    answer = signed_in(place.it).post(reverse("console:engage", args=[place.health.id]), new_officer(**typed))

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_officer_with_an_account_is_posted_by_address(place: House) -> None:
    person = officer("chuyen-den@tinh.example.vn")
    it, address = signed_in(place.it), reverse("console:post", args=[place.health.id])
    given = duty(email="Chuyen-Den@tinh.example.vn", unit=str(place.unit.id), valid_to="")

    assert it.post(address, given).status_code == 302
    assert it.post(address, given).status_code == 409
    assert it.post(address, given | {"email": "ai-do@example.vn"}).status_code == 422
    assert Posting.objects.get(account=person).unit_id == place.unit.id


def test_a_successor_takes_over_every_duty_from_a_day_on(place: House) -> None:
    leaving, coming = officer("di@yte.example.vn", "Người Đi"), officer("den@yte.example.vn", "Người Đến")
    post(leaving, place.health, Role.HANDLER, unit_id=place.unit.id)
    post(leaving, place.health, Role.RECEIVER, desk_id=place.desk.id)
    post(coming, place.health, Role.RECORDS_CLERK)
    from_day = local_day(now()) + timedelta(days=3)

    answer = signed_in(place.it).post(
        reverse("console:replace", args=[place.health.id, leaving.id]),
        {"successor": str(coming.id), "from_day": f"{from_day:%d/%m/%Y}", "instrument": BY},
    )

    assert answer.status_code == 302
    ended = Posting.objects.filter(account=leaving)
    assert {one.valid_to for one in ended} == {from_day - timedelta(days=1)}
    begun = Posting.objects.filter(account=coming, valid_from=from_day)
    assert {one.role for one in begun} == {"handler", "receiver"}


def test_a_posting_ends_by_its_last_day(place: House) -> None:
    person = officer("het@yte.example.vn")
    posting = post(person, place.health, Role.HANDLER)
    it, address = signed_in(place.it), reverse("console:end_posting", args=[posting.id])

    assert it.post(address, {"last_day": "01/01/2020"}).status_code == 422
    assert it.post(address, {"last_day": "01/01/2099", "instrument": BY}).status_code == 302
    assert Posting.objects.get(id=posting.id).valid_to is not None


def test_a_closed_account_is_opened_again_with_a_reason(place: House) -> None:
    person = officer("nghi@yte.example.vn")
    post(person, place.health, Role.HANDLER)
    it = signed_in(place.it)
    close = reverse("console:close_account", args=[person.id])

    assert it.post(close, {"reason": ""}).status_code == 422
    assert it.post(close, {"reason": "Nghỉ hưu"}).status_code == 302
    assert not Account.objects.get(id=person.id).is_active
    assert (
        it.post(reverse("console:act_on", args=[person.id, "mo-lai"]), {"reason": "Nhầm người"}).status_code
        == 302
    )
    assert Account.objects.get(id=person.id).is_active


def test_nobody_closes_the_own_account(place: House) -> None:
    address = reverse("console:close_account", args=[place.administrator.id])

    answer = signed_in(place.administrator).post(address, {"reason": "thử"})

    assert answer.status_code == 422
    assert "Không thể tự khoá" in answer.content.decode()
    assert Account.objects.get(id=place.administrator.id).is_active


def test_a_locked_account_is_listed_and_unlocked(place: House) -> None:
    person = officer("quen@yte.example.vn", "Người Quên")
    post(person, place.health, Role.HANDLER)
    for _ in range(5):
        Client().post(reverse("account_login"), {"login": person.email, "password": "Sai-Mat-Khau-1"})
    it = signed_in(place.it)

    assert "quen@yte.example.vn" in it.get(reverse("console:watched")).content.decode()
    assert it.post(reverse("console:act_on", args=[person.id, "mo-khoa"])).status_code == 302
    assert not AccessAttempt.objects.filter(username=person.email).exists()
    assert "quen@yte.example.vn" not in it.get(reverse("console:watched")).content.decode()


def test_idle_officers_of_other_agencies_push_nobody_off_the_page(
    place: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LONGEST_IDLE", 1)
    long_ago = now() - timedelta(days=INACTIVE_DAYS + 10)
    elsewhere, here = officer("kia@xa.example.vn", "Người Kia"), officer("day@yte.example.vn", "Người Đây")
    post(here, place.health, Role.HANDLER)
    for days, one in enumerate((here, elsewhere)):
        Account.objects.filter(pk=one.pk).update(created_at=long_ago - timedelta(days=days))

    shown = signed_in(place.it).get(reverse("console:watched")).content.decode()

    assert "day@yte.example.vn" in shown
    assert "kia@xa.example.vn" not in shown


def test_a_new_one_time_password_replaces_the_old(place: House) -> None:
    person = officer("mat@yte.example.vn")
    post(person, place.health, Role.HANDLER)
    address = reverse("console:one_time_password", args=[person.id])
    it = signed_in(place.it)

    assert it.get(address).status_code == 200
    assert Account.objects.get(id=person.id).check_password("Rat-Dai-2026")
    page = it.post(address).content.decode()

    password = re.search(r'translate="no">([^<]+)<', page)
    assert password
    assert Account.objects.get(id=person.id).check_password(unescape(password[1]))


@pytest.mark.demand("TN14-13.3a")
def test_agencies_that_nobody_keeps_are_listed(place: House) -> None:
    page = signed_in(place.administrator).get(reverse("console:watched")).content.decode()

    assert {one.agency_id for one in agencies_without_administrator(now())} >= {place.justice.id}
    assert str(place.justice.id) in page
    assert str(place.health.id) not in page


def test_accounts_idle_for_45_days_are_listed(place: House) -> None:
    idle, busy = officer("lau@yte.example.vn"), officer("moi-day@yte.example.vn")
    for person, days in ((idle, 46), (busy, 44)):
        at = now() - timedelta(days=days)
        Account.objects.filter(id=person.id).update(created_at=at, last_seen_at=at)

    page = signed_in(place.administrator).get(reverse("console:watched")).content.decode()

    assert "lau@yte.example.vn" in page
    assert "moi-day@yte.example.vn" not in page


def test_officers_are_found_without_marks_in_a_fixed_number_of_statements(
    place: House, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        post(officer(f"c{number}@yte.example.vn", f"Đặng Thị Ứng {number}"), place.health, Role.HANDLER)
    province = signed_in(place.administrator)

    with django_assert_max_num_queries(14):
        page = province.get(reverse("console:accounts"), {"q": "dang ung"}).content.decode()

    assert page.count("Đặng Thị Ứng") == 12
    assert "Phạm Công Nghệ" not in page.split("<main", 1)[1]
