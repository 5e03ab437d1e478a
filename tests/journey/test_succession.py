"""An officer leaves: the successor takes all running work in one act, and nothing stays with a closed account."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.accounts.models import Account
from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.agencies.services import end_posting
from motcua.audit.models import Event
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.models import Dossier
from motcua.journey.errors import LastOfPlace, NotPlacesOfSuccessor, StillHoldsWork, WorkToOneself
from motcua.journey.process import assign
from motcua.journey.runs import carry_out, carry_out_waiting
from motcua.journey.succeed import close_officer, end_duty, hand_work_over, replace, return_left_work
from motcua.kernel.clock import local
from motcua.kernel.errors import Refusal
from motcua.notifications.models import InboxMessage
from motcua.workbench.check import run_all
from motcua.workflow.models import Run, RunLine, Task
from motcua.workflow.runs import progress_of
from motcua.workflow.selectors import held_count, open_tasks_of

AT = b.MORNING + timedelta(hours=3)


def held(where: b.Place, count: int) -> list[Dossier]:
    """Dossiers whose examination the handler holds."""
    made = []
    for _ in range(count):
        dossier, _acceptance = b.accepted(where)
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
        made.append(dossier)
    return made


def new_handler(where: b.Place, name: str = "Đỗ Thị Kế Nhiệm") -> Account:
    return b.post(where, Role.HANDLER, name, unit_id=where.unit_id)


def head(where: b.Place) -> Actor:
    return where.actor(Role.AGENCY_LEADER)


def owners(dossiers: list[Dossier]) -> set[object]:
    return {open_tasks_of(one)[0].owner_id for one in dossiers}


def sound() -> None:
    assert [finding.row for _, found in run_all() for finding in found] == []


@pytest.mark.demand("TN19-14.5")
@pytest.mark.django_db
def test_the_successor_takes_all_running_work_with_the_duties_and_is_told_once():
    where = b.place()
    dossiers = held(where, 3)
    leaving, successor = where.officers[Role.HANDLER], b.officer("Đỗ Thị Kế Nhiệm")

    run = replace(
        leaving_id=leaving.id, successor_id=successor.id, agency_id=where.agency_id,
        from_day=AT.date(), at=AT, key=uuid4(), actor=SYSTEM,
    )  # fmt: skip
    assert not carry_out(run.id, at=AT)

    assert owners(dossiers) == {successor.id}
    assert {Dossier.objects.get(pk=one.pk).owner_name for one in dossiers} == {"Đỗ Thị Kế Nhiệm"}
    assert scope_of(leaving.id, AT).pool_ids == ()
    event = Event.objects.get(stream_id=dossiers[0].pk, kind="taken_over")
    assert (event.body["leaving"], event.body["owner"]) == (str(leaving.id), str(successor.id))
    notice = InboxMessage.objects.get(account=successor, event="work_taken_over")
    assert "3 hồ sơ" in notice.subject
    sound()


@pytest.mark.demand("TN19-14.5")
@pytest.mark.django_db
def test_what_comes_in_until_the_day_of_the_successor_goes_along():
    where = b.place()
    first = held(where, 1)
    tomorrow = date(2026, 9, 8)
    successor = b.officer("Đỗ Thị Kế Nhiệm")
    run = replace(
        leaving_id=where.officers[Role.HANDLER].id, successor_id=successor.id, agency_id=where.agency_id,
        from_day=tomorrow, at=AT, key=uuid4(), actor=SYSTEM,
    )  # fmt: skip
    later = held(where, 1)

    assert carry_out_waiting(at=AT) == 0
    assert owners(first) == {where.officers[Role.HANDLER].id}
    assert carry_out_waiting(at=local("2026-09-08T00:05")) == 1

    assert owners(first + later) == {successor.id}
    assert Run.objects.get(pk=run.pk).finished_at is not None


@pytest.mark.demand("TN19-14.5")
@pytest.mark.django_db
def test_an_account_that_holds_work_is_closed_only_after_it_was_handed_over():
    where = b.place()
    dossiers, successor = held(where, 2), new_handler(where)
    leaving = where.officers[Role.HANDLER]
    closing = {"account_id": leaving.id, "reason": "Nghỉ hưu", "at": AT, "actor": head(where)}

    with pytest.raises(StillHoldsWork) as refused:
        close_officer(**closing, key=uuid4())
    assert "2 việc" in refused.value.sentence
    leaving.refresh_from_db()
    assert leaving.is_active

    run = close_officer(**closing, key=uuid4(), successor_id=successor.id)
    assert run is not None
    carry_out(run.id, at=AT)
    leaving.refresh_from_db()
    assert not leaving.is_active
    assert owners(dossiers) == {successor.id}
    sound()


@pytest.mark.django_db
def test_an_account_without_work_is_closed_at_once():
    where = b.place()
    new_handler(where)
    held(where, 1)
    other = new_handler(where, "Người Không Giữ Việc")
    assert (
        close_officer(account_id=other.id, reason="Chuyển công tác", at=AT, key=uuid4(), actor=head(where))
        is None
    )
    other.refresh_from_db()
    assert not other.is_active


@pytest.mark.demand("TN19-14.5")
@pytest.mark.django_db
def test_the_last_of_a_place_where_work_waits_cannot_go_without_a_replacement():
    where = b.place()
    b.accepted(where)  # waits for the head of the unit
    leaving = where.officers[Role.UNIT_HEAD]
    with pytest.raises(LastOfPlace) as refused:
        close_officer(account_id=leaving.id, reason="Nghỉ", at=AT, key=uuid4(), actor=head(where))
    assert "Phòng Kinh tế (lãnh đạo phòng)" in refused.value.sentence
    posting = Posting.objects.get(account=leaving)
    with pytest.raises(LastOfPlace):
        end_duty(posting_id=posting.id, last_day=date(2026, 9, 7), at=AT, key=uuid4(), actor=SYSTEM)
    posting.refresh_from_db()
    assert posting.valid_to is None


@pytest.mark.django_db
def test_work_goes_only_to_somebody_else_who_is_posted_there():
    where = b.place()
    held(where, 1)
    leaving, clerk = where.officers[Role.HANDLER], where.officers[Role.RECORDS_CLERK]
    pools = scope_of(leaving.id, AT).pool_ids
    handing = {"leaving_id": leaving.id, "pool_ids": pools, "at": AT, "key": uuid4(), "actor": head(where)}
    with pytest.raises(NotPlacesOfSuccessor) as refused:
        hand_work_over(**handing, successor_id=clerk.id)
    assert "Võ Thị Văn Thư chưa được phân công tại: Phòng Kinh tế" in refused.value.sentence
    with pytest.raises(WorkToOneself):
        hand_work_over(**handing, successor_id=leaving.id)
    assert Run.objects.count() == 0


@pytest.mark.django_db
def test_a_duty_that_ends_leaves_its_work_to_the_colleagues():
    where = b.place()
    dossiers = held(where, 2)
    new_handler(where)
    posting = Posting.objects.get(account=where.officers[Role.HANDLER])
    run = end_duty(posting_id=posting.id, last_day=date(2026, 9, 7), at=AT, key=uuid4(), actor=SYSTEM)
    carry_out(run.id, at=local("2026-09-08T00:01"))
    assert owners(dossiers) == {None}
    assert {Dossier.objects.get(pk=one.pk).owner_name for one in dossiers} == {""}
    assert Event.objects.filter(kind="released").count() == 2
    sound()


@pytest.mark.django_db
def test_a_duty_that_ran_out_by_its_date_gives_its_work_back_at_night():
    where = b.place()
    dossiers = held(where, 1)
    posting = Posting.objects.get(account=where.officers[Role.HANDLER])
    end_posting(posting_id=posting.id, last_day=date(2026, 9, 7), at=AT)
    assert return_left_work(at=local("2026-09-07T23:00")) == 0
    assert return_left_work(at=local("2026-09-08T03:30")) == 1
    assert return_left_work(at=local("2026-09-08T03:31")) == 0
    assert owners(dossiers) == {None}


@pytest.mark.django_db
def test_a_run_that_was_cut_off_goes_on_and_does_nothing_twice():
    where = b.place()
    dossiers, successor = held(where, 3), new_handler(where)
    leaving, key = where.officers[Role.HANDLER], uuid4()
    pools = scope_of(leaving.id, AT).pool_ids
    begun = [
        hand_work_over(
            leaving_id=leaving.id,
            successor_id=successor.id,
            pool_ids=pools,
            at=AT,
            key=key,
            actor=head(where),
        )
        for _ in range(2)
    ]
    assert begun[0] == begun[1]

    assert carry_out(key, at=AT, most=1)  # and here the worker dies
    assert len(owners(dossiers)) == 2
    while carry_out(key, at=AT + timedelta(minutes=5)):
        pass
    assert not carry_out(key, at=AT + timedelta(minutes=6))

    assert owners(dossiers) == {successor.id}
    assert Event.objects.filter(kind="taken_over").count() == 3
    assert InboxMessage.objects.filter(event="work_taken_over").count() == 1
    progress = progress_of(begun[0])
    assert (progress.total, progress.done, progress.refused) == (3, 3, 0)


@pytest.mark.django_db
def test_what_could_not_be_handed_over_is_told_and_the_account_stays_open():
    where = b.place()
    dossiers, successor = held(where, 2), new_handler(where)
    leaving = where.officers[Role.HANDLER]
    run = close_officer(
        account_id=leaving.id, reason="Nghỉ", at=AT, key=uuid4(), actor=head(where), successor_id=successor.id
    )
    assert run is not None
    carry_out(run.id, at=AT, most=1)
    Posting.objects.filter(account=successor).update(valid_to=date(2026, 9, 1))
    carry_out(run.id, at=AT)

    line = RunLine.objects.get(state="refused")
    assert line.refusal == "not_posted_there"
    assert "không thuộc vị trí xử lý" in line.sentence
    leaving.refresh_from_db()
    assert leaving.is_active
    assert held_count(leaving.id) == 1
    assert len(dossiers) == 2


@pytest.mark.django_db
def test_the_database_lets_no_task_be_with_a_closed_account():
    where = b.place()
    (dossier,) = held(where, 1)
    leaving = where.officers[Role.HANDLER]
    with pytest.raises(IntegrityError, match="still holds open tasks"), transaction.atomic():
        Account.objects.filter(pk=leaving.pk).update(is_active=False)
    closed = new_handler(where)
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(IntegrityError, match="given to a closed account"), transaction.atomic():
        Task.objects.filter(dossier=dossier, state="open").update(owner=closed)


@pytest.mark.demand("TN19-14.5")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(2))
def test_of_giving_work_to_somebody_and_closing_the_account_one_wins(round_number):
    where = b.place()
    (dossier,) = held(where, 1)
    other = new_handler(where)
    task = open_tasks_of(dossier)[0]
    acts = [
        lambda: assign(
            dossier_id=dossier.id, task_id=task.id, owner_id=other.id, officer=where.actor(Role.UNIT_HEAD),
            scope=where.scope(Role.UNIT_HEAD, AT), at=AT, key=uuid4(),
        ),
        lambda: close_officer(account_id=other.id, reason="Nghỉ", at=AT, key=uuid4(), actor=head(where)),
    ]  # fmt: skip
    if round_number:
        acts.reverse()
    answers = at_once(*acts)
    refused = [one for one in answers if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Refusal)
    other.refresh_from_db()
    assert other.is_active == (held_count(other.id) == 1)
    sound()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_run_do_each_dossier_once():
    where = b.place()
    dossiers, successor = held(where, 4), new_handler(where)
    leaving = where.officers[Role.HANDLER]
    run = hand_work_over(
        leaving_id=leaving.id, successor_id=successor.id, pool_ids=scope_of(leaving.id, AT).pool_ids,
        at=AT, key=uuid4(), actor=head(where),
    )  # fmt: skip

    def work() -> None:
        while carry_out(run.id, at=AT, most=1):
            pass

    assert at_once(work, work, work) == [None, None, None]
    carry_out_waiting(at=AT)
    assert owners(dossiers) == {successor.id}
    assert Event.objects.filter(kind="taken_over").count() == 4
    assert InboxMessage.objects.filter(event="work_taken_over").count() == 1
    sound()
