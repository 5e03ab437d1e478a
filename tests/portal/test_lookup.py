"""The catalogue and the look-up by code, open to everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.builders import filed, open_place, signed_in
from tests.portal.test_own_dossiers import accepted, text

from motcua.dossiers.models import Dossier
from motcua.procedures.models import Reception

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Any:
    where = open_place()
    return accepted(where, filed(signed_in(), where))


@pytest.mark.demand("TN14-5.3", "HG-5")
def test_the_status_is_one_statement_and_writes_no_session(dossier: Any) -> None:
    client = Client()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("portal:status"), {"ma": dossier.code})

    assert answer.status_code == 200
    assert len(asked) == 1, [one["sql"] for one in asked]
    assert not answer.cookies


def test_the_status_names_no_applicant(dossier: Any) -> None:
    shown = text(Client().get(reverse("portal:status"), {"ma": dossier.code}))

    assert dossier.agency_name in shown
    for personal in ("Nguyễn Thị Mẹ", "072190012345", "0901234567", "me@example.vn", "Ấp 1"):
        assert personal not in shown
    assert "(PDF" not in shown


def test_the_reference_before_acceptance_opens_the_same_answer(dossier: Any) -> None:
    shown = Client().get(reverse("portal:status"), {"ma": dossier.reference.lower()})

    assert shown.status_code == 200
    assert dossier.procedure_name in text(shown)


def test_the_status_leads_to_what_there_is_to_do_with_the_code_filled_in(dossier: Any) -> None:
    client = Client()
    way = f"{reverse('portal:resume')}?ma={dossier.code}"

    assert f'href="{way}"' in client.get(reverse("portal:status"), {"ma": dossier.code}).content.decode()
    assert client.get(way).context["reference"] == dossier.code

    Dossier.objects.filter(pk=dossier.pk).update(state="supplement_requested")
    asked = client.get(reverse("portal:status"), {"ma": dossier.code}).content.decode()
    assert f'<a class="govuk-button" href="{way}">Bổ sung hồ sơ</a>' in asked


def test_the_token_of_the_slip_shows_the_slip_and_a_wrong_one_does_not(dossier: Any) -> None:
    client, status = Client(), reverse("portal:status")
    by_token = client.get(status, {"ma": dossier.code, "t": dossier.token})
    slip = reverse("portal:status_slip", args=[by_token.context["slips"][0].id])

    assert "(PDF" in text(by_token)
    assert client.get(slip, {"ma": dossier.code, "t": dossier.token}).content.startswith(b"%PDF")
    assert "(PDF" not in text(client.get(status, {"ma": dossier.code, "t": "sai"}))
    assert client.get(slip, {"ma": dossier.code, "t": "sai"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("xin chào", 422, "không phải mã hồ sơ"),
        ("H53.18-251103-9999", 404, "Không tìm thấy hồ sơ"),
        ("<script>", 422, "&lt;script&gt;"),
        ("a\x00b", 422, "không phải mã"),
    ],
)
def test_what_is_no_code_and_what_is_unknown_are_told_kindly(typed: str, status: int, said: str) -> None:
    answer = Client().get(reverse("portal:status"), {"ma": typed})

    assert answer.status_code == status
    assert said.lower() in text(answer).lower()


def test_reading_out_all_codes_is_stopped() -> None:
    client = Client()
    answers = [
        client.get(reverse("portal:status"), {"ma": "H53.18-251103-0001"}).status_code for _ in range(35)
    ]

    assert answers[0] == 404
    assert answers[-1] == 429


@pytest.mark.demand("TN19-6.1")
def test_a_procedure_shows_all_that_is_published_and_what_waits_for_confirmation() -> None:
    where = open_place()

    shown = text(Client().get(reverse("portal:procedure", args=[where.release.procedure.slug])))

    for words in (
        "Thành phần hồ sơ",
        "Giấy chứng sinh",
        "1 bản chính",
        "03 ngày làm việc",
        "Trình tự thực hiện",
        "Căn cứ pháp lý",
        "1/QĐ-UBND",
        where.release.procedure.code,
        "Chờ cơ quan xác nhận",
    ):
        assert words in shown


def test_a_procedure_that_is_closed_says_why_and_where_to_go() -> None:
    where = open_place()
    Reception.objects.all().delete()
    address = reverse("portal:procedure", args=[where.release.procedure.slug])

    shown = text(Client().get(address))

    assert "Chưa nộp trực tuyến được" in shown
    assert reverse("portal:filing_start", args=[where.release.procedure.slug]) not in shown
    assert (
        Client().get(reverse("portal:filing_start", args=[where.release.procedure.slug])).status_code == 409
    )


def test_an_unknown_procedure_is_a_404() -> None:
    assert Client().get(reverse("portal:procedure", args=["khong-co"])).status_code == 404


def test_words_without_marks_find_and_filters_narrow() -> None:
    where = open_place()
    slug = reverse("portal:procedure", args=[where.release.procedure.slug])
    listed = reverse("portal:procedures")
    client = Client()

    assert slug in text(client.get(listed, {"q": "thu tuc thu nghiem"}))
    assert slug in text(client.get(listed, {"field": "Thử nghiệm"}))
    assert slug not in text(client.get(listed, {"field": "Khác"}))
    assert client.get(listed, {"trang": "9999", "q": "\x00%", "level": "khong"}).status_code == 200
