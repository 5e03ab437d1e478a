"""What gateways call: who may, what is stored before the answer, in which charset."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.delivery.builders import NOON

from motcua.delivery.models import Part, Received
from motcua.delivery.rules import message_id
from motcua.delivery.selectors import hook_address
from motcua.delivery.services import drain, enqueue, handle_received, save_provider, set_active
from motcua.delivery.walking import close_all
from motcua.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Any:
    values = {"address": "http://127.0.0.1:1", "username": "u", "password": "p", "sender": "7039"}
    yield save_provider(
        channel="sms", kind="kannel", name="Kannel", values=values, base_priority=100, at=NOON
    )
    close_all()


def path(provider: Any, name: str) -> str:
    return "/kenh/" + hook_address(provider).partition("/kenh/")[2] + name


def test_a_question_is_stored_and_answered_with_nothing(provider: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(
            path(provider, "mo"), {"from": "+84901234567", "to": "7039", "text": "HS Hồ sơ"}
        )

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert not answer.cookies
    assert len(asked) <= 5
    stored = Received.objects.get()
    assert stored.body == {
        "provider": str(provider.id),
        "from": "84901234567",
        "to": "7039",
        "text": "HS Hồ sơ",
    }


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("text=H%E1%BB%93+s%C6%A1&charset=UTF-8", "Hồ sơ"),
        ("text=%00H%1E%D3%00+%00s%01%A1&charset=UTF-16BE&coding=2", "Hồ sơ"),
        ("text=HS%E9", "HSé"),
    ],
)
def test_texts_are_read_in_the_charset_that_the_gateway_names(provider: Any, raw: str, text: str) -> None:
    assert Client().get(f"{path(provider, 'mo')}?from=84901234567&to=7039&{raw}").status_code == 200
    assert Received.objects.get().body["text"] == text


def test_without_the_word_nobody_is_let_in_and_guessing_is_slow(provider: Any) -> None:
    client = Client()
    answers = [client.get("/kenh/sms/guess/mo", {"from": "84901234567"}).status_code for _ in range(35)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert not Received.objects.exists()


def test_only_the_allowed_addresses_may_call_and_only_while_it_is_in_use(provider: Any) -> None:
    asked = path(provider, "mo")
    assert Client(REMOTE_ADDR="203.0.113.9").get(asked, {"from": "84901234567"}).status_code == 403
    provider.allowed_from = "10.0.0.0/8, 203.0.113.9"
    provider.save()
    assert Client(REMOTE_ADDR="203.0.113.9").get(asked, {"from": "84901234567"}).status_code == 200
    assert Client(REMOTE_ADDR="127.0.0.1").get(asked, {"from": "84901234567"}).status_code == 403
    set_active(provider_id=provider.id, is_active=False, at=NOON)
    assert Client(REMOTE_ADDR="203.0.113.9").get(asked, {"from": "84901234567"}).status_code == 404


@pytest.mark.parametrize("name", ["mo", "dlr", "esms"])
def test_a_call_without_its_parameters_is_refused_and_nothing_stored(provider: Any, name: str) -> None:
    assert Client().get(path(provider, name)).status_code == 422
    assert not Received.objects.exists()


def sent_to_nobody(provider: Any) -> str:
    """A message whose handing over failed; its name at the provider is known all the same."""
    enqueue(channel="sms", destination="0901234567", subject="", body="a", dedupe_key="m", at=now())
    drain(at=now())
    return Part.objects.get(provider=provider).external_id


@pytest.mark.parametrize(
    ("name", "told", "fate"),
    [
        ("dlr", {"type": "1", "code": "id:1 sub:001 stat:DELIVRD err:000 text:Ho so cua"}, "arrived"),
        ("dlr", {"type": "2", "code": "stat:UNDELIV err:012"}, "failed"),
        ("dlr", {"type": "8", "code": "ACK/"}, "underway"),
        ("esms", {"SendStatus": "5", "SendSuccess": "1"}, "arrived"),
        ("esms", {"SendStatus": "5", "SendSuccess": "0", "SendFailed": "1"}, "failed"),
        ("esms", {"SendStatus": "1"}, "underway"),
    ],
)
def test_receipts_reach_their_message_once(provider: Any, name: str, told: dict[str, str], fate: str) -> None:
    ours = sent_to_nobody(provider)
    assert ours == message_id("m")
    key = "id" if name == "dlr" else "RequestId"

    for _ in range(2):
        assert Client().get(path(provider, name), {key: ours, **told}).status_code == 200

    assert Received.objects.filter(channel="sms_receipt").count() == 1
    assert handle_received(at=now()).done == 1
    part = Part.objects.get()
    assert part.fate == fate
    assert "Ho so" not in part.code
