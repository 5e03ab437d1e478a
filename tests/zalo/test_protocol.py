"""The protocol of the Official Account: signatures, events, limits, errors by class; no Django, no network."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.partners.zalo import events
from motcua.partners.zalo.api import fetched
from motcua.partners.zalo.errors import Refused, TokenRefused, TryAgain, Unheard, error_of
from motcua.partners.zalo.messages import LONGEST_TEXT, Button, in_pieces, text
from motcua.partners.zalo.signature import (
    appsecret_proof,
    challenge,
    hashed_phone,
    is_signed,
    mac,
    signed_header,
    verifier,
)
from motcua.partners.zalo.templates import ValuesWrong, values_for

APP, KEY, STAMP = "1234567890123456789", "demo-oa-secret", "1763602200000"
BODY = (
    b'{"app_id":"1234567890123456789","sender":{"id":"2468101214161820222"},'
    b'"user_id_by_app":"5544332211009988776","recipient":{"id":"3699635299365874120"},'
    b'"event_name":"user_send_text","message":{"text":"HS 000.00.12.H53-261120-0001","msg_id":"0a1b2c3d4e5f"},'
    b'"timestamp":"1763602200000"}'
)


def test_the_signature_is_that_of_the_vector() -> None:
    assert mac(APP, BODY, STAMP, KEY) == "73aac698e237c71f6b43594d3ae757ad262cde063bbf3c63459683cdd620a0d5"
    assert is_signed(signed_header(APP, BODY, STAMP, KEY), BODY, app_id=APP, timestamps=[STAMP], key=KEY)


def test_other_vectors_hold() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    assert appsecret_proof("demo-access-token", "demo-app-secret") == (
        "aed6826bfacdf6c46c9b96c4dc4634d148ee2c2fd274a9976d9ef754c800814d"
    )
    assert hashed_phone("84901234567") == "f0a4b3a2d998485bc744a2e6fcb2dec760b843aba1f24a84edf4bf32c68e71d5"
    assert len(verifier()) == 43


def test_either_source_of_the_timestamp_is_accepted() -> None:
    by_header = signed_header(APP, BODY, "1763602200999", KEY)
    assert is_signed(by_header, BODY, app_id=APP, timestamps=[STAMP, "1763602200999"], key=KEY)
    assert not is_signed(by_header, BODY, app_id=APP, timestamps=[STAMP], key=KEY)


@given(place=st.integers(0, len(BODY) - 1), bit=st.integers(0, 7))
def test_a_body_with_one_changed_bit_is_not_signed(place: int, bit: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= 1 << bit
    header = signed_header(APP, BODY, STAMP, KEY)
    assert not is_signed(header, bytes(changed), app_id=APP, timestamps=[STAMP], key=KEY)


def test_nothing_is_signed_without_a_key() -> None:
    assert not is_signed(signed_header(APP, BODY, STAMP, ""), BODY, app_id=APP, timestamps=[STAMP], key="")
    assert not is_signed("", BODY, app_id=APP, timestamps=[STAMP], key=KEY)


def event(**more: Any) -> bytes:
    return json.dumps({"app_id": APP, "timestamp": STAMP} | more).encode()


def test_a_text_is_read_with_its_id_its_sender_and_its_time() -> None:
    found = events.parse(BODY)

    assert isinstance(found, events.Said)
    assert (found.text, found.user_id, found.oa_id) == (
        "HS 000.00.12.H53-261120-0001",
        "2468101214161820222",
        "3699635299365874120",
    )
    assert found.key == "user_send_text/0a1b2c3d4e5f"
    assert found.at is not None
    assert found.at.isoformat() == "2025-11-20T01:30:00+00:00"


def test_files_are_read_with_their_sizes_which_come_as_texts() -> None:
    payload = {"url": "https://files.example/don.pdf", "size": "48213", "name": "don.pdf", "type": "pdf"}
    found = events.parse(
        event(
            event_name="user_send_file",
            sender={"id": "1"},
            recipient={"id": "2"},
            message={"msg_id": "ff01", "attachments": [{"type": "file", "payload": payload}, "?", {}]},
        )
    )
    assert isinstance(found, events.Said)
    assert found.attachments[0] == events.Attachment(
        "file", "https://files.example/don.pdf", "don.pdf", 48213
    )


@pytest.mark.parametrize(
    ("info", "address"),
    [
        (
            {
                "full_address": {
                    "user_city": "Tây Ninh",
                    "user_ward": "Phường Tân Ninh",
                    "user_address": "12 A",
                }
            },
            "12 A, Phường Tân Ninh, Tây Ninh",
        ),
        (
            {"address": "12 A", "ward": "P. 2", "district": "TP", "city": "Tây Ninh"},
            "12 A, P. 2, TP, Tây Ninh",
        ),
    ],
)
def test_both_shapes_of_a_given_name_and_phone_are_read(info: dict[str, Any], address: str) -> None:
    given_info = {"name": "Nguyễn Văn An", "phone": "84901234567"} | info
    found = events.parse(
        event(event_name="user_submit_info", sender={"id": "1"}, recipient={"id": "2"}, info=given_info)
    )
    assert isinstance(found, events.InfoGiven)
    assert (found.full_name, found.phone, found.address) == ("Nguyễn Văn An", "84901234567", address)


def test_following_has_no_sender_and_a_receipt_names_the_phone() -> None:
    follow = events.parse(event(event_name="follow", oa_id="2", follower={"id": "1"}))
    assert (type(follow), follow.user_id, follow.oa_id) == (events.Followed, "1", "2")
    receipt = events.parse(
        event(
            event_name="user_received_message",
            sender={"id": "2"},
            recipient={"id": "84901234567"},
            message={"delivery_time": "1763602455000", "msg_id": "a1b2", "tracking_id": "HS-0001-TN"},
        )
    )
    assert isinstance(receipt, events.Delivered)
    assert (receipt.phone, receipt.user_id, receipt.tracking_id) == ("84901234567", "", "HS-0001-TN")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(["sender", "recipient", "message", "follower", "info", "timestamp", "oa_id"]),
    st.sampled_from(["user_send_text", "user_send_image", "follow", "user_submit_info", "something_new"]),
)
def test_whatever_stands_where_is_tolerated(value: Any, name: str, event_name: str) -> None:
    found = events.parse(json.dumps({"event_name": event_name, name: value}).encode())
    assert found.name == event_name
    assert len(found.key) <= 150


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"event_name": 5.5}', b'"follow"'])
def test_what_is_no_event_is_told_so(body: bytes) -> None:
    with pytest.raises(events.NotAnEvent):
        events.parse(body)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((one, TokenRefused) for one in (-216, -220, -124)),
        *((one, TryAgain) for one in (-32, -100, -211, -200, -144, -133)),
        *((one, Refused) for one in (-201, -213, -230, -232, -108, -118, -1121, -139)),
        (-99999, Unheard),
    ],
)
def test_errors_have_their_class(code: int, kind: type[Exception]) -> None:
    assert type(error_of(code, "x")) is kind


def test_only_what_a_template_may_solve_is_out_of_the_window() -> None:
    outside = {code for code in range(-2000, 0) if getattr(error_of(code, ""), "is_out_of_window", False)}
    assert outside == {-213, -230, -232, -233}


@given(st.text(alphabet="ab \nđ", max_size=6000))
def test_long_words_are_sent_in_pieces_and_none_is_lost(words: str) -> None:
    pieces = in_pieces(words)
    assert all(0 < len(one) <= LONGEST_TEXT for one in pieces)
    assert "".join("".join(pieces).split()) == "".join(words.split())


def test_buttons_are_within_their_limits() -> None:
    message = text("Chọn", [Button("x" * 50, str(number)) for number in range(9)])
    buttons = message["attachment"]["payload"]["buttons"]
    assert len(buttons) == 5
    assert all(len(one["title"]) <= 35 for one in buttons)


def test_the_values_of_a_template_are_checked_before_they_are_sent() -> None:
    types = {"ten": "name", "ma": "code"}
    assert values_for(types, {"ten": "Nguyễn " * 9, "ma": "H53.18-251103-0001"})["ten"].endswith("…")
    with pytest.raises(ValuesWrong, match="ma"):
        values_for(types, {"ten": "An", "ma": "X" * 31})
    with pytest.raises(ValuesWrong, match="ten"):
        values_for(types, {"ma": "X"})


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a.jpg",
        "https://user@[",
        "file:///etc/passwd",
        "ftp://a/b",
        "",
        "https://evil.example/?x=https://zdn.vn/",
    ],
)
def test_a_picture_is_fetched_only_from_where_pictures_are(url: str) -> None:
    with pytest.raises((Refused, TryAgain)), fetched(url, hosts=(".zdn.vn",)):
        pass
