"""What others are asked and say: with content and deadline, in time or late, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.builders import MORNING, Place
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.access import visible_to
from motcua.dossiers.errors import Changed
from motcua.dossiers.models import Dossier, Part
from motcua.journey import opinions as acts
from motcua.journey.errors import NotYourDuty
from motcua.kernel.clock import local
from motcua.kernel.errors import Refusal
from motcua.notifications.models import InboxMessage
from motcua.workbench.check import run_all
from motcua.workflow.errors import (
    AnswerMissing,
    NobodyAsked,
    NotAStep,
    NotYourTask,
    OpinionAwaited,
    OpinionEnded,
    OpinionIncomplete,
)
from motcua.workflow.models import Opinion, Task
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import late_opinions, open_tasks_of

pytestmark = pytest.mark.django_db
DUE = local("2026-09-09T17:00")
NOON = MORNING + timedelta(hours=3)


@pytest.fixture
def where() -> Place:
    made = b.place()
    b.post(made, Role.DESK_HEAD, "Hồ Thị Phụ Trách", desk_id=made.desk_id)
    return made


@pytest.fixture
def other() -> Place:
    return b.place()


def examined(where: Place) -> Dossier:
    """A dossier that its handler has in hand."""
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, MORNING + timedelta(hours=1))
    return dossier


def asked(
    where: Place, dossier: Dossier, question: Question, role: Role = Role.HANDLER, at: datetime = NOON
) -> Opinion:
    acts.ask_opinion(
        dossier_id=dossier.pk,
        officer=where.actor(role),
        scope=where.scope(role, at),
        question=question,
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    return Opinion.objects.filter(dossier=dossier).latest("no")


def answered(whom: Place, opinion: Opinion, at: datetime, role: Role = Role.HANDLER, **more: Any) -> None:
    given: dict[str, Any] = {"text": "Thống nhất với đề xuất", "key": uuid4(), **more}
    acts.answer_opinion(
        dossier_id=opinion.dossier_id,
        opinion_id=opinion.pk,
        officer=whom.actor(role),
        scope=whom.scope(role, at),
        at=at,
        **given,
    )
    opinion.refresh_from_db()


def of(other: Place, **more: Any) -> Question:
    return Question(
        "Đề nghị cho ý kiến về quy hoạch", DUE, agency_id=other.agency_id, unit_id=other.unit_id, **more
    )


def finished(where: Place, dossier: Dossier, at: datetime) -> None:
    """Every step that is still open, one after the other."""
    while dossier.state == "in_process":
        at += timedelta(minutes=30)
        b.do_next_step(where, dossier, at)


def nothing_broken() -> None:
    assert [finding for _, found in run_all() for finding in found] == []


def with_steps(where: Place, **changed: dict[str, Any]) -> None:
    """Another procedure at this place, whose steps differ as told; releases never change."""
    process = b.steps()
    steps = tuple(step.model_copy(update=changed.get(step.id, {})) for step in process.steps)
    b.with_process(where, process.model_copy(update={"steps": steps}))


@pytest.mark.demand("TN19-12.5a")
def test_an_opinion_is_asked_with_content_and_deadline_and_gives_sight_to_who_is_asked_only(
    where: Place, other: Place
) -> None:
    dossier, stranger = examined(where), b.place()
    assert not visible_to(other.scope(Role.HANDLER)).exists()

    opinion = asked(where, dossier, of(other))

    task = open_tasks_of(dossier)[-1]
    assert (opinion.content, opinion.due_at, opinion.agency_id) == (
        "Đề nghị cho ý kiến về quy hoạch",
        DUE,
        other.agency_id,
    )
    assert (task.kind, task.due_at, task.pool.unit_id) == ("opinion", DUE, other.unit_id)
    assert Part.objects.get(pk=opinion.part_id).duty == "cooperation"
    assert visible_to(other.scope(Role.HANDLER)).get() == dossier
    assert not visible_to(stranger.scope(Role.HANDLER)).exists()
    assert not visible_to(other.scope(Role.RECEIVER)).exists()
    told = OutboxMessage.objects.filter(destination=other.officers[Role.HANDLER].email).get()
    assert "Đề nghị cho ý kiến" in told.subject
    nothing_broken()


@pytest.mark.demand("TN19-12.5b")
def test_the_answer_is_recorded_and_ends_part_and_task(where: Place, other: Place) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other))

    answered(other, opinion, NOON + timedelta(hours=2))

    assert (opinion.state, opinion.answer, opinion.is_late) == ("answered", "Thống nhất với đề xuất", False)
    assert Task.objects.get(pk=opinion.task_id).state == "done"
    assert Part.objects.get(pk=opinion.part_id).state == "done"
    assert visible_to(other.scope(Role.HANDLER)).get() == dossier  # what one said stays in sight
    nothing_broken()


def test_a_step_that_waits_cannot_be_finished_before_the_answer_and_one_that_does_not_can(
    where: Place, other: Place
) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other, must_wait=True))

    with pytest.raises(OpinionAwaited) as refused:
        b.do_next_step(where, dossier, NOON + timedelta(hours=1))
    assert "UBND xã Thử" in refused.value.sentence
    answered(other, opinion, NOON + timedelta(hours=2))
    b.do_next_step(where, dossier, NOON + timedelta(hours=3))
    going_on = asked(where, dossier, of(other), Role.AGENCY_LEADER, NOON + timedelta(hours=4))
    finished(where, dossier, NOON + timedelta(hours=5))

    going_on.refresh_from_db()
    assert dossier.state == "decided"
    assert (going_on.state, going_on.reason) == ("revoked", "Hồ sơ đã có kết quả giải quyết")
    nothing_broken()


@pytest.mark.demand("TN19-12.5b")
def test_a_late_answer_is_told_to_the_head_of_the_desk_and_is_still_taken(where: Place, other: Place) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other))
    morning_after = local("2026-09-10T08:00")

    assert acts.settle_past_opinions(at=DUE - timedelta(minutes=1)) == 0
    assert acts.settle_past_opinions(at=morning_after) == 1
    assert acts.settle_past_opinions(at=morning_after) == 0

    opinion.refresh_from_db()
    notice = InboxMessage.objects.get(account=where.officers[Role.DESK_HEAD])
    assert opinion.state == "late"
    assert "UBND xã Thử" in notice.body
    assert [one.pk for one in late_opinions(where.scope(Role.DESK_HEAD))] == [opinion.pk]
    assert late_opinions(b.place().scope(Role.RECEIVER)) == []
    answered(other, opinion, morning_after)
    assert (opinion.state, opinion.is_late) == ("answered", True)
    assert late_opinions(where.scope(Role.DESK_HEAD)) == []
    nothing_broken()


@pytest.mark.demand("TN19-12.5b")
def test_silence_is_consent_only_where_the_procedure_says_so(where: Place, other: Place) -> None:
    with_steps(where, tham_dinh={"silence_consents": True})
    dossier = examined(where)
    opinion = asked(where, dossier, of(other, must_wait=True))

    acts.settle_past_opinions(at=local("2026-09-10T08:00"))

    opinion.refresh_from_db()
    dossier.refresh_from_db()
    assert (opinion.state, opinion.is_late) == ("assented", False)
    assert Part.objects.get(pk=opinion.part_id).state == "cancelled"
    with pytest.raises(OpinionEnded):
        answered(other, opinion, local("2026-09-10T09:00"))
    b.do_next_step(where, dossier, local("2026-09-10T10:00"))
    nothing_broken()


def test_who_is_asked_is_reminded_once_before_the_day_and_again_when_the_asker_wants(
    where: Place, other: Place
) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other))
    reader = other.officers[Role.HANDLER]

    assert acts.remind_due_opinions(at=NOON + timedelta(hours=5)) == 0
    assert acts.remind_due_opinions(at=DUE - timedelta(hours=8)) == 1
    assert acts.remind_due_opinions(at=DUE - timedelta(hours=7)) == 0
    acts.remind_opinion(
        dossier_id=dossier.pk,
        opinion_id=opinion.pk,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER),
        at=DUE - timedelta(hours=6),
        key=uuid4(),
    )

    assert InboxMessage.objects.filter(account=reader, event="opinion_reminder").count() == 2


@pytest.mark.demand("TN19-12.5b")
def test_the_head_of_the_desk_who_hears_of_a_late_one_reminds_and_no_other_head_does(
    where: Place, other: Place
) -> None:
    dossier, elsewhere = examined(where), b.place()
    b.post(elsewhere, Role.DESK_HEAD, "Đinh Thị Nơi Khác", desk_id=elsewhere.desk_id)
    opinion, late = asked(where, dossier, of(other)), local("2026-09-10T08:00")
    acts.settle_past_opinions(at=late)

    def reminded(who: Place, role: Role) -> None:
        acts.remind_opinion(
            dossier_id=dossier.pk,
            opinion_id=opinion.pk,
            officer=who.actor(role),
            scope=who.scope(role, late),
            at=late,
            key=uuid4(),
        )

    for who, role in ((elsewhere, Role.DESK_HEAD), (where, Role.RECEIVER)):
        with pytest.raises(NotYourDuty):
            reminded(who, role)
    reminded(where, Role.DESK_HEAD)

    reader = other.officers[Role.HANDLER]
    assert InboxMessage.objects.filter(account=reader, event="opinion_reminder").count() == 1
    nothing_broken()


def test_the_asker_takes_a_question_back_with_a_reason_and_nobody_else_does(
    where: Place, other: Place
) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other, must_wait=True))

    def revoked(who: Place, role: Role, reason: str = "Đã có văn bản của Sở") -> None:
        acts.revoke_opinion(
            dossier_id=dossier.pk,
            opinion_id=opinion.pk,
            officer=who.actor(role),
            scope=who.scope(role),
            reason=reason,
            at=NOON + timedelta(hours=1),
            key=uuid4(),
        )

    for who, role, reason in (
        (other, Role.HANDLER, "x"),
        (where, Role.RECEIVER, "x"),
        (where, Role.HANDLER, " "),
    ):
        with pytest.raises(Refusal):
            revoked(who, role, reason)
    revoked(where, Role.HANDLER)

    opinion.refresh_from_db()
    assert (opinion.state, opinion.reason) == ("revoked", "Đã có văn bản của Sở")
    told = InboxMessage.objects.get(account=other.officers[Role.HANDLER], event="opinion_revoked")
    assert "Đã có văn bản của Sở" in told.body
    assert Part.objects.get(pk=opinion.part_id).state == "cancelled"
    b.do_next_step(where, dossier, NOON + timedelta(hours=2))
    nothing_broken()


@pytest.mark.demand("TN19-12.5a")
def test_the_desk_asks_only_where_the_agency_authorised_it(where: Place, other: Place) -> None:
    dossier = examined(where)
    with pytest.raises(NotYourDuty):
        asked(where, dossier, of(other), Role.RECEIVER)

    set_policy("desk_asks_opinions", True, valid_from=b.SINCE, instrument="QĐ thử", at=MORNING)

    assert asked(where, dossier, of(other), Role.RECEIVER).state == "asked"
    assert asked(where, dossier, of(other), Role.UNIT_HEAD).state == "asked"
    with pytest.raises(NotYourDuty):
        asked(where, dossier, of(other), Role.RECORDS_CLERK)


def test_what_a_body_without_account_writes_is_recorded_where_it_was_asked(where: Place) -> None:
    dossier = examined(where)
    question = Question("Xin ý kiến Bộ", DUE, outside_name="Bộ Xây dựng")

    opinion = asked(where, dossier, question)
    answered(where, opinion, NOON + timedelta(hours=20), text="Công văn 12/BXD: thống nhất")

    assert (opinion.agency_id, opinion.outside_name, opinion.state) == (None, "Bộ Xây dựng", "answered")
    assert Task.objects.get(pk=opinion.task_id).owner_id == where.officers[Role.HANDLER].id
    nothing_broken()


def test_what_lacks_or_comes_from_the_wrong_person_is_refused(where: Place, other: Place) -> None:
    dossier = examined(where)
    empty = b.agencies.open_unit(
        agency_id=other.agency_id,
        key="trong",
        name="Phòng Trống",
        valid_from=b.SINCE,
        instrument="QĐ thử",
        at=MORNING,
    )
    for question in (replace(of(other), content=" "), replace(of(other), due_at=NOON), Question("Hỏi", DUE)):
        with pytest.raises(OpinionIncomplete):
            asked(where, dossier, question)
    with pytest.raises(NobodyAsked):
        asked(where, dossier, replace(of(other), unit_id=empty.id))
    opinion = asked(where, dossier, of(other))
    with pytest.raises(AnswerMissing):
        answered(other, opinion, NOON, text=" ")
    with pytest.raises(NotYourTask):
        answered(where, opinion, NOON)
    with pytest.raises(Changed):
        answered(other, opinion, NOON, expected_version=1)
    with pytest.raises(NotAStep):
        b.process(
            dossier_id=dossier.pk,
            task_id=opinion.task_id,
            officer=other.actor(Role.HANDLER),
            scope=other.scope(Role.HANDLER),
            outcome=b.StepResult(text="x"),
            at=NOON,
            key=uuid4(),
        )


def test_the_same_answer_sent_twice_is_one(where: Place, other: Place) -> None:
    opinion, key = asked(where, examined(where), of(other)), uuid4()

    answered(other, opinion, NOON + timedelta(hours=1), key=key)
    answered(other, opinion, NOON + timedelta(hours=1), key=key)

    assert Event.objects.filter(stream_id=opinion.dossier_id, kind="opinion_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_revocation_at_the_same_instant_one_wins(where: Place, other: Place) -> None:
    dossier = examined(where)
    opinion = asked(where, dossier, of(other))
    at = NOON + timedelta(hours=1)

    outcomes = at_once(
        lambda: answered(other, opinion, at),
        lambda: acts.revoke_opinion(
            dossier_id=dossier.pk,
            opinion_id=opinion.pk,
            officer=where.actor(Role.HANDLER),
            scope=where.scope(Role.HANDLER),
            reason="Không còn cần",
            at=at,
            key=uuid4(),
        ),
    )

    assert sum(isinstance(one, OpinionEnded) for one in outcomes) == 1
    assert sum(one is None for one in outcomes) == 1
    nothing_broken()
