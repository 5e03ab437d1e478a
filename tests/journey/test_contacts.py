"""What an applicant is told by telephone along the way, and what the desk sees when the number is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.dossiers.errors import UnknownDossier
from motcua.journey.contacts import (
    FEW,
    hear_receipts,
    hear_unknown_subscriber,
    say_not_mine_by_link,
)
from motcua.journey.delegations import delegate, end_delegations
from motcua.journey.reading.history import history
from motcua.journey.reading.telling import telling_of
from motcua.notifications.models import Contact, InboxMessage
from motcua.workbench.check import run_all

pytestmark = pytest.mark.django_db
LATER = b.MORNING + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _sms() -> Iterator[None]:
    with registered("sms", DemoMailbox):
        yield


def told_by_sms() -> list[str]:
    return list(OutboxMessage.objects.filter(channel="sms").order_by("id").values_list("body", flat=True))


@pytest.mark.demand("TN19-10.2a", "DN15-3.3", "TN19-12.8")
def test_arrival_and_acceptance_are_told_to_the_telephone_that_was_given_without_anything_personal():
    where = b.place()
    dossier, _ = b.accepted(where)

    arrived, accepted = told_by_sms()
    assert (dossier.reference in arrived, dossier.code in accepted) == (True, True)
    assert "hẹn trả" in accepted
    for text in (arrived, accepted):
        assert dossier.applicant_name not in text
        assert str(dossier.token) not in text
    orders = set(OutboxMessage.objects.filter(channel="sms").values_list("order_key", "destination"))
    assert orders == {(str(dossier.pk), "84901234567")}


@pytest.mark.demand("TN19-12.8")
def test_the_desk_sees_on_the_dossier_that_the_number_is_not_the_applicants(
    django_capture_on_commit_callbacks,
):
    where = b.place()
    with django_capture_on_commit_callbacks(execute=True):
        dossier, _ = b.accepted(where)
    told = len(told_by_sms())

    assert say_not_mine_by_link(token=Contact.objects.get().token, at=LATER)
    assert not say_not_mine_by_link(token=Contact.objects.get().token, at=LATER)

    lines = history(dossier.pk, where.scope(Role.RECEIVER, LATER)).lines
    (line,) = [one for one in lines if one.title == "Số nhận tin của người nộp không còn dùng được"]
    assert any("0901 *** 567" in words for words in line.lines)
    b.do_next_step(where, dossier, LATER + timedelta(hours=1))
    assert [one.state for one in OutboxMessage.objects.filter(channel="sms")] == ["dead"] * told
    assert [found for _, found in run_all() if found] == []


def test_receipts_of_three_days_tell_the_desk_that_nobody_has_the_number():
    where = b.place()
    dossier, _ = b.accepted(where)
    for day in (1, 2, 3):
        hear_unknown_subscriber(phone="84901234567", at=LATER + timedelta(days=day))

    titles = [one.title for one in history(dossier.pk, where.scope(Role.RECEIVER, LATER)).lines]
    assert titles.count("Số nhận tin của người nộp không còn dùng được") == 1


@pytest.mark.demand("TN19-12.8", "DN15-3.3")
def test_the_desk_reads_what_the_applicant_was_told_by_which_way_and_whether_it_arrived():
    where = b.place()
    dossier, _ = b.accepted(where)
    first, second = OutboxMessage.objects.filter(channel="sms").order_by("id")
    for one, fate in ((first, "arrived"), (second, "failed")):
        one.state, one.sent_at, one.fate, one.fate_at = "sent", LATER, fate, LATER
        one.save()

    page = telling_of(dossier.pk, where.scope(Role.RECEIVER, LATER), at=LATER)

    told = {(one.label, one.channel, one.to, one.state) for one in page.told}
    assert (
        "Hồ sơ được tiếp nhận, có mã và ngày hẹn",
        "tin nhắn SMS",
        "0901 *** 567",
        "nhà mạng báo không đến",
    ) in told
    assert ("Hồ sơ đã đến nơi nhận", "tin nhắn SMS", "0901 *** 567", "đã đến máy người nhận") in told
    assert {one.channel for one in page.told} == {"thư điện tử", "tin nhắn SMS"}
    with pytest.raises(UnknownDossier):
        telling_of(dossier.pk, b.place().scope(Role.RECEIVER, LATER), at=LATER)


def test_a_number_at_which_nothing_arrives_for_three_days_is_given_up_and_one_that_took_a_message_is_not():
    where = b.place()
    b.accepted(where)
    first, second = OutboxMessage.objects.filter(channel="sms").order_by("id")
    second.state = "dead"
    second.save()
    for day in range(4):
        at = LATER + timedelta(days=day)
        first.state, first.sent_at, first.fate, first.fate_at = "sent", at, "failed", at
        first.save()
        if day == 1:
            second.state, second.sent_at, second.fate, second.fate_at = "sent", at, "arrived", at
            second.save()
        else:
            OutboxMessage.objects.filter(pk=second.pk).update(fate="")
        for _ in range(2):
            hear_receipts(at=at + timedelta(hours=1))
        assert Contact.objects.get().unknown_days == (1, 0, 1, 2)[day]
    first.fate_at = at + timedelta(days=1)
    first.save()
    hear_receipts(at=at + timedelta(days=1, hours=1))
    assert Contact.objects.get().disowned_how == "unknown"


@pytest.mark.demand("TN19-14.5")
def test_a_stand_in_is_told_what_for_whom_and_until_when_and_when_it_is_over():
    where = b.place()
    giver, stand_in = where.officers[Role.HANDLER], where.officers[Role.RECORDS_CLERK]
    day = LATER.date() + timedelta(days=3)
    made = delegate(
        giver_id=giver.id, delegate_id=stand_in.id, valid_from=day, valid_to=day + timedelta(days=4),
        at=LATER, actor=where.actor(Role.HANDLER), instrument="Giấy nghỉ phép",
    )  # fmt: skip

    notice = InboxMessage.objects.get(account=stand_in, event="duty_delegated")
    assert giver.full_name in notice.subject
    assert f"{day:%d/%m/%Y}" in notice.body
    assert "1. " in notice.body
    assert OutboxMessage.objects.filter(destination=stand_in.email).count() == 1

    for _ in range(2):
        end_delegations(ids=[row.pk for row in made], at=LATER, actor=where.actor(Role.HANDLER))
    assert InboxMessage.objects.filter(account=stand_in, event="delegation_ended").count() == 1


def _told(one: OutboxMessage, fate: str, at: datetime) -> None:
    one.state, one.sent_at, one.fate, one.fate_at = "sent", at, fate, at
    one.save()


@pytest.mark.demand("TN19-12.8")
def test_a_number_that_the_operator_says_nobody_has_is_lost_at_once_and_written_to_no_more():
    where = b.place()
    dossier, _ = b.accepted(where)
    first, second = OutboxMessage.objects.filter(channel="sms").order_by("id")
    _told(first, "arrived", LATER)
    _told(second, "nobody", LATER)

    hear_receipts(at=LATER + timedelta(hours=1))

    assert Contact.objects.get().disowned_how == "unknown"
    titles = [one.title for one in history(dossier.pk, where.scope(Role.RECEIVER, LATER)).lines]
    assert "Số nhận tin của người nộp không còn dùng được" in titles
    page = telling_of(dossier.pk, where.scope(Role.RECEIVER, LATER), at=LATER)
    assert "nhà mạng báo số không có người dùng" in {one.state for one in page.told}
    before = len(told_by_sms())
    b.do_next_step(where, dossier, LATER + timedelta(hours=2))
    assert len(told_by_sms()) == before


def test_a_failure_that_may_pass_loses_no_number():
    where = b.place()
    b.accepted(where)
    for one in OutboxMessage.objects.filter(channel="sms"):
        _told(one, "failed", LATER)

    hear_receipts(at=LATER + timedelta(hours=1))

    assert Contact.objects.get().disowned_at is None


def test_a_gateway_that_knows_nobody_at_all_is_not_believed():
    where = b.place()
    b.accepted(where)
    sample = OutboxMessage.objects.filter(channel="sms").latest("id")
    _told(sample, "nobody", LATER)
    for number in range(FEW + 1):
        OutboxMessage.objects.create(
            channel="sms", destination=f"8490000000{number}", dedupe_key=f"wrong/{number}", state="sent",
            next_attempt_at=LATER, queued_at=LATER, sent_at=LATER, fate="nobody", fate_at=LATER,
        )  # fmt: skip

    hear_receipts(at=LATER + timedelta(hours=1))

    assert Contact.objects.get().disowned_at is None
