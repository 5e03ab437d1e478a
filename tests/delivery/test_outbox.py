"""The outbox: nothing leaves twice, nothing for what did not happen, in order, and never silently lost."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.delivery.builders import NOON, message, row

from motcua.delivery import fakes
from motcua.delivery.errors import MessageNotFound, UnknownChannel
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import check_channels, registered
from motcua.delivery.rules import PAUSES, message_id, next_attempt
from motcua.delivery.selectors import dead_letters, is_worker_alive, outbox_health
from motcua.delivery.services import LEASE, beat, drain, replay
from motcua.delivery.tasks import drain_outbox
from motcua.kernel.clock import TZ, now
from motcua.workbench.check import run_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    with registered("test", fakes.FakeChannel) as fake:
        yield fake


@pytest.fixture
def no_jobs(transactional_db):
    """procrastinate's tables are no Django models: nothing empties them between tests."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def test_a_message_is_sent_once_and_remembered(channel):
    message()

    assert drain(at=NOON).sent == 1
    assert drain(at=NOON).sent == 0

    assert [letter.body for letter in channel.taken] == ["Kính gửi Bà Khai."]
    assert row().state == "sent"
    assert row().sent_at >= NOON
    assert channel.counts["sent"] == 1


def test_the_same_dedupe_key_writes_one_row(channel):
    message("same")
    message("same", body="Lần hai")

    assert OutboxMessage.objects.get().body == "Kính gửi Bà Khai."


def test_a_message_does_not_leave_before_its_time(channel):
    message(at=NOON + timedelta(seconds=30))

    assert drain(at=NOON).sent == 0
    assert drain(at=NOON + timedelta(seconds=30)).sent == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_for_what_did_not_commit(channel, no_jobs):
    class Undone(Exception): ...

    def act() -> None:
        message(urgent=True)
        raise Undone

    with pytest.raises(Undone), transaction.atomic():
        act()

    assert drain(at=NOON).sent == 0
    assert not OutboxMessage.objects.exists()
    assert waiting_jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_only_the_urgent_wake_the_worker_and_many_wake_it_once(channel, no_jobs):
    message("slow")
    assert waiting_jobs() == 0

    with transaction.atomic():
        message("quick", urgent=True)
        message("quick too", urgent=True)
        assert waiting_jobs() == 0
    message("quick as well", urgent=True)

    assert waiting_jobs() == 1


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return cursor.fetchone()[0]


def test_the_urgent_go_first(channel):
    message("slow")
    message("quick", urgent=True)

    drain(at=NOON)

    assert [letter.message_id for letter in channel.taken] == [message_id("quick"), message_id("slow")]


def test_an_urgent_drain_leaves_the_others_alone(channel):
    message("slow")
    message("quick", urgent=True)

    assert drain(at=NOON, urgent_only=True).sent == 1
    assert row("slow").state == "queued"


def test_a_later_message_waits_for_an_earlier_one_of_the_same_key():
    with registered("test", fakes.OnceFailingChannel) as channel:
        message("first", order_key="dossier")
        message("second", order_key="dossier")
        message("other", order_key="another dossier")
        message("elsewhere", order_key="dossier", destination="minh@example.vn")

        drain(at=NOON)
        assert channel.turned_away == {message_id(key) for key in ("first", "other", "elsewhere")}

        # an urgent later one may not overtake either
        message("third", order_key="dossier", urgent=True)
        for minute in range(2, 8, 2):
            drain(at=NOON + timedelta(minutes=minute))

    order = [letter.message_id for letter in channel.taken]
    places = [order.index(message_id(key)) for key in ("first", "second", "third")]
    assert places == sorted(places)


def test_a_dead_letter_does_not_hold_up_those_behind_it():
    with registered("test", fakes.RefusingChannel):
        message("first", order_key="dossier")
        drain(at=NOON)
    with registered("test", fakes.FakeChannel):
        message("second", order_key="dossier")
        assert drain(at=NOON).sent == 1
        assert _overtaken() == []

        replay(message=row("first").id, at=NOON + timedelta(hours=1))
        assert drain(at=NOON + timedelta(hours=1)).sent == 1
        assert _overtaken() == [], "who sends it anew knows that it comes out of its order"
        OutboxMessage.objects.update(replayed_at=None)
        assert len(_overtaken()) == 1


def _overtaken():
    return [found.row for _, rows in run_all(["sent", "sent-in-order", "told-once"]) for found in rows]


def test_pauses_grow_and_then_the_letter_is_dead_until_replayed():
    at = NOON
    with registered("test", fakes.DownChannel) as channel:
        message()
        for pause in PAUSES:
            assert drain(at=at).failed == 1
            assert drain(at=at + pause - timedelta(seconds=2)).failed == 0
            at += pause + timedelta(seconds=2)
        assert drain(at=at).dead == 1
        assert channel.tried == len(PAUSES) + 1
    assert [letter.last_error for letter in dead_letters()] == ["down"]
    assert outbox_health(at).dead == 1

    replay(message=row().id, at=at)

    with registered("test", fakes.FakeChannel):
        assert drain(at=at).sent == 1
    with pytest.raises(MessageNotFound):
        replay(message=row().id, at=at)


