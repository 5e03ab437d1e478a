"""The token is rotated once for all; what may be said to whom, and what is said instead."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.zalo.builders import DUNG, LAN, Town, town

from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import drain, enqueue
from motcua.delivery.zalo.models import ZaloAccount, ZaloAttempt, ZaloUser
from motcua.delivery.zalo.selectors import account_in_use, permission_url, troubles
from motcua.delivery.zalo.services import note_user, set_template, set_up, take_out
from motcua.delivery.zalo.tokens import ALARM, EARLY, grant, opened, refresh_ahead, token_of
from motcua.kernel.clock import now
from motcua.partners.zalo.errors import ZaloError
from motcua.partners.zalo.http import call
from motcua.workbench.emulate.frame import Mode


def account() -> ZaloAccount:
    found = account_in_use()
    assert found is not None
    return found


def send(to: str = LAN, body: str = "Hồ sơ đã có kết quả.", **facts: Any) -> OutboxMessage:
    key = f"test/{to}/{OutboxMessage.objects.count()}"
    enqueue(channel="zalo", destination=to, subject="", body=body, dedupe_key=key, facts=facts, at=now())
    drain(at=now())
    return OutboxMessage.objects.get(dedupe_key=key)


def near(user_id: str = LAN, *, hours: float = 0) -> None:
    at = now() - timedelta(hours=hours)
    note_user(account_id=account().pk, user_id=user_id, at=at)


def test_secrets_and_tokens_lie_sealed(zalo: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(a)::text from zalo_account a")
        (row,) = cursor.fetchone()
    for secret in (
        zalo.office.access,
        zalo.office.refresh,
        zalo.office.app_secret,
        zalo.office.webhook_secret,
    ):
        assert secret not in row
    assert opened(account().access_token) == zalo.office.access


def test_a_token_is_replaced_before_it_ends_and_the_pair_before_is_kept(zalo: Town) -> None:
    first = zalo.office.access
    soon = now() + timedelta(hours=25) - EARLY

    assert token_of(account().pk, at=soon - timedelta(minutes=1)) == first
    second = token_of(account().pk, at=soon)

    assert second == zalo.office.access != first
    assert first in opened(account().previous_pair)
    assert token_of(account().pk, at=soon) == second


def test_a_token_that_was_turned_away_is_replaced_and_the_message_goes_out_once(zalo: Town) -> None:
    near()
    zalo.office.people[LAN].last_ms = int(now().timestamp() * 1000)
    zalo.play("expire", {}, {})

    assert send().state == "sent"
    assert zalo.heard(LAN).count("Hồ sơ đã có kết quả.") == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_want_a_new_token_at_once_use_up_one_refresh_token(tmp_path: Path) -> None:
    one = town(tmp_path)
    try:
        spent = len(one.office.spent)
        late = now() + timedelta(hours=25)
        account_id, found = account().pk, []

        def ask() -> None:
            found.append(token_of(account_id, at=late))
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(found) == {one.office.access}
        assert len(one.office.spent) == spent + 1
    finally:
        one.end()
        one.stop()


def test_when_zalo_gives_no_new_token_the_old_one_serves_to_its_end_and_it_is_told(zalo: Town) -> None:
    first = zalo.office.access
    zalo.office.app_secret = "changed there"
    assert troubles(now()) == []

    with pytest.raises(ZaloError):
        token_of(account().pk, at=now() + timedelta(hours=24, minutes=30))

    assert opened(account().access_token) == first
    assert any("không thành công" in one for one in troubles(now()))
    refresh_ahead(at=now() + timedelta(hours=26))  # says so in the log, and goes on


def test_two_weeks_before_the_grant_ends_the_health_page_says_so(zalo: Town) -> None:
    until = account().refresh_until
    assert until is not None
    assert troubles(until - ALARM - timedelta(hours=1)) == []
    assert any("cấp quyền lại trước" in one for one in troubles(until - ALARM))
    assert any("đã hết hạn" in one for one in troubles(until))
    take_out(oa_id=account().oa_id)
    assert any("Chưa khai báo" in one for one in troubles(now()))


def test_the_first_pair_is_granted_by_a_person_through_zalos_page(zalo: Town) -> None:
    made = set_up(
        name="OA",
        app_id=zalo.office.app_id,
        oa_id="another",
        secrets={"app_secret": zalo.office.app_secret, "webhook_secret": "w"},
        oauth_host=zalo.api,
    )
    assert any("Chưa cấp quyền" in one for one in troubles(now()))
    address = permission_url(made, redirect_uri="https://tinh.example/quan-tri/zalo/xong", state="s1")
    status, _ = call("GET", address, headers={}, timeout=5)
    assert status == 302
    code = next(iter(zalo.office.codes))

    grant(account_id=made.pk, code=code, at=now())

    made.refresh_from_db()
    assert opened(made.access_token) == zalo.office.access


def test_within_seven_days_words_go_freely_in_pieces_with_buttons(zalo: Town) -> None:
    near(hours=24 * 7 - 1)
    zalo.office.people[LAN].last_ms = int(now().timestamp() * 1000)

    assert send(body="dài " * 900, buttons=[["Xem", "HS 1"]]).state == "sent"

    lines = zalo.office.people[LAN].lines
    assert [bool(one.buttons) for one in lines] == [False, True]
    assert ZaloAttempt.objects.filter(code=0).exclude(zalo_id="").count() == 2


def test_outside_of_the_window_an_approved_template_goes_else_nothing(zalo: Town) -> None:
    near(hours=24 * 7 + 1)
    assert send(event="decided", values={"code": "H53.18-251103-0001"}).state == "dead"

    set_template(account_id=account().pk, event="decided", template_id="5123", lines="ma_ho_so, code, code")
    told = send(event="decided", values={"code": "H53.18-251103-0001"})

    assert told.state == "sent"
    assert zalo.office.template_messages[-1]["template_data"] == {"ma_ho_so": "H53.18-251103-0001"}


def test_when_zalo_knows_better_that_the_window_is_over_the_template_goes(zalo: Town) -> None:
    near()
    set_template(account_id=account().pk, event="decided", template_id="5123", lines="ma, code, code")

    assert send(event="decided", values={"code": "H53.18-251103-0001"}).state == "sent"

    assert [one.code for one in ZaloAttempt.objects.order_by("at")] == [-230, 0]
    assert ZaloAttempt.objects.order_by("at")[0].words.startswith("User has not interacted")


def test_a_phone_gets_a_template_and_a_number_without_zalo_is_given_up(zalo: Town) -> None:
    set_template(account_id=account().pk, event="decided", template_id="5123", lines="ma, code, code")
    facts = {"event": "decided", "values": {"code": "H53.18-251103-0001"}}

    assert send("84901234567", **facts).state == "sent"
    assert zalo.office.template_messages[-1]["tracking_id"]
    dead = send("84900000000", **facts)
    assert (dead.state, dead.last_error) == ("dead", "zalo -118 Zalo account not existed")


def test_values_that_the_template_would_refuse_are_not_sent(zalo: Town) -> None:
    near(hours=200)
    set_template(account_id=account().pk, event="decided", template_id="5123", lines="ma, code, code")

    dead = send(event="decided", values={"code": "X" * 31})

    assert dead.state == "dead"
    assert zalo.office.template_messages == []


def test_a_zalo_that_is_down_or_too_busy_loses_no_message(zalo: Town) -> None:
    near()
    zalo.office.people[LAN].last_ms = int(now().timestamp() * 1000)
    zalo.mode = Mode.REFUSE
    waiting = send()
    assert (waiting.state, waiting.last_error) == ("queued", "zalo -32 Rate limit")
    zalo.stop()
    drain(at=now() + timedelta(minutes=2))
    waiting.refresh_from_db()
    assert waiting.state == "queued"
    assert zalo.heard(LAN) == ""


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_following_is_what_was_done_last_in_whatever_order_it_is_told(
    zalo: Town, order: tuple[int, ...]
) -> None:
    start = now() - timedelta(hours=1)
    told = [(start, True), (start + timedelta(minutes=1), False), (start + timedelta(minutes=2), True)]
    for place in (*order, *order):
        at, follows = told[place]
        note_user(account_id=account().pk, user_id=DUNG, at=at, follows=follows)

    row = ZaloUser.objects.get(user_id=DUNG)
    assert (row.follows, row.last_at) == (True, told[2][0])
