"""The public API keeps its shapes (design §10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.builders import filed, open_place, signed_in
from tests.portal.test_own_dossiers import accepted

pytestmark = pytest.mark.django_db

STATUS = {
    *("code", "state", "state_label", "national_state", "agency", "unit", "officer"),
    *("received_at", "due_at", "finished_at", "updated_at"),
}


@pytest.mark.demand("TN14-5.3")
def test_a_status_has_exactly_these_fields_costs_one_statement_and_no_session() -> None:
    where = open_place()
    dossier = accepted(where, filed(signed_in(), where))
    client = Client()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/api/v1/dossiers/{dossier.code}/status")

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == STATUS
    assert (body["code"], body["state"], body["national_state"]) == (dossier.code, dossier.state, 4)
    assert body["due_at"].endswith("+07:00")
    assert "Nguyễn Thị Mẹ" not in str(body)
    assert len(asked) == 1
    assert not answer.cookies


@pytest.mark.parametrize(
    ("code", "status", "refusal"),
    [("H53.18-251103-9999", 404, "unknown_code"), ("khong-phai-ma", 422, "not_a_code")],
)
def test_unknown_and_malformed_codes_are_told_apart(code: str, status: int, refusal: str) -> None:
    answer = Client().get(f"/api/v1/dossiers/{code}/status")

    assert answer.status_code == status
    assert answer.json()["code"] == refusal
    assert answer.json()["message"]


def test_asking_too_often_is_a_429_that_says_when_to_come_back() -> None:
    answers = [Client().get("/api/v1/dossiers/H53.18-251103-9999/status") for _ in range(35)]

    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["code"] == "asked_too_often"


def test_the_catalogue_is_searched_without_marks() -> None:
    where = open_place()

    found = Client().get("/api/v1/procedures", {"q": "thu nghiem"}).json()

    mine: dict[str, Any] = next(one for one in found["items"] if one["code"] == where.release.procedure.code)
    assert found["total"] >= 1
    assert {"code", "name", "field", "level", "online_level"} <= set(mine)
    assert mine["is_open_online"] is True
    assert Client().get("/api/v1/procedures", {"limit": "0"}).status_code == 422


def test_the_description_names_every_operation_and_loads_nothing_foreign() -> None:
    described = Client().get("/api/v1/openapi.json").json()

    assert set(described["paths"]) == {"/api/v1/dossiers/{code}/status", "/api/v1/procedures"}
    assert Client().get("/api/v1/docs").status_code == 404
