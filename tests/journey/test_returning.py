"""The end at the counter: originals, whoever comes for the applicant, confirmation; a wrong result set right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.desk.builders import PDF, stored
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.documents.rendering import render
from motcua.dossiers import errors
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Comparison, Dossier, Handing, Paper, Result
from motcua.dossiers.rules import secret_hash
from motcua.dossiers.selectors import find_dossiers
from motcua.dossiers.services.drafts import attach_file
from motcua.dossiers.services.results import ResultFacts
from motcua.dossiers.services.returning import Compared, Receiving
from motcua.journey.close import close
from motcua.journey.correct import TO_DO, correct_result
from motcua.journey.errors import NotYourDuty
from motcua.journey.hand_over import hand_over
from motcua.journey.originals import allow_differences
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber
from motcua.parties.selectors import sealer
from motcua.tallies.selectors import totals
from motcua.workbench.check.invariants import run_all
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
LATER = b.MORNING + timedelta(hours=6)
NUMBER = "072085054321"


def online(where) -> Dossier:
    """A decided online dossier with one paper as a file, whose original the procedure asks for."""
    draft = b.draft(where, channel="online")
    attach_file(draft.id, component_id="giay", file_id=stored(PDF, "giay.pdf").id, at=b.MORNING)
    return b.travelled(where, submit(draft_id=draft.id, actor=Actor("applicant"), at=b.MORNING).dossier_id)


def paper_of(dossier) -> Paper:
    return Paper.objects.get(dossier=dossier, component_id="giay")


def give(where, dossier, name="Nguyễn Thị Mẹ", at=LATER, **more) -> None:
    hand_over(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        receiver_name=name,
        at=at,
        key=more.pop("key", None) or uuid4(),
        **more,
    )


def state_of(dossier) -> str:
    return Dossier.objects.get(pk=dossier.id).state


@pytest.mark.demand("TN19-8.2", "DN15-4.3c")
def test_the_originals_of_an_online_dossier_are_compared_before_the_result_goes_out():
    where = b.place()
    dossier = online(where)
    with pytest.raises(errors.OriginalsUncompared) as refused:
        give(where, dossier)
    assert "Giấy chứng sinh" in refused.value.sentence

    give(where, dossier, compared=[Compared(paper_of(dossier).pk, fits=True)])

    assert state_of(dossier) == "handed_over"
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_return")
    assert slip.facts["compared"] == [{"name": "Giấy chứng sinh", "finding": "Khớp", "remark": ""}]
    assert render(slip)[:4] == b"%PDF"


@pytest.mark.demand("TN19-8.2")
def test_a_difference_holds_the_result_back_is_kept_and_the_head_may_decide_otherwise():
    where = b.place()
    head = b.post(where, Role.DESK_HEAD, "Hồ Thị Phụ Trách", desk_id=where.desk_id)
    dossier = online(where)
    differs = [Compared(paper_of(dossier).pk, fits=False, remark="Ngày sinh khác")]
    with pytest.raises(errors.ReasonMissing):
        give(where, dossier, compared=[replace(differs[0], remark=" ")])
    with pytest.raises(errors.OriginalsDiffer):
        give(where, dossier, compared=differs)
    assert Comparison.objects.get(dossier=dossier).remark == "Ngày sinh khác"
    assert state_of(dossier) == "decided"
    assert open_tasks_of(dossier)

    allowed = {
        "dossier_id": dossier.id, "reason": "Sai sót chính tả, đã xác minh", "at": LATER, "key": uuid4(),
    }  # fmt: skip
    with pytest.raises(NotYourDuty):
        allow_differences(officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), **allowed)
    for _ in range(2):
        allow_differences(
            officer=Actor("officer", head.id, where.agency_id), scope=where.scope(Role.DESK_HEAD), **allowed
        )
    give(where, dossier, compared=differs)

    assert state_of(dossier) == "handed_over"
    assert Comparison.objects.get(dossier=dossier).allowed_by == head


def test_a_dossier_on_paper_was_compared_when_it_came_in():
    where = b.place()
    dossier = b.decided(where)
    give(where, dossier)
    assert state_of(dossier) == "handed_over"


@pytest.mark.demand("TN19-8.2", "DN15-4.3c")
def test_whoever_comes_for_the_applicant_shows_who_they_are_and_by_what_right():
    where = b.place()
    dossier = b.decided(where)
    someone = Receiving(number=NUMBER, mandate="authorised", mandate_paper="Giấy ủy quyền số 15, 01/9/2026")
    with pytest.raises(errors.MandateMissing):
        give(where, dossier, "Trần Văn Con")
    for lacking in (replace(someone, mandate_paper=" "), replace(someone, number="")):
        with pytest.raises(errors.MandateIncomplete):
            give(where, dossier, "Trần Văn Con", receiving=lacking)
    with pytest.raises(Refusal):
        give(where, dossier, "Trần Văn Con", receiving=replace(someone, number="123"))

    give(where, dossier, "Trần Văn Con", receiving=someone)

    handing = Handing.objects.get(dossier=dossier)
    assert (handing.receiver_name, handing.confirmation) == ("Trần Văn Con", "signature")
    assert sealer().open(handing.number_sealed) == PersonalNumber.parse(NUMBER).value
    slip = IssuedDocument.objects.get(pk=handing.slip_id)
    assert NUMBER not in str(slip.facts), "the number lies sealed"
    assert "Giấy ủy quyền số 15" in slip.facts["mandate"]


@pytest.mark.demand("DN15-4.3c")
def test_by_registered_post_the_number_of_the_parcel_is_kept():
    where = b.place()
    dossier = b.decided(where)
    with pytest.raises(errors.PostNumberMissing):
        give(where, dossier, "Bưu điện Tây Ninh", receiving=Receiving(way="post"))
    give(where, dossier, "Bưu điện Tây Ninh", receiving=Receiving(way="post", post_number="RR123456789VN"))
    assert Handing.objects.get(dossier=dossier).confirmation == "post"


def test_the_applicant_may_confirm_by_their_secret_code_and_a_wrong_one_gives_nothing():
    where = b.place()
    dossier = b.decided(where)
    right, wrong = "4KQM-7XWP-2345-6789", "4KQM-7XWP-2345-6788"
    Dossier.objects.filter(pk=dossier.id).update(secret_hash=secret_hash(right))
    with pytest.raises(Refusal):
        give(where, dossier, receiving=Receiving(secret=wrong))
    assert state_of(dossier) == "decided"


@pytest.mark.demand("TN19-13.2")
def test_a_closed_dossier_is_found_again_by_the_number_of_its_result():
    where, elsewhere = b.place(), b.place()
    dossier = b.decided(where)
    give(where, dossier)
    close(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=LATER, key=uuid4())

    found, _ = find_dossiers(visible_to(where.scope(Role.RECEIVER)), "12/GXN")
    assert [one.pk for one in found] == [dossier.pk]
    assert find_dossiers(visible_to(elsewhere.scope(Role.RECEIVER)), "12/GXN")[0] == []


def right_result(**changes) -> ResultFacts:
    facts = ResultFacts("Giấy xác nhận", local_day(LATER), "Nguyễn Văn Lãnh Đạo", number="13/GXN")
    return replace(facts, **changes)


def correct(where, dossier, at=LATER, role=Role.AGENCY_LEADER, **more) -> None:
    wrong = Result.objects.filter(dossier=dossier, superseded_at=None).get()
    given = {"result_id": wrong.pk, "facts": right_result(), "reason": "Ghi sai năm sinh", "key": uuid4()}
    correct_result(
        dossier_id=dossier.id, officer=where.actor(role), scope=where.scope(role, at), at=at,
        **{**given, **more},
    )  # fmt: skip


def broken() -> list[str]:
    return [one.row for _, found in run_all() for one in found if "partition" not in one.invariant]


@pytest.mark.demand("TN19-13.1")
def test_a_wrong_result_that_was_out_comes_back_to_the_desk_with_a_task_and_a_date():
    where = b.place()
    dossier = b.decided(where)
    give(where, dossier)
    close(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=LATER, key=uuid4())
    key, wrong = uuid4(), Result.objects.get(dossier=dossier)
    for _ in range(2):
        correct(where, dossier, key=key, result_id=wrong.pk)

    dossier.refresh_from_db()
    (task,) = open_tasks_of(dossier)
    assert (dossier.state, dossier.closed_at) == ("decided", None)
    assert (task.name, task.pool.desk_id, task.due_at > LATER) == (TO_DO, where.desk_id, True)
    wrong.refresh_from_db()
    right = Result.objects.get(supersedes=wrong)
    assert (wrong.number, wrong.superseded_at, right.number) == ("12/GXN", LATER, "13/GXN")
    assert right.correction == "Ghi sai năm sinh"
    told = OutboxMessage.objects.filter(subject__contains="đính chính").get()
    assert "đổi bản đúng" in told.body
    assert broken() == []

    with pytest.raises(errors.WrongResultOut):
        give(where, dossier, at=LATER + timedelta(hours=1))
    give(where, dossier, at=LATER + timedelta(hours=1), receiving=Receiving(took_back=True))
    wrong.refresh_from_db()
    assert wrong.taken_back_at == LATER + timedelta(hours=1)
    slip = (
        IssuedDocument.objects.filter(about=dossier.id, template="slip_return").order_by("issued_at").last()
    )
    assert [one["number"] for one in slip.facts["results"]] == ["13/GXN"]
    assert [one["number"] for one in slip.facts["taken_back"]] == ["12/GXN"]
    counted = totals(agency_ids=[where.agency_id], first=b.MORNING.date(), last=b.MORNING.date())
    assert counted["handed_over"] == counted["decided_on_time"] == counted["decided"] == 1
    assert broken() == []


def test_a_wrong_result_still_at_the_desk_is_replaced_and_only_the_right_one_goes_out():
    where = b.place()
    dossier = b.decided(where)
    correct(where, dossier)
    give(where, dossier)

    out = {one.number: one.handed_over_at is not None for one in Result.objects.filter(dossier=dossier)}
    assert out == {"12/GXN": False, "13/GXN": True}
    assert not open_tasks_of(dossier)


def test_a_wrong_paper_that_cannot_come_back_needs_the_reason():
    where = b.place()
    dossier = b.decided(where)
    give(where, dossier)
    correct(where, dossier)
    give(where, dossier, receiving=Receiving(not_taken_back="Người nhận làm mất, có đơn báo"))
    assert Result.objects.get(number="12/GXN").taken_back_note == "Người nhận làm mất, có đơn báo"


def test_only_the_leader_of_the_agency_corrects_with_a_reason_and_something_new():
    where, elsewhere = b.place(), b.place()
    dossier = b.decided(where)
    same = right_result(number="12/GXN", signed_on=local_day(b.MORNING))
    for refusal, more in (
        (errors.NotTheLeader, {"role": Role.HANDLER}),
        (errors.ReasonMissing, {"reason": " "}),
        (errors.SameResult, {"facts": same}),
        (errors.UnknownResult, {"result_id": uuid4()}),
    ):
        with pytest.raises(refusal):
            correct(where, dossier, **more)
    with pytest.raises(errors.NotTheLeader):
        correct(elsewhere, dossier)
    with pytest.raises(errors.IllegalMove):
        correct_result(
            dossier_id=b.accepted(where)[0].id, result_id=uuid4(), facts=right_result(), reason="x",
            officer=where.actor(Role.AGENCY_LEADER), scope=where.scope(Role.AGENCY_LEADER), at=LATER,
            key=uuid4(),
        )  # fmt: skip


@pytest.mark.parametrize("changes", [{"number": "99/GXN"}, {"signer_name": "X"}, {"correction": "y"}])
def test_the_database_lets_nobody_rewrite_or_delete_a_result(changes):
    where = b.place()
    results = Result.objects.filter(dossier=b.decided(where))
    with pytest.raises(IntegrityError), transaction.atomic():
        results.update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        results.delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_correct_and_a_clerk_who_hands_over_at_once_no_half_state_is_left():
    where = b.place()
    dossier = b.decided(where)
    wrong = Result.objects.get(dossier=dossier).pk

    answers = at_once(
        lambda: correct(where, dossier, result_id=wrong),
        lambda: correct(where, dossier, result_id=wrong, facts=right_result(number="14/GXN")),
        lambda: give(where, dossier),
    )

    refused = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) for one in refused), refused
    assert Result.objects.filter(dossier=dossier, superseded_at=None).count() == 1
    assert Result.objects.filter(supersedes_id=wrong).count() == 1
    assert broken() == []
