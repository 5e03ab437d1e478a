"""Several agencies at one dossier: parts, deadlines and lateness of their own; two real processes walked whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.db.models import Q
from tests.journey import builders as b
from tests.journey.builders import MORNING, Place
from tests.journey.races import at_once

from motcua.agencies.rules import AgencyFacts, Level, Role
from motcua.agencies.selectors import scope_of
from motcua.audit.services import Actor
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Clock, Dossier, Part, Result
from motcua.dossiers.selectors import lateness_by_agency
from motcua.dossiers.services.pauses import Duty, Payment
from motcua.dossiers.services.results import ResultFacts
from motcua.journey import pause
from motcua.journey.process import StepResult, process, send_back
from motcua.kernel.clock import local, local_day
from motcua.kernel.errors import Refusal
from motcua.procedures import importing
from motcua.processes.derive import from_internal_process, is_runnable
from motcua.processes.schema import ProcessDocument
from motcua.workbench.check import run_all
from motcua.workflow.errors import NotAStep, StepResultMissing
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of
from motcua.workflow.services import put_in_charge

pytestmark = pytest.mark.django_db
_next = count(1)
BIRTH = "lien-thong-khai-sinh-thuong-tru-bhyt"
LAND = "dang-ky-bien-dong-chuyen-nhuong-thua-ke-tang-cho"


@dataclass(frozen=True)
class Body:
    """Another agency with one handler."""

    agency_id: Any
    account_id: Any

    @property
    def actor(self) -> Actor:
        return Actor("officer", self.account_id, self.agency_id)

    def sees(self, dossier: Dossier) -> bool:
        return visible_to(scope_of(self.account_id, MORNING)).filter(pk=dossier.pk).exists()


def lateness(first: datetime, last: datetime) -> dict[Any, tuple[int, int]]:
    """By agency: parts finished, and of them late."""
    return {one.agency_id: (one.done, one.done_late) for one in lateness_by_agency(Q(), first, last, last)}


def body(kind: str, name: str) -> Body:
    facts = AgencyFacts(name=name, short_name=name, level=Level.VERTICAL, kind=kind)
    made = b.agencies.open_agency(
        code=f"V01.{next(_next):02d}", facts=facts, valid_from=b.SINCE, instrument="QĐ thử", at=MORNING
    )
    account = b.officer(f"Cán bộ {name}")
    b.agencies.post_officer(
        account_id=account.id, agency_id=made.id, role=Role.HANDLER, valid_from=b.SINCE, at=MORNING
    )
    return Body(made.id, account.id)


def shipped(slug: str) -> ProcessDocument:
    """The process that the product's own data holds for a procedure."""
    path = Path(importing.OVERLAYS) / f"{slug}.yaml"
    rows = yaml.safe_load(path.read_text("utf-8"))["set"]["internal_process"]["value"]
    document, problems = from_internal_process(rows, limit_minutes=None)
    assert is_runnable(document, problems), problems
    assert document is not None
    return document


def lead(slug: str, limit: str, *, on_paper: bool = False) -> Place:
    """A commune that handles the shipped process; its unit is in charge of everything."""
    where = b.place()
    put_in_charge(agency_id=where.agency_id, unit_id=where.unit_id)
    papers = {} if on_paper else {"components": ()}
    b.with_process(where, shipped(slug), b.document(limit).model_copy(update=papers))
    return where


def task_of(dossier: Dossier, step_id: str) -> Task:
    return next(one for one in open_tasks_of(dossier) if one.step_id == step_id)


def steps_open(dossier: Dossier) -> set[str]:
    return {one.step_id for one in open_tasks_of(dossier)}


