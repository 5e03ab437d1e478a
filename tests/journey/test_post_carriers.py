"""Carriers: asked over HTTP through the outbox, answered twice, not at all, wrongly; numbers typed by hand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import LATER
from tests.journey.parcels import KEY, again, ask, carrier, pack

from motcua.agencies.rules import Role
from motcua.custody.post import carriers as post_carriers
from motcua.custody.post.errors import NoCarrier
from motcua.delivery.models import OutboxMessage
from motcua.journey import post
from motcua.journey.post_tracking import poll_parcels
from motcua.partners.post import Status, WebhookRefused, waybills
from motcua.partners.post.http import HttpCarrier, HttpSettings, sign

pytestmark = pytest.mark.django_db


class Carrier:
    """A carrier on loopback: what it was asked, and how it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.answer: Callable[[str, dict], tuple[int, bytes]] = self.gives_numbers
        self.numbers: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length) or b"{}")
                outer.asked.append((self.path, body))
                status, content = outer.answer(self.path, body)
                if not status:
                    self.connection.close()  # it took the order, and the line broke
                    return
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def gives_numbers(self, path: str, body: dict) -> tuple[int, bytes]:
        key = body.get("OrderNumber", "")
        number = self.numbers.setdefault(key, waybills.s10("CT", 700 + len(self.numbers)))
        return 200, p.answer(ItemCode=number, Fee=22_000)

    def orders(self, path: str = "/orders") -> list[dict]:
        return [body for asked, body in self.asked if asked == path]


@pytest.fixture
def there():
    found = Carrier()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def where(db, there):
    carrier("http", url=there.url)
    return b.place()


def decided(where):
    return b.travelled(where, b.submitted(where).pk)


def test_the_carrier_gives_the_number_after_the_commit_and_the_parcel_has_it(where, there):
    parcel = ask(where, decided(where))
    assert pack(where, parcel) == {}
    assert (again(parcel).state, there.asked) == ("packed", [])  # nobody is called in the request

    assert p.leave() == []

    found = again(parcel)
    assert (found.state, found.waybill, found.postage_vnd) == ("registered", there.numbers[found.key], 22_000)
    (order,) = there.orders()
    assert order["OrderNumber"] == found.key
    assert order["Receiver"] == {"Name": p.HOME.name, "Tel": p.HOME.phone, "Address": p.HOME.address}
    assert "072190012345" not in json.dumps(order)


def test_an_answer_that_is_lost_is_asked_again_under_the_same_key_and_is_one_parcel(where, there):
    parcel = ask(where, decided(where))
    pack(where, parcel)

    def breaks_off(path, body):
        there.gives_numbers(path, body)
        return 0, b""

    there.answer = breaks_off
    (waiting,) = p.leave()
    assert (waiting.state, again(parcel).state) == ("queued", "packed")
    there.answer = there.gives_numbers

    assert p.leave(at=LATER + timedelta(hours=1)) == []

    assert {order["OrderNumber"] for order in there.orders()} == {again(parcel).key}
    assert len(there.orders()) == 2
    assert list(there.numbers.values()) == [again(parcel).waybill]


def test_a_carrier_that_gives_another_number_for_the_same_key_loses_the_second(where, there):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    p.leave()
    first = again(parcel).waybill
    OutboxMessage.objects.filter(channel="post").update(state="queued", sent_at=None, attempts=0)
    there.answer = lambda path, body: (200, p.answer(ItemCode="EE000000005VN"))

    p.leave(at=LATER + timedelta(minutes=1))
    p.leave(at=LATER + timedelta(minutes=2))

    assert again(parcel).waybill == first
    cancelled = [body for path, body in there.asked if path.endswith("/cancel")]
    assert [body["ItemCode"] for body in cancelled] == ["EE000000005VN"]


def test_an_order_the_carrier_refuses_is_told_to_the_desk_which_types_the_number(where, there):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    there.answer = lambda path, body: (200, p.answer(Status="207"))

    (dead,) = p.leave()

    assert dead.state == "dead"
    assert "207" in again(parcel).problem
    post.type_waybill(
        parcel_id=parcel.pk,
        text="RR123456785VN",
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER),
        at=LATER,
    )
    found = again(parcel)
    assert (found.state, found.waybill, found.problem) == ("registered", "RR123456785VN", "")


@pytest.mark.parametrize(
    "answer",
    [(500, b"{}"), (200, b"<html>"), (200, b"[]"), (302, b""), (200, p.answer()), (503, b"")],
    ids=["error", "no JSON", "no object", "elsewhere", "no number", "away"],
)
def test_what_is_no_answer_is_asked_again_and_never_taken_for_one(where, there, answer):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    there.answer = lambda path, body: answer

    (waiting,) = p.leave()

    assert (waiting.state, again(parcel).state, again(parcel).waybill) == ("queued", "packed", "")


