"""A colleague does an officer's duties for some days: sees, does, and it is written down on whose behalf."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b

from motcua.agencies.errors import (
    DelegationOverlaps,
    NotAColleague,
    NothingToDelegate,
    NotYourDelegation,
)
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of, staff_of_pool
from motcua.agencies.services.delegations import delegate, end_delegation
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.dossiers.access import visible_to
from motcua.journey.process import StepResult, claim, process
from motcua.journey.reading.history import timeline
from motcua.journey.succeed import return_left_work
from motcua.kernel.clock import local
from motcua.kernel.errors import Refusal
from motcua.oversight.watching import standing_still
from motcua.workbench.check import run_all
from motcua.workflow.errors import NotYourTask, TaskTaken
from motcua.workflow.selectors import open_tasks_for, open_tasks_of

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(hours=3)
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 11)


def given(where: b.Place, to: Role = Role.RECORDS_CLERK, **changes):
    giver = where.officers[Role.HANDLER]
    facts = {
        "giver_id": giver.id, "delegate_id": where.officers[to].id, "valid_from": FIRST, "valid_to": LAST,
        "at": AT, "actor": where.actor(Role.HANDLER), "instrument": "Giấy nghỉ phép",
    }  # fmt: skip
    return delegate(**{**facts, **changes})


def examined(where: b.Place):
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier


@pytest.mark.demand("TN19-14.5")
def test_the_delegate_sees_and_does_the_task_that_the_giver_holds_and_it_says_on_whose_behalf():
    where = b.place()
    dossier = examined(where)
    task = open_tasks_of(dossier)[0]
    clerk, giver = where.officers[Role.RECORDS_CLERK], where.officers[Role.HANDLER]
    doing = {
        "dossier_id": dossier.id,
        "task_id": task.id,
        "officer": where.actor(Role.RECORDS_CLERK),
        "at": AT,
    }
    with pytest.raises(NotYourTask):
        process(**doing, scope=scope_of(clerk.id, AT), outcome=StepResult("Đủ"), key=uuid4())

    given(where)
    scope = scope_of(clerk.id, AT)
    assert open_tasks_for(scope).filter(pk=task.pk).exists()
    assert visible_to(scope).filter(pk=dossier.pk).exists()
    process(**doing, scope=scope, outcome=StepResult("Đủ điều kiện"), key=uuid4())

    event = Event.objects.filter(stream_id=dossier.pk, kind="process").latest("seq")
    assert (event.actor_id, event.body["on_behalf_of"]) == (clerk.id, str(giver.id))
    assert f"{clerk.full_name} (thay {giver.full_name})" in {line.who for line in timeline(dossier)}
    assert [finding.row for _, found in run_all() for finding in found] == []


@pytest.mark.demand("TN19-14.5")
def test_the_right_holds_from_the_first_day_to_the_last_and_not_a_day_longer():
    where = b.place()
    given(where, valid_from=date(2026, 9, 8))
    clerk = where.officers[Role.RECORDS_CLERK]
    days = [date(2026, 9, 7) + timedelta(days=n) for n in range(6)]
    held = [Role.HANDLER in scope_of(clerk.id, local(f"{day.isoformat()}T09:00")).roles for day in days]
    assert held == [False, True, True, True, True, False]


def test_own_work_is_nobody_elses_and_the_giver_still_has_the_duty():
    where = b.place()
    other = b.post(where, Role.HANDLER, "Đỗ Thị Cùng Phòng", unit_id=where.unit_id)
    dossier = examined(where)
    task = open_tasks_of(dossier)[0]
    given(where, delegate_id=other.id)
    scope = scope_of(other.id, AT)
    assert (
        scope.on_behalf_of(task.pool_id, where.officers[Role.HANDLER].id) == where.officers[Role.HANDLER].id
    )
    assert scope.on_behalf_of(task.pool_id) is None  # from the common pool it is the own duty
    b.do_next_step(where, dossier, AT)
    assert "on_behalf_of" not in Event.objects.filter(stream_id=dossier.pk, kind="process").latest("seq").body


def test_what_the_delegate_took_goes_back_when_the_delegation_is_over_and_the_watchdog_is_quiet_meanwhile():
    where = b.place()
    dossier, _ = b.accepted(where)
    task, clerk = open_tasks_of(dossier)[0], where.officers[Role.RECORDS_CLERK]
    head = where.officers[Role.UNIT_HEAD]
    given(where, giver_id=head.id, actor=where.actor(Role.UNIT_HEAD))
    claim(
        dossier_id=dossier.id, task_id=task.id, officer=where.actor(Role.RECORDS_CLERK),
        scope=scope_of(clerk.id, AT), at=AT, key=uuid4(),
    )  # fmt: skip
    assert clerk.id in staff_of_pool(task.pool_id, AT)
    assert "left" not in {one.cause for one in standing_still(AT)}
    assert return_left_work(at=AT) == 0
    assert return_left_work(at=local("2026-09-12T03:30")) == 1
    assert open_tasks_of(dossier)[0].owner_id is None


def test_who_may_delegate_to_whom_and_what():
    where, elsewhere = b.place(), b.place()
    with pytest.raises(NotYourDelegation):
        given(where, actor=where.actor(Role.RECORDS_CLERK))
    with pytest.raises(NotAColleague):
        given(where, delegate_id=elsewhere.officers[Role.HANDLER].id)
    it = b.post(where, Role.AGENCY_IT, "Tạ Văn Quản Trị")
    with pytest.raises(NothingToDelegate):
        given(where, giver_id=it.id, actor=Actor("officer", it.id, where.agency_id))
    with pytest.raises(Refusal):
        given(where, valid_to=date(2026, 9, 1))
    given(where, actor=where.actor(Role.UNIT_HEAD))  # the head for somebody who fell ill
    with pytest.raises(DelegationOverlaps):
        given(where, to=Role.AGENCY_LEADER)


def test_the_giver_is_back_and_the_right_ends_at_once():
    where = b.place()
    (one,) = given(where)
    clerk = where.officers[Role.RECORDS_CLERK]
    with pytest.raises(NotYourDelegation):
        end_delegation(delegation_id=one.id, at=AT, actor=where.actor(Role.RECORDS_CLERK))
    end_delegation(delegation_id=one.id, at=AT, actor=where.actor(Role.HANDLER))
    end_delegation(delegation_id=one.id, at=AT, actor=where.actor(Role.HANDLER))
    assert scope_of(clerk.id, AT).roles == (Role.RECORDS_CLERK,)
    dossier = examined(where)
    with pytest.raises((NotYourTask, TaskTaken)):
        process(
            dossier_id=dossier.id, task_id=open_tasks_of(dossier)[0].id, officer=where.actor(Role.RECORDS_CLERK),
            scope=scope_of(clerk.id, AT), outcome=StepResult("Đủ"), at=AT, key=uuid4(),
        )  # fmt: skip
