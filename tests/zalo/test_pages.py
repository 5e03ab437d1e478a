"""The pages around Zalo: one's own link, and the administrator's."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey import builders as journey
from tests.parties.builders import citizen
from tests.portal.builders import open_place, signed_in
from tests.zalo.builders import LAN, Town

from motcua.agencies.rules import Role
from motcua.conversations.models import Conversation, OpenProcedure
from motcua.delivery.zalo.selectors import account_in_use
from motcua.delivery.zalo.tokens import opened


@pytest.fixture
def administrator(db: None) -> Client:
    where = open_place()
    client = Client()
    client.force_login(
        journey.post(where, Role.PROVINCE_ADMINISTRATOR, "Lê Thị Quản Trị"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.mark.demand("TN19-5.4")
@pytest.mark.parametrize("is_officer", [False, True])
def test_a_citizen_and_an_officer_link_by_the_code_of_their_page(zalo: Town, is_officer: bool) -> None:
    where = open_place()
    client = Client()
    if is_officer:
        client.force_login(
            where.officers[Role.RECEIVER], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    else:
        signed_in(citizen(), client)

    shown = client.post(reverse("account_zalo")).content.decode()
    found = re.search(r"LK (\d{4} \d{4})", shown)
    assert found
    assert "Đã liên kết" in zalo.tell(LAN, f"LK {found[1]}") or "Kính chào" in zalo.tell(
        LAN, f"LK {found[1]}"
    )
    assert "đã liên kết với Zalo" in client.get(reverse("account_zalo")).content.decode()
    client.post(reverse("account_zalo"), {"_unlink": "1"})
    assert Conversation.objects.get(peer=LAN).account_id is None


def test_nobody_gets_a_code_without_signing_in(zalo: Town) -> None:
    assert Client().get(reverse("account_zalo")).status_code in {302, 401}


def test_secrets_are_entered_and_never_shown_again(zalo: Town, administrator: Client) -> None:
    account = account_in_use()
    assert account is not None
    page = administrator.get(reverse("console:zalo_account")).content.decode()
    assert zalo.office.app_secret not in page
    assert zalo.office.webhook_secret not in page
    given = {
        "name": "OA của tỉnh",
        "oa_id": account.oa_id,
        "app_id": account.app_id,
        "app_secret": "",
        "webhook_secret": "khoá mới",
        "signs_with": "oa_id",
        "media_hosts": ".zdn.vn, 127.0.0.1",
        "api_host": zalo.api,
        "business_host": zalo.api,
        "oauth_host": zalo.api,
    }

    assert administrator.post(reverse("console:zalo_account"), given).status_code == 302

    account.refresh_from_db()
    assert opened(account.app_secret) == zalo.office.app_secret, "an empty box keeps what is there"
    assert opened(account.webhook_secret) == "khoá mới"
    assert account.media_hosts == [".zdn.vn", "127.0.0.1"]


def test_a_grant_that_was_not_begun_here_is_refused(zalo: Town, administrator: Client) -> None:
    before = account_in_use()
    assert before is not None
    address = reverse("console:zalo_granted")
    assert (
        "không bắt đầu từ trang này"
        in administrator.get(f"{address}?code=x&state=", follow=True).content.decode()
    )
    begun = administrator.post(reverse("console:zalo_grant"))
    assert begun["Location"].startswith(f"{zalo.api}/v4/oa/permission?")
    state = re.search(r"state=([^&]+)", begun["Location"])
    challenge = re.search(r"code_challenge=([^&]+)", begun["Location"])
    assert state
    assert challenge
    code = zalo.office.code_for(challenge[1])

    shown = administrator.get(f"{address}?code={code}&state={state[1]}", follow=True).content.decode()

    assert "Zalo đã cấp quyền." in shown
    after = account_in_use()
    assert after is not None
    assert after.access_token != before.access_token


def test_procedures_are_opened_and_closed_by_decision(zalo: Town, administrator: Client) -> None:
    code = open_place().release.procedure.code
    given = {"procedure": code, "agency": "", "valid_from": "01/07/2025", "instrument": "QĐ 12/QĐ-UBND"}
    assert administrator.post(reverse("console:zalo_open"), given).status_code == 302
    assert administrator.post(reverse("console:zalo_open"), given).status_code == 409
    row = OpenProcedure.objects.get()
    assert "QĐ 12/QĐ-UBND" in administrator.get(reverse("console:zalo")).content.decode()
    closing = reverse("console:zalo_close", args=[row.pk])
    assert administrator.post(closing, {"last_day": "31/12/2025"}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to is not None


@pytest.mark.parametrize("name", ["zalo", "zalo_account", "zalo_open", "zalo_template"])
def test_the_administrators_pages_are_for_the_administrator(zalo: Town, name: str) -> None:
    assert signed_in().get(reverse(f"console:{name}")).status_code == 403


def test_a_template_is_checked_line_by_line(zalo: Town, administrator: Client) -> None:
    given = {"event": "decided", "template_id": "5123", "lines": "ma_ho_so, code"}
    refused = administrator.post(reverse("console:zalo_template"), given)
    assert refused.status_code == 422
    assert "ma_ho_so, code" in refused.content.decode()
    given["lines"] = "ma_ho_so, code, code"
    assert administrator.post(reverse("console:zalo_template"), given).status_code == 302
    assert "5123" in administrator.get(reverse("console:zalo")).content.decode()
