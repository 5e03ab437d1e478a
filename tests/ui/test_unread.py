"""The frame tells a signed-in citizen what is unread, and costs nobody else a statement."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.parties.builders import citizen
from tests.portal.builders import signed_in

from motcua.accounts.models import Account
from motcua.kernel.clock import now
from motcua.notifications.models import InboxMessage
from motcua.sites.ui.templatetags import kept

pytestmark = pytest.mark.django_db
PAGE = "/gioi-thieu"


def notices(account: Any, number: int, **more: Any) -> None:
    InboxMessage.objects.bulk_create(
        InboxMessage(
            account=account,
            event="decided",
            dedupe_key=f"{n}{more}",
            subject="x",
            body="x",
            created_at=now(),
            **more,
        )
        for n in range(number)
    )


def shown(client: Client) -> tuple[list[str], int]:
    """The words of the links to the inbox, as a screen reader reads them; the statements about notices."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        html = client.get(PAGE).content.decode()
    links = re.findall(rf'<a [^>]*href="{reverse("portal:inbox")}"[^>]*>(.*?)</a>', html, re.S)
    words = [
        re.sub(r'<span class="mc-count" aria-hidden="true">[^<]*</span>|<[^>]+>', "", one) for one in links
    ]
    statements = [one for one in asked.captured_queries if "inbox_message" in one["sql"]]
    return [" ".join(one.split()).replace(" ,", ",") for one in words], len(statements)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "Hộp thư"), (2, "Hộp thư, chưa đọc: 2"), (130, "Hộp thư, chưa đọc: 99+")]
)
def test_a_citizen_hears_how_many_notices_are_unread_in_the_header_and_in_the_menu(
    number: int, words: str
) -> None:
    person = citizen()
    notices(person.account, number)
    notices(person.account, 3, read_at=now())
    notices(citizen().account, 5)

    assert shown(signed_in(person)) == ([words, words], 1)


def test_strangers_and_officers_have_no_inbox_here_also_after_a_citizen_was_there() -> None:
    kept._parts.clear()
    person = citizen()
    notices(person.account, 2)
    officer = Client()
    account = Account.objects.create(kind="officer", email="can@example.vn", full_name="Trần Thị Cán")
    officer.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    for _ in range(2):
        assert len(shown(signed_in(person))[0]) == 2
        assert shown(Client()) == ([], 0)
        assert shown(officer) == ([], 0)
