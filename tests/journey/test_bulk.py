"""Acts on many dossiers of a list: each by itself, nothing twice, every refusal told (bulk acts)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import Dossier, Result
from motcua.journey.bulk import MOST, ForAll, Ticked, begin_bulk
from motcua.journey.errors import NothingPicked, NotYourDuty, TooManyPicked
from motcua.journey.process import StepResult, process
from motcua.journey.runs import carry_out, carry_out_waiting
from motcua.kernel.clock import local_day
from motcua.workbench.check import run_all
from motcua.workflow.models import Run, RunLine
from motcua.workflow.runs import progress_of
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING + timedelta(hours=4)


def ticked(dossiers: list[Dossier], **more: str) -> list[Ticked]:
    rows = []
    for dossier in dossiers:
        dossier.refresh_from_db()
        rows.append(Ticked(dossier.pk, open_tasks_of(dossier)[0].pk, dossier.version, **more))
    return rows


def done(
    where: b.Place, kind: Run.Kind, role: Role, rows: list[Ticked], for_all: ForAll | None = None
) -> Run:
    run = begin_bulk(
        kind,
        rows,
        for_all or ForAll(),
        officer=where.actor(role),
        scope=where.scope(role, AT),
        at=AT,
        key=uuid4(),
    )
    carry_out_waiting(at=AT)
    return run


def at_step(where: b.Place, steps: int, count: int = 2) -> list[Dossier]:
    made = []
    for _ in range(count):
        dossier, _acceptance = b.accepted(where)
        for hour in range(steps):
            b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hour + 1))
        made.append(dossier)
    return made


def sound() -> None:
    assert [finding.row for _, found in run_all() for finding in found] == []


@pytest.mark.django_db
def test_waiting_tasks_are_taken_assigned_and_passed_on_by_the_list():
    where = b.place()
    dossiers = at_step(where, 0, 3)
    head, handler = where.officers[Role.UNIT_HEAD], where.officers[Role.HANDLER]

    done(where, Run.Kind.CLAIM, Role.UNIT_HEAD, ticked(dossiers))
    assert {open_tasks_of(one)[0].owner_id for one in dossiers} == {head.id}
    done(where, Run.Kind.HAND_ON, Role.UNIT_HEAD, ticked(dossiers), ForAll(owner_id=handler.id))
    assert {open_tasks_of(one)[0].owner_id for one in dossiers} == {handler.id}
    other = b.post(where, Role.HANDLER, "Người Khác", unit_id=where.unit_id)
    done(where, Run.Kind.ASSIGN, Role.UNIT_HEAD, ticked(dossiers), ForAll(owner_id=other.id))
    assert {open_tasks_of(one)[0].owner_id for one in dossiers} == {other.id}
    assert not RunLine.objects.exclude(state="done").exists()
    sound()


@pytest.mark.django_db
def test_the_leader_signs_each_result_as_it_was_shown():
    where = b.place()
    dossiers = at_step(where, 2, 2)
    rows = [
        Ticked(row.dossier_id, row.task_id, row.version, name="Giấy xác nhận", number=f"{n}/GXN")
        for n, row in enumerate(ticked(dossiers), start=1)
    ]
    done(
        where, Run.Kind.APPROVE, Role.AGENCY_LEADER, rows,
        ForAll(signer_name="Nguyễn Văn Lãnh Đạo", signed_on=local_day(AT)),
    )  # fmt: skip
    assert set(Result.objects.values_list("name", "number", "signer_name")) == {
        ("Giấy xác nhận", "1/GXN", "Nguyễn Văn Lãnh Đạo"),
        ("Giấy xác nhận", "2/GXN", "Nguyễn Văn Lãnh Đạo"),
    }
    assert {open_tasks_of(one)[0].kind for one in dossiers} == {"register"}
    sound()


@pytest.mark.django_db
def test_what_somebody_changed_since_is_not_signed_and_said_so_the_others_are():
    where = b.place()
    first, second = at_step(where, 2, 2)
    rows = ticked([first, second], name="Giấy xác nhận")
    Dossier.objects.filter(pk=first.pk).update(version=first.version + 7)
    run = done(
        where, Run.Kind.APPROVE, Role.AGENCY_LEADER, rows,
        ForAll(signer_name="Nguyễn Văn Lãnh Đạo", signed_on=local_day(AT)),
    )  # fmt: skip
    states = dict(RunLine.objects.filter(run=run).values_list("dossier_id", "refusal"))
    assert states == {first.pk: "dossier_changed", second.pk: ""}
    assert Result.objects.get().dossier_id == second.pk


@pytest.mark.django_db
def test_a_proposed_refusal_is_never_approved_by_the_list():
    where = b.place()
    (dossier,) = at_step(where, 1, 1)
    process(
        dossier_id=dossier.id, task_id=open_tasks_of(dossier)[0].id, officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, AT), outcome=StepResult(refusal="Không đủ điều kiện"), at=AT, key=uuid4(),
    )  # fmt: skip
    done(
        where, Run.Kind.APPROVE, Role.AGENCY_LEADER, ticked([dossier], name="Giấy"),
        ForAll(signer_name="Nguyễn Văn Lãnh Đạo", signed_on=local_day(AT)),
    )  # fmt: skip
    assert RunLine.objects.get().refusal == "refusal_proposed"
    assert not Result.objects.exists()


@pytest.mark.demand("TN19-12.2")
@pytest.mark.django_db
def test_what_is_examined_is_examined_dossier_by_dossier():
    where = b.place()
    done(where, Run.Kind.HAND_ON, Role.HANDLER, ticked(at_step(where, 1, 1)), ForAll(text="Đủ điều kiện"))
    line = RunLine.objects.get()
    assert line.refusal == "step_not_for_bulk"
    assert "phải xem xét từng hồ sơ" in line.sentence


@pytest.mark.django_db
def test_results_are_handed_over_each_to_its_receiver():
    where = b.place()
    dossiers = at_step(where, 4, 2)
    done(where, Run.Kind.HAND_OVER, Role.RECEIVER, ticked(dossiers, receiver="Nguyễn Thị Mẹ"))
    assert {Dossier.objects.get(pk=one.pk).state for one in dossiers} == {"handed_over"}
    sound()


@pytest.mark.django_db
def test_only_seen_dossiers_only_so_many_and_approval_only_by_the_leader():
    where, elsewhere = b.place(), b.place()
    mine, foreign = at_step(where, 0, 1), at_step(elsewhere, 0, 1)
    officer = {"officer": where.actor(Role.UNIT_HEAD), "scope": where.scope(Role.UNIT_HEAD, AT), "at": AT}
    with pytest.raises(UnknownDossier):
        begin_bulk(Run.Kind.CLAIM, ticked(mine + foreign), ForAll(), **officer, key=uuid4())
    with pytest.raises(NothingPicked):
        begin_bulk(Run.Kind.CLAIM, [], ForAll(), **officer, key=uuid4())
    with pytest.raises(TooManyPicked):
        begin_bulk(Run.Kind.CLAIM, ticked(mine) * (MOST + 1), ForAll(), **officer, key=uuid4())
    with pytest.raises(NotYourDuty):
        begin_bulk(Run.Kind.APPROVE, ticked(mine), ForAll(), **officer, key=uuid4())
    assert not Run.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_cut_off_and_taken_up_by_several_workers_does_each_dossier_once():
    where = b.place()
    dossiers = at_step(where, 0, 4)
    rows, key = ticked(dossiers), uuid4()
    begun = [
        begin_bulk(
            Run.Kind.CLAIM, rows, ForAll(), officer=where.actor(Role.UNIT_HEAD),
            scope=where.scope(Role.UNIT_HEAD, AT), at=AT, key=key,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert begun[0] == begun[1]
    carry_out(key, at=AT, most=1)  # and here the worker dies

    def work() -> None:
        while carry_out(key, at=AT, most=1):
            pass

    at_once(work, work)
    carry_out_waiting(at=AT)
    progress = progress_of(begun[0])
    assert (progress.total, progress.done) == (4, 4)
    assert Event.objects.filter(kind="claimed").count() == 4
    sound()