def done(
    dossier: Dossier, step_id: str, who: Actor, at: datetime, result: str = "", text: str = "Đã thực hiện"
) -> None:
    assert who.id is not None
    facts = ResultFacts(result, local_day(at), "Người Ký", number=f"{next(_next)}/KQ") if result else None
    process(
        dossier_id=dossier.pk,
        task_id=task_of(dossier, step_id).pk,
        officer=who,
        scope=scope_of(who.id, at),
        outcome=StepResult(text=text, result=facts),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()


def nothing_broken() -> None:
    assert [finding for _, found in run_all() for finding in found] == []


def registered(where: Place, channel: str = "online") -> Dossier:
    """The birth is registered and signed; it is the turn of the others."""
    dossier, _ = b.accepted(where, channel=channel)
    done(dossier, "khai_sinh", where.actor(Role.HANDLER), MORNING + timedelta(hours=1))
    done(
        dossier,
        "ky_khai_sinh",
        where.actor(Role.AGENCY_LEADER),
        MORNING + timedelta(hours=2),
        "Giấy khai sinh",
    )
    return dossier


@pytest.mark.demand("TN19-12.6a", "TN19-12.6b", "HG-4")
def test_birth_residence_and_health_card_run_whole_in_parallel_each_late_by_itself() -> None:
    where = lead(BIRTH, "3 working_day")
    police, insurance = body("police", "Công an xã"), body("insurance", "Bảo hiểm xã hội")
    dossier, _ = b.accepted(where, channel="online")
    assert not police.sees(dossier)
    done(dossier, "khai_sinh", where.actor(Role.HANDLER), MORNING + timedelta(hours=1))
    assert not police.sees(dossier)
    forked = MORNING + timedelta(hours=2)
    done(dossier, "ky_khai_sinh", where.actor(Role.AGENCY_LEADER), forked, "Giấy khai sinh")

    # the fork: both at once, the lead follows
    assert steps_open(dossier) == {"thuong_tru", "bhyt", "theo-doi"}
    assert police.sees(dossier)
    assert insurance.sees(dossier)
    parts = {part.phase: part for part in Part.objects.filter(dossier=dossier, duty="cooperation")}
    assert {phase: part.agency_id for phase, part in parts.items()} == {
        "thuong_tru": police.agency_id,
        "bhyt": insurance.agency_id,
    }
    assert dossier.unit_name == "Công an xã; Bảo hiểm xã hội"  # where it is, for lists and the applicant
    assert {part.due_at for part in parts.values()} == {local("2026-09-09T10:30")}
    assert Clock.objects.filter(dossier=dossier, part=parts["bhyt"]).get().limit == "16 working hours"
    nothing_broken()

    # one in time, one late; the next begins when both are done
    done(dossier, "bhyt", insurance.actor, local("2026-09-08T09:00"), "Thẻ BHYT")
    assert steps_open(dossier) == {"thuong_tru", "theo-doi"}
    assert dossier.unit_name == "Công an xã"
    nothing_broken()
    done(dossier, "thuong_tru", police.actor, local("2026-09-09T15:00"), "Thông báo kết quả cư trú")
    assert steps_open(dossier) == {"tong_hop"}
    assert dossier.unit_name == "Phòng Kinh tế"
    for part in parts.values():
        part.refresh_from_db()
    finished = {phase: (part.state, part.finished_at > part.due_at) for phase, part in parts.items()}
    assert finished == {"bhyt": ("done", False), "thuong_tru": ("done", True)}
    nothing_broken()

    done(dossier, "tong_hop", where.actor(Role.HANDLER), local("2026-09-10T08:00"))
    assert dossier.state == "decided"
    by_part = {
        row.name: row.part.agency_id for row in Result.objects.filter(dossier=dossier).select_related("part")
    }
    assert by_part == {
        "Giấy khai sinh": where.agency_id,
        "Thẻ BHYT": insurance.agency_id,
        "Thông báo kết quả cư trú": police.agency_id,
    }
    assert lateness(MORNING, MORNING + timedelta(days=9)) == {
        police.agency_id: (1, 1),
        insurance.agency_id: (1, 0),
    }
    assert dossier.decided_at is not None
    assert dossier.due_at is not None
    assert dossier.decided_at <= dossier.due_at  # the whole is in time: who was late was late alone
    nothing_broken()


@pytest.mark.demand("TN19-12.6a")
def test_what_came_on_paper_goes_from_one_agency_to_the_next() -> None:
    where = lead(BIRTH, "20 working_day", on_paper=True)
    police, insurance = body("police", "Công an xã"), body("insurance", "Bảo hiểm xã hội")
    dossier = registered(where, channel="direct")

    assert steps_open(dossier) == {"thuong_tru", "theo-doi"}
    done(dossier, "thuong_tru", police.actor, MORNING + timedelta(hours=5))
    assert steps_open(dossier) == {"bhyt", "theo-doi"}
    nothing_broken()
    done(dossier, "bhyt", insurance.actor, MORNING + timedelta(hours=6))
    assert steps_open(dossier) == {"tong_hop"}
    nothing_broken()


def test_an_agency_that_is_not_in_the_system_is_recorded_by_the_lead_with_what_it_sent() -> None:
    where = lead(BIRTH, "3 working_day")
    police = body("police", "Công an xã")
    dossier = registered(where)

    assert steps_open(dossier) == {"thuong_tru", "bhyt"}  # the lead has work: nothing to follow
    assert task_of(dossier, "bhyt").pool.agency_id == where.agency_id
    with pytest.raises(StepResultMissing):
        done(dossier, "bhyt", where.actor(Role.HANDLER), MORNING + timedelta(hours=4), text=" ")
    done(dossier, "bhyt", where.actor(Role.HANDLER), MORNING + timedelta(hours=4), text="BHXH gửi thẻ HT479")
    assert steps_open(dossier) == {"thuong_tru", "theo-doi"}
    done(dossier, "thuong_tru", police.actor, MORNING + timedelta(hours=5))
    assert steps_open(dossier) == {"tong_hop"}
    nothing_broken()


def test_each_agency_does_its_own_part_only_and_following_is_no_step() -> None:
    where = lead(BIRTH, "3 working_day")
    police, insurance = body("police", "Công an xã"), body("insurance", "Bảo hiểm xã hội")
    dossier, at = registered(where), MORNING + timedelta(hours=4)

    for step_id, who in (
        ("thuong_tru", insurance.actor),
        ("bhyt", police.actor),
        ("bhyt", where.actor(Role.HANDLER)),
        ("thuong_tru", b.place().actor(Role.HANDLER)),
    ):
        with pytest.raises(Refusal):
            done(dossier, step_id, who, at)
    with pytest.raises(NotAStep):
        done(dossier, "theo-doi", where.actor(Role.HANDLER), at)
    # sent back to the lead: the participant's part is left, the other one goes on
    send_back(
        dossier_id=dossier.pk,
        task_id=task_of(dossier, "thuong_tru").pk,
        to_step_id="khai_sinh",
        reason="Nơi cư trú của mẹ ghi chưa đúng",
        officer=police.actor,
        scope=scope_of(police.account_id, at),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert steps_open(dossier) == {"bhyt", "khai_sinh"}
    assert Part.objects.get(dossier=dossier, phase="thuong_tru").state == "cancelled"
    nothing_broken()
    done(dossier, "khai_sinh", where.actor(Role.HANDLER), at + timedelta(hours=1))
    done(dossier, "ky_khai_sinh", where.actor(Role.AGENCY_LEADER), at + timedelta(hours=2), "Giấy khai sinh")
    assert steps_open(dossier) == {"bhyt", "thuong_tru", "theo-doi"}
    nothing_broken()


@pytest.mark.demand("TN19-12.6a", "TN19-12.6b", "HG-4")
def test_land_tax_and_treasury_run_whole_with_the_time_of_the_payment_not_counted() -> None:
    where = lead(LAND, "18 working_day")
    tax, treasury = body("tax", "Thuế tỉnh"), body("treasury", "Kho bạc Nhà nước")
    dossier, _ = b.accepted(where, channel="online")
    handler = where.actor(Role.HANDLER)
    due = dossier.due_at
    done(dossier, "kiem_tra", handler, MORNING + timedelta(hours=2), text="Phiếu chuyển số 12")
    assert steps_open(dossier) == {"thue", "theo-doi"}
    assert Part.objects.get(dossier=dossier, phase="thue").due_at == local("2026-09-14T10:30")
    nothing_broken()

    told = local("2026-09-16T09:00")
    done(dossier, "thue", tax.actor, told, "Thông báo nghĩa vụ tài chính")
    assert dossier.state == "waiting"
    assert steps_open(dossier) == {"cho_nop", "theo-doi"}
    assert task_of(dossier, "theo-doi").held_at == told
    assert Part.objects.get(dossier=dossier, phase="thue").state == "done"
    nothing_broken()

    receiver = where.actor(Role.RECEIVER)
    given: dict[str, Any] = {
        "dossier_id": dossier.pk,
        "officer": receiver,
        "scope": where.scope(Role.RECEIVER),
    }
    duty = Duty("TB-77", date(2026, 9, 16), 12_500_000)
    pause.record_duty(
        **given, duty=duty, pay_by=date(2026, 10, 15), at=told + timedelta(hours=1), key=uuid4()
    )
    paid = Payment(date(2026, 9, 21), "GNT-5")
    pause.record_payment(**given, payment=paid, at=local("2026-09-21T15:00"), key=uuid4())
    done(dossier, "cho_nop", receiver, local("2026-09-21T16:00"))
    assert dossier.state == "in_process"
    assert steps_open(dossier) == {"kho_bac", "theo-doi"}
    assert dossier.due_at is not None
    assert due is not None
    assert (due, dossier.due_at) == (local("2026-10-01T17:00"), local("2026-10-07T17:00"))
    nothing_broken()

    done(dossier, "kho_bac", treasury.actor, local("2026-09-22T08:00"), text="Đã nộp NSNN, chứng từ GNT-5")
    at = local("2026-09-22T09:00")
    done(dossier, "chinh_ly", handler, at)
    done(dossier, "ky", where.actor(Role.AGENCY_LEADER), at + timedelta(hours=1), "Giấy chứng nhận")
    done(dossier, "dong_dau", where.actor(Role.RECORDS_CLERK), at + timedelta(hours=2))
    assert dossier.state == "decided"
    late = lateness(MORNING, MORNING + timedelta(days=30))
    assert late == {tax.agency_id: (1, 1), treasury.agency_id: (1, 0)}
    nothing_broken()


@pytest.mark.django_db(transaction=True)
def test_two_agencies_that_finish_at_the_same_instant_both_count_and_the_next_opens_once() -> None:
    where = lead(BIRTH, "3 working_day")
    police, insurance = body("police", "Công an xã"), body("insurance", "Bảo hiểm xã hội")
    dossier, at = registered(where), MORNING + timedelta(hours=4)
    own = {"thuong_tru": police.actor, "bhyt": insurance.actor}
    mine = {step_id: again(dossier) for step_id in own}

    outcomes = at_once(
        *(
            lambda step_id=step_id, who=who: done(mine[step_id], step_id, who, at)
            for step_id, who in own.items()
        )
    )

    assert outcomes == [None, None]
    assert steps_open(dossier) == {"tong_hop"}
    nothing_broken()


def again(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)
