"""Registering in a browser without JavaScript: errors beside the field and in a summary, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client, override_settings

from motcua.accounts.models import Account
from motcua.accounts.selectors import is_confirmed
from motcua.parties.selectors import enterprise_by_tax_code, person_by_number
from motcua.sites.portal.accounts.views import REGISTERED

CITIZEN = {
    "number": "072 095 012345",
    "full_name": "Nguyễn Văn An",
    "born_day": "15",
    "born_month": "1",
    "born_year": "1995",
    "sex": "male",
    "phone": "0901 234 567",
    "email": "an@example.vn",
    "password": "Kho-doan-9!",
    "has_consented": "on",
}
ORGANISATION = {
    "tax_code": "0100109106",
    "name": "Công ty TNHH Thử Nghiệm",
    "representative_name": "Lê Thị Bình",
    "number": "072180000001",
    "email": "congty@example.vn",
    "password": "Kho-doan-9!",
    "has_consented": "on",
}
CITIZEN_PAGE, ORGANISATION_PAGE = "/tai-khoan/dang-ky/cong-dan", "/tai-khoan/dang-ky/to-chuc"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _post_box() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


def main(response: object) -> str:
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def test_a_citizen_registers_confirms_the_address_and_signs_in(client: Client) -> None:
    sent = client.post(CITIZEN_PAGE, CITIZEN, follow=True)
    assert "Chúng tôi đã gửi một thư" in main(sent)
    person = person_by_number("072095012345")
    assert person is not None
    assert person.account is not None
    assert (person.full_name, person.born_on, person.phone) == (
        "Nguyễn Văn An",
        date(1995, 1, 15),
        "0901234567",
    )
    credentials = {"login": "an@example.vn", "password": "Kho-doan-9!"}
    client.post("/tai-khoan/dang-nhap", credentials)
    assert "_auth_user_id" not in client.session

    letter = mail.outbox[0]
    assert letter.subject == "Xác nhận đăng ký tài khoản"
    found = re.search(r"https?://\S+", letter.body)
    assert found is not None
    link = urlsplit(found[0]).path
    assert "Xác nhận an@example.vn là thư điện tử của bạn?" in main(client.get(link))
    assert not is_confirmed(person.account.id)  # a mail scanner that follows links confirms nothing
    client.post(link)

    assert is_confirmed(person.account.id)
    assert client.post("/tai-khoan/dang-nhap", credentials)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.account.id)


def test_an_organisation_registers(client: Client) -> None:
    client.post(ORGANISATION_PAGE, ORGANISATION)
    enterprise = enterprise_by_tax_code("0100109106")
    assert enterprise is not None
    assert enterprise.representative is not None
    assert enterprise.representative.full_name == "Lê Thị Bình"
    assert mail.outbox[0].to == ["congty@example.vn"]


@pytest.mark.parametrize(
    ("path", "filled", "wrong", "field", "sentence"),
    [
        (CITIZEN_PAGE, CITIZEN, {"number": "0720950123"}, "number", "phải gồm đúng 12 chữ số"),
        (CITIZEN_PAGE, CITIZEN, {"born_year": "1996"}, "number", "khác năm sinh đã khai 1996"),
        (CITIZEN_PAGE, CITIZEN, {"sex": "female"}, "number", "khác giới tính đã khai nữ"),
        (CITIZEN_PAGE, CITIZEN, {"born_day": "31", "born_month": "2"}, "born_day", "không có trong lịch"),
        (CITIZEN_PAGE, CITIZEN, {"password": "matkhau"}, "password", "Mật khẩu còn thiếu"),
        (CITIZEN_PAGE, CITIZEN, {"email": "an@"}, "email", "thư điện tử chưa đúng"),
        (CITIZEN_PAGE, CITIZEN, {"phone": "12"}, "phone", "Số điện thoại chưa đúng"),
        (CITIZEN_PAGE, CITIZEN, {"has_consented": ""}, "has_consented", "đánh dấu ô đồng ý"),
        (CITIZEN_PAGE, CITIZEN, {"full_name": ""}, "full_name", "Vui lòng nhập họ và tên"),
        (ORGANISATION_PAGE, ORGANISATION, {"tax_code": "0100109105"}, "tax_code", "sai chữ số kiểm tra"),
        (ORGANISATION_PAGE, ORGANISATION, {"number": "1"}, "number", "phải gồm đúng 12 chữ số"),
    ],
)
def test_an_error_stands_in_the_summary_and_beside_its_field_and_nothing_typed_is_lost(
    client: Client, path: str, filled: dict[str, str], wrong: dict[str, str], field: str, sentence: str
) -> None:
    typed = {key: value for key, value in (filled | wrong).items() if value}
    answer = client.post(path, typed)

    assert answer.status_code == 422
    text = main(answer)
    assert f'<a href="#id_{field}">' in text
    assert text.count(sentence) == 2
    for key, value in typed.items():
        if key not in {"password", "has_consented", "sex"}:
            assert f'value="{value}"' in text
    assert typed["password"] not in text
    assert not Account.objects.exists()


def test_a_number_that_is_taken_is_refused_beside_the_field(client: Client) -> None:
    client.post(CITIZEN_PAGE, CITIZEN)
    answer = client.post(CITIZEN_PAGE, CITIZEN | {"email": "khac@example.vn"})

    assert answer.status_code == 422
    assert main(answer).count("đã có tài khoản") == 2
    assert Account.objects.count() == 1


def test_an_address_that_is_taken_is_refused_beside_the_field(client: Client) -> None:
    client.post(CITIZEN_PAGE, CITIZEN)
    answer = client.post(CITIZEN_PAGE, CITIZEN | {"number": "072095054321"})
    assert '<a href="#id_email">' in main(answer)
    assert person_by_number("072095054321") is None


def test_nobody_registers_numbers_by_the_hundred_from_one_address(client: Client) -> None:
    answers = [client.post(CITIZEN_PAGE, CITIZEN) for _ in range(REGISTERED + 1)]

    text = main(answers[-1])
    assert "quá nhiều lần" in text
    assert f'value="{CITIZEN["full_name"]}"' in text
