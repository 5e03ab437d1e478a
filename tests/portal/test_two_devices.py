"""Two tabs, two devices, the back button, an expired session: both versions are seen, neither is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.builders import (
    APPLICANT,
    begin,
    keys_of,
    open_place,
    page,
    signed_in,
)
from tests.portal.shown import text

from motcua.dossiers.models import Draft
from motcua.dossiers.selectors import answers_of_draft

pytestmark = pytest.mark.django_db


def test_two_tabs_at_one_section_see_both_versions_and_lose_neither() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    address = page("filing_section", draft_id, "nguoi_yeu_cau")
    left, right = ({"_version": "1", "_page": one, "_next": "1"} for one in ("trai", "phai"))
    client.post(address, {**left, "ho_ten": "Thẻ trái"})

    shown = client.post(address, {**right, "ly_do": "Chỉ gõ ở thẻ phải"})

    assert shown.status_code == 409
    assert "Thẻ trái" in text(shown)
    assert "Chỉ gõ ở thẻ phải" in text(shown)
    assert answers_of_draft(Draft.objects.get(pk=draft_id)) == {"ho_ten": "Thẻ trái"}
    assert client.post(address, {**left, "ho_ten": "Thẻ trái, sửa"}).status_code == 302


def test_the_back_button_saves_an_older_page_of_the_same_visit() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    client.post(page("filing_applicant", draft_id), {**APPLICANT, "_version": "1"})
    address = page("filing_section", draft_id, "nguoi_yeu_cau")
    client.post(address, {"ho_ten": "An", "_version": "2", "_next": "1"})

    again = client.post(address, {"ho_ten": "Bình", "_version": "2", "_next": "1"})

    assert again.status_code == 302
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Bình"


def test_two_devices_on_one_draft_see_both_versions_and_lose_neither() -> None:
    where, phone = open_place(), Client()
    draft_id = begin(phone, where)
    reference, secret = keys_of(phone, draft_id)
    laptop = Client()
    laptop.post(reverse("portal:resume"), {"reference": reference, "secret": secret})
    address = page("filing_section", draft_id, "nguoi_yeu_cau")
    phone.get(address)
    laptop.post(address, {"ho_ten": "Từ máy tính", "_version": "1", "_next": "1"})

    shown = phone.post(address, {"ho_ten": "Từ điện thoại", "_version": "1", "_next": "1"})

    assert shown.status_code == 409
    assert "Từ máy tính" in text(shown)
    assert 'value="Từ điện thoại"' in text(shown)
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Từ máy tính"
    kept = phone.post(address, {"ho_ten": "Từ điện thoại", "_version": "1", "_anyway": "1"})
    assert kept.status_code == 302
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Từ điện thoại"


def test_typing_is_saved_by_itself_and_half_a_page_is_no_fault() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    address = page("filing_section", draft_id, "nguoi_yeu_cau")

    saved = client.post(address, {"ly_do": "Mới gõ", "_version": "1", "_autosave": "1"})

    assert saved.status_code == 200
    assert 'name="_version" value="2"' in text(saved)
    assert answers_of_draft(Draft.objects.get(pk=draft_id)) == {"ly_do": "Mới gõ"}


def test_an_expired_session_keeps_what_was_typed_and_takes_it_after_sign_in() -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    address = page("filing_section", draft_id, "nguoi_yeu_cau")
    owner = Draft.objects.get(pk=draft_id).account
    client.logout()

    stopped = client.post(
        address, {"ho_ten": "Gõ lâu lắm", "_next": "1"}, headers={"sec-fetch-site": "same-origin"}
    )

    assert stopped.status_code == 401
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text(stopped)))
    assert hidden["ho_ten"] == "Gõ lâu lắm"
    assert reverse("portal:resume") in text(stopped)
    assert owner is not None
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    hidden.pop("csrfmiddlewaretoken", None)
    assert client.post(address, hidden).status_code == 302
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Gõ lâu lắm"


def test_who_begins_without_an_account_and_signs_in_takes_the_draft_along() -> None:
    where, client = open_place(), Client()
    draft_id = begin(client, where)
    signed_in(client=client)

    client.post(page("filing_applicant", draft_id), APPLICANT)

    assert Draft.objects.get(pk=draft_id).account_id is not None
    assert str(draft_id) in text(client.get(reverse("portal:dossiers")))
