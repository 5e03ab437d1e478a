"""Signing in and out as people do it, in a browser without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from tests.agencies.builders import agency

from motcua.accounts import middleware, services
from motcua.accounts.models import Account
from motcua.accounts.selectors import lock_of
from motcua.agencies.rules import Role
from motcua.agencies.services import post_officer
from motcua.audit.selectors import events_of, words_of
from motcua.kernel.clock import now

GOOD, BETTER = "Kho-doan-9!", "Con-kho-hon-8?"
EMAIL = "can.bo@example.vn"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _post_box() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


@pytest.fixture
def officer() -> Account:
    return services.create_officer(email=EMAIL, full_name="Trần Thị Thử", password=GOOD, at=now()).account


def sign_in(client: Client, password: str = GOOD, email: str = EMAIL) -> object:
    return client.post("/tai-khoan/dang-nhap", {"login": email, "password": password})


def confirm_password(client: Client, path: str) -> Any:
    """What guards the second factor asks for the password once more."""
    return client.post("/tai-khoan/xac-thuc-lai", {"password": GOOD, "next": path}, follow=True)


def page(response: object) -> str:
    return response.content.decode()


def kinds_of(account: Account) -> list[str]:
    return [event.kind for event in events_of(account.id)]


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found is not None
    return urlsplit(found[0]).path


def test_an_officer_signs_in_and_out_and_both_are_written_down(client: Client, officer: Account) -> None:
    answer = sign_in(client, email=EMAIL.upper())

    assert answer["Location"] == "/can-bo/"
    assert client.session["_auth_user_id"] == str(officer.id)
    client.post("/tai-khoan/dang-xuat")
    assert "_auth_user_id" not in client.session
    assert kinds_of(officer) == ["account_created", "signed_in", "signed_out"]
    assert words_of(officer.id)[2]["address"] == "127.0.0.1"


def test_the_session_is_new_after_sign_in(client: Client, officer: Account) -> None:
    client.get("/tai-khoan/dang-nhap")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.demand("TN14-8.1")
def test_five_failures_lock_the_account_even_for_the_right_password_until_it_is_unlocked(
    client: Client, officer: Account
) -> None:
    for n in range(5):
        answer = sign_in(client, "Sai-mat-khau-1!")
        assert answer.status_code == (429 if n == 4 else 200)

    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Tài khoản tạm khóa" in page(answer)
    assert "12 giờ" in page(answer)
    lock = lock_of(EMAIL, now())
    assert lock is not None
    assert lock.failures >= 5
    assert lock_of(EMAIL, now() + timedelta(hours=12, minutes=1)) is None
    assert kinds_of(officer).count("account_locked") >= 1
    assert kinds_of(officer).count("sign_in_failed") >= 5

    assert services.unlock(account_id=officer.id, at=now())

    assert lock_of(EMAIL, now()) is None
    assert sign_in(client)["Location"] == "/can-bo/"
    assert "account_unlocked" in kinds_of(officer)
    assert not services.unlock(account_id=officer.id, at=now())


def test_failures_from_several_places_lock_the_account_and_the_lock_is_shown(
    client: Client, officer: Account
) -> None:
    for n in range(5):
        client.post(
            reverse("account_login"),
            {"login": EMAIL, "password": "Sai-mat-khau-1!"},
            REMOTE_ADDR=f"10.0.0.{n % 2}",
        )

    assert sign_in(client).status_code == 429
    lock = lock_of(EMAIL, now())
    assert lock is not None
    assert lock.failures == 5


def test_failures_count_in_a_row_only(client: Client, officer: Account) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "Sai-mat-khau-1!")
        assert sign_in(client)["Location"] == "/can-bo/"
        client.post("/tai-khoan/dang-xuat")


def test_a_wrong_password_and_an_unknown_address_are_told_alike_and_in_vietnamese(
    client: Client, officer: Account
) -> None:
    for answer in (sign_in(client, "Sai-mat-khau-1!"), sign_in(client, email="khong-co@example.vn")):
        text = page(answer)
        assert "Thư điện tử hoặc mật khẩu chưa đúng" in text
        assert "Có thông tin cần sửa" in text
        assert "Sai-mat-khau-1!" not in text


def test_a_closed_account_cannot_sign_in(client: Client, officer: Account) -> None:
    services.close_account(account_id=officer.id, at=now())
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.demand("NB18-14.1")
def test_a_first_password_must_be_changed_before_anything_else(client: Client) -> None:
    new = services.create_officer(email=EMAIL, full_name="Trần Thị Thử", at=now())
    sign_in(client, new.first_password)

    for path in ("/", "/can-bo/", "/tai-khoan/thu-dien-tu"):
        assert client.get(path)["Location"] == "/tai-khoan/doi-mat-khau"
    weak = client.post(
        "/tai-khoan/doi-mat-khau",
        {"oldpassword": new.first_password, "password1": "matkhau", "password2": "matkhau"},
    )
    assert "Mật khẩu còn thiếu" in page(weak)
    used = {"oldpassword": new.first_password, "password1": new.first_password}
    again = client.post("/tai-khoan/doi-mat-khau", used | {"password2": new.first_password})
    assert "10 lần gần đây" in page(again)
    done = client.post(
        "/tai-khoan/doi-mat-khau",
        {"oldpassword": new.first_password, "password1": BETTER, "password2": BETTER},
    )

    assert done["Location"] == "/can-bo/"
    assert client.get("/").status_code == 200
    new.account.refresh_from_db()
    assert not new.account.must_change_password
    assert kinds_of(new.account)[-1] == "password_changed"


def test_a_forgotten_password_is_set_anew_through_a_letter_that_works_once(
    client: Client, officer: Account
) -> None:
    asked = client.post("/tai-khoan/quen-mat-khau", {"email": EMAIL}, follow=True)
    assert "Nếu địa chỉ này có tài khoản" in page(asked)
    letter = mail.outbox[0]
    assert letter.subject == "Đặt lại mật khẩu"
    assert "Kính gửi ông/bà Trần Thị Thử" in letter.body

    shown = client.get(link_in(letter.body), follow=True)
    done = client.post(shown.request["PATH_INFO"], {"password1": BETTER, "password2": BETTER}, follow=True)

    assert "Bạn có thể đăng nhập bằng mật khẩu mới" in page(done)
    assert sign_in(client, BETTER)["Location"] == "/can-bo/"
    reused = Client().get(link_in(letter.body), follow=True)
    assert "Liên kết không còn hiệu lực" in page(reused)


def test_nothing_is_sent_to_an_address_without_account_and_the_page_says_the_same(client: Client) -> None:
    asked = client.post("/tai-khoan/quen-mat-khau", {"email": "la@example.vn"}, follow=True)
    assert "Nếu địa chỉ này có tài khoản" in page(asked)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("kind", "minutes", "is_in"),
    [("officer", 14, True), ("officer", 16, False), ("citizen", 29, True), ("citizen", 31, False)],
)
def test_a_session_ends_when_nobody_uses_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, kind: str, minutes: int, is_in: bool
) -> None:
    start = now()
    account = Account.objects.create(kind=kind, email="x@example.vn", full_name="Người Dùng")
    client.force_login(account)
    client.get("/")

    monkeypatch.setattr(middleware, "now", lambda: start + timedelta(minutes=minutes))
    client.get("/")

    assert ("_auth_user_id" in client.session) is is_in


def test_a_session_ends_after_eight_hours_however_busy_it_is(
    client: Client, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(officer)
    start = now()

    def at(minutes: int) -> datetime:
        return start + timedelta(minutes=minutes)

    for minutes in range(0, 8 * 60, 10):
        monkeypatch.setattr(middleware, "now", lambda minutes=minutes: at(minutes))
        client.get("/")
        assert "_auth_user_id" in client.session
    monkeypatch.setattr(middleware, "now", lambda: at(8 * 60 + 1))
    answer = client.get("/")

    assert "_auth_user_id" not in client.session
    assert "Phiên làm việc đã hết hạn" in page(answer)


def test_an_administrators_password_lasts_two_months(client: Client, officer: Account) -> None:
    post_officer(
        account_id=officer.id,
        agency_id=agency().id,
        role=Role.AGENCY_IT,
        valid_from=(now() - timedelta(days=90)).date(),
        at=now(),
    )
    Account.objects.filter(id=officer.id).update(password_changed_at=now() - timedelta(days=61))

    sign_in(client)

    assert client.get("/")["Location"] == "/tai-khoan/doi-mat-khau"


def test_where_the_setting_asks_an_administrator_sets_a_second_factor_first_and_then_needs_it(
    client: Client, officer: Account
) -> None:
    post_officer(
        account_id=officer.id,
        agency_id=agency().id,
        role=Role.PROVINCE_ADMINISTRATOR,
        valid_from=(now() - timedelta(days=1)).date(),
        at=now(),
    )
    with override_settings(MOTCUA_ADMIN_MFA=True):
        sign_in(client)
        assert client.get("/")["Location"] == "/tai-khoan/hai-lop/totp/activate/"
        assert "nhập lại mật khẩu để tiếp tục" in page(
            client.get("/tai-khoan/hai-lop/totp/activate/", follow=True)
        )
        shown = confirm_password(client, "/tai-khoan/hai-lop/totp/activate/")
        assert "Bật xác thực hai lớp" in page(shown)
        secret = shown.context["form"].secret
        assert "Mã xác thực chưa đúng" in page(
            client.post("/tai-khoan/hai-lop/totp/activate/", {"code": "000000"})
        )
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        shown = client.post("/tai-khoan/hai-lop/totp/activate/", {"code": code}, follow=True)
        assert "Mã dự phòng" in page(shown)
        assert client.get("/").status_code == 200

        other = Client()
        assert sign_in(other)["Location"] == "/tai-khoan/hai-lop/authenticate/"
        assert "_auth_user_id" not in other.session
        backup = re.findall(r"<code>(\d+)</code>", page(client.get("/tai-khoan/hai-lop/recovery-codes/")))
        other.post("/tai-khoan/hai-lop/authenticate/", {"code": backup[0]})
        assert other.session["_auth_user_id"] == str(officer.id)


_SCREENS = [
    "/tai-khoan/dang-nhap",
    "/tai-khoan/dang-ky",
    "/tai-khoan/dang-ky/cong-dan",
    "/tai-khoan/dang-ky/to-chuc",
    "/tai-khoan/xac-nhan-thu",
    "/tai-khoan/xac-nhan-thu/hong",
    "/tai-khoan/quen-mat-khau",
    "/tai-khoan/quen-mat-khau/da-gui",
    "/tai-khoan/quen-mat-khau/xong",
    "/tai-khoan/quen-mat-khau/1-hong",
    "/tai-khoan/tam-dung",
]
_OWN_SCREENS = [
    "/tai-khoan/dang-xuat",
    "/tai-khoan/doi-mat-khau",
    "/tai-khoan/thu-dien-tu",
    "/tai-khoan/xac-thuc-lai",
    "/tai-khoan/hai-lop/",
    "/tai-khoan/hai-lop/totp/activate/",
]
_ENGLISH = re.compile(
    r"\b(password|sign in|sign up|email address|invalid|please|your|account|activate|code|the)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", _SCREENS + _OWN_SCREENS)
def test_every_screen_of_the_account_is_vietnamese_has_one_heading_and_labelled_fields(
    client: Client, officer: Account, path: str
) -> None:
    if path in _OWN_SCREENS:
        sign_in(client)
        confirm_password(client, path)
    shown = client.get(path)
    assert shown.status_code == 200
    main = re.search(r"<main.*?</main>", page(shown), re.DOTALL)
    assert main is not None
    words = re.sub(r"<script.*?</script>|<[^>]*>", " ", main[0], flags=re.DOTALL)
    assert _ENGLISH.findall(words) == []
    assert main[0].count("<h1") == 1
    assert "%%" not in words
    assert "Chịu trách nhiệm chính" in page(shown)
    assert "Trung tâm Phục vụ hành chính công" in page(shown)  # the foot of TT 32/2017 Điều 16.3
    fields = re.findall(r'<input(?![^>]*type="hidden")[^>]* id="([^"]+)"', main[0])
    assert all(f'for="{field}"' in main[0] for field in fields)


_WRONG = [
    ("/tai-khoan/dang-nhap", {}),
    ("/tai-khoan/dang-nhap", {"login": "khong phai thu", "password": "x"}),
    ("/tai-khoan/quen-mat-khau", {}),
    ("/tai-khoan/quen-mat-khau", {"email": "khong phai thu"}),
    ("/tai-khoan/xac-thuc-lai", {"password": "sai"}),
    ("/tai-khoan/thu-dien-tu", {"email": "khong phai thu", "action_add": ""}),
    ("/tai-khoan/thu-dien-tu", {"email": EMAIL, "action_add": ""}),
    ("/tai-khoan/doi-mat-khau", {}),
    ("/tai-khoan/doi-mat-khau", {"oldpassword": "sai", "password1": BETTER, "password2": "khac"}),
    ("/tai-khoan/hai-lop/totp/activate/", {}),
]


@pytest.mark.parametrize(("path", "typed"), _WRONG)
def test_every_error_of_the_account_pages_is_vietnamese_and_in_the_summary(
    client: Client, officer: Account, path: str, typed: dict[str, str]
) -> None:
    if "dang-nhap" not in path and "quen" not in path:
        sign_in(client)
        confirm_password(client, path)
    text = page(client.post(path, typed))
    said = re.findall(r'<p class="govuk-error-message".*?</p>', text, re.DOTALL)

    assert "Có thông tin cần sửa" in text
    assert said
    assert all(_ENGLISH.search(re.sub("<[^>]*>", "", sentence)) is None for sentence in said), said
    assert "enter" not in " ".join(said).lower().split()
