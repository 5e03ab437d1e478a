"""At the desk at once, by authorisation; and outside the desk, by decision of the chairman."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.selectors import events_of, words_of
from motcua.audit.services import SYSTEM
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.dossiers import errors as dossier_errors
from motcua.dossiers.models import Clock, Dossier, Part, Result, Visit
from motcua.dossiers.services.returning import Receiving
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.errors import NotAuthorisedHere, OutsideOnly, PlaceMissing
from motcua.journey.hand_over import hand_over
from motcua.journey.settle import Given, Settled, settle
from motcua.kernel.errors import Refusal
from motcua.notifications.held import release
from motcua.procedures import services as procedures
from motcua.procedures.errors import InstrumentMissing
from motcua.procedures.models import DeskAuthorisation
from motcua.tallies.selectors import totals
from motcua.workbench.check.invariants import run_all
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
INSTRUMENT = "QĐ 12/QĐ-UBND ngày 01/8/2026"
DECISION = Settled("Bản sao trích lục", number="45/TL")


def authorised(where, *, last: date | None = None, **whom):
    whom = whom or {"desk_id": where.desk_id, "role": "receiver"}
    return procedures.authorise_desk(
        procedure_id=where.release.procedure_id, agency_id=where.agency_id, valid_from=date(2026, 8, 1),
        valid_to=last, instrument=INSTRUMENT, at=b.MORNING, actor=SYSTEM, **whom,
    )  # fmt: skip


def settled(where, dossier, *, at=b.MORNING, decision=DECISION, **more):
    role = more.pop("role", Role.RECEIVER)
    return settle(
        dossier_id=dossier.id, officer=where.actor(role), scope=where.scope(role, at),
        findings=b.findings(dossier), settled=decision, at=at, key=more.pop("key", None) or uuid4(), **more,
    )  # fmt: skip


def broken() -> list[str]:
    return [one.row for invariant, found in run_all() for one in found if invariant.name != "partitions"]


@pytest.mark.demand("TN19-10.5", "TN19-10.6")
def test_an_authorised_officer_receives_decides_and_hands_over_in_one_sitting_and_all_is_recorded():
    where = b.place(b.document("0 immediate", fee_vnd=8_000))
    authorised(where)
    dossier, key = b.submitted(where), uuid4()
    given = Given("Nguyễn Thị Mẹ", receipt_number="BL01")
    answers = [settled(where, dossier, given=given, key=key) for _ in range(2)]

    dossier.refresh_from_db()
    assert answers[0] == answers[1]
    assert (dossier.state, dossier.money_state, dossier.code) == ("handed_over", "paid", answers[0].code)
    result = Result.objects.get(dossier=dossier)
    assert result.signer_name == f"Trần Thị Tiếp Nhận (theo ủy quyền: {INSTRUMENT})"
    assert result.handed_over_at == b.MORNING
    assert sorted(Part.objects.filter(dossier=dossier).values_list("duty", "state")) == [
        ("lead", "done"), ("reception", "done"), ("return", "done"),
    ]  # fmt: skip
    assert set(Clock.objects.filter(dossier=dossier).values_list("kind", "stopped_at")) == {
        ("legal", b.MORNING), ("scoring", b.MORNING),
    }  # fmt: skip
    assert not IssuedDocument.objects.filter(about=dossier.id, template="slip_01").exists()
    counted = totals(agency_ids=[where.agency_id], first=b.MORNING.date(), last=b.MORNING.date())
    assert counted["accepted"] == counted["decided_on_time"] == counted["handed_over"] == 1
    assert counted.get("in_hand", 0) == counted["awaiting_reception"] == 0
    assert broken() == []


@pytest.mark.demand("TN19-10.5")
def test_a_receipt_is_given_when_it_is_asked_for_and_the_result_may_wait_at_the_desk():
    where = b.place(b.document("0 immediate"))
    row = authorised(where)
    dossier = b.submitted(where)
    settled(where, dossier, decision=replace(DECISION, wants_slip=True))

    assert IssuedDocument.objects.filter(about=dossier.id, template="slip_01").count() == 1
    (task,) = open_tasks_of(dossier)
    assert (task.kind, task.pool.desk_id) == ("return", where.desk_id)
    assert Dossier.objects.get(pk=dossier.id).state == "decided"
    (event,) = (one for one in events_of(dossier.id) if one.kind == "authorised")
    assert (event.body["authorisation"], words_of(dossier.id)[event.seq]["instrument"]) == (
        str(row.pk),
        INSTRUMENT,
    )
    release(at=b.MORNING + timedelta(hours=1))
    assert OutboxMessage.objects.filter(subject__contains="có kết quả").exists()
    assert broken() == []


@pytest.mark.demand("TN19-10.6")
def test_nobody_decides_at_the_counter_without_an_authorisation_that_holds_today():
    where, elsewhere = b.place(), b.place()
    colleague = b.post(where, Role.RECEIVER, "Lý Thị Đồng Nghiệp", desk_id=where.desk_id)
    dossier = b.submitted(where)
    authorised(where, account_id=colleague.id)
    authorised(where, last=date(2026, 9, 6))
    with pytest.raises(NotAuthorisedHere):
        settled(where, dossier)
    authorised(where, account_id=elsewhere.officers[Role.RECEIVER].id)
    with pytest.raises(NotAuthorisedHere):
        settled(elsewhere, dossier)
    assert Dossier.objects.get(pk=dossier.id).state == "submitted"
    row = authorised(where)
    with pytest.raises(dossier_errors.PapersNotInOrder):
        settle(
            dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER),
            findings=b.findings(dossier, "wrong", "Mờ"), settled=DECISION, at=b.MORNING, key=uuid4(),
        )  # fmt: skip
    with pytest.raises(Refusal):
        settled(where, dossier, decision=Settled(" "))
    procedures.end_authorisation(
        authorisation_id=row.pk, last_day=date(2026, 9, 1), at=b.MORNING, actor=SYSTEM
    )
    with pytest.raises(NotAuthorisedHere):
        settled(where, dossier)


def test_a_fee_that_is_not_paid_takes_the_whole_sitting_back():
    where = b.place(b.document("0 immediate", fee_vnd=8_000))
    authorised(where)
    dossier = b.submitted(where)
    with pytest.raises(dossier_errors.FeeNotPaid):
        settled(where, dossier, given=Given("Nguyễn Thị Mẹ"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.code) == ("submitted", None)
    assert not Result.objects.filter(dossier=dossier).exists()


def test_an_authorisation_names_its_instrument_and_whom():
    where = b.place()
    with pytest.raises(InstrumentMissing):
        procedures.authorise_desk(
            procedure_id=where.release.procedure_id, agency_id=where.agency_id, desk_id=where.desk_id,
            role="receiver", valid_from=b.SINCE, instrument=" ", at=b.MORNING, actor=SYSTEM,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskAuthorisation.objects.create(
            procedure_id=where.release.procedure_id, agency_id=where.agency_id, valid_from=b.SINCE,
            instrument="QĐ",
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_one_who_settles_and_one_who_accepts_at_once_one_wins_and_no_half_state_is_left():
    where = b.place()
    authorised(where)
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=b.MORNING)

    answers = at_once(
        lambda: settled(where, dossier),
        lambda: accept(dossier_id=dossier.id, officer=receiver, at=b.MORNING, key=uuid4()),
    )

    assert sum(isinstance(one, Refusal) for one in answers) == 1, answers
    dossier.refresh_from_db()
    assert dossier.state in {"decided", "in_process"}
    assert Result.objects.filter(dossier=dossier).exists() == (dossier.state == "decided")
    assert broken() == []


@pytest.mark.demand("TN19-9.4")
def test_what_the_chairman_took_out_of_the_desk_is_received_and_returned_in_the_field_and_tracked():
    where = b.place()
    procedures.take_outside(
        procedure_id=where.release.procedure_id, agency_id=where.agency_id, valid_from=date(2026, 9, 1),
        instrument=INSTRUMENT, at=b.MORNING, actor=SYSTEM,
    )  # fmt: skip
    dossier, receiver = b.submitted(where), where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=b.MORNING)
    with pytest.raises(OutsideOnly) as refused:
        accept(dossier_id=dossier.id, officer=receiver, at=b.MORNING, key=uuid4())
    assert INSTRUMENT in refused.value.sentence

    place = "Cơ sở kiểm định xe ấp 3"
    accept(dossier_id=dossier.id, officer=receiver, at=b.MORNING, key=uuid4(), place=place)
    for hours in range(1, 5):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hours))
    later = b.MORNING + timedelta(hours=6)
    give = {
        "dossier_id": dossier.id, "officer": receiver, "receiver_name": "Nguyễn Thị Mẹ", "at": later,
        "key": uuid4(),
    }  # fmt: skip
    with pytest.raises(PlaceMissing):
        hand_over(**give)
    hand_over(**give, receiving=Receiving(place=place))

    assert list(Visit.objects.filter(dossier=dossier).values_list("kind", "place", "at").order_by("at")) == [
        ("reception", place, b.MORNING), ("return", place, later),
    ]  # fmt: skip
    assert set(Visit.objects.filter(dossier=dossier).values_list("instrument", flat=True)) == {INSTRUMENT}
    assert broken() == []


def test_before_its_day_and_after_its_end_the_procedure_is_received_at_the_desk():
    where = b.place()
    row = procedures.take_outside(
        procedure_id=where.release.procedure_id, valid_from=date(2026, 9, 1), instrument=INSTRUMENT,
        at=b.MORNING, actor=SYSTEM,
    )  # fmt: skip
    procedures.end_outside(decision_id=row.pk, last_day=date(2026, 9, 6), at=b.MORNING, actor=SYSTEM)
    dossier, _ = b.accepted(where)
    assert not Visit.objects.filter(dossier=dossier).exists()
