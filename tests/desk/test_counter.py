"""Filing at the counter: the clerk fills the citizen's own form, and what was typed is never lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.builders import client_of
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Draft


def begun(client: Client, where: Place) -> Draft:
    """A filing that a clerk began."""
    client.post(reverse("desk:counter"), {"procedure": where.release.procedure.code})
    return Draft.objects.get()


@pytest.mark.demand("NB18-13.4")
def test_a_clerk_files_for_somebody_and_goes_straight_to_the_check(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    code = where.release.procedure.code
    found = client.get(reverse("desk:counter"), {"q": "cap giay xac nhan"}).content.decode()
    begun = client.post(reverse("desk:counter"), {"procedure": code, "channel": "direct"})
    draft = Draft.objects.get()
    applicant, review = (reverse(f"desk:counter_{name}", args=[draft.pk]) for name in ("applicant", "review"))

    assert where.release.procedure.slug in found
    assert begun["Location"] == applicant
    card = {
        "_card": "1", "version": "1", "_card_text": "072190012345||Nguyễn Thị Mẹ|27031990|Nữ|Ấp 1, xã Thử|15082021"
    }  # fmt: skip
    read = client.post(applicant, card).content.decode()
    assert 'value="Nguyễn Thị Mẹ"' in read
    assert "chưa được xác minh" in read
    typed = {"kind": "person", "full_name": "Nguyễn Thị Mẹ", "number": "072190012345", "phone": "0901234567"}
    wrong = {"born_on-day": "1", "born_on-month": "1", "born_on-year": "1980", "version": "1"}
    contradicts = client.post(applicant, typed | wrong)
    assert contradicts.status_code == 422
    assert "1990" in contradicts.content.decode()
    section = client.post(applicant, typed | {"version": "2"})["Location"]
    assert section == reverse("desk:counter_section", args=[draft.pk, "nguoi_yeu_cau"])
    empty = client.post(section, {"version": "3", "ly_do": "Đi làm"})
    assert empty.status_code == 422
    assert "Đi làm" in empty.content.decode()
    assert (
        client.post(section, {"version": "4", "ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Đi làm"})["Location"]
        == review
    )
    assert "Nguyễn Thị Mẹ" in client.get(review).content.decode()
    answers = [client.post(review) for _ in range(2)]
    dossier = Dossier.objects.get()
    assert [answer["Location"] for answer in answers] == [reverse("desk:check", args=[dossier.pk])] * 2
    assert (dossier.channel, dossier.desk_id, dossier.pk) == ("direct", where.desk_id, draft.pk)


def test_an_unfinished_form_is_not_filed_and_leads_to_what_is_missing(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    draft = begun(client, where)

    answer = client.post(reverse("desk:counter_review", args=[draft.pk]))

    assert answer.status_code == 422
    assert reverse("desk:counter_section", args=[draft.pk, "nguoi_yeu_cau"]) in answer.content.decode()
    assert not Dossier.objects.exists()


def test_a_colleague_goes_on_with_a_draft_and_another_desk_does_not(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    address = reverse("desk:counter_applicant", args=[begun(client, where).pk])
    elsewhere = journey.place()

    assert client_of(where, Role.DESK_HEAD).get(address).status_code == 200
    assert client_of(elsewhere, Role.RECEIVER).get(address).status_code == 404


def test_two_clerks_on_one_draft_the_second_is_told(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    address = reverse("desk:counter_applicant", args=[begun(client, where).pk])
    typed = {"kind": "person", "full_name": "Nguyễn Thị Mẹ", "phone": "0901234567", "version": "1"}
    client.post(address, typed)

    answer = client.post(address, typed | {"full_name": "Nguyễn Thị Khác"})

    assert answer.status_code == 409
    assert "Nguyễn Thị Khác" in answer.content.decode()


def test_begin_pressed_twice_begins_one_filing(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    shown = client.get(reverse("desk:counter"), {"chon": where.release.procedure.slug}).content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', shown)
    assert key
    form = {"procedure": where.release.procedure.code, "channel": "direct", "key": key[1]}

    first, second = (client.post(reverse("desk:counter"), form)["Location"] for _ in range(2))

    assert first == second
    assert Draft.objects.count() == 1


def section_of(draft: Draft) -> str:
    return reverse("desk:counter_section", args=[draft.pk, "nguoi_yeu_cau"])


def test_a_section_typed_while_a_colleague_saved_stays_in_its_fields_and_can_be_sent_again(
    where: Place,
) -> None:
    client = client_of(where, Role.RECEIVER)
    section = section_of(begun(client, where))
    client.post(section, {"version": "1", "ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Đi làm"})

    late = client.post(section, {"version": "1", "ho_ten": "Nguyễn Thị Khác", "ly_do": "Đi học"})

    assert late.status_code == 409
    assert "Nguyễn Thị Khác" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    assert client.post(section, {"version": "2", "ho_ten": "Nguyễn Thị Khác"}).status_code == 302


def test_a_card_that_cannot_be_read_is_said_at_the_counter_and_its_text_stays(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    section = section_of(begun(client, where))

    answer = client.post(section, {"version": "1", "_card": "1", "_card_text": "thẻ mờ", "ly_do": "Đi làm"})

    assert answer.status_code == 422
    assert 'href="#card_text"' in answer.content.decode()
    assert "Đi làm" in answer.content.decode()
