"""SMPP against a real centre (smpp34): parts, receipts, messages in, a bind that comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.emulate.builders import made

from motcua.kernel.clock import local
from motcua.kernel.short_messages import cut
from motcua.partners.smpp import (
    Account,
    Delivered,
    Receipt,
    Session,
    SmppDown,
    SmppNobody,
    SmppRefused,
    SmppSilent,
    read_receipt,
    read_text,
)
from motcua.partners.smpp.errors import error_of
from motcua.workbench.emulate.frame import Mode
from motcua.workbench.emulate.smsc import SmscStandIn

PHONE = "84901234567"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[SmscStandIn]:
    stand_in = made(SmscStandIn, tmp_path, with_kannel=False)
    stand_in.start()
    yield stand_in
    stand_in.end()
    stand_in.stop()


class Ours:
    """A session with what came over it."""

    def __init__(self, port: int) -> None:
        self.came: list[Delivered | Receipt] = []
        self.fails = 0
        self.has_ended = threading.Event()
        account = Account("127.0.0.1", port, "motcua", "a secret", "7039")
        self.session = Session(account, self.take, self.has_ended.set)

    def take(self, found: Delivered | Receipt) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the database is away")
        self.came.append(found)


@pytest.fixture
def ours(centre: SmscStandIn) -> Iterator[Ours]:
    made = Ours(centre.port)
    until(lambda: made.session.is_bound and centre.is_bound)  # the centre answers a bind before it counts it
    yield made
    made.session.close()
    assert made.has_ended.is_set()


def until(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("text", ["Ho so da tiep nhan", "Hồ sơ đã được tiếp nhận. " * 8, "a" * 300])
def test_a_text_arrives_whole_and_its_receipts_name_the_ids_of_its_parts(centre, ours, text):
    ids = ours.session.send(to=PHONE, parts=cut(text))

    assert len(ids) == len(cut(text))
    assert centre.texts == [("7039", PHONE, text)]
    until(lambda: len(ours.came) == len(ids))
    assert {one.message_id for one in ours.came} == set(ids)
    assert {(one.state, one.code) for one in ours.came} == {("delivered", "DELIVRD 000")}


def test_several_send_at_once_and_each_gets_its_own_answer(centre, ours):
    found: dict[str, tuple[str, ...]] = {}

    def send(number: int) -> None:
        found[f"text {number}"] = ours.session.send(to=PHONE, parts=cut(f"text {number}"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    shown = {one.body: one.details["mã"] for one in centre.seen()}
    assert {text: ids[0] for text, ids in found.items()} == shown


def test_what_people_write_comes_in_whole_also_in_parts_and_with_marks(centre, ours):
    centre.write(PHONE, "HS H53.18-251103-0001")
    centre.write(PHONE, "Hồ sơ của tôi đâu rồi? " * 6)

    until(lambda: len(ours.came) == 2)
    assert ours.came[0] == Delivered(PHONE, "7039", "HS H53.18-251103-0001")
    assert ours.came[1].text == "Hồ sơ của tôi đâu rồi? " * 6


def test_what_could_not_be_stored_is_not_taken_from_the_centre(centre, ours, caplog):
    ours.fails = 1
    centre.write(PHONE, "HS 1")
    until(lambda: not ours.fails)
    centre.write(PHONE, "HS 2")

    until(lambda: ours.came)
    assert ours.came == [Delivered(PHONE, "7039", "HS 2")]
    assert "RuntimeError" in caplog.text
    assert PHONE not in caplog.text
    assert "HS 1" not in caplog.text


def test_a_centre_that_refuses_or_is_silent_has_its_class(centre, ours):
    centre.mode = Mode.REFUSE
    with pytest.raises(SmppRefused) as refused:
        ours.session.send(to=PHONE, parts=cut("a"))
    assert refused.value.code == "0x0B"
    assert isinstance(refused.value, SmppNobody), "the centre knows no such destination"
    assert type(error_of(0x45)) is SmppRefused

    centre.mode = Mode.TIME_OUT
    with pytest.raises(SmppSilent):
        ours.session.send(to=PHONE, parts=cut("a"), wait_seconds=0.5)


def test_without_a_centre_it_says_so_at_once_and_comes_back_by_itself(centre, tmp_path):
    first = Ours(centre.port)
    until(lambda: first.session.is_bound)
    centre.stop()
    until(lambda: not first.session.is_bound)
    with pytest.raises(SmppDown):
        first.session.send(to=PHONE, parts=cut("a"), wait_seconds=0.2)

    again = SmscStandIn(centre.stage, with_kannel=False)
    again.start()
    try:
        until(lambda: first.session.is_bound)
        first.session.send(to=PHONE, parts=cut("back"))
        assert again.texts == [("7039", PHONE, "back")]
    finally:
        first.session.close()
        again.end()
        again.stop()


def test_receipts_are_read_from_parameters_or_text_and_what_is_none_is_none():
    text = (
        b"id:77 sub:001 dlvrd:001 submit date:2611200900 done date:2611200901 stat:DELIVRD err:000 text:Ho so"
    )
    assert read_receipt(text) == Receipt("77", "delivered", "DELIVRD 000", local("2026-11-20T09:01"))
    assert read_receipt(text, message_id="88\x00", state=5) == Receipt(
        "88", "failed", "DELIVRD 000", local("2026-11-20T09:01")
    )
    assert read_receipt(b"", message_id="88", state=1) == Receipt("88", "underway", "1", None)
    assert read_receipt(b"id:77 stat:EXPIRED done date:99") == Receipt("77", "failed", "EXPIRED", None)
    for nothing in (b"", b"hello", b"id:77", b"stat:DELIVRD", b"id:77 stat:WHAT"):
        assert read_receipt(nothing) is None


def test_texts_are_read_by_their_coding():
    assert read_text("Hồ sơ".encode("utf-16-be"), 8) == "Hồ sơ"
    assert read_text(b"HS\x11", 0) == "HS_"
    assert read_text("é".encode("latin-1"), 3) == "é"
    assert read_text(b"HS", 1) == "HS"


def test_the_password_is_never_shown():
    assert "a secret" not in repr(Account("h", 1, "s", "a secret", "7039"))
