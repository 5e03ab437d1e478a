"""The straight road of a dossier, stage by stage."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.audit.selectors import broken_links, events_of
from motcua.audit.services import SYSTEM
from motcua.dossiers.errors import IllegalMove
from motcua.dossiers.models import Clock, DossierCode, Part, Result
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.check import check
from motcua.journey.close import close
from motcua.journey.errors import ResultUnsigned
from motcua.journey.hand_over import hand_over
from motcua.kernel.clock import local
from motcua.procedures.document import Duration
from motcua.procedures.services import promise_shorter_time
from motcua.tallies.selectors import totals
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-10.1", "NB18-13.4")
def test_a_submitted_dossier_waits_at_its_desk_with_an_owner_pool_and_a_date():
    where = b.place()
    dossier = b.submitted(where)

    (task,) = open_tasks_of(dossier)
    assert dossier.state == "submitted"
    assert dossier.code is None
    assert task.pool.desk_id == where.desk_id
    assert task.due_at > b.MORNING
    assert list(Part.objects.filter(dossier=dossier).values_list("duty", flat=True)) == ["reception"]


@pytest.mark.demand("TN19-10.4", "HG-4", "TN19-10.2b")
def test_acceptance_gives_a_code_and_starts_the_limit():
    where = b.place()
    dossier, acceptance = b.accepted(where)

    assert acceptance.code == dossier.code
    assert DossierCode.objects.get(code=acceptance.code).dossier_id == dossier.id
    assert acceptance.due_at == local("2026-09-10T17:00")
    assert set(Clock.objects.filter(dossier=dossier).values_list("kind", flat=True)) == {"legal", "scoring"}


@pytest.mark.demand("HG-17")
@pytest.mark.parametrize(
    ("legal", "promised", "due_at"),
    [
        ("3 working_day", "2 working_day", "2026-09-09T17:00"),
        # twelve days of office are more than fifteen days of the calendar: the law stays the earlier one
        ("15 calendar_day", "12 working_day", "2026-09-22T17:00"),
    ],
)
def test_a_shorter_time_that_was_promised_is_the_one_that_counts(legal, promised, due_at):
    where = b.place(doc=b.document(legal))
    amount, _, unit = promised.partition(" ")
    promise_shorter_time(
        procedure_id=where.release.procedure_id,
        agency_id=where.agency_id,
        duration=Duration(amount=int(amount), unit=unit),
        valid_from=b.SINCE,
        at=b.MORNING,
        actor=SYSTEM,
    )

    dossier, acceptance = b.accepted(where)

    assert acceptance.due_at == local(due_at)
    assert dossier.due_at == acceptance.due_at


@pytest.mark.demand("TN19-11.1", "TN19-12.1")
def test_an_accepted_dossier_goes_to_the_competent_agency_at_once():
    where = b.place()
    dossier, _ = b.accepted(where)

    (task,) = open_tasks_of(dossier)
    assert dossier.state == "in_process"
    assert task.kind == "assign"
    assert task.pool.unit_id == where.unit_id
    assert dossier.unit_name == "Phòng Kinh tế"


@pytest.mark.demand("TN19-12.9")
def test_a_result_is_recorded_only_where_the_process_signs_it():
    where = b.place()
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    early = ResultFacts("Giấy xác nhận", date(2026, 9, 7), "Phạm Thị Chuyên Viên", number="12/GXN")

    with pytest.raises(ResultUnsigned):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=2), result=early)

    assert not Result.objects.filter(dossier=dossier).exists()


@pytest.mark.demand("TN19-12.2", "TN19-12.9", "TN19-5.3", "TN19-13.1", "TN19-13.2", "TN19-8.2", "TN19-5.2")
def test_the_whole_road_ends_with_a_closed_dossier_whose_chain_is_whole():
    where = b.place()
    dossier = b.decided(where)
    assert dossier.state == "decided"
    (task,) = open_tasks_of(dossier)
    assert task.pool.desk_id == where.desk_id

    receiver, at = where.actor(Role.RECEIVER), b.MORNING + timedelta(hours=6)
    hand_over(dossier_id=dossier.id, officer=receiver, receiver_name="Nguyễn Thị Mẹ", at=at, key=uuid4())
    close(dossier_id=dossier.id, officer=receiver, at=at, key=uuid4())

    dossier.refresh_from_db()
    assert dossier.state == "handed_over"
    assert dossier.closed_at == at
    assert not Task.objects.filter(dossier=dossier, state="open").exists()
    assert not Part.objects.filter(dossier=dossier, state="open").exists()
    assert broken_links(dossier.id) == []
    kinds = [event.kind for event in events_of(dossier.id)]
    assert kinds[0] == "submit"
    assert kinds[-1] == "close"
    done_by = Task.objects.filter(dossier=dossier, kind="examine").values_list(
        "done_by__full_name", flat=True
    )
    assert list(done_by) == ["Phạm Thị Chuyên Viên"]
    counted = totals(agency_ids=[where.agency_id], first=b.MORNING.date(), last=b.MORNING.date())
    assert (
        counted["submitted"]
        == counted["accepted"]
        == counted["decided_on_time"]
        == counted["handed_over"]
        == 1
    )
    assert counted["in_hand"] == 0


def test_what_the_desk_found_is_not_written_again_once_it_has_concluded():
    where = b.place()
    dossier, _ = b.accepted(where)

    with pytest.raises(IllegalMove):
        check(
            dossier_id=dossier.id,
            officer=where.actor(Role.RECEIVER),
            findings=b.findings(dossier, "wrong", "Sai"),
            at=b.MORNING + timedelta(hours=1),
        )
