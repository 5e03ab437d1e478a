"""The applicant wants no more of it: taken back before acceptance, stopped at their request after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents.models import IssuedDocument
from motcua.dossiers.errors import (
    AcceptedAlready,
    AskerMissing,
    DecisionExists,
    IllegalMove,
    NoStopRequest,
    NotAcceptedYet,
    ReasonMissing,
    StopAsked,
    WrongDesk,
)
from motcua.dossiers.models import Clock, Paper, Part, Pause, StopRequest
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.hand_over import pay_cash
from motcua.journey.pause import PauseFacts, pause
from motcua.journey.process import StepResult, process
from motcua.journey.stop import Asked, ask_stop, decline_stop, stop, withdraw
from motcua.kernel.clock import local_day
from motcua.payments.errors import SettlementMissing
from motcua.payments.models import Charge
from motcua.payments.services import Settlement
from motcua.status.selectors import answer
from motcua.workbench.commands.check import report
from motcua.workflow.errors import TaskEnded
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING + timedelta(hours=3)
APPLICANT = Actor("applicant")


def in_hand(where):
    dossier, acceptance = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier, acceptance


def asked(where, dossier, reason="Tôi đã bán thửa đất", key=None):
    ask_stop(dossier_id=dossier.id, applicant=APPLICANT, reason=reason, at=AT, key=key or uuid4())
    dossier.refresh_from_db()


def stopped(where, dossier, *, at=AT + timedelta(hours=1), key=None, **given):
    stop(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=at, key=key or uuid4(), **given)
    dossier.refresh_from_db()


@pytest.mark.django_db
def test_before_acceptance_the_applicant_takes_the_dossier_back_without_a_reason(capsys):
    where = b.place()
    dossier = b.submitted(where)
    key = uuid4()
    for _ in range(2):
        withdraw(dossier_id=dossier.id, actor=APPLICANT, at=AT, key=key)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.finished_at) == ("withdrawn", AT)
    assert open_tasks_of(dossier) == []
    assert answer(dossier.reference).national_state == 7
    with pytest.raises(IllegalMove):
        accept(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=AT, key=uuid4())
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_the_desk_takes_it_back_for_somebody_at_the_counter_and_no_other_desk_does():
    where, elsewhere = b.place(), b.place()
    dossier = b.submitted(where)
    with pytest.raises(WrongDesk):
        withdraw(dossier_id=dossier.id, actor=elsewhere.actor(Role.RECEIVER), at=AT, key=uuid4())
    withdraw(dossier_id=dossier.id, actor=where.actor(Role.RECEIVER), at=AT, key=uuid4(), reason="Nộp nhầm")
    dossier.refresh_from_db()
    assert dossier.state == "withdrawn"


@pytest.mark.django_db
def test_after_acceptance_it_is_not_withdrawn_but_asked_to_stop_and_the_desk_has_a_task_with_a_date(capsys):
    where = b.place()
    dossier, _ = in_hand(where)
    with pytest.raises(AcceptedAlready):
        withdraw(dossier_id=dossier.id, actor=APPLICANT, at=AT, key=uuid4())
    with pytest.raises(AskerMissing):
        asked(where, dossier, reason=" ")
    asked(where, dossier)
    with pytest.raises(StopAsked):
        asked(where, dossier)

    assert dossier.state == "in_process"
    errand = next(task for task in open_tasks_of(dossier) if task.kind == "stop")
    assert errand.pool.desk_id == where.desk_id
    assert errand.due_at > AT
    assert report() == 0, capsys.readouterr().out
    b.do_next_step(where, dossier, AT)  # the handling goes on meanwhile
    assert dossier.owner_name == ""


@pytest.mark.django_db
def test_the_desk_stops_it_with_mau_05_clocks_parts_and_tasks_end_originals_and_money_are_told(capsys):
    where = b.place(b.document(fee_vnd=75_000))
    dossier, acceptance = in_hand(where)
    pay_cash(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        receipt_number="0012",
        at=AT,
        key=uuid4(),
    )
    asked(where, dossier)
    paper = Paper.objects.get(dossier=dossier, component_id="giay")
    charge = Charge.objects.get(dossier=dossier)
    with pytest.raises(SettlementMissing):
        stopped(where, dossier, originals={paper.id: 1})
    key = uuid4()
    settled = [Settlement(charge.id, refunds=True, why="Chưa thực hiện công việc")]
    for _ in range(2):
        stopped(where, dossier, originals={paper.id: 5}, fees=settled, key=key)

    assert (dossier.state, dossier.money_state) == ("stopped", "refunded")
    assert not Clock.objects.filter(dossier=dossier, stopped_at=None).exists()
    assert open_tasks_of(dossier) == []
    assert {part.duty: part.state for part in Part.objects.filter(dossier=dossier)} == {
        "reception": "done",
        "lead": "cancelled",
        "request": "done",
    }
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_05")
    assert slip.facts["reason"] == "Tôi đã bán thửa đất"
    assert slip.facts["originals"][0] | {"name": ""} == {
        "name": "",
        "originals": paper.originals,
        "certified_copies": 0,
        "copies": 0,
    }
    assert slip.facts["fees"] == [
        {
            "name": "Lệ phí",
            "amount": "75.000 đồng",
            "outcome": "đã nộp, được hoàn trả",
            "why": "Chưa thực hiện công việc",
        }
    ]
    request = StopRequest.objects.get(dossier=dossier)
    assert (request.state, request.slip_id) == ("stopped", slip.id)
    assert answer(acceptance.code).national_state == 8
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_a_letter_or_a_word_at_the_counter_is_recorded_with_the_stop_and_unpaid_fees_are_waived():
    where = b.place(b.document(fee_vnd=75_000))
    dossier, _ = in_hand(where)
    with pytest.raises(NoStopRequest):
        stopped(where, dossier)
    letter = Asked("in_writing", "Nguyễn Thị Mẹ", "Đổi ý", AT - timedelta(days=1))
    stopped(where, dossier, asked=letter)
    request = StopRequest.objects.get(dossier=dossier)
    assert (request.way, request.asked_at) == ("in_writing", AT - timedelta(days=1))
    assert (dossier.money_state, Charge.objects.get(dossier=dossier).state) == ("waived", "waived")


@pytest.mark.django_db
def test_nothing_is_stopped_once_there_is_a_decision_not_even_when_it_was_asked_before(capsys):
    where = b.place()
    dossier, _ = in_hand(where)
    asked(where, dossier)
    b.do_next_step(where, dossier, AT)
    b.do_next_step(where, dossier, AT)  # the leader signs
    assert dossier.state == "in_process"
    with pytest.raises(DecisionExists) as refusal:
        stopped(where, dossier)
    assert "Giấy xác nhận" in refusal.value.sentence
    b.do_next_step(where, dossier, AT + timedelta(hours=1))
    assert dossier.state == "decided"
    assert StopRequest.objects.get(dossier=dossier).state == "lapsed"
    assert [task.kind for task in open_tasks_of(dossier)] == ["return"]
    with pytest.raises(DecisionExists):
        asked(where, dossier)
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_the_desk_may_decline_with_a_word_and_the_applicant_may_ask_again():
    where, elsewhere = b.place(), b.place()
    dossier, _ = in_hand(where)
    with pytest.raises(NotAcceptedYet):
        asked(where, b.submitted(where))
    asked(where, dossier)

    def decline(answer, who=where):
        decline_stop(
            dossier_id=dossier.id, officer=who.actor(Role.RECEIVER), answer=answer, at=AT, key=uuid4()
        )

    with pytest.raises(WrongDesk):
        decline("Không", elsewhere)
    with pytest.raises(ReasonMissing):
        decline(" ")
    decline("Người đề nghị không phải chủ hồ sơ")
    assert [task.kind for task in open_tasks_of(dossier)] == ["examine"]
    asked(where, dossier)
    assert StopRequest.objects.filter(dossier=dossier).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_an_acceptance_at_once_leave_one_winner():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    results = at_once(
        lambda: withdraw(dossier_id=dossier.id, actor=APPLICANT, at=AT, key=uuid4()),
        lambda: accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4()),
    )
    assert sum(isinstance(one, (IllegalMove, AcceptedAlready)) for one in results) == 1
    dossier.refresh_from_db()
    assert (dossier.code is None) == (dossier.state == "withdrawn")


@pytest.mark.django_db(transaction=True)
def test_a_stop_and_a_signature_at_once_leave_one_winner():
    where = b.place()
    dossier, _ = in_hand(where)
    asked(where, dossier)
    b.do_next_step(where, dossier, AT)
    leader = next(task for task in open_tasks_of(dossier) if task.kind == "approve")
    signature = ResultFacts("Giấy xác nhận", local_day(AT), "Nguyễn Văn Lãnh Đạo")
    results = at_once(
        lambda: stopped(where, dossier),
        lambda: process(
            dossier_id=dossier.id,
            task_id=leader.id,
            officer=where.actor(Role.AGENCY_LEADER),
            scope=where.scope(Role.AGENCY_LEADER),
            outcome=StepResult(result=signature),
            at=AT,
            key=uuid4(),
        ),
    )
    refused = [one for one in results if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], (DecisionExists, TaskEnded))
    dossier.refresh_from_db()
    assert (dossier.state == "stopped") == (dossier.outcome == "")


@pytest.mark.django_db
def test_what_waits_for_a_payment_is_stopped_and_waits_for_nothing_any_more(capsys):
    where = b.place()
    dossier, _ = in_hand(where)
    asked(where, dossier)
    pause(
        dossier_id=dossier.id,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER),
        facts=PauseFacts("public_posting", local_day(AT) + timedelta(days=15), place="Trụ sở UBND xã Thử"),
        at=AT,
        key=uuid4(),
    )
    stopped(where, dossier)
    assert (dossier.state, dossier.waiting_cause, dossier.waits_until) == ("stopped", "", None)
    assert Pause.objects.get(dossier=dossier).ended_at == dossier.finished_at
    assert report() == 0, capsys.readouterr().out