def test_a_parcel_that_is_taken_out_is_cancelled_there_and_registered_under_a_new_key(where, there):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    p.leave()
    old = again(parcel)

    post.unpack(
        parcel_id=parcel.pk, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), at=LATER
    )
    pack(where, parcel, at=LATER + timedelta(minutes=1))
    p.leave(at=LATER + timedelta(minutes=2))

    (cancelled,) = [body for path, body in there.asked if path.endswith("/cancel")]
    assert cancelled["ItemCode"] == old.waybill
    assert [one["OrderNumber"] for one in there.orders()] == [old.key, again(parcel).key]
    assert again(parcel).waybill not in {"", old.waybill}


def test_the_carrier_is_asked_about_parcels_nobody_heard_of(where, there):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    p.leave()
    record = p.batch(where, parcel)
    p.give(where, record, parcel)
    events = [
        {"Status": "under_way", "At": "2026-09-07T20:00:00+07:00"},
        {"Status": "delivered", "At": "2026-09-08T09:30:00", "ReceiverName": "Nguyễn Thị Mẹ"},
        {"Status": "???", "At": "2026-09-08T09:31:00"},
    ]
    there.answer = lambda path, body: (200, p.answer(Events=events))

    assert poll_parcels(at=LATER + timedelta(days=1)) == 1

    assert again(parcel).state == "delivered"
    assert poll_parcels(at=LATER + timedelta(days=2)) == 0


def test_without_a_carrier_nothing_is_packed(db):
    where = b.place()
    parcel = ask(where, decided(where))
    with pytest.raises(NoCarrier):
        pack(where, parcel)
    assert "chỉ trả được tại quầy" in post_carriers.problems()[0]


# webhooks and settings, without a database


def webhook(**changes):
    row = {"ItemCode": "RR123456785VN", "Status": "delivered", "At": "2026-09-08T09:30:00", "EventId": "7"}
    return json.dumps({"Events": [row | changes]}).encode()


def http(**more) -> HttpCarrier:
    return HttpCarrier(HttpSettings("https://buudien.example.vn/api", signing_key=KEY, **more))


def test_a_signed_webhook_is_read_with_the_codes_of_the_carrier():
    body = webhook(Status="PHAT_TC")
    (told,) = http(codes={"PHAT_TC": "delivered"}).read_webhook(body, {"x-signature": sign(KEY, body)})

    assert (told.status, told.code, told.waybill) == (Status.DELIVERED, "PHAT_TC", "RR123456785VN")
    assert told.happened_at.isoformat() == "2026-09-08T09:30:00+07:00"


@pytest.mark.parametrize(
    "body", [b"", b"[]x", b"7", b"null", webhook(At="hôm qua"), webhook(ItemCode=""), b'["a"]']
)
def test_a_webhook_that_says_nothing_is_refused(body):
    with pytest.raises(WebhookRefused):
        http().read_webhook(body, {"X-Signature": sign(KEY, body)})


def test_a_webhook_signed_wrongly_or_not_at_all_is_refused():
    body = webhook()
    for headers in ({}, {"X-Signature": sign("khác", body)}, {"X-Signature": sign(KEY, body + b" ")}):
        with pytest.raises(WebhookRefused):
            http().read_webhook(body, headers)
    keyless = HttpCarrier(HttpSettings("https://a.example"))
    with pytest.raises(WebhookRefused):
        keyless.read_webhook(body, {"X-Signature": sign("", body)})


def test_secrets_of_a_carrier_are_sealed_and_kept_when_the_form_leaves_them_empty(db):
    kept = carrier("http")
    assert KEY not in kept.secrets_sealed

    changed = post_carriers.save_carrier(
        name="Bưu điện", kind="http", settings=kept.settings, secrets={"token": "", "signing_key": ""},
        is_active=True, at=b.MORNING, carrier_id=kept.pk,
    )  # fmt: skip

    assert post_carriers.adapter(changed).settings.signing_key == KEY


def test_the_check_digit_of_the_postal_union_finds_nearly_every_wrong_digit():
    number = "RR123456785VN"
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(2, 11)
        for digit in "0123456789"
        if digit != number[place]
    ]
    found = [one for one in wrong if waybills.is_mistyped(one)]
    assert not waybills.is_mistyped(number)
    assert len(found) > 0.9 * len(wrong)
    assert waybills.normal("  rr 123456785 vn ") == number
    assert waybills.normal("không phải số") == ""
