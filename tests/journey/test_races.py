"""Of acts that exclude one another one wins, the rest get a clear refusal, and no half state stays behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.audit.models import Event
from motcua.audit.selectors import broken_links
from motcua.audit.services import Actor
from motcua.dossiers.errors import IllegalMove
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.conclude import Outcome, conclude
from motcua.journey.hand_over import hand_over
from motcua.journey.process import StepResult, claim, process
from motcua.kernel.errors import Refusal
from motcua.workbench.check import run_all
from motcua.workflow.errors import TaskEnded, TaskTaken
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db(transaction=True)
AT = b.MORNING + timedelta(minutes=30)


def winners(answers, *refusals):
    """The indices of the acts that went through; the others were refused in one of the expected ways."""
    won = [place for place, answer in enumerate(answers) if not isinstance(answer, Exception)]
    rest = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, refusals) for answer in rest), rest
    assert all(isinstance(answer, Refusal) and answer.sentence for answer in rest)
    return won


def sound(dossier: Dossier) -> Dossier:
    """The dossier as it is now, with every invariant of the data and its chain whole."""
    assert [finding.row for _, found in run_all() for finding in found] == []
    assert broken_links(dossier.id) == []
    return Dossier.objects.get(pk=dossier.id)


def events(dossier: Dossier, kind: str) -> int:
    return Event.objects.filter(stream_id=dossier.id, kind=kind).count()


@pytest.mark.demand("TN19-8.2")
def test_of_parallel_hand_overs_one_wins():
    where = b.place()
    dossier = b.decided(where)

    def act():
        hand_over(
            dossier_id=dossier.id,
            officer=where.actor(Role.RECEIVER),
            receiver_name="Nguyễn Thị Mẹ",
            at=AT + timedelta(hours=6),
            key=uuid4(),
        )

    assert len(winners(at_once(*[act] * 5), IllegalMove)) == 1
    assert sound(dossier).state == "handed_over"
    assert events(dossier, "hand_over") == 1
    assert open_tasks_of(dossier) == []


@pytest.mark.demand("TN19-12.9")
def test_one_task_is_done_once_however_many_finish_it():
    where = b.place()
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, AT)
    task = open_tasks_of(dossier)[0]

    def act():
        process(
            dossier_id=dossier.id,
            task_id=task.id,
            officer=where.actor(Role.HANDLER),
            scope=where.scope(Role.HANDLER, AT),
            outcome=StepResult("Đủ điều kiện"),
            at=AT,
            key=uuid4(),
        )

    assert len(winners(at_once(*[act] * 5), TaskEnded)) == 1
    assert sound(dossier).state == "in_process"
    assert [one.kind for one in open_tasks_of(dossier)] == ["approve"]
    assert events(dossier, "process") == 2


def test_the_same_key_finishes_a_task_once_and_refuses_nobody():
    where = b.place()
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, AT)
    task, key = open_tasks_of(dossier)[0], uuid4()

    def act():
        process(
            dossier_id=dossier.id,
            task_id=task.id,
            officer=where.actor(Role.HANDLER),
            scope=where.scope(Role.HANDLER, AT),
            outcome=StepResult("Đủ điều kiện"),
            at=AT,
            key=key,
        )

    assert at_once(*[act] * 5) == [None] * 5
    assert sound(dossier).state == "in_process"
    assert Event.objects.filter(stream_id=dossier.id, key=key).count() == 1


@pytest.mark.demand("TN19-12.1")
def test_a_waiting_task_is_taken_by_one_of_those_who_reach_for_it():
    where = b.place()
    others = [b.post(where, Role.UNIT_HEAD, f"Phó phòng {n}", unit_id=where.unit_id) for n in range(3)]
    dossier, _ = b.accepted(where)
    task = open_tasks_of(dossier)[0]
    officers = [where.officers[Role.UNIT_HEAD], *others]

    def reach(account):
        def act():
            claim(
                dossier_id=dossier.id,
                task_id=task.id,
                officer=Actor("officer", account.id, where.agency_id),
                scope=scope_of(account.id, AT),
                at=AT,
                key=uuid4(),
            )

        return act

    won = winners(at_once(*map(reach, officers)), TaskTaken)
    assert len(won) == 1
    assert Task.objects.get(dossier_id=dossier.id, pk=task.id).owner_id == officers[won[0]].id
    assert sound(dossier).owner_name == officers[won[0]].full_name


@pytest.mark.demand("TN19-10.1b", "TN19-10.1c")
@pytest.mark.parametrize("round_number", range(3))
def test_a_dossier_is_accepted_or_refused_never_both(round_number):
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    acts = [
        lambda: accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4()),
        lambda: refuse(
            dossier_id=dossier.id, officer=receiver, reason="Không thuộc thẩm quyền", at=AT, key=uuid4()
        ),
    ]
    if round_number % 2:
        acts.reverse()
    assert len(winners(at_once(*acts), IllegalMove)) == 1
    after = sound(dossier)
    assert (after.state, events(dossier, "accept"), events(dossier, "refuse")) in {
        ("in_process", 1, 0),
        ("refused", 0, 1),
    }
    assert (after.code is None) == (after.state == "refused")


@pytest.mark.demand("TN19-10.2a")
@pytest.mark.parametrize("round_number", range(3))
def test_two_clerks_with_two_verdicts_accept_or_ask_for_a_supplement_never_both(round_number):
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    fine = b.findings(dossier)
    paper = Paper.objects.get(dossier=dossier, component_id="giay")
    lacking = [
        Finding(one.paper_id, "missing", "Nộp bản sao") if one.paper_id == paper.id else one for one in fine
    ]

    def concluding(findings, outcome):
        return lambda: conclude(
            dossier_id=dossier.id, officer=receiver, findings=findings, outcome=outcome, at=AT, key=uuid4()
        )

    acts = [
        concluding(fine, Outcome("accept")),
        concluding(lacking, Outcome("supplement", reason="Thiếu giấy")),
    ]
    if round_number % 2:
        acts.reverse()
    assert len(winners(at_once(*acts), IllegalMove)) == 1
    after = sound(dossier)
    paper.refresh_from_db()
    assert (after.state, paper.finding) in {("in_process", "ok"), ("supplement_requested", "missing")}
