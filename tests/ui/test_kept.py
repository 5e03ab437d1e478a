"""What is kept of the frame is never shown to the wrong person, on the wrong page or in the wrong language."""

import pytest
from django.urls import reverse

from motcua.accounts.models import Account
from motcua.sites.ui.templatetags import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept._parts.clear()


def page(client, path="/gioi-thieu"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_second_stranger_gets_the_same_page(client):
    first = page(client)
    assert kept._parts
    assert page(client) == first


def test_each_page_marks_its_own_entry_and_names_its_own_address(client):
    page(client, "/gioi-thieu")
    for path in ("/so-do-cong", "/gioi-thieu?a=1&b=%22%3E%3Cscript%3E"):
        html = page(client, path)
        assert f'href="{path.partition("?")[0]}" aria-current="page"' in html
        assert kept._HERE not in html
        assert "<script>" not in html
    assert "next=/gioi-thieu%3Fa%3D1%26b%3D%2522%253E%253Cscript%253E" in html


def test_another_language_has_its_own_frame(client):
    page(client)
    client.cookies["django_language"] = "en"
    assert "Sign in" in page(client)
    del client.cookies["django_language"]
    assert "Sign in" not in page(client)


def test_somebody_signed_in_sees_the_own_name_and_nobody_else_does(client):
    page(client)
    account = Account.objects.create(kind="citizen", email="bich@example.vn", full_name="Nguyễn Thị Bích")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Nguyễn Thị Bích" in page(client)
    client.logout()
    html = page(client)
    assert "Nguyễn Thị Bích" not in html
    assert reverse("account_login") in html


def test_the_memory_is_bounded(client, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 4)
    for path in ("/gioi-thieu", "/so-do-cong", "/tiep-can"):
        page(client, path)
    assert len(kept._parts) <= 4
