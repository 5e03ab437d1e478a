"""Numbers are proven by a code, belong to one reader, and nothing goes to one that changed hands."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.notifications.builders import FACTS, NOON, account

from motcua.audit.models import Event
from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.notifications import errors
from motcua.notifications.codes import LIFETIME, LIMITS, MOST_TRIES, prove, send_code
from motcua.notifications.contacts import (
    choices_of,
    choose,
    hash_of,
    holder_of_account,
    holder_of_person,
    shown,
)
from motcua.notifications.models import Choice, Contact, InboxMessage
from motcua.notifications.ownership import (
    asked_about,
    confirm_phone,
    disown_by_link,
    disown_by_reply,
    link_zalo,
    note_reached,
    note_unknown,
    unlink_zalo,
    withdraw_contact,
)
from motcua.notifications.rules import Level
from motcua.notifications.services import queue

pytestmark = pytest.mark.django_db
PHONE, E164 = "0901 234 567", "84901234567"
MOTHER = holder_of_person("a" * 64)


@pytest.fixture(autouse=True)
def _channels() -> Any:
    with registered("sms", DemoMailbox), registered("zalo", DemoMailbox):
        yield


def tell(event: str = "accepted", key: str = "d/1", at=NOON, **who: Any) -> None:
    queue(event, FACTS[event], dedupe_key=key, order_key=key.split("/", maxsplit=1)[0], at=at, **who)


def sms() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(channel="sms").order_by("id"))


def proven(who: Any, phone: str = PHONE, at=NOON, **more: Any):
    return confirm_phone(holder=holder_of_account(who.id), account_id=who.id, phone=phone, at=at, **more)


@pytest.mark.demand("TN19-10.2a")
def test_an_applicant_without_an_account_is_told_by_sms_with_a_way_to_say_that_it_went_astray():
    tell("supplement_requested", phone=PHONE, email="me@example.vn", holder=MOTHER)

    (message,) = sms()
    contact = Contact.objects.get()
    assert message.destination == E164
    assert f"/so/{contact.token}" in message.body
    assert (message.facts["contact"], message.facts["code"]) == (str(contact.pk), "H53.31-260828-0007")
    assert contact.value_hash != E164
    assert E164 not in contact.value_sealed + contact.value_hash
    assert shown(contact) == "0901 *** 567"
    assert OutboxMessage.objects.filter(channel="email").count() == 1


def test_the_same_telling_goes_once_by_each_way_and_a_land_line_gets_none():
    for _ in range(2):
        tell(phone=PHONE, email="me@example.vn", holder=MOTHER)
    tell(key="d/2", phone="0276 382 2233", holder=MOTHER)

    assert sorted(OutboxMessage.objects.values_list("channel", flat=True)) == ["email", "sms"]


def test_what_a_key_says_of_a_number_is_found_by_nobody_who_tries_all_numbers():
    tell(phone=PHONE, holder=MOTHER)
    (message,) = sms()
    assert hash_of(E164)[:16] in message.dedupe_key


def test_a_code_proves_the_number_once_within_its_time():
    khai = account()
    holder = holder_of_account(khai.id)
    code_id = send_code(holder=holder, phone=PHONE, at=NOON)
    (message,) = sms()
    code = re.search(r"\d{6}", message.body)[0]
    assert message.urgent

    with pytest.raises(errors.CodeOver):
        prove(code_id=code_id, holder=holder_of_account(account("x@example.vn").id), code=code, at=NOON)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    with pytest.raises(errors.CodeWrong) as refused:
        prove(code_id=code_id, holder=holder, code=wrong, at=NOON)
    assert refused.value.facts["left"] == MOST_TRIES - 1
    assert prove(code_id=code_id, holder=holder, code=f" {code[:3]} {code[3:]}", at=NOON) == E164
    with pytest.raises(errors.CodeOver):
        prove(code_id=code_id, holder=holder, code=code, at=NOON)


def test_a_code_is_over_after_its_time_or_too_many_tries():
    code_id = send_code(holder="x", phone=PHONE, at=NOON)
    code = re.search(r"\d{6}", sms()[0].body)[0]
    for _ in range(MOST_TRIES):
        with pytest.raises(errors.CodeWrong):
            prove(code_id=code_id, holder="x", code="nonsense", at=NOON)
    with pytest.raises(errors.CodeOver):
        prove(code_id=code_id, holder="x", code=code, at=NOON)

    late = send_code(holder="x", phone=PHONE, at=NOON)
    with pytest.raises(errors.CodeOver):
        prove(code_id=late, holder="x", code=re.search(r"\d{6}", sms()[1].body)[0], at=NOON + LIFETIME)


def test_nobody_is_sent_codes_without_end_neither_to_one_number_nor_by_one_asker():
    most = LIMITS[0][1]
    for number in range(most):
        send_code(holder=f"asker {number}", phone=PHONE, at=NOON)
    with pytest.raises(errors.TooManyCodes):
        send_code(holder="another", phone=PHONE, at=NOON)
    for number in range(most):
        send_code(holder="one", phone=f"091234567{number}", at=NOON)
    with pytest.raises(errors.TooManyCodes) as refused:
        send_code(holder="one", phone="0912345679", at=NOON + timedelta(minutes=10))
    assert refused.value.facts["minutes"] == 50
    send_code(holder="one", phone="0912345679", at=NOON + timedelta(minutes=61))
    with pytest.raises(errors.CannotReceive):
        send_code(holder="two", phone="0276 382 2233", at=NOON)


def test_to_a_proven_number_the_message_needs_no_way_to_disown_it():
    khai = account()
    proven(khai)
    tell(account_id=khai.id)

    (message,) = sms()
    assert message.destination == E164
    assert "/so/" not in message.body


def test_a_number_that_somebody_else_proves_takes_nothing_for_the_earlier_reader_who_is_told():
    khai, minh = account(), account("minh@example.vn")
    proven(khai)
    tell(account_id=khai.id, phone=PHONE)  # still in the outbox
    tell(key="e/1", phone=PHONE, email="me@example.vn", holder=MOTHER)

    _, losses = proven(minh, at=NOON + timedelta(days=1))

    assert {loss.holder for loss in losses} == {holder_of_account(khai.id), MOTHER}
    assert {one.state for one in sms()} == {"dead"}
    assert not any(one.destination or one.body for one in sms())
    told = InboxMessage.objects.get(account=khai, event="contact_lost")
    assert "0901 *** 567" in told.body
    assert "người khác đã xác nhận" in told.body
    letters = OutboxMessage.objects.filter(subject__contains="0901 *** 567")
    assert set(letters.values_list("destination", flat=True)) == {khai.email, "me@example.vn"}
    tell(key="d/2", account_id=khai.id, phone=PHONE, at=NOON + timedelta(days=2))
    tell(key="e/2", phone=PHONE, holder=MOTHER, at=NOON + timedelta(days=2))
    assert len(sms()) == 2
    tell(key="f/1", account_id=minh.id, at=NOON + timedelta(days=2))
    assert sms()[-1].destination == E164
    kinds = Event.objects.filter(stream_id=khai.id).values_list("kind", flat=True)
    assert list(kinds) == ["contact_confirmed", "contact_lost"]


def test_a_relative_without_account_keeps_the_number_when_its_owner_says_so():
    tell(phone=PHONE, holder=MOTHER)
    _, losses = proven(account(), keeps_others=True)
    assert losses == []
    tell(key="d/2", phone=PHONE, holder=MOTHER)
    assert len(sms()) == 2


def test_whoever_has_the_telephone_says_by_link_that_it_is_not_the_readers():
    tell(phone=PHONE, email="me@example.vn", holder=MOTHER)
    token = Contact.objects.get().token

    assert disown_by_link(token=token, at=NOON).holder == MOTHER
    assert disown_by_link(token=token, at=NOON) is None
    tell(key="d/2", phone=PHONE, email="me@example.vn", holder=MOTHER)

    assert [one.state for one in sms()] == ["dead"]
    assert OutboxMessage.objects.filter(destination="me@example.vn").count() == 3
    with pytest.raises(errors.LinkUnknown):
        asked_about("AAAAAAAAAAAA")


def test_the_answer_sai_takes_back_whom_the_number_was_told_of_last(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(phone=PHONE, holder="dossier/1")
        tell(key="e/1", phone=PHONE, holder=MOTHER, at=NOON + timedelta(minutes=1))

    assert disown_by_reply(phone="+84901234567", at=NOON).holder == MOTHER
    assert disown_by_reply(phone=E164, at=NOON).holder == "dossier/1"
    assert disown_by_reply(phone=E164, at=NOON) is None
    assert disown_by_reply(phone="0909 999 999", at=NOON) is None


def test_a_number_at_which_nothing_arrived_on_three_days_is_lost():
    tell(phone=PHONE, holder=MOTHER)

    assert note_unknown(phone=E164, at=NOON) == note_unknown(phone=E164, at=NOON) == []
    note_reached(phone=E164)
    for day in (1, 2):
        assert note_unknown(phone=E164, at=NOON + timedelta(days=day)) == []
    (loss,) = note_unknown(phone=E164, at=NOON + timedelta(days=3))
    assert (loss.how, Contact.objects.get().disowned_how) == ("unknown", "unknown")


def test_a_lost_number_is_the_readers_again_when_they_prove_it():
    khai = account()
    proven(khai)
    withdraw_contact(holder=holder_of_account(khai.id), contact_id=Contact.objects.get().pk, at=NOON)
    tell(account_id=khai.id, phone=PHONE)
    assert sms() == []
    proven(khai, at=NOON + timedelta(days=1))
    tell(key="d/2", account_id=khai.id, phone=PHONE)
    assert len(sms()) == 1
    with pytest.raises(errors.LinkUnknown):
        withdraw_contact(holder=MOTHER, contact_id=Contact.objects.get().pk, at=NOON)


@pytest.mark.demand("TN19-5.4")
def test_a_telephone_linked_to_zalo_is_told_there_and_after_it_left_by_sms_again():
    link_zalo(user_id="2468", phone=PHONE, at=NOON)
    tell(phone=PHONE, holder=MOTHER)
    (message,) = OutboxMessage.objects.all()
    assert (message.channel, message.destination) == ("zalo", "2468")

    unlink_zalo(user_id="2468", at=NOON)
    tell(key="d/2", phone=PHONE, holder=MOTHER)
    # the first never arrived by Zalo, so it goes by SMS as well, and before the second
    assert [one.destination for one in sms()] == [E164, E164]


def test_an_officer_who_follows_gets_work_notices_by_zalo_and_by_email():
    officer = account(kind="officer")
    link_zalo(user_id="1357", account_id=officer.id, at=NOON)
    tell("opinion_asked", account_id=officer.id)

    assert sorted(OutboxMessage.objects.values_list("channel", flat=True)) == ["email", "zalo"]
    body = OutboxMessage.objects.get(channel="zalo").body
    assert FACTS["opinion_asked"].link in body


def test_choices_are_kept_with_their_day_and_every_change_is_a_row():
    assert choices_of(MOTHER).levels == {"email": Level.ALL, "sms": Level.ESSENTIAL, "zalo": Level.ALL}

    assert choose(holder=MOTHER, values={"sms": "none", "email": "all"}, at=NOON) == ["sms"]
    assert choose(holder=MOTHER, values={"sms": "all", "language": "en"}, at=NOON + timedelta(days=1)) == [
        "sms", "language",
    ]  # fmt: skip

    chosen = choices_of(MOTHER)
    assert (chosen.levels["sms"], chosen.language) == (Level.ALL, "en")
    assert chosen.since == {"sms": NOON + timedelta(days=1), "language": NOON + timedelta(days=1)}
    assert Choice.objects.count() == 3
    for nonsense in ({"fax": "all"}, {"sms": "sometimes"}, {"language": "fr"}):
        with pytest.raises(errors.NoSuchChoice):
            choose(holder=MOTHER, values=nonsense, at=NOON)


def test_who_wants_no_sms_gets_none_while_there_is_another_way_and_english_when_they_want_it():
    choose(holder=MOTHER, values={"sms": "none", "language": "en"}, at=NOON)
    tell(phone=PHONE, email="me@example.vn", holder=MOTHER)
    tell(key="e/1", phone=PHONE, holder=MOTHER)

    letter, message = OutboxMessage.objects.order_by("id")
    assert letter.subject.startswith("Application H53.31-260828-0007 is accepted")
    assert (message.channel, "is accepted" in message.body) == ("sms", True)
