"""A receipt handed in by the applicant: the desk has a task with a date, records it or says why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.documents.builders import upload
from tests.journey import builders as b
from tests.journey.builders import MORNING, Place
from tests.journey.races import at_once
from tests.journey.test_pauses import DUTY, PAID, act, done, examined, waiting_process

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.access import Holder
from motcua.dossiers.errors import (
    DutyPaidAlready,
    NoPause,
    ReceiptAnswerMissing,
    ReceiptEmpty,
    ReceiptsEnough,
    UnknownReceipt,
)
from motcua.dossiers.models import Dossier, DutyReceipt, Part
from motcua.journey.errors import NotYourDuty
from motcua.journey.pause import PauseFacts
from motcua.journey.receipts import decline_receipt, hand_in_receipt
from motcua.journey.stop import Asked, ask_stop, decline_stop, stop
from motcua.journey.tracking import own_file, tracked
from motcua.kernel.clock import local
from motcua.workbench.check import run_all
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
NOON = MORNING + timedelta(hours=3)
SENT = local("2026-09-10T09:00")
APPLICANT = Actor("applicant")


@pytest.fixture
def where() -> Place:
    return b.place()


def waiting(where: Place, **facts: Any) -> Dossier:
    """The tax office told what is to be paid; the applicant is waited for."""
    dossier = examined(where)
    told = {"duty": DUTY, **facts}
    act("pause", where, dossier, NOON, facts=PauseFacts("financial_duty", date(2026, 9, 30), **told))
    return dossier


def sent(dossier: Dossier, at: datetime = SENT, words: str = "GNT-99 ngày 10/9", **more: Any) -> None:
    given = {"file_ids": [upload().pk], "key": uuid4(), **more}
    hand_in_receipt(dossier_id=dossier.pk, applicant=APPLICANT, words=words, at=at, **given)
    dossier.refresh_from_db()


def receipt_task(dossier: Dossier) -> Task | None:
    return next((task for task in open_tasks_of(dossier) if task.kind == "receipt"), None)


def nothing_broken() -> None:
    assert [found for _, found in run_all() if found] == []


@pytest.mark.demand("TN19-14.4")
def test_the_desk_gets_a_task_with_a_date_records_the_payment_and_the_dossier_goes_on(where: Place) -> None:
    dossier = waiting(where)
    key = uuid4()
    for _ in range(2):
        sent(dossier, key=key)

    task = receipt_task(dossier)
    assert task is not None
    assert (task.pool.role, task.due_at) == (Role.RECEIVER, local("2026-09-11T09:00"))
    assert DutyReceipt.objects.get().state == "given"
    assert dossier.state == "waiting"
    nothing_broken()

    act("record_payment", where, dossier, SENT + timedelta(hours=1), Role.RECEIVER, payment=PAID)
    assert (DutyReceipt.objects.get().state, receipt_task(dossier)) == ("recorded", None)
    assert not Part.objects.filter(dossier=dossier, duty="request", state="open").exists()
    act("resume", where, dossier, SENT + timedelta(hours=2))
    assert dossier.state == "in_process"
    nothing_broken()


def test_a_receipt_that_proves_nothing_is_answered_and_the_applicant_told_what_to_do(where: Place) -> None:
    dossier = waiting(where)
    sent(dossier)
    receipt = DutyReceipt.objects.get()
    declining = {"dossier_id": dossier.pk, "receipt_id": receipt.pk, "at": SENT + timedelta(hours=1)}
    desk: dict[str, Any] = {"officer": where.actor(Role.RECEIVER), "scope": where.scope(Role.RECEIVER, SENT)}
    with pytest.raises(ReceiptAnswerMissing):
        decline_receipt(**declining, **desk, answer=" ", key=uuid4())
    other = b.place()
    stranger = {"officer": other.actor(Role.RECEIVER), "scope": other.scope(Role.RECEIVER, SENT)}
    with pytest.raises(NotYourDuty):
        decline_receipt(**declining, **stranger, answer="Mờ", key=uuid4())

    key = uuid4()
    for _ in range(2):
        decline_receipt(**declining, **desk, answer="Ảnh mờ, không đọc được số tiền", key=key)

    receipt.refresh_from_db()
    assert (receipt.state, receipt.answer) == ("declined", "Ảnh mờ, không đọc được số tiền")
    assert receipt_task(dossier) is None
    (told,) = OutboxMessage.objects.filter(body__contains="chưa được ghi nhận: Ảnh mờ")
    assert "gửi ảnh chụp chứng từ tại trang theo dõi" in told.body
    with pytest.raises(UnknownReceipt):
        decline_receipt(**declining, **desk, answer="Lần nữa", key=uuid4())
    sent(dossier, SENT + timedelta(hours=3))
    assert receipt_task(dossier) is not None
    nothing_broken()


def test_what_shows_nothing_what_comes_too_late_and_too_many_are_refused(where: Place) -> None:
    plain = examined(where)
    with pytest.raises(NoPause):
        sent(plain)
    act("pause", where, plain, NOON, facts=PauseFacts("public_posting", date(2026, 9, 20), "UBND xã"))
    with pytest.raises(NoPause):
        sent(plain)

    dossier = waiting(where, duty=None)
    with pytest.raises(ReceiptEmpty):
        sent(dossier, words="  ", file_ids=[])
    for number in range(5):
        sent(dossier, words=f"Lần {number}", file_ids=[])
    with pytest.raises(ReceiptsEnough):
        sent(dossier)
    act("record_payment", where, dossier, SENT, Role.RECEIVER, payment=PAID)
    assert set(DutyReceipt.objects.values_list("state", flat=True)) == {"recorded"}
    with pytest.raises(DutyPaidAlready):
        sent(dossier)
    nothing_broken()


def test_a_waiting_step_of_the_process_takes_receipts_too_and_what_is_not_needed_lapses(where: Place) -> None:
    waiting_process(where, "financial_duty")
    dossier = examined(where)
    done(where, dossier, NOON, "tham_dinh", "Đủ điều kiện")
    assert dossier.state == "waiting"
    act(
        "record_duty",
        where,
        dossier,
        NOON,
        duty=type(DUTY)("TB-1", date(2026, 9, 7), 0),
        pay_by=date(2026, 9, 30),
    )
    sent(dossier)

    done(where, dossier, SENT + timedelta(hours=1), "cho", "Được miễn")

    assert (DutyReceipt.objects.get().state, receipt_task(dossier)) == ("lapsed", None)
    nothing_broken()


def test_a_request_to_stop_and_a_receipt_share_the_desks_duty_and_end_each_by_itself(where: Place) -> None:
    dossier = waiting(where)
    ask_stop(dossier_id=dossier.pk, applicant=APPLICANT, reason="Đổi ý", at=SENT, key=uuid4())
    sent(dossier)
    desk = where.actor(Role.RECEIVER)
    decline_stop(dossier_id=dossier.pk, officer=desk, answer="Đã có chứng từ", at=SENT, key=uuid4())
    assert receipt_task(dossier) is not None
    assert Part.objects.filter(dossier=dossier, duty="request", state="open").count() == 1
    nothing_broken()

    asked = Asked("in_person", "Nguyễn Thị Mẹ", "Bán đất", SENT)
    stop(
        dossier_id=dossier.pk, officer=desk, asked=asked, at=SENT, key=uuid4(), paper_reason="Ở phòng Kinh tế"
    )
    assert DutyReceipt.objects.get().state == "lapsed"
    nothing_broken()


def test_the_page_of_the_applicant_says_why_until_when_which_clock_and_what_to_do(where: Place) -> None:
    dossier = waiting(where)
    holder = Holder(proven=frozenset({dossier.pk}))
    (wait,) = tracked(holder, dossier.pk, SENT).waits
    assert "nghĩa vụ tài chính" in wait.why
    assert "đứng lại" in wait.clock
    assert "Gửi ảnh chụp hoặc tệp chứng từ" in wait.to_do
    assert (wait.until_at, wait.takes_receipt) == (local("2026-09-30T17:00"), True)

    sent(dossier)
    (wait,) = tracked(holder, dossier.pk, SENT).waits
    assert "đang kiểm tra chứng từ" in wait.to_do
    file = wait.receipts[0].files[0]
    stream, _ = own_file(holder, dossier.pk, file.pk)
    stream.close()
    act("record_payment", where, dossier, SENT, Role.RECEIVER, payment=PAID)
    (wait,) = tracked(holder, dossier.pk, SENT).waits
    assert ("đã được ghi nhận" in wait.to_do, wait.takes_receipt) == (True, False)


def test_a_posting_asks_nothing_of_the_applicant(where: Place) -> None:
    dossier = examined(where)
    act("pause", where, dossier, NOON, facts=PauseFacts("public_posting", date(2026, 9, 20), "UBND xã Thử"))
    (wait,) = tracked(Holder(proven=frozenset({dossier.pk})), dossier.pk, SENT).waits
    assert (wait.place, wait.takes_receipt) == ("UBND xã Thử", False)
    assert "không phải làm gì" in wait.to_do


@pytest.mark.django_db(transaction=True)
def test_a_receipt_and_the_payment_recorded_at_the_same_instant_leave_no_task_behind() -> None:
    where = b.place()
    dossier = waiting(where)
    file_id = upload().pk
    outcomes = at_once(
        lambda: sent(Dossier.objects.get(pk=dossier.pk), file_ids=[file_id]),
        lambda: act(
            "record_payment", where, Dossier.objects.get(pk=dossier.pk), SENT, Role.RECEIVER, payment=PAID
        ),
    )
    assert sum(isinstance(one, Exception) for one in outcomes) <= 1
    assert receipt_task(dossier) is None
    nothing_broken()


def test_how_soon_the_desk_looks_is_the_provinces(where: Place) -> None:
    set_policy("receipt_check_hours", 4, valid_from=b.SINCE, instrument="QĐ 9", at=MORNING)
    dossier = waiting(where)
    sent(dossier)
    task = receipt_task(dossier)
    assert task is not None
    assert task.due_at == local("2026-09-10T15:00")
