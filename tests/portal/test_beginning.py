"""Pressing "begin" twice, as a browser without JavaScript does it, begins one draft."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.builders import begin, keys_of, open_place, signed_in

from motcua.dossiers.models import Draft
from motcua.sites.ui import ratelimit

pytestmark = pytest.mark.django_db


def hidden_key(client: Client, address: str) -> dict[str, str]:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', client.get(address).content.decode())
    assert found
    return {"key": found[1]}


def test_begin_pressed_twice_leads_a_citizen_to_one_draft() -> None:
    where, client = open_place(), signed_in()
    key = hidden_key(client, reverse("portal:filing_start", args=[where.release.procedure.slug]))

    assert begin(client, where, **key) == begin(client, where, **key)
    assert Draft.objects.count() == 1


def test_begin_pressed_twice_without_an_account_shows_the_secret_though_the_first_answer_was_lost() -> None:
    where, phone = open_place(), Client()
    key = hidden_key(phone, reverse("portal:filing_start", args=[where.release.procedure.slug]))
    cookies = {name: one.value for name, one in phone.cookies.items()}
    first = begin(phone, where, **key)
    shown = keys_of(phone, first)

    again = Client()
    again.cookies.load(cookies)

    assert begin(again, where, **key) == first
    assert keys_of(again, first) == shown
    assert Draft.objects.count() == 1


def test_drafts_are_not_begun_by_the_hundred_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    where, client = open_place(), signed_in()
    monkeypatch.setitem(ratelimit.ALL, "begin", ratelimit.Buckets(1))
    address = reverse("portal:filing_start", args=[where.release.procedure.slug])

    begin(client, where, **hidden_key(client, address))

    assert client.post(address, hidden_key(client, address)).status_code == 429
    assert Draft.objects.count() == 1
