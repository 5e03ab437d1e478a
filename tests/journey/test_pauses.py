"""The handling waits for a payment or a posting: which clocks stand, whose dates move, when it goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.builders import MORNING, Place
from tests.journey.races import at_once

from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.deadlines.selectors import calendar_named
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.errors import (
    DutyIncomplete,
    DutyUnpaid,
    IllegalMove,
    PauseIncomplete,
    PaymentIncomplete,
    PostingRuns,
)
from motcua.dossiers.models import Clock, ClockRule, Dossier, Pause
from motcua.dossiers.selectors import clocks_of, pauses_of
from motcua.dossiers.services.pauses import Duty, Payment
from motcua.journey import pause as acts
from motcua.journey.errors import NotYourDuty, WorkPaused
from motcua.journey.pause import PauseFacts
from motcua.journey.process import end_past_postings, send_back
from motcua.kernel.clock import local
from motcua.notifications.held import release
from motcua.processes.schema import Role as StepRole
from motcua.processes.schema import Step, StepKind
from motcua.workbench.check import run_all
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
NOON = MORNING + timedelta(hours=3)
DUTY = Duty("TB-0123/2026", date(2026, 9, 7), 12_500_000)
PAID = Payment(date(2026, 9, 10), "GNT-99")


@pytest.fixture
def where() -> Place:
    return b.place()


def examined(where: Place) -> Dossier:
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, MORNING + timedelta(hours=1))
    return dossier


def waiting_process(where: Place, waits: str, **more: Any) -> None:
    """The usual process with a waiting of its own between examining and signing."""
    process = b.steps()
    rows = list(process.steps)
    wait = Step(
        id="cho",
        order=4,
        name="Tạm dừng chờ",
        kind=StepKind.EXTERNAL,
        role=StepRole.HANDLER,
        unit=rows[2].unit,
        counts=False,
        after=("tham_dinh",),
        waits=waits,
        **more,
    )
    rows[3] = rows[3].model_copy(update={"after": ("cho",), "order": 5})
    steps = (*rows[:3], wait, rows[3], *(row.model_copy(update={"order": row.order + 1}) for row in rows[4:]))
    b.with_process(where, process.model_copy(update={"steps": steps}))


def act(
    name: str, where: Place, dossier: Dossier, at: datetime, role: Role = Role.HANDLER, **more: Any
) -> None:
    given = {"key": uuid4(), **more}
    getattr(acts, name)(
        dossier_id=dossier.pk, officer=where.actor(role), scope=where.scope(role, at), at=at, **given
    )
    dossier.refresh_from_db()


def done(where: Place, dossier: Dossier, at: datetime, step_id: str, text: str = "Đã xong") -> None:
    task = next(one for one in open_tasks_of(dossier) if one.step_id == step_id)
    b.process(
        dossier_id=dossier.pk,
        task_id=task.pk,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        outcome=b.StepResult(text=text),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()


def nothing_broken() -> None:
    assert [finding for _, found in run_all() for finding in found] == []


def stood(first: datetime, last: datetime) -> timedelta:
    return calendar_named("province")[0].working_time_between(first, last)


def test_a_financial_duty_stops_both_clocks_and_the_step_and_moves_every_date_by_what_stood(
    where: Place,
) -> None:
    dossier = examined(where)
    before, task = dossier.due_at, open_tasks_of(dossier)[0]
    facts = PauseFacts("financial_duty", date(2026, 9, 30), duty=DUTY)

    act("pause", where, dossier, NOON, facts=facts)

    assert (dossier.state, dossier.waiting_cause, dossier.waits_until) == (
        "waiting",
        "financial_duty",
        local("2026-09-30T17:00"),
    )
    assert open_tasks_of(dossier)[0].held_at == NOON
    with pytest.raises(WorkPaused):
        b.do_next_step(where, dossier, NOON + timedelta(hours=1))
    with pytest.raises(DutyUnpaid):
        act("resume", where, dossier, NOON + timedelta(hours=1))
    act("record_payment", where, dossier, local("2026-09-10T09:00"), Role.RECEIVER, payment=PAID)
    back = local("2026-09-10T10:00")
    act("resume", where, dossier, back)

    calendar, _ = calendar_named("province")
    moved = open_tasks_of(dossier)[0]
    assert (dossier.state, dossier.waiting_cause, dossier.waits_until) == ("in_process", "", None)
    assert dossier.due_at is not None
    # 3 working days from Monday the 7th; nearly three of them stood still, a limit in days ends with its day
    assert (before, dossier.due_at) == (local("2026-09-10T17:00"), local("2026-09-15T17:00"))
    assert moved.due_at == calendar.add_working_time(task.due_at, stood(NOON, back))
    assert moved.held_at is None
    assert {clock.kind: clock.due_at for clock in clocks_of(dossier.pk)} == {
        "legal": dossier.due_at,
        "scoring": dossier.due_at,
    }
    release(at=back + timedelta(hours=1))  # what may wait for its like has waited
    told = list(
        OutboxMessage.objects.filter(channel="email").order_by("id").values_list("subject", flat=True)
    )[-2:]
    assert "nghĩa vụ tài chính" in told[0]
    assert "được giải quyết tiếp" in told[1]
    nothing_broken()


def test_which_clock_a_cause_stops_is_data(where: Place) -> None:
    dossier = examined(where)
    ClockRule.objects.filter(cause="public_posting", clock="legal").update(effect="none")
    due = dossier.due_at

    act(
        "pause",
        where,
        dossier,
        NOON,
        facts=PauseFacts("public_posting", date(2026, 9, 8), "Nhà văn hóa ấp 1"),
    )
    assert open_tasks_of(dossier)[0].held_at is None
    act("resume", where, dossier, local("2026-09-09T08:00"))

    assert dossier.due_at == due
    assert Clock.objects.get(dossier=dossier, kind="scoring").due_at > due
    nothing_broken()


def test_a_waiting_step_pauses_when_it_opens_and_resumes_when_the_duty_is_paid(where: Place) -> None:
    waiting_process(where, "financial_duty")
    dossier = examined(where)
    b.do_next_step(where, dossier, NOON)

    found = pauses_of(dossier.pk)[0]
    task = open_tasks_of(dossier)[0]
    assert (dossier.state, found.cause, found.step_id, task.step_id) == (
        "waiting",
        "financial_duty",
        "cho",
        "cho",
    )
    assert (task.held_at, task.due_at) == (None, found.until_at)
    with pytest.raises(DutyUnpaid):
        done(where, dossier, NOON + timedelta(hours=1), "cho")
    later = local("2026-09-08T09:00")
    act("record_duty", where, dossier, later, duty=DUTY, pay_by=date(2026, 10, 7))
    act("record_payment", where, dossier, local("2026-09-10T09:00"), payment=PAID)
    done(where, dossier, local("2026-09-10T10:00"), "cho")

    assert dossier.state == "in_process"
    assert [one.step_id for one in open_tasks_of(dossier)] == ["ky"]
    assert pauses_of(dossier.pk)[0].ended_at == local("2026-09-10T10:00")
    subjects = " | ".join(OutboxMessage.objects.values_list("subject", flat=True))
    assert "tạm dừng chờ nộp nghĩa vụ tài chính" in subjects
    nothing_broken()


def test_a_posting_of_fifteen_days_ends_by_itself_and_the_next_step_opens(where: Place) -> None:
    waiting_process(where, "public_posting")
    dossier = examined(where)
    b.do_next_step(where, dossier, NOON)
    last = local("2026-09-22T17:00")

    assert dossier.waits_until == last
    assert end_past_postings(at=last - timedelta(minutes=1)) == 0
    assert end_past_postings(at=last + timedelta(minutes=5)) == 1
    assert end_past_postings(at=last + timedelta(minutes=15)) == 0

    dossier.refresh_from_db()
    assert dossier.state == "in_process"
    assert [one.step_id for one in open_tasks_of(dossier)] == ["ky"]
    nothing_broken()


def test_a_posting_ends_early_only_with_a_reason_and_goes_back_when_it_shows_a_dispute(where: Place) -> None:
    waiting_process(where, "public_posting", wait_days=10)
    dossier = examined(where)
    b.do_next_step(where, dossier, NOON)
    assert dossier.waits_until == local("2026-09-17T17:00")

    with pytest.raises(PostingRuns):
        done(where, dossier, local("2026-09-10T10:00"), "cho", text="  ")
    task = open_tasks_of(dossier)[0]
    send_back(
        dossier_id=dossier.pk,
        task_id=task.pk,
        to_step_id="tham_dinh",
        reason="Có đơn tranh chấp ranh giới",
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER),
        at=local("2026-09-10T10:00"),
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.state == "in_process"
    b.do_next_step(where, dossier, local("2026-09-11T10:00"))
    assert dossier.state == "waiting"
    done(where, dossier, local("2026-09-14T10:00"), "cho", text="Kết thúc sớm theo văn bản của Sở")
    assert dossier.state == "in_process"
    assert Pause.objects.filter(dossier=dossier, ended_at=None).count() == 0
    nothing_broken()


def test_an_ad_hoc_posting_ends_by_itself_too(where: Place) -> None:
    dossier = examined(where)
    act("pause", where, dossier, NOON, facts=PauseFacts("public_posting", date(2026, 9, 9), "Trụ sở UBND xã"))

    assert end_past_postings(at=local("2026-09-10T08:00")) == 1

    dossier.refresh_from_db()
    assert dossier.state == "in_process"
    assert Task.objects.get(pk=open_tasks_of(dossier)[0].pk).held_at is None
    nothing_broken()


def test_a_posting_that_cannot_go_on_stops_none_of_the_others(where: Place) -> None:
    waiting_process(where, "public_posting")
    stuck, free = examined(where), b.place()
    b.do_next_step(where, stuck, NOON)
    Posting.objects.filter(agency_id=where.agency_id, role=Role.AGENCY_LEADER).delete()
    waiting_process(free, "public_posting")
    goes_on = examined(free)
    b.do_next_step(free, goes_on, NOON + timedelta(minutes=1))

    assert end_past_postings(at=local("2026-09-22T17:05")) == 1

    goes_on.refresh_from_db()
    assert goes_on.state == "in_process"


def test_what_lacks_or_comes_from_somebody_else_is_refused(where: Place) -> None:
    dossier, stranger = examined(where), b.place()
    good = PauseFacts("public_posting", date(2026, 9, 20), "Nhà văn hóa")
    for facts in (
        PauseFacts("holiday", date(2026, 9, 20)),
        PauseFacts("public_posting", date(2026, 9, 1), "Nhà văn hóa"),
        PauseFacts("public_posting", date(2026, 9, 20), " "),
    ):
        with pytest.raises(PauseIncomplete):
            act("pause", where, dossier, NOON, facts=facts)
    duty = Duty(" ", date(2026, 9, 7), 1)
    with pytest.raises(DutyIncomplete):
        act("pause", where, dossier, NOON, facts=PauseFacts("financial_duty", date(2026, 9, 20), duty=duty))
    for who, role in ((stranger, Role.HANDLER), (where, Role.RECEIVER)):
        with pytest.raises(NotYourDuty):
            act("pause", who, dossier, NOON, role, facts=good)
    key = uuid4()
    act("pause", where, dossier, NOON, facts=PauseFacts("financial_duty", date(2026, 9, 20)), key=key)
    act("pause", where, dossier, NOON, facts=good, key=key)
    with pytest.raises(IllegalMove):
        act("pause", where, dossier, NOON, facts=good)
    with pytest.raises(NotYourDuty):
        act("record_payment", stranger, dossier, NOON, Role.RECEIVER, payment=PAID)
    with pytest.raises(PaymentIncomplete):
        act("record_payment", where, dossier, NOON, payment=PAID)  # paid on a day to come
    assert Pause.objects.filter(dossier=dossier).count() == 1
    nothing_broken()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_resume_at_the_same_instant_one_wins(where: Place) -> None:
    dossier = examined(where)
    act("pause", where, dossier, NOON, facts=PauseFacts("public_posting", date(2026, 9, 9), "Trụ sở"))
    at = local("2026-09-10T08:00")

    outcomes = at_once(lambda: act("resume", where, dossier, at), lambda: end_past_postings(at=at))

    dossier.refresh_from_db()
    assert dossier.state == "in_process"
    assert sum(one in {None, 1} for one in outcomes) >= 1
    assert Pause.objects.filter(dossier=dossier, ended_at=None).count() == 0
    nothing_broken()