def test_what_the_other_side_will_never_take_is_dead_at_once():
    with registered("test", fakes.RefusingChannel):
        message()
        assert drain(at=NOON).dead == 1
    assert row().last_error == "refused"


def test_a_channel_that_is_down_is_tried_once_a_drain():
    with registered("test", fakes.DownChannel) as down, registered("well", fakes.FakeChannel) as well:
        for number in range(5):
            message(f"down {number}")
        message("well", channel="well")

        done = drain(at=NOON)

    assert (done.sent, done.failed) == (1, 1)
    assert down.tried == 1
    assert len(well.taken) == 1


def test_the_queue_keeps_no_text_of_a_foreign_error():
    class Leaking(fakes.FakeChannel):
        def _send(self, letter):
            raise KeyError(letter.destination)

    with registered("test", Leaking):
        message()
        drain(at=NOON)

    assert row().last_error == "error KeyError"
    assert row().state == "queued"


def test_a_message_outlives_its_plugin():
    with registered("test", fakes.FakeChannel):
        message()
    assert drain(at=NOON).failed == 1
    assert row().last_error == "no such channel"


def test_an_unknown_channel_is_refused_when_it_is_written():
    with pytest.raises(UnknownChannel):
        message(channel="pigeon")


class Killed(BaseException):
    """As kill -9: nothing after it runs."""


def test_a_worker_killed_between_send_and_note_sends_again_under_the_same_name(channel):
    message()
    take = channel.taken.append

    class Dying(fakes.FakeChannel):
        def _send(self, letter):
            take(letter)
            raise Killed

    with registered("test", Dying), pytest.raises(Killed):
        drain(at=NOON)
    with registered("test", fakes.FakeChannel) as next_worker:
        assert drain(at=NOON + LEASE - timedelta(seconds=5)).sent == 0
        assert drain(at=NOON + 2 * LEASE).sent == 1

    names = [letter.message_id for letter in channel.taken + next_worker.taken]
    assert names == [message_id("one")] * 2


def test_a_late_failure_does_not_undo_another_drains_success(channel):
    message()

    class Overtaken(fakes.FakeChannel):
        def _send(self, letter):
            with registered("test", fakes.FakeChannel):
                assert drain(at=NOON + 2 * LEASE).sent == 1
            raise fakes.TryLater("late")

    with registered("test", Overtaken):
        drain(at=NOON)

    assert row().state == "sent"
    assert row().last_error == ""


@pytest.mark.django_db(transaction=True)
def test_many_drains_at_once_never_send_twice():
    with registered("test", fakes.SlowChannel) as channel:
        for number in range(30):
            message(f"{number}", order_key=f"{number % 5}")
        results = []

        def work() -> None:
            try:
                results.append(drain(at=NOON))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # a drain ends when all that is left waits for what others are sending
    drained_alone = 0
    with registered("test", fakes.FakeChannel) as last:
        drained_alone = drain(at=NOON).sent
    names = [letter.message_id for letter in channel.taken + last.taken]
    assert len(results) == 4
    assert sum(result.sent for result in results) + drained_alone == 30
    assert sorted(names) == sorted(message_id(f"{number}") for number in range(30))
    for key in range(5):
        order = [names.index(message_id(f"{number}")) for number in range(key, 30, 5)]
        assert order == sorted(order)


@given(st.integers(1, 30), st.datetimes(timezones=st.just(TZ)).filter(lambda at: 1990 < at.year < 2200))
def test_each_pause_is_at_least_as_long_as_the_one_before(failed: int, at: datetime):
    this, following = next_attempt(failed, at), next_attempt(failed + 1, at)
    if following is not None:
        assert this is not None
        assert at < this <= following
    assert (this is None) == (failed > len(PAUSES))


def test_the_worker_beats_and_is_missed_after_half_a_minute():
    assert not is_worker_alive(NOON)
    beat("a", NOON)
    beat("a", NOON + timedelta(minutes=1))
    assert is_worker_alive(NOON + timedelta(minutes=1, seconds=30))
    assert not is_worker_alive(NOON + timedelta(minutes=1, seconds=31))


def test_the_periodic_drain_sends_and_beats(channel):
    message(at=now())

    drain_outbox(timestamp=0)

    assert len(channel.taken) == 1
    assert is_worker_alive(now())


def test_health_tells_what_waits_and_since_when(channel):
    message("old", at=NOON - timedelta(hours=1))
    message("new")
    health = outbox_health(NOON)
    assert (health.queued, health.dead, health.oldest_due_at) == (2, 0, NOON - timedelta(hours=1))


def test_a_channel_says_in_vietnamese_what_is_not_set_up(channel):
    assert check_channels()["test"] == ["Kênh giả dùng để thử: không gửi gì ra ngoài."]
