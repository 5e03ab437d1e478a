"""Found incomplete while it is handled: sent back in time, limits that restart, or cancelled and returned."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from tests.journey import builders as b
from tests.journey.asking import (
    APPLICANT,
    AT,
    accepted_again,
    answered,
    asked,
    broken,
    in_examination,
    incomplete,
    sent_back,
)
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.dossiers.errors import (
    IllegalMove,
    SecondRequestNeedsHead,
)
from motcua.dossiers.models import Clock, Dossier, Part
from motcua.dossiers.requests import second_requests
from motcua.journey.completion import ask_completion, cancel_incomplete
from motcua.journey.errors import (
    OtherWayChosen,
    ResultAlreadyThere,
    ReturnTooLate,
)
from motcua.journey.expire import expire_due
from motcua.journey.opinions import ask_opinion
from motcua.journey.pause import PauseFacts, pause
from motcua.journey.stop import ask_stop
from motcua.journey.supplement import allow_second_request
from motcua.kernel.clock import local
from motcua.payments.selectors import charges_of
from motcua.procedures.document import Duration
from motcua.workflow.errors import NotYourTask
from motcua.workflow.models import Opinion
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-12.4")
def test_a_completed_dossier_keeps_its_code_and_its_limit_restarts_while_scoring_goes_on():
    where = b.place(b.document(fee_vnd=75_000))
    dossier, first = in_examination(where)
    at = local("2026-09-08T09:00")
    key = uuid4()

    task_id = open_tasks_of(dossier)[0].id
    request = sent_back(where, dossier, at, key=key)
    assert sent_back(where, dossier, at, key=key, task_id=task_id).pk == request.pk

    dossier.refresh_from_db()
    assert dossier.state == "supplement_requested"
    assert dossier.due_at is None
    assert dossier.waits_until is not None
    assert (dossier.unit_name, dossier.owner_name) == ("", "")
    assert request.stage == "handling"
    assert open_tasks_of(dossier) == []
    assert not Part.objects.filter(dossier=dossier, state="open").exists()
    legal = Clock.objects.get(dossier=dossier, kind="legal")
    scoring = Clock.objects.get(dossier=dossier, kind="scoring")
    assert legal.stopped_at == at
    assert scoring.stopped_at is None
    assert scoring.segments.get(to_at=None).running is False
    assert IssuedDocument.objects.filter(about=dossier.id, template="slip_02").count() == 1
    assert broken() == []

    answered(dossier, local("2026-09-10T08:00"))
    again = accepted_again(where, dossier, local("2026-09-10T16:00"))

    assert again.code == first.code
    assert again.due_at == local("2026-09-15T17:00")
    clocks = Clock.objects.filter(dossier=dossier, kind="legal").order_by("no")
    assert [clock.stopped_at for clock in clocks] == [at, None]
    assert Clock.objects.get(dossier=dossier, kind="scoring").due_at > scoring.due_at
    slips = IssuedDocument.objects.filter(about=dossier.id, template="slip_01").order_by("issued_at")
    assert [slip.facts["code"] for slip in slips] == [first.code, first.code]
    assert [charge.amount_vnd for charge in charges_of(dossier.id)] == [75_000]
    task = open_tasks_of(dossier)[0]
    assert (task.kind, task.owner) == ("examine", where.officers[Role.HANDLER])
    assert broken() == []
    for hours in range(1, 4):
        b.do_next_step(where, dossier, local("2026-09-11T08:00") + timedelta(hours=hours))
    assert dossier.state == "decided"
    assert broken() == []


@pytest.mark.demand("TN19-12.4")
def test_after_the_time_of_the_procedure_an_incomplete_dossier_is_not_sent_back_any_more():
    where = b.place()
    dossier, _ = in_examination(where)
    with pytest.raises(ReturnTooLate) as refusal:
        sent_back(where, dossier, local("2026-09-10T17:01"))
    assert "không đủ điều kiện sau thẩm định" in refusal.value.sentence
    sent_back(where, dossier, local("2026-09-10T16:59"))

    own = b.place(
        b.document().model_copy(update={"completion_limit": Duration(amount=5, unit="working_day")})
    )
    dossier, _ = in_examination(own)
    sent_back(own, dossier, local("2026-09-14T16:59"))

    set_policy("completion_days", 1, valid_from=b.SINCE, instrument="QĐ 1", at=AT)
    where = b.place()
    dossier, _ = in_examination(where)
    with pytest.raises(ReturnTooLate):
        sent_back(where, dossier, local("2026-09-09T08:00"))


@pytest.mark.demand("TN19-12.4")
def test_only_the_handlers_side_sends_a_dossier_back_and_not_once_it_is_decided():
    where, elsewhere = b.place(), b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    with pytest.raises(NotYourTask):
        sent_back(where, dossier, at, role=Role.RECEIVER)
    for role in (Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER):
        with pytest.raises(NotYourTask):
            ask_completion(
                dossier_id=dossier.id,
                task_id=open_tasks_of(dossier)[0].id,
                officer=elsewhere.actor(role),
                scope=elsewhere.scope(role, at),
                incomplete=incomplete(dossier),
                at=at,
                key=uuid4(),
            )
    for hours in (2, 3):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hours))
    with pytest.raises(ResultAlreadyThere):
        sent_back(where, dossier, b.MORNING + timedelta(hours=4), role=Role.RECORDS_CLERK)
    waiting = b.submitted(where)
    with pytest.raises(IllegalMove):
        sent_back(where, waiting, at)
    decided = b.decided(where)
    with pytest.raises(IllegalMove):
        sent_back(where, decided, at, role=Role.RECEIVER)


@pytest.mark.demand("TN19-10.2a", "TN19-12.4")
def test_the_handler_too_needs_the_head_for_what_the_desk_could_have_asked():
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    answered(dossier, AT + timedelta(hours=1))
    accepted_again(where, dossier, AT + timedelta(hours=2))
    b.do_next_step(where, dossier, AT + timedelta(hours=3))
    at = AT + timedelta(hours=4)
    seen = incomplete(dossier, "can_cuoc")
    with pytest.raises(SecondRequestNeedsHead):
        sent_back(where, dossier, at, incomplete=seen)
    allow_second_request(
        dossier_id=dossier.id,
        officer=where.actor(Role.UNIT_HEAD),
        scope=where.scope(Role.UNIT_HEAD, at),
        reason="Căn cước không khớp cơ sở dữ liệu dân cư",
        at=at,
        key=uuid4(),
    )
    request = sent_back(where, dossier, at, incomplete=seen)
    assert request.head_id == where.officers[Role.UNIT_HEAD].id
    counted = second_requests(Q(agency_id=where.agency_id), AT, at + timedelta(hours=1))
    assert [one.full_name for one in counted] == ["Phạm Thị Chuyên Viên"]


@pytest.mark.demand("TN19-12.4")
def test_where_the_province_cancels_the_dossier_goes_back_with_what_was_handed_in():
    where = b.place(b.document(fee_vnd=75_000))
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    with pytest.raises(OtherWayChosen):
        sent_back(where, dossier, at, act=cancel_incomplete)
    set_policy("incomplete_after_acceptance", "returned", valid_from=b.SINCE, instrument="QĐ 2", at=AT)
    with pytest.raises(OtherWayChosen):
        sent_back(where, dossier, at)

    sent_back(where, dossier, at, act=cancel_incomplete)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.finished_at, dossier.waits_until) == ("stopped", at, None)
    assert dossier.money_state == "waived", "nobody pays for what was cancelled"
    assert not Clock.objects.filter(dossier=dossier, stopped_at=None).exists()
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_02")
    assert "Trả lại bản chính: " in slip.facts["reason"]
    assert OutboxMessage.objects.filter(subject__contains="được trả lại").exists()
    assert broken() == []


@pytest.mark.demand("TN19-12.4")
def test_a_dossier_that_waits_for_a_payment_can_be_sent_back_and_every_clock_stays_true():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    pause(
        dossier_id=dossier.id,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        facts=PauseFacts("financial_duty", local("2026-09-30T08:00").date()),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.state == "waiting"
    sent_back(where, dossier, local("2026-09-08T10:00"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.waiting_cause) == ("supplement_requested", "")
    assert broken() == []
    answered(dossier, local("2026-09-09T08:00"))
    assert accepted_again(where, dossier, local("2026-09-09T09:00")).due_at == local("2026-09-14T17:00")
    assert open_tasks_of(dossier)[0].held_at is None
    assert broken() == []


def test_a_request_to_stop_is_still_answered_while_the_dossier_waits_and_lapses_when_it_ends():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    task_id = open_tasks_of(dossier)[0].id
    ask_stop(dossier_id=dossier.id, applicant=APPLICANT, reason="Tôi đã bán đất", at=at, key=uuid4())
    sent_back(where, dossier, at + timedelta(hours=1), task_id=task_id)
    assert [task.kind for task in open_tasks_of(dossier)] == ["stop"]
    assert broken() == []
    dossier.refresh_from_db()
    assert expire_due(at=dossier.waits_until + timedelta(hours=1)) == 1
    assert open_tasks_of(dossier) == []
    assert broken() == []


def test_whoever_was_asked_for_an_opinion_need_not_answer_once_the_dossier_went_back():
    where, other = b.place(), b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    ask_opinion(
        dossier_id=dossier.id,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        question=Question("Ranh giới thửa đất", local("2026-09-09T17:00"), agency_id=other.agency_id),
        at=at,
        key=uuid4(),
    )
    sent_back(where, dossier, at)
    assert Opinion.objects.get(dossier=dossier).state == "revoked"
    assert open_tasks_of(dossier) == []
    answered(dossier, local("2026-09-08T09:00"))
    accepted_again(where, dossier, local("2026-09-08T10:00"))
    assert [task.kind for task in open_tasks_of(dossier)] == ["examine"]
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_of_a_handler_who_sends_back_and_one_who_finishes_the_step_one_wins():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    results = at_once(
        lambda: sent_back(where, Dossier.objects.get(pk=dossier.id), at),
        lambda: b.do_next_step(where, Dossier.objects.get(pk=dossier.id), at),
    )
    losers = [one for one in results if isinstance(one, Exception)]
    dossier.refresh_from_db()
    if dossier.state == "supplement_requested":
        assert open_tasks_of(dossier) == []
    else:
        assert len(losers) == 1
        assert len(open_tasks_of(dossier)) == 1
    assert broken() == []
