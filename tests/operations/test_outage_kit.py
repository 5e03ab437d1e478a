"""When the system is away work goes on by hand; afterwards all of it enters with its true times, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journey import builders as journey
from tests.journey.builders import APPLICANT, Place
from tests.journey.races import at_once
from tests.operations import builders as b

from motcua.agencies.rules import Role
from motcua.audit.services import SYSTEM
from motcua.deadlines.rules import Limit, Unit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier, DossierCode, Draft
from motcua.dossiers.selectors import timeline_of
from motcua.dossiers.services.drafts import sweep_drafts
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.errors import FormIncomplete
from motcua.journey.reading.history import history
from motcua.kernel.clock import local, local_day
from motcua.numbers.errors import KitNumberMistyped
from motcua.numbers.rules import kit_number, parse_kit_number
from motcua.operations.errors import (
    CountOutOfRange,
    EntryDecided,
    EntryNotReady,
    NoOutage,
    NotOfThisDesk,
    NumberUnknown,
    NumberUsed,
    NumberVoid,
    OutageFactsMissing,
    OutageOver,
    OutageTimes,
    ReasonNeeded,
    TimeImpossible,
)
from motcua.operations.models import KitNumber, LateEntry
from motcua.operations.selectors.outages import blocks_of, kit_pdf
from motcua.operations.services.kit import reserve_block, void_number
from motcua.operations.services.late import approve, decline, keep_drafts, send_for_approval
from motcua.operations.services.outages import end_outage
from motcua.procedures.services import take_outside
from motcua.status.selectors import answer
from motcua.workbench.check import run_all


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


# the kit


@given(
    year=st.integers(2025, 2060), n=st.integers(1, 999_999), place=st.integers(0, 7), digit=st.integers(0, 9)
)
def test_a_wrong_digit_of_a_kit_number_is_found(year: int, n: int, place: int, digit: int) -> None:
    number = kit_number(year, n)
    assert parse_kit_number(number.lower().replace("-", " ")) == number
    digits = list(number[2:4] + number[5:11])
    if int(digits[place]) != digit:
        digits[place] = str(digit)
        with pytest.raises(KitNumberMistyped):
            parse_kit_number(f"NT{''.join(digits)}{number[-1]}")


@pytest.mark.demand("NB18-13.2", "TN14-7.3")
def test_numbers_are_set_aside_for_a_desk_before_anything_breaks_and_never_twice(where: Place) -> None:
    first, second = b.kit(where, 3), b.kit(where, 2, at=b.BEFORE + timedelta(days=1))

    assert b.numbers(first) == [kit_number(2026, n) for n in (1, 2, 3)]
    assert b.numbers(second) == [kit_number(2026, n) for n in (4, 5)]
    view = blocks_of([where.desk_id])[1]
    assert (view.first, view.last, view.free, view.used, view.void) == (*b.numbers(first)[::2], 3, 0, 0)


def test_a_block_asked_for_twice_by_the_same_page_is_one_block(where: Place) -> None:
    key = uuid4()
    assert b.kit(where, key=key).pk == b.kit(where, key=key).pk


def test_only_the_head_prints_a_kit_and_a_receiver_equips_a_machine(where: Place) -> None:
    receiver = where.actor(Role.RECEIVER)
    with pytest.raises(NotOfThisDesk):
        b.kit(where, officer=receiver)
    assert b.kit(where, officer=receiver, purpose="machine").count == 5
    with pytest.raises(NotOfThisDesk):
        b.kit(where, officer=where.actor(Role.HANDLER), purpose="machine")
    with pytest.raises(CountOutOfRange):
        b.kit(where, 201)


def test_two_desks_at_the_same_instant_share_no_number(transactional_db: None) -> None:
    places = [b.desk(), b.desk()]

    blocks = at_once(
        *(
            lambda one=one: reserve_block(
                desk_id=one.desk_id, count=20, officer=one.actor(Role.DESK_HEAD), at=b.BEFORE, key=uuid4()
            )
            for one in places
        )
    )

    given_out = [number for block in blocks for number in b.numbers(block)]
    assert len(set(given_out)) == 40


def test_the_forms_are_printed_with_number_and_qr(where: Place) -> None:
    block = b.kit(where, 3)
    void_number(
        number=b.numbers(block)[1],
        desk_id=where.desk_id,
        reason="in hỏng",
        officer=where.actor(Role.DESK_HEAD),
        at=b.BEFORE,
    )

    made = kit_pdf(block, b.BEFORE)

    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") + made.count(b"/Type/Page/") == 2


def test_a_spoilt_form_is_void_with_its_reason_and_never_used(where: Place) -> None:
    b.outage(where)
    number = b.numbers(b.kit(where))[0]
    head = where.actor(Role.DESK_HEAD)
    with pytest.raises(ReasonNeeded):
        void_number(number=number, desk_id=where.desk_id, reason=" ", officer=head, at=b.BEFORE)
    void_number(number=number, desk_id=where.desk_id, reason="rách", officer=head, at=b.BEFORE)

    with pytest.raises(NumberVoid, match="rách"):
        b.entered(where, number)
    assert KitNumber.objects.get(pk=number).state == "void"


# the late entry


@pytest.mark.demand("NB18-13.2", "TN14-7.3", "HG-4")
def test_a_dossier_received_by_hand_enters_with_its_true_time_reason_and_approval(where: Place) -> None:
    outage = b.outage(where)
    number = b.numbers(b.kit(where))[0]
    entry = b.sent(where, number)

    acceptance = b.approved(where, entry)

    dossier = Dossier.objects.get(pk=entry.draft_id)
    calendar, _ = calendar_named(PROVINCE_CALENDAR)
    assert dossier.submitted_at == dossier.accepted_at == b.RECEIVED
    assert (
        acceptance.due_at == due(Limit(Unit.WORKING_DAYS, 3), b.RECEIVED, calendar, calendar.settings).due_at
    )
    assert local_day(acceptance.due_at) == local_day(local("2026-09-10T10:00"))
    assert f"-{b.RECEIVED:%y%m%d}-" in acceptance.code
    events = {one.kind: one for one in timeline_of(dossier.pk)}
    assert events["accept"].happened_at == b.RECEIVED
    assert events["accept"].recorded_at > b.RECEIVED
    assert events["accept"].actor_id == where.officers[Role.RECEIVER].id
    assert events["late_entry"].happened_at == b.BACK
    assert events["late_entry"].actor_id == where.officers[Role.DESK_HEAD].id
    assert events["late_entry"].words == {"reason": "Mất điện, nhận bằng phiếu giấy"}
    assert events["late_entry"].body["outage"] == str(outage.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.outage_id) == ("approved", outage.pk)
    assert not [one for invariant, found in run_all() for one in found if invariant.name != "watched"]


@pytest.mark.demand("NB18-13.2", "TN14-5.3")
def test_the_number_of_the_form_finds_the_dossier_afterwards(where: Place) -> None:
    b.outage(where)
    number = b.numbers(b.kit(where))[0]
    acceptance = b.approved(where, b.sent(where, number))

    found = answer(number.lower())

    assert found.dossier_id == answer(acceptance.code).dossier_id
    assert found.due_at == acceptance.due_at
    assert DossierCode.objects.get(code=number).kind == "outage"


def test_the_history_says_that_it_was_entered_later(where: Place) -> None:
    b.outage(where)
    entry = b.sent(where, b.numbers(b.kit(where))[0])
    b.approved(where, entry)

    lines = history(entry.draft_id, where.scope(Role.RECEIVER, b.BACK)).lines

    assert any("nhập sau" in line.title for line in lines)
    assert all(line.is_late_entry for line in lines if line.kind == "accept")


def test_the_same_delivery_however_often_is_one_entry(where: Place) -> None:
    b.outage(where)
    number, key = b.numbers(b.kit(where))[0], uuid4()

    first = b.entered(where, number, key=key)
    again = b.entered(where, number, key=key, at=b.BACK + timedelta(hours=1))

    assert first.pk == again.pk
    assert Draft.objects.count() == 1


def test_two_deliveries_at_the_same_instant_make_one_entry(transactional_db: None) -> None:
    where = b.desk()
    number, key = b.numbers(b.kit(where))[0], uuid4()

    made = at_once(*[lambda: b.entered(where, number, key=key)] * 3)

    assert {one.pk for one in made} == {LateEntry.objects.get().pk}


def test_two_dossiers_under_one_number_leave_one_and_say_so(transactional_db: None) -> None:
    where = b.desk()
    number = b.numbers(b.kit(where))[0]

    made = at_once(*[lambda: b.entered(where, number)] * 2)

    assert sorted(type(one).__name__ for one in made) == ["LateEntry", "NumberUsed"]
    assert Draft.objects.count() == 1


def test_two_heads_approve_at_the_same_instant_and_one_dossier_is_filed(transactional_db: None) -> None:
    where = b.desk()
    b.outage(where)
    entry = b.sent(where, b.numbers(b.kit(where))[0])

    made = at_once(*[lambda: b.approved(where, entry)] * 2)

    assert sorted(type(one).__name__ for one in made) == ["Acceptance", "EntryDecided"]
    assert Dossier.objects.count() == 1


def test_nothing_is_filed_before_the_head_approves(where: Place) -> None:
    b.outage(where)
    entry = b.entered(where, b.numbers(b.kit(where))[0])
    receiver = where.actor(Role.RECEIVER)

    with pytest.raises(EntryNotReady):
        b.approved(where, entry)
    send_for_approval(entry_id=entry.pk, officer=receiver, at=b.BACK)
    assert not Dossier.objects.exists()
    with pytest.raises(NotOfThisDesk):
        approve(entry_id=entry.pk, officer=receiver, at=b.BACK)
    b.approved(where, entry)
    with pytest.raises(EntryDecided):
        b.approved(where, entry)


def test_an_incomplete_form_is_told_to_the_clerk_not_to_the_head(where: Place) -> None:
    b.outage(where)
    entry = b.entered(where, b.numbers(b.kit(where))[0], answers={})

    with pytest.raises(FormIncomplete):
        send_for_approval(entry_id=entry.pk, officer=where.actor(Role.RECEIVER), at=b.BACK)

    entry.refresh_from_db()
    assert entry.state == "filling"


def test_without_a_recorded_outage_nothing_is_approved_and_nothing_lost(where: Place) -> None:
    entry = b.sent(where, b.numbers(b.kit(where))[0])

    with pytest.raises(NoOutage):
        b.approved(where, entry)

    b.outage(where)
    b.approved(where, entry)
    assert Dossier.objects.get().accepted_at == b.RECEIVED


def test_papers_that_were_not_handed_in_leave_the_check_to_the_desk(where: Place) -> None:
    b.outage(where)
    entry = b.sent(where, b.numbers(b.kit(where))[0], papers=("don",))

    assert b.approved(where, entry) is None

    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.submitted_at) == ("submitted", b.RECEIVED)
    assert not [one for invariant, found in run_all() for one in found if invariant.name != "watched"]


def test_what_the_head_declines_is_not_filed_and_its_number_stays_used(where: Place) -> None:
    b.outage(where)
    number = b.numbers(b.kit(where))[0]
    entry = b.sent(where, number)
    head = where.actor(Role.DESK_HEAD)
    with pytest.raises(ReasonNeeded):
        decline(entry_id=entry.pk, officer=head, reason="", at=b.BACK)

    decline(entry_id=entry.pk, officer=head, reason="Nhập trùng", at=b.BACK)

    assert not Dossier.objects.exists()
    with pytest.raises(NumberUsed):
        b.entered(where, number)


def test_wrong_times_people_and_numbers_are_refused(where: Place) -> None:
    other = b.desk()
    mine, theirs = b.numbers(b.kit(where))[0], b.numbers(b.kit(other))[0]
    with pytest.raises(NumberUnknown):
        b.entered(where, theirs)
    with pytest.raises(TimeImpossible):
        b.entered(where, mine, received_at=b.BACK + timedelta(minutes=1))
    with pytest.raises(ReasonNeeded):
        b.entered(where, mine, reason=" ")
    with pytest.raises(NotOfThisDesk):
        b.entered(where, mine, received_by=where.officers[Role.HANDLER].id)
    assert KitNumber.objects.get(pk=mine).state == "printed"


def test_a_draft_received_on_paper_is_not_swept_away(where: Place) -> None:
    entry = b.entered(where, b.numbers(b.kit(where))[0])
    stray = journey.draft(where, b.BACK)
    keep_drafts(at=b.BACK + timedelta(days=89))

    sweep_drafts(at=b.BACK + timedelta(days=100))

    assert set(Draft.objects.values_list("pk", flat=True)) == {entry.draft_id}
    assert stray.pk != entry.draft_id
    assert APPLICANT["full_name"] == Draft.objects.get().applicant["full_name"]


# the incident record


@pytest.mark.demand("TN14-9.2", "NB18-14.3")
def test_an_outage_is_recorded_with_cause_repair_and_prevention(where: Place) -> None:
    outage, head = b.outage(where), where.actor(Role.DESK_HEAD)
    known = {
        "outage_id": outage.pk,
        "cause": "Cháy nguồn của bộ chuyển mạch",
        "repair": "Thay nguồn; chạy thử hai giờ",
        "prevention": "Lắp nguồn dự phòng",
        "officer": head,
        "at": b.BACK,
    }
    with pytest.raises(OutageTimes):
        end_outage(**known, ended_at=b.BEGAN)
    with pytest.raises(OutageFactsMissing):
        end_outage(**{**known, "prevention": ""}, ended_at=b.BACK)

    ended = end_outage(**known, ended_at=b.BACK)

    assert (ended.ended_at, ended.prevention) == (b.BACK, "Lắp nguồn dự phòng")
    with pytest.raises(OutageOver):
        end_outage(**known, ended_at=b.BACK)
    with pytest.raises(NotOfThisDesk):
        end_outage(**{**known, "officer": where.actor(Role.RECEIVER)}, ended_at=b.BACK)
    with pytest.raises(OutageTimes):
        b.outage(where, began_at=b.BACK + timedelta(hours=1))


@pytest.mark.demand("TN19-9.4")
def test_what_is_received_outside_the_desk_is_filed_with_its_true_time_and_asks_the_clerk_where_it_was(
    where: Place,
) -> None:
    take_outside(
        procedure_id=where.release.procedure_id, valid_from=b.BEGAN.date(), instrument="QĐ 15/QĐ-UBND",
        at=b.BEFORE, actor=SYSTEM,
    )  # fmt: skip
    b.outage(where)

    assert b.approved(where, b.sent(where, b.numbers(b.kit(where))[0])) is None

    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.submitted_at) == ("submitted", b.RECEIVED)
