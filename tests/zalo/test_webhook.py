"""What Zalo tells is proven, stored, answered; read once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.zalo.builders import LAN, Town

from motcua.conversations.models import Conversation
from motcua.delivery.models import Received
from motcua.kernel.clock import now
from motcua.partners.zalo.signature import signed_header
from motcua.workbench.emulate.frame import Mode
from motcua.workbench.emulate.zalo import APP_ID, OA_ID


def stamp(**ago: float) -> str:
    return str(int((now() - timedelta(**ago)).timestamp() * 1000))


def text(timestamp: str, msg_id: str = "m1", **more: Any) -> bytes:
    event = {
        "app_id": APP_ID,
        "sender": {"id": LAN},
        "recipient": {"id": OA_ID},
        "event_name": "user_send_text",
        "message": {"text": "menu", "msg_id": msg_id},
        "timestamp": timestamp,
    }
    return json.dumps(event | more).encode()


def knock(zalo: Town, body: bytes, timestamp: str, key: str = "", **more: str) -> int:
    signature = signed_header(APP_ID, body, timestamp, key or zalo.office.webhook_secret)
    headers = {"HTTP_X_ZEVENT_SIGNATURE": signature, "HTTP_X_ZEVENT_TIMESTAMP": timestamp} | more
    return zalo.client.post(
        "/kenh/zalo/webhook", body, content_type="application/json", **headers
    ).status_code


def test_a_signed_event_is_stored_before_it_is_answered_and_read_by_the_worker(zalo: Town) -> None:
    at = stamp()
    assert knock(zalo, text(at), at) == 200

    row = Received.objects.get()
    assert (row.external_id, row.order_key, row.done_at) == ("user_send_text/m1", LAN, None)
    zalo.settle()
    row.refresh_from_db()
    assert row.done_at is not None


def test_a_wrong_signature_no_signature_and_another_key_are_turned_away(zalo: Town) -> None:
    at = stamp()
    assert knock(zalo, text(at), at, key="wrong") == 403
    assert (
        zalo.client.post("/kenh/zalo/webhook", text(at), content_type="application/json").status_code == 403
    )
    assert knock(zalo, text(at), at, key=zalo.office.app_secret) == 403
    assert not Received.objects.exists()


def test_a_recording_played_again_changes_nothing(zalo: Town) -> None:
    at = stamp()
    body = text(at)
    assert [knock(zalo, body, at) for _ in range(3)] == [200, 200, 200]
    assert Received.objects.count() == 1
    late = stamp(hours=2)
    assert knock(zalo, text(late, "m2"), late) == 200, "the last repetition comes after nearly two hours"
    ancient, ahead = stamp(hours=3, minutes=1), stamp(minutes=-11)
    assert knock(zalo, text(ancient, "m3"), ancient) == 403
    assert knock(zalo, text(ahead, "m4"), ahead) == 403


def test_an_event_of_another_account_or_without_a_name_is_not_kept(zalo: Town) -> None:
    at = stamp()
    assert knock(zalo, text(at, recipient={"id": "somebody else"}), at) == 200
    body = json.dumps({"timestamp": at}).encode()
    assert knock(zalo, body, at) == 400
    assert not Received.objects.exists()


def test_without_an_account_in_use_nobody_answers(zalo: Town) -> None:
    zalo.leave(at=now())
    at = stamp()
    assert knock(zalo, text(at), at) == 404


def test_a_zalo_that_tells_twice_is_answered_once(zalo: Town) -> None:
    zalo.mode = Mode.TWICE
    zalo.follow(LAN)
    zalo.settle()
    assert zalo.heard(LAN).count("Kính chào") == 1
    zalo.mode = Mode.WRONG_SIGNATURE
    zalo.statuses.clear()
    zalo._over.set()  # no pauses between its tries
    zalo.say(LAN, "menu")
    assert set(zalo.statuses) == {403}
    assert Conversation.objects.count() == 1


def test_receipts_are_noted_and_an_unknown_event_is_read_and_dropped(zalo: Town) -> None:
    at = stamp()
    for body in (
        text(at, event_name="something_new"),
        json.dumps(
            {
                "event_name": "user_received_message",
                "sender": {"id": OA_ID},
                "recipient": {"id": LAN},
                "message": {"msg_id": "x"},
                "timestamp": at,
            }
        ).encode(),
    ):
        assert knock(zalo, body, at) == 200
    zalo.settle()
    assert Received.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("kind", ["get", "put"])
def test_only_post_is_answered(zalo: Town, kind: str) -> None:
    assert getattr(zalo.client, kind)("/kenh/zalo/webhook").status_code == 405
