"""What no page of ours sends is refused with a sentence or passed over: it never breaks the page."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk import builders as b

from motcua.agencies.rules import Role
from motcua.sites.ui.typed import id_of, number_of, page_of, year_of
from motcua.workflow.selectors import open_tasks_of

HUGE = "9" * 400


def test_numbers_ids_and_years_are_read_or_passed_over():
    assert [number_of(one, most=50) for one in ("7", "99", HUGE, "²", "-1", "", "1e3")] == [
        7, 50, 50, None, None, None, None,
    ]  # fmt: skip
    assert [page_of(one) for one in ("0", "3", "²", HUGE)] == [1, 3, 1, 1000]
    assert [year_of(one) for one in ("2026", "0000", "01990x", "9999")] == [2026, None, None, None]
    assert id_of("x") is None


@pytest.fixture
def at_examine(db):
    where = b.place()
    return where, b.stepped(where, b.taken_in(where, b.filed(where)), 1)


def test_a_garbled_day_or_file_is_refused_and_loses_nothing(at_examine):
    where, dossier = at_examine
    client = b.client_of(where, Role.HANDLER)
    form = {"key": str(uuid4()), "version": dossier.version, "content": "Xin ý kiến về ranh giới"}
    day = {"due-day": "1", "due-month": "1", "due-year": HUGE}

    for wrong in ({"file_id": "x"}, day):
        refused = client.post(reverse("desk:ask_opinion", args=[dossier.pk]), form | wrong)
        assert 400 <= refused.status_code < 500
        assert "Xin ý kiến về ranh giới" in refused.content.decode()


def test_a_garbled_day_of_signing_is_refused(at_examine):
    where, dossier = at_examine
    client, task = b.client_of(where, Role.HANDLER), open_tasks_of(dossier)[0]
    form = {"key": str(uuid4()), "version": dossier.version, "result_name": "Giấy", "signer": "A"}
    signed = {"signed_on-day": "1", "signed_on-month": "1", "signed_on-year": HUGE}

    refused = client.post(reverse("desk:step", args=[dossier.pk, task.pk]), form | signed)

    assert 400 <= refused.status_code < 500


@pytest.mark.parametrize("page", ["²", HUGE, "-1"])
def test_a_garbled_page_number_is_some_page(at_examine, page):
    client = b.client_of(at_examine[0], Role.AGENCY_LEADER)

    assert client.get(reverse("desk:watch_list", args=["tre-han"]), {"page": page}).status_code == 200
