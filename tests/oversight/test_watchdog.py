"""No silent stall: every night each open dossier must have an owner, a next step, a date, and have moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.journey.builders import MORNING, Place, accepted, place, submitted

from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.agencies.services import close_agency, end_posting
from motcua.agencies.services.delegations import delegate
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local
from motcua.notifications.models import InboxMessage
from motcua.oversight.models import Stall
from motcua.oversight.services import tell_heads
from motcua.oversight.watching import standing_still, watch
from motcua.workbench.check import run_all
from motcua.workflow.models import Task

pytestmark = pytest.mark.django_db
NEXT_MORNING = MORNING + timedelta(days=1)


def _causes(at: Any = NEXT_MORNING) -> set[str]:
    return {one.cause for one in standing_still(at)}


@pytest.mark.demand("TN19-14.4", "HG-15")
def test_what_was_handled_yesterday_does_not_stand_still() -> None:
    accepted(place())
    assert _causes() == set()


def test_a_part_without_a_next_step_is_found() -> None:
    dossier, _ = accepted(place())
    Task.objects.filter(dossier=dossier, state="open").update(state="cancelled", done_at=MORNING)
    assert _causes() == {"no_step"}


def test_a_dossier_that_waits_without_a_date_is_found_and_one_whose_time_is_over_too() -> None:
    dossier = submitted(place())
    _write("update dossier set state = 'supplement_requested' where id = %s", dossier)
    assert "no_date" in _causes()
    _write("update dossier set waits_until = '2026-09-06T17:00+07' where id = %s", dossier)
    assert "wait_over" in _causes()


def _write(sql: str, dossier: Dossier) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [dossier.pk])


def test_a_place_that_lost_its_last_officer_and_a_task_whose_owner_left_are_found() -> None:
    where = place()
    dossier, _ = accepted(where)
    head = where.officers[Role.UNIT_HEAD]
    posting = Posting.objects.get(account=head)
    end_posting(posting_id=posting.id, last_day=date(2026, 9, 1), at=MORNING)
    assert "nobody_there" in _causes()
    Task.objects.filter(dossier=dossier, state="open").update(owner=head)
    assert "left" in _causes()


def test_whoever_stands_in_for_somebody_who_left_is_nobody_there() -> None:
    where = place()
    accepted(where)
    head, leader = where.officers[Role.UNIT_HEAD], where.officers[Role.AGENCY_LEADER]
    delegate(
        giver_id=head.id,
        delegate_id=leader.id,
        valid_from=MORNING.date(),
        valid_to=date(2026, 9, 30),
        at=MORNING,
        actor=where.actor(Role.UNIT_HEAD),
    )
    assert "nobody_there" not in _causes()

    end_posting(
        posting_id=Posting.objects.get(account=head).id,
        last_day=MORNING.date(),
        at=MORNING + timedelta(hours=2),
    )

    assert "nobody_there" in _causes()


def test_nobody_took_it_for_more_than_a_working_day() -> None:
    accepted(place())  # on Monday at 08:50
    assert "unowned" not in _causes(local("2026-09-08T08:45"))
    assert "unowned" in _causes(local("2026-09-08T08:55"))


def test_nothing_moved_for_more_than_five_working_days() -> None:
    accepted(place())
    assert "still" not in _causes(local("2026-09-14T08:45"))
    assert "still" in _causes(local("2026-09-14T08:55"))


def test_a_stall_is_written_down_once_told_to_the_heads_and_resolved_when_it_moves() -> None:
    where = place()
    dossier, _ = accepted(where)
    late = local("2026-09-16T04:30")

    assert watch(at=late).found == 2  # unowned, and still
    assert tell_heads(at=late) == len(_heads(where))
    assert watch(at=late + timedelta(hours=1)).found == 0
    notice = InboxMessage.objects.filter(account=where.officers[Role.UNIT_HEAD], event="stalls_found").get()
    assert "2 hồ sơ đứng yên" in notice.subject

    Task.objects.filter(dossier=dossier, state="open").update(owner=where.officers[Role.UNIT_HEAD])
    Dossier.objects.filter(pk=dossier.pk).update(updated_at=late)
    assert watch(at=late + timedelta(hours=2)).resolved == 2
    assert not Stall.objects.filter(resolved_at=None).exists()


def test_what_stands_still_in_an_abolished_agency_keeps_no_other_head_from_hearing() -> None:
    gone, where = place(), place()
    accepted(gone)
    accepted(where)
    close_agency(agency_id=gone.agency_id, last_day=date(2026, 9, 10), instrument="NQ", at=MORNING)
    late = local("2026-09-16T04:30")
    watch(at=late)

    assert tell_heads(at=late) == len(_heads(where))


def _heads(where: Place) -> set[Role]:
    return {Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.DESK_HEAD} & set(where.officers)


def test_the_check_names_a_stall_that_the_watchdog_lost() -> None:
    accepted(place())
    watch(at=local("2026-09-16T04:30"))
    assert _broken() == []
    Stall.objects.all().delete()
    assert len(_broken()) == 2


def _broken() -> list[str]:
    return [finding.row for _, findings in run_all(["watched"]) for finding in findings]
