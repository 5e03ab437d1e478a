"""The date set anew: proposed by the handler, approved by the head, in time, once; the apology when it has passed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.deadlines.errors import DayOff
from motcua.documents.models import IssuedDocument
from motcua.dossiers.appointments import apologies_counted
from motcua.dossiers.errors import (
    AlreadyApologised,
    AlreadyExtended,
    ExpectedDayMissing,
    ExtensionWaits,
    NewDateNotLater,
    NoProposal,
    NotLateYet,
    ReasonMissing,
    TooLateToExtend,
)
from motcua.dossiers.models import Apology, Clock, Extension
from motcua.dossiers.services.clocks import explained
from motcua.journey.errors import NotYourDuty
from motcua.journey.extend import apologise, decide_extension, propose_extension
from motcua.journey.process import StepResult, process
from motcua.kernel.clock import local
from motcua.notifications.models import InboxMessage
from motcua.workbench.commands.check import report
from motcua.workflow.errors import NotAStep
from motcua.workflow.selectors import Filters, my_work, open_tasks_of

# accepted on Monday 7 September 2026 with 3 working days: due on Thursday 10 at 17:00
TUESDAY = b.MORNING + timedelta(days=1)
MONDAY_AFTER = date(2026, 9, 14)


def in_hand(where):
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier


def propose(
    where, dossier, *, at=TUESDAY, day=MONDAY_AFTER, reason="Chờ đo đạc", role=Role.HANDLER, key=None
):
    propose_extension(
        dossier_id=dossier.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        reason=reason,
        new_due_on=day,
        at=at,
        key=key or uuid4(),
    )
    dossier.refresh_from_db()


def decide(where, dossier, *, at=TUESDAY, approves=True, answer="", role=Role.AGENCY_LEADER, key=None):
    decide_extension(
        dossier_id=dossier.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        approves=approves,
        answer=answer,
        at=at,
        key=key or uuid4(),
    )
    dossier.refresh_from_db()


def sorry(where, dossier, *, at, day=None, reason="Thiếu cán bộ đo đạc", role=Role.AGENCY_LEADER):
    apologise(
        dossier_id=dossier.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        reason=reason,
        expected_on=day,
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.8")
def test_the_leader_sets_the_new_date_the_desk_sees_it_and_the_applicant_is_told(capsys):
    where = b.place()
    dossier = in_hand(where)
    account = b.officer("Người nộp")
    type(dossier).objects.filter(pk=dossier.pk).update(account=account)
    old = dossier.due_at
    propose(where, dossier)
    assert dossier.due_at == old
    tasks, _ = my_work(
        where.scope(Role.AGENCY_LEADER), Filters(), at=TUESDAY, end_of_day=TUESDAY + timedelta(days=1)
    )
    assert [(task.kind, task.due_at) for task in tasks] == [("extend", local("2026-09-09T17:00"))]

    decide(where, dossier)

    assert dossier.due_at == local("2026-09-14T17:00")
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_04")
    assert slip.facts["signer"] == "Nguyễn Văn Lãnh Đạo"
    assert slip.facts["is_late"] is False
    assert Extension.objects.get(dossier=dossier).slip_id == slip.id
    assert [task.kind for task in open_tasks_of(dossier)] == ["examine"]
    message = InboxMessage.objects.get(account=account, event="due_changed")
    assert "14/09/2026" in message.body
    assert "xin lỗi" in message.body
    legal = Clock.objects.get(dossier=dossier, kind="legal")
    assert explained(legal).due_at == legal.due_at == dossier.due_at
    assert any("hẹn lại đến 17:00 Thứ Hai 14/09/2026" in one["sentence"] for one in legal.reasons)
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.8")
def test_a_date_is_set_anew_at_most_once_and_the_database_knows_it_too():
    where = b.place()
    dossier = in_hand(where)
    propose(where, dossier)
    decide(where, dossier)
    with pytest.raises(AlreadyExtended):
        propose(where, dossier, day=date(2026, 9, 18))
    again = (
        "insert into dossier_extension select gen_random_uuid(), dossier_id, 2, state, reason, old_due_at, new_due_at, "
        "proposed_at, proposed_by_id, answered_at, answered_by_id, answer, null "
        "from dossier_extension where dossier_id = %s"
    )
    with (
        pytest.raises(IntegrityError, match=r"(?s)dossier_extension_2026.*already exists"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(again, [dossier.id])


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.8")
def test_the_last_moment_is_one_day_before_by_the_calendar_or_by_working_days_as_the_province_chose():
    where = b.place()
    dossier = in_hand(where)
    propose(where, dossier, at=local("2026-09-09T16:50"))
    with pytest.raises(TooLateToExtend) as refusal:
        decide(where, dossier, at=local("2026-09-10T07:30"))
    assert "Thứ Tư 09/09/2026" in refusal.value.sentence
    decide(where, dossier, at=local("2026-09-10T07:30"), approves=False, answer="Đã quá thời hạn xin hẹn lại")

    late = in_hand(where)
    with pytest.raises(TooLateToExtend):
        propose(where, late, at=local("2026-09-10T07:30"))


@pytest.mark.django_db
def test_where_working_days_count_the_weekend_before_a_monday_is_too_late():
    where = b.place(b.document("5 working_day"))  # due on Monday 14 September
    dossier = in_hand(where)
    saturday = local("2026-09-12T09:00")
    propose(where, dossier, at=saturday, day=date(2026, 9, 18))
    set_policy(
        "extension_day_before", "working", valid_from=date(2026, 9, 1), instrument="QĐ thử", at=b.MORNING
    )
    with pytest.raises(TooLateToExtend) as refusal:
        decide(where, dossier, at=saturday)
    assert "Thứ Sáu 11/09/2026" in refusal.value.sentence


@pytest.mark.django_db
def test_a_day_off_is_refused_with_the_next_working_day_and_an_earlier_day_as_well():
    where = b.place()
    dossier = in_hand(where)
    with pytest.raises(DayOff, match="Thứ Hai 14/09/2026"):
        propose(where, dossier, day=date(2026, 9, 12))
    with pytest.raises(NewDateNotLater):
        propose(where, dossier, day=date(2026, 9, 10))
    with pytest.raises(ReasonMissing):
        propose(where, dossier, reason=" ")
    assert not Extension.objects.exists()


@pytest.mark.django_db
def test_the_leader_may_keep_the_date_with_a_word_and_another_proposal_may_follow():
    where = b.place()
    dossier = in_hand(where)
    propose(where, dossier)
    with pytest.raises(ExtensionWaits):
        propose(where, dossier)
    with pytest.raises(ReasonMissing):
        decide(where, dossier, approves=False)
    decide(where, dossier, approves=False, answer="Còn đủ thời gian")
    assert dossier.due_at == local("2026-09-10T17:00")
    with pytest.raises(NoProposal):
        decide(where, dossier)
    propose(where, dossier)
    decide(where, dossier)
    assert [one.state for one in Extension.objects.order_by("no")] == ["refused", "approved"]


@pytest.mark.django_db
def test_only_those_who_handle_propose_only_their_leader_decides_and_the_proposal_is_no_step():
    where, elsewhere = b.place(), b.place()
    dossier = in_hand(where)
    with pytest.raises(NotYourDuty):
        propose(where, dossier, role=Role.RECEIVER)
    with pytest.raises(NotYourDuty):
        propose(elsewhere, dossier)
    propose(where, dossier)
    with pytest.raises(NotYourDuty):
        decide(where, dossier, role=Role.UNIT_HEAD)
    with pytest.raises(NotYourDuty):
        decide(elsewhere, dossier)
    errand = next(task for task in open_tasks_of(dossier) if task.kind == "extend")
    with pytest.raises(NotAStep):
        process(
            dossier_id=dossier.id,
            task_id=errand.id,
            officer=where.actor(Role.AGENCY_LEADER),
            scope=where.scope(Role.AGENCY_LEADER),
            outcome=StepResult(text="xong"),
            at=TUESDAY,
            key=uuid4(),
        )


@pytest.mark.django_db
def test_a_proposal_nobody_answered_ends_with_the_result_and_keeps_nobody_busy(capsys):
    where = b.place()
    dossier = in_hand(where)
    propose(where, dossier)
    for hours in range(1, 4):
        b.do_next_step(where, dossier, TUESDAY + timedelta(hours=hours))
    assert dossier.state == "decided"
    assert Extension.objects.get(dossier=dossier).state == "lapsed"
    assert [task.kind for task in open_tasks_of(dossier)] == ["return"]
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_answering_at_once_one_decides():
    where = b.place()
    dossier = in_hand(where)
    propose(where, dossier)
    results = at_once(
        lambda: decide(where, dossier),
        lambda: decide(where, dossier, approves=False, answer="Giữ nguyên hẹn"),
    )
    assert sum(isinstance(one, NoProposal) for one in results) == 1
    assert (
        IssuedDocument.objects.filter(template="slip_04").count()
        == Extension.objects.filter(state="approved").count()
    )


@pytest.mark.django_db
def test_the_same_page_sent_twice_proposes_and_approves_once():
    where = b.place()
    dossier, first, second = in_hand(where), uuid4(), uuid4()
    for _ in range(2):
        propose(where, dossier, key=first)
    for _ in range(2):
        decide(where, dossier, key=second)
    assert Extension.objects.count() == 1
    assert IssuedDocument.objects.filter(template="slip_04").count() == 1


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.8")
def test_after_the_date_an_apology_is_marked_late_moves_nothing_and_is_counted(capsys):
    where = b.place()
    dossier = in_hand(where)
    late = local("2026-09-11T09:00")
    with pytest.raises(NotLateYet):
        sorry(where, dossier, at=TUESDAY, day=MONDAY_AFTER)
    with pytest.raises(ExpectedDayMissing):
        sorry(where, dossier, at=late)
    with pytest.raises(NotYourDuty):
        sorry(where, dossier, at=late, day=MONDAY_AFTER, role=Role.HANDLER)
    sorry(where, dossier, at=late, day=MONDAY_AFTER)

    assert dossier.due_at == local("2026-09-10T17:00")
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_04")
    assert slip.facts["is_late"] is True
    assert Apology.objects.get().slip_id == slip.id
    with pytest.raises(AlreadyApologised):
        sorry(where, dossier, at=late + timedelta(hours=1), day=date(2026, 9, 15))
    sorry(where, dossier, at=local("2026-09-15T09:00"), day=date(2026, 9, 16))
    assert apologies_counted(where.agency_id, date(2026, 9, 1), date(2026, 9, 30)) == 2
    assert apologies_counted(where.agency_id, date(2026, 9, 12), date(2026, 9, 30)) == 1
    assert apologies_counted(b.place().agency_id, date(2026, 9, 1), date(2026, 9, 30)) == 0
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_a_result_that_came_late_is_apologised_for_once_without_a_new_date():
    where = b.place()
    dossier = in_hand(where)
    for hours in range(1, 4):
        b.do_next_step(where, dossier, local("2026-09-11T08:00") + timedelta(hours=hours))
    at = local("2026-09-11T15:00")
    sorry(where, dossier, at=at)
    assert Apology.objects.get().expected_at is None
    with pytest.raises(AlreadyApologised):
        sorry(where, dossier, at=at + timedelta(days=4))
