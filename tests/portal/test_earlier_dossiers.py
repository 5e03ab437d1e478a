"""What somebody entered in an earlier dossier is not asked again, and is shown to nobody else (TN19-4.5)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.eforms.builders import form_of, row
from tests.journey.builders import Place, with_form
from tests.parties.builders import citizen
from tests.portal.builders import APPLICANT, begin, file, keys_of, open_place, page, picture, signed_in

from motcua.dossiers.models import Draft
from motcua.eforms.schema import FormDocument
from motcua.journey.filing import earlier_facts
from motcua.parties.models import Person

pytestmark = pytest.mark.django_db
SAID = "Lấy từ hồ sơ bạn đã nộp trước đây"
NAME = "nguoi_nop.full_name"
KINH, KHMER, THAI = "01", "05", "03"


def form(*more: dict[str, Any]) -> FormDocument:
    return form_of(
        row("Họ, chữ đệm, tên", "text", id="ho_ten"),
        row("Dân tộc", "select", id="dan_toc", required=False),
        *more,
    )


@pytest.fixture
def where() -> Place:
    place = open_place()
    with_form(place, form())
    return place


def mother() -> Person:
    return citizen(full_name=APPLICANT[NAME])


def filed(client: Client, where: Place, people: str, *, about: str = APPLICANT[NAME]) -> UUID:
    """A dossier filed by the applicant of `APPLICANT`, its form about somebody and their people."""
    draft_id = begin(client, where)
    typed = {"ho_ten": about, "dan_toc": people, "_next": "1"}
    for address, posted in (
        (page("filing_applicant", draft_id), APPLICANT),
        (page("filing_section", draft_id, "nguoi_yeu_cau"), typed),
        (page("filing_papers", draft_id), {"tep-giay": picture(), "_next": "1"}),
    ):
        assert client.post(address, posted).status_code == 302
    desk = re.search(
        r'<option value="([0-9a-f-]{36})"', client.get(page("filing_result", draft_id)).content.decode()
    )
    assert desk
    client.post(page("filing_result", draft_id), {"return_desk": desk[1]})
    assert file(client, draft_id).status_code == 302
    return draft_id


def begun(client: Client, where: Place, **applicant: str) -> UUID:
    draft_id = begin(client, where)
    assert client.post(page("filing_applicant", draft_id), APPLICANT | applicant).status_code == 302
    return draft_id


def people_on(client: Client, draft_id: UUID) -> str:
    """The people that the page of a draft proposes; empty when it proposes nobody."""
    html = client.get(page("filing_section", draft_id, "nguoi_yeu_cau")).content.decode()
    found = re.search(r'<option value="([^"]*)" selected', html)
    assert (SAID in html) is bool(found)
    return found[1] if found else ""


@pytest.mark.demand("TN19-4.5")
def test_what_the_account_does_not_know_comes_from_its_earlier_dossier_and_says_so(where: Place) -> None:
    client = signed_in(mother())
    filed(client, where, KHMER)

    assert people_on(client, begun(client, where)) == KHMER


def test_the_same_procedure_counts_before_a_newer_dossier_of_another(where: Place) -> None:
    client, other = signed_in(mother()), Place(**vars(where))
    with_form(other, form())
    filed(client, where, THAI)
    filed(client, where, KHMER)
    filed(client, other, KINH)

    assert people_on(client, begun(client, where)) == KHMER
    assert people_on(client, begun(client, other)) == KINH


def test_what_the_nearest_dossier_left_out_comes_from_the_next(where: Place) -> None:
    client, other = signed_in(mother()), Place(**vars(where))
    with_form(other, form())
    filed(client, other, KHMER)
    filed(client, where, "")

    assert people_on(client, begun(client, where)) == KHMER


def test_nothing_of_another_citizen_comes_not_even_of_the_same_name(where: Place) -> None:
    filed(signed_in(mother()), where, KHMER)
    other = signed_in(mother())

    assert people_on(other, begun(other, where)) == ""


def test_without_an_account_nothing_comes(where: Place) -> None:
    filed(signed_in(mother()), where, KHMER)
    filed(Client(), where, THAI)
    stranger = Client()

    assert people_on(stranger, begun(stranger, where)) == ""


def test_a_dossier_about_somebody_else_tells_nothing_about_the_applicant(where: Place) -> None:
    client = signed_in(mother())
    filed(client, where, KHMER, about="Nguyễn Văn Cha")

    assert people_on(client, begun(client, where)) == ""
    assert people_on(client, begun(client, where, **{NAME: "Nguyễn Văn Cha"})) == KHMER


def test_whoever_opens_a_draft_by_its_secret_sees_nothing_of_its_owner_s_dossiers(where: Place) -> None:
    owner, friend = Client(), Client()
    draft_id = begin(owner, where)
    reference, secret = keys_of(owner, draft_id)
    person = mother()
    filed(signed_in(person), where, KHMER)
    signed_in(person, owner)
    owner.post(page("filing_applicant", draft_id), APPLICANT)
    assert Draft.objects.get(pk=draft_id).account_id == person.account_id

    opened = friend.post(reverse("portal:resume"), {"reference": reference, "secret": secret})

    assert opened.status_code == 302
    assert people_on(friend, draft_id) == ""
    assert people_on(owner, draft_id) == KHMER


def test_what_was_typed_or_taken_out_stays_so(where: Place) -> None:
    client = signed_in(mother())
    filed(client, where, KHMER)
    draft_id = begun(client, where)
    client.post(
        page("filing_section", draft_id, "nguoi_yeu_cau"),
        {"ho_ten": APPLICANT[NAME], "dan_toc": "", "_leave": "1"},
    )

    assert people_on(client, draft_id) == ""


@pytest.mark.parametrize(
    ("applicant", "is_told"),
    [
        ({"full_name": "Nguyễn Thị Mẹ", "number": "072190012345"}, True),
        ({"full_name": "Nguyễn Thị Mẹ", "number": "072195000001"}, False),
        ({"full_name": "NGUYỄN THỊ MẸ"}, True),
        ({"full_name": "Nguyễn Thị Mé"}, False),
        ({"full_name": "Nguyễn Thị Mẹ", "born_on": "1961-01-01"}, False),
        ({}, False),
    ],
)
def test_the_same_person_is_known_by_number_else_by_name_unless_the_birthdays_differ(
    applicant: dict[str, str], is_told: bool
) -> None:
    where, client = open_place(), signed_in(mother())
    with_form(
        where,
        form(
            row("Ngày sinh", "date", id="ngay_sinh", required=False),
            row("Số định danh cá nhân", "id_document", id="giay_to", required=False),
        ),
    )
    draft_id = begun(client, where)
    client.post(
        page("filing_section", draft_id, "nguoi_yeu_cau"),
        {
            "ho_ten": "Nguyễn Thị Mẹ",
            "dan_toc": KHMER,
            "giay_to.number": "072190012345",
            "ngay_sinh.day": "5",
            "ngay_sinh.month": "6",
            "ngay_sinh.year": "1990",
            "_next": "1",
        },
    )
    for address, posted in (
        ("filing_papers", {"tep-giay": picture(), "_next": "1"}),
        ("filing_result", {"return_desk": str(where.desk_id)}),
    ):
        client.post(page(address, draft_id), posted)
    assert file(client, draft_id).status_code == 302
    new = Draft.objects.select_related("release__procedure").get(pk=begun(client, where))

    with CaptureQueriesContext(connection) as asked:
        told = earlier_facts(new, applicant)

    assert (told.get("ethnic_group") == KHMER) is is_told
    assert len(asked) == 1
