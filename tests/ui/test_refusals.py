"""Every refusal becomes an answer that says what to do next, and loses nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.agencies.builders import agency, desk, officer
from tests.ui.sample_urls import KINDS

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.agencies.services import post_officer
from motcua.kernel.clock import local_day, now

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.sample_urls")]
STATUS = {
    "unknown": 404,
    "not_allowed": 403,
    "invalid": 422,
    "conflict": 409,
    "too_many": 429,
    "refused": 400,
}


def account(kind: str) -> Account:
    return Account.objects.create(kind=kind, email=f"{kind}@motcua.example", full_name="Nguyễn Minh Họa")


def signed_in(kind: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(account(kind), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_refusal_is_a_page_with_its_sentence(kind: str) -> None:
    response = Client().get(f"/mau/tu-choi/{kind}")

    assert response.status_code == STATUS[kind]
    assert KINDS[kind].template in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_program_gets_the_code_as_json(kind: str) -> None:
    response = Client().get(f"/api/v1/mau/{kind}")

    assert response.status_code == STATUS[kind]
    assert response.json() == {"code": KINDS[kind].code, "message": KINDS[kind].template}


def test_a_part_of_a_page_gets_its_refusal_where_refusals_are_said() -> None:
    response = Client().post("/mau/tu-choi/conflict", headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#mc-refusal"
    assert "<html" not in response.content.decode()


def test_officers_keep_their_own_frame() -> None:
    page = Client().get("/can-bo/mau/conflict").content.decode()

    assert 'id="mc-keys"' in page


def test_a_refusal_speaks_english_to_who_asked_for_it() -> None:
    client = Client()
    client.get("/ngon-ngu/en")

    page = client.get("/mau/tu-choi/conflict").content.decode()

    assert "The dossier has changed." in page
    assert '<html lang="en"' in page


def test_the_language_of_the_browser_alone_changes_nothing() -> None:
    page = Client().get("/", headers={"Accept-Language": "en-US"}).content.decode()

    assert '<html lang="vi"' in page


def test_the_choice_of_language_leads_nowhere_else() -> None:
    response = Client().get("/ngon-ngu/en?next=https://evil.example/")

    assert response.headers["Location"] == "/"


def test_what_was_typed_is_shown_when_a_whole_page_is_refused() -> None:
    response = Client().post("/mau/tu-choi/conflict", {"note": "gõ mất nửa giờ", "password": "bí mật"})

    assert "gõ mất nửa giờ" in response.content.decode()
    assert "bí mật" not in response.content.decode()


def test_a_stale_page_of_ours_offers_to_send_again_without_the_password() -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {
        "note": "gõ mất <nửa> giờ",
        "password": "bí mật",
        "paper": SimpleUploadedFile("giấy chứng sinh.jpg", b"x"),
    }

    response = client.post("/mau/to-khai", typed, headers={"Sec-Fetch-Site": "same-origin"})
    page = response.content.decode()

    assert response.status_code == 403
    assert 'name="note" value="gõ mất &lt;nửa&gt; giờ"' in page
    assert "giấy chứng sinh.jpg" in page
    assert "bí mật" not in page


def test_a_foreign_page_is_offered_nothing() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/mau/to-khai", {"note": "giả mạo"}, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert "giả mạo" not in response.content.decode()
    assert "Gửi lại" not in response.content.decode()


def test_a_fault_gets_a_page_that_needs_neither_session_nor_database(
    django_assert_num_queries: Any,
) -> None:
    client = Client(raise_request_exception=False)

    with django_assert_num_queries(0):
        response = client.get("/mau/hong")

    assert response.status_code == 500
    assert "Hệ thống đang gặp sự cố" in response.content.decode()


def test_who_is_not_signed_in_is_led_to_sign_in_and_back() -> None:
    response = Client().get("/mau/nguoi-nop?a=1")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=%2Fmau%2Fnguoi-nop%3Fa%3D1")


def test_a_session_that_ended_in_mid_form_loses_nothing() -> None:
    response = Client().post(
        "/mau/nguoi-nop", {"note": "gõ mất nửa giờ"}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 401
    assert 'name="note" value="gõ mất nửa giờ"' in response.content.decode()
    assert "Đăng nhập lại" in response.content.decode()


def test_a_part_of_a_page_is_told_to_sign_in_beside_what_was_typed() -> None:
    response = Client().post("/mau/nguoi-nop", {"note": "x"}, headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert "Đăng nhập (mở trong thẻ mới)" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "path", "status"),
    [
        ("citizen", "/mau/nguoi-nop", 200),
        ("organisation", "/mau/nguoi-nop", 200),
        ("officer", "/mau/nguoi-nop", 403),
        ("citizen", "/mau/can-bo", 403),
        ("officer", "/mau/can-bo", 200),
        ("officer", "/mau/tiep-nhan", 403),
    ],
)
def test_a_page_opens_for_whom_it_declares(kind: str, path: str, status: int) -> None:
    response = signed_in(kind).get(path)

    assert response.status_code == status
    if status == 403:
        assert "Trang này dành cho" in response.content.decode()


def test_a_page_for_receivers_opens_from_the_day_of_the_posting() -> None:
    person, place = officer(), agency()
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/mau/tiep-nhan").status_code == 403

    post_officer(
        account_id=person.id,
        agency_id=place.id,
        desk_id=desk(place).id,
        role=Role.RECEIVER,
        valid_from=local_day(now()),
        at=now(),
    )

    assert client.get("/mau/tiep-nhan").status_code == 200


def test_one_address_may_not_read_out_all_codes() -> None:
    client = Client()
    answers = [client.get("/mau/tra-cuu").status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert int(client.get("/mau/tra-cuu").headers["Retry-After"]) <= 30
    assert client.get("/mau/tra-cuu", REMOTE_ADDR="127.0.0.2").status_code == 200


def test_a_forwarded_address_is_believed_only_from_our_proxy(settings: Any) -> None:
    client = Client()
    for _ in range(2):
        client.get("/mau/tra-cuu", headers={"X-Forwarded-For": "203.0.113.1"})
    assert client.get("/mau/tra-cuu", headers={"X-Forwarded-For": "203.0.113.2"}).status_code == 429

    settings.MOTCUA_PROXIES = ["127.0.0.1"]
    assert client.get("/mau/tra-cuu", headers={"X-Forwarded-For": "203.0.113.2"}).status_code == 200


def test_what_was_typed_is_shown_without_hidden_fields_and_codes() -> None:
    given = {"note": "Lý do dài", "_version": "7", "_page": "thẻ 1", "place": "80", "kind": "identity_card"}

    shown = Client().post("/mau/tu-choi/conflict", given).content.decode()

    assert "<li>Lý do dài</li>" in shown
    assert not [value for value in ("7", "thẻ 1", "80", "identity_card") if f"<li>{value}</li>" in shown]


def test_citizens_at_the_officers_door_keep_their_own_frame_and_read_no_list_of_duties() -> None:
    shown = signed_in("citizen").get("/can-bo/").content.decode()

    assert "Trang này dành cho cán bộ, công chức." in shown
    assert 'id="desk-search"' not in shown
