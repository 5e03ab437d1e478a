"""Several providers of one channel: failover, what is kept of each try, receipts, rate, the budget of a day."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from tests.delivery.builders import NOON, Always, Line, message, provider, row

from motcua.delivery.errors import (
    ChannelDown,
    NobodyThere,
    ProviderIncomplete,
    TryLater,
    Undeliverable,
    UnknownGateway,
    Unsure,
)
from motcua.delivery.models import Attempt, OutboxMessage, Provider
from motcua.delivery.outgoing import failed_since
from motcua.delivery.readers import Arrival
from motcua.delivery.receipts import ReceiptReader
from motcua.delivery.rules import DRIFT_EVERY, message_id
from motcua.delivery.selectors import (
    caller_by_hook,
    hook_address,
    provider_states,
    ranked,
    used_on,
    values_of,
)
from motcua.delivery.services import drain, remove_stand_ins, save_provider, set_active
from motcua.kernel.clock import local_day

pytestmark = pytest.mark.django_db


def names(at=NOON) -> list[str]:
    return [one.name for one in ranked("test", at)]


# --- entering ---


def test_secrets_lie_sealed_and_an_empty_one_leaves_the_old(line):
    made = provider(values={"key": "very secret", "sender": "7039"})
    made = provider(values={"key": "", "sender": "7040"})

    assert "very secret" not in str(Provider.objects.values().get())
    assert values_of(made) == {"key": "very secret", "sender": "7040"}


def test_what_is_missing_is_told_by_its_title_and_an_unknown_kind_is_refused(line):
    with pytest.raises(ProviderIncomplete) as refused:
        provider(values={"sender": "7039"})
    assert "Khoá" in refused.value.sentence
    with pytest.raises(ProviderIncomplete):
        provider(base=101)
    with pytest.raises(UnknownGateway):
        provider(kind="pigeon")
    with pytest.raises(UnknownGateway):
        provider(kind="smtp")


def test_its_calls_are_known_by_an_unguessable_word_that_stays(line):
    made = provider()
    word = hook_address(made).rstrip("/").rsplit("/", 1)[-1]

    assert caller_by_hook(word).provider_id == str(made.id)
    assert caller_by_hook(word[:-1]) is None
    assert hook_address(provider(values={"key": "", "sender": "x"})).endswith(f"/{word}/")
    set_active(provider_id=made.id, is_active=False, at=NOON)
    assert caller_by_hook(word) is None


# --- walking ---


def test_the_first_is_asked_and_each_try_is_kept_with_its_code(line):
    provider("one")
    provider("two", base=50)
    line.answers["one"] = [ChannelDown("HTTP 503")]
    message()

    assert drain(at=NOON).sent == 1

    assert line.taken == [("two", message_id("one"))]
    kept = Attempt.objects.order_by("id").values_list("provider__name", "outcome", "code")
    assert list(kept) == [("one", "down", "HTTP 503"), ("two", "taken", "")]
    assert row().provider.name == "two"
    assert row().fate == "handed"


def test_a_provider_that_fails_sinks_and_comes_back(line):
    provider("one")
    provider("two", base=90)
    line.answers["one"] = [ChannelDown("x")]
    message()
    drain(at=NOON)

    assert names() == ["two", "one"]
    assert names(NOON + 3 * DRIFT_EVERY) == ["one", "two"]
    (first, second) = provider_states(NOON)
    assert (first.priority, first.failed, first.provider.last_error) == (80, 1, "x")
    assert (second.priority, second.taken) == (90, 1)


def test_a_slow_provider_sinks_a_little(line, monkeypatch):
    monkeypatch.setattr("motcua.delivery.walking.SLOW_SECONDS", -1.0)
    provider("one")
    provider("two", base=95)
    message()
    drain(at=NOON)

    assert names() == ["two", "one"]


def test_one_that_only_turns_this_message_away_does_not_sink(line):
    provider("one")
    provider("two", base=50)
    line.answers["one"] = [TryLater("busy")]
    message()

    assert drain(at=NOON).sent == 1
    assert names() == ["one", "two"]


def test_nobody_else_is_asked_while_the_first_may_have_it(line):
    provider("one")
    provider("two", base=50)
    line.answers["one"] = [Unsure("timeout")]
    message()

    assert drain(at=NOON).failed == 1
    assert line.taken == []
    assert drain(at=NOON + timedelta(minutes=9)).sent == 0
    assert drain(at=NOON + timedelta(minutes=11)).sent == 1


def test_a_message_that_is_refused_for_good_asks_nobody_else(line):
    provider("one")
    provider("two", base=50)
    line.answers["one"] = [Undeliverable("no number")]
    message()

    assert drain(at=NOON).dead == 1
    assert line.taken == []


def test_when_all_are_down_the_others_of_the_channel_need_not_be_tried(line):
    provider("one")
    provider("two", base=50)
    line.answers |= {"one": Always([ChannelDown("x")]), "two": Always([ChannelDown("y")])}
    message("a")
    message("b")

    assert drain(at=NOON).failed == 1
    assert row("b").attempts == 0


def test_an_answer_leaves_over_the_line_of_its_question(line):
    provider("one")
    second = provider("two", base=50)
    message(facts={"provider": str(second.id)})

    drain(at=NOON)

    assert [who for who, _ in line.taken] == ["two"]


def test_one_that_is_switched_off_is_not_asked_and_a_stand_in_leaves_nothing(line):
    first = provider("one")
    provider("emulate", base=90, is_stand_in=True)
    set_active(provider_id=first.id, is_active=False, at=NOON)
    message()
    drain(at=NOON)
    assert [who for who, _ in line.taken] == ["emulate"]

    assert remove_stand_ins() == 1
    assert row().provider is None
    assert names() == []
    message("later")
    assert drain(at=NOON).failed == 1


# --- how fast, and how many ---


@pytest.mark.django_db(transaction=True)
def test_all_workers_together_keep_to_the_rate_and_an_urgent_one_overtakes(line):
    provider(per_second=40)
    for number in range(60):
        message(f"{number}")
    began = time.monotonic()
    times: dict[str, float] = {}
    send = Line.send

    def timed(self, letter):
        times[letter.message_id] = time.monotonic() - began
        return send(self, letter)

    def work() -> None:
        try:
            drain(at=NOON, at_once=4)
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Line, "send", timed)
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        message("urgent", urgent=True)
        asked = time.monotonic() - began
        for thread in threads:
            thread.join()

    assert len(times) == 61
    assert max(times.values()) >= 60 / 40 - 0.1
    for start in sorted(times.values()):
        # those of half a second, and what was let go before and is late: one a hand
        assert sum(start <= one < start + 0.5 for one in times.values()) <= 20 + 2 * 4
    assert sum(asked < one < times[message_id("urgent")] for one in times.values()) <= 30, "it overtakes"
    assert len(line.taken) == len(set(line.taken))


def test_what_is_over_the_budget_of_a_day_waits_for_the_morning_and_the_urgent_does_not(line):
    provider()
    budget = {"budget_key": "agency", "budget_per_day": 2}
    for number in range(4):
        message(f"{number}", **budget)
    message("urgent", urgent=True, **budget)
    message("other", budget_key="another", budget_per_day=1)
    message("free")

    assert drain(at=NOON).sent == 4
    assert row("urgent").state == "sent"
    assert used_on(local_day(NOON), "agency", "test") == 2
    assert OutboxMessage.objects.filter(state="queued", attempts=0, last_error="budget").count() == 3

    morning = NOON + timedelta(hours=19)
    assert drain(at=NOON + timedelta(hours=13)).sent == 0
    assert drain(at=morning).sent == 2
    assert drain(at=morning + timedelta(days=1)).sent == 1


def test_a_message_that_is_tried_again_counts_once(line):
    provider()
    line.answers["one"] = [TryLater("busy")]
    message(budget_key="agency", budget_per_day=1)

    drain(at=NOON)
    assert drain(at=NOON + timedelta(minutes=2)).sent == 1
    assert used_on(local_day(NOON), "agency", "test") == 1


# --- a bad hour ---


def test_a_provider_down_for_an_hour_loses_and_doubles_nothing(line):
    save_provider(
        channel="test",
        kind="line",
        name="one",
        values={"key": "k", "sender": "one"},
        base_priority=100,
        at=NOON,
    )
    line.answers["one"] = Always([ChannelDown("refused")])
    keys = [f"{number}" for number in range(30)]
    for number, key in enumerate(keys):
        message(key, order_key=f"dossier {number % 5}", at=NOON + timedelta(minutes=2 * number))
    for minute in range(60):
        drain(at=NOON + timedelta(minutes=minute))
    assert line.taken == []

    line.answers.clear()
    for minute in range(60, 60 * 8, 10):
        drain(at=NOON + timedelta(minutes=minute))

    sent = [one for _, one in line.taken]
    assert sorted(sent) == sorted(message_id(key) for key in keys)
    for dossier in range(5):
        mine = [message_id(key) for number, key in enumerate(keys) if number % 5 == dossier]
        assert [one for one in sent if one in mine] == mine


# --- nobody has the number ---


def test_a_number_nobody_has_is_given_up_at_once_and_told_apart(line):
    provider("one")
    line.answers["one"] = [NobodyThere("0x0B")]
    message()

    drain(at=NOON)

    assert (row().state, row().fate, row().attempts) == ("dead", "nobody", 1)
    ((to, at, is_nobody),) = failed_since(channel="test", since=NOON - timedelta(hours=1))
    assert (to, is_nobody, at >= NOON) == (row().destination, True, True)


@pytest.mark.parametrize(
    ("said", "codes", "is_nobody"),
    [
        ("UNDELIV 001", "001", True),
        ("UNDELIV 001", "1, 001;011", True),
        ("undeliv absent", "ABSENT", True),
        ("UNDELIV 010", "001", False),
        ("UNDELIV 001", "", False),
        ("", "001", False),
    ],
)
def test_which_failure_means_that_nobody_is_there_is_the_providers_to_say(line, said, codes, is_nobody):
    provider("one")
    one = Provider.objects.get()
    Provider.objects.update(settings={**one.settings, "nobody": codes})
    message()
    drain(at=NOON)
    body = {"provider": str(one.id), "id": f"one-{message_id('one')}", "fate": "failed", "code": said}

    ReceiptReader().take(Arrival("sms-receipts", "x", body, NOON, 0), None, at=NOON)

    assert row().fate == ("nobody" if is_nobody else "failed")
