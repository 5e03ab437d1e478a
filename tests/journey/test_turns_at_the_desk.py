"""Supplement and refusal at the desk; who may see and do what; two officers on one dossier."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents.models import IssuedDocument
from motcua.dossiers import access
from motcua.dossiers.errors import (
    Changed,
    IllegalMove,
    NothingToSupplement,
    PapersNotInOrder,
    PapersUnchecked,
    ReasonMissing,
    SecondRequestNeedsHead,
    WrongDesk,
)
from motcua.dossiers.models import Dossier, Paper, Supplement
from motcua.journey.accept import accept
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.check import check, refuse
from motcua.journey.submit import submit
from motcua.journey.supplement import supplement
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING + timedelta(minutes=30)


def wrong(dossier):
    rows = b.findings(dossier)
    paper = Paper.objects.get(dossier=dossier, component_id="giay")
    return [
        type(row)(row.paper_id, "wrong", "Chụp lại rõ cả trang có dấu") if row.paper_id == paper.id else row
        for row in rows
    ]


@pytest.mark.django_db
@pytest.mark.demand("TN19-10.1a", "TN19-10.2a", "NB18-13.3")
def test_one_full_supplement_notice_and_no_second():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=wrong(dossier), at=AT)

    asked = supplement(dossier_id=dossier.id, officer=receiver, reason="Ảnh mờ", at=AT, key=uuid4())

    dossier.refresh_from_db()
    assert dossier.state == "supplement_requested"
    assert [point.subject for point in asked.points.all()] == ["Giấy chứng sinh"]
    slip = IssuedDocument.objects.get(about=dossier.id)
    assert slip.template == "slip_02"
    assert open_tasks_of(dossier) == []

    later = AT + timedelta(hours=3)
    point = asked.points.get()
    answer_supplement(
        dossier_id=dossier.id,
        applicant=Actor("applicant"),
        replies={point.id: Reply("Tôi không có bản rõ hơn")},
        at=later,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    assert len(open_tasks_of(dossier)) == 1
    check(dossier_id=dossier.id, officer=receiver, findings=wrong(dossier), at=later)
    with pytest.raises(SecondRequestNeedsHead):
        supplement(dossier_id=dossier.id, officer=receiver, reason="Lại mờ", at=later, key=uuid4())


@pytest.mark.django_db
@pytest.mark.demand("TN14-7.1")
def test_the_checklist_is_walked_to_its_end_before_any_outcome():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    with pytest.raises(PapersUnchecked):
        accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())
    with pytest.raises(PapersUnchecked):
        supplement(dossier_id=dossier.id, officer=receiver, reason="Thiếu", at=AT, key=uuid4())
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    with pytest.raises(NothingToSupplement):
        supplement(dossier_id=dossier.id, officer=receiver, reason="Thiếu", at=AT, key=uuid4())
    with pytest.raises(ReasonMissing):
        check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier, "wrong"), at=AT)
    check(dossier_id=dossier.id, officer=receiver, findings=wrong(dossier), at=AT)
    with pytest.raises(PapersNotInOrder):
        accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())


@pytest.mark.django_db
@pytest.mark.demand("TN19-10.1b")
def test_a_refusal_is_in_writing_with_its_reason_and_ends_the_dossier():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    with pytest.raises(ReasonMissing):
        refuse(dossier_id=dossier.id, officer=receiver, reason="  ", at=AT, key=uuid4())
    refuse(dossier_id=dossier.id, officer=receiver, reason="Không thuộc thẩm quyền", at=AT, key=uuid4())
    dossier.refresh_from_db()
    assert dossier.state == "refused"
    assert dossier.finished_at == AT
    assert IssuedDocument.objects.get(about=dossier.id).template == "slip_03"
    assert open_tasks_of(dossier) == []
    with pytest.raises(IllegalMove):
        accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())


@pytest.mark.django_db
def test_an_officer_of_another_desk_can_neither_see_nor_do_anything():
    where, elsewhere = b.place(), b.place()
    dossier = b.submitted(where)
    check(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), findings=b.findings(dossier), at=AT)
    with pytest.raises(WrongDesk):
        accept(dossier_id=dossier.id, officer=elsewhere.actor(Role.RECEIVER), at=AT, key=uuid4())
    for role in (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER, Role.RECORDS_CLERK):
        assert not access.visible_to(elsewhere.scope(role)).filter(pk=dossier.pk).exists()
    assert access.visible_to(where.scope(Role.RECEIVER)).filter(pk=dossier.pk).exists()


@pytest.mark.django_db
def test_a_unit_sees_a_dossier_only_once_it_has_a_part_in_it():
    where = b.place()
    dossier = b.submitted(where)
    seen_by = access.visible_to(where.scope(Role.HANDLER)).filter(pk=dossier.pk)
    assert not seen_by.exists()
    accepted_at = AT + timedelta(minutes=5)
    check(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), findings=b.findings(dossier), at=AT)
    accept(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=accepted_at, key=uuid4())
    assert seen_by.exists()


@pytest.mark.django_db
def test_the_second_of_two_officers_is_told_that_the_dossier_changed():
    where = b.place()
    dossier = b.submitted(where)
    opened = dossier.version
    receiver = where.actor(Role.RECEIVER)
    check(
        dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT, expected_version=opened
    )
    with pytest.raises(Changed):
        check(
            dossier_id=dossier.id,
            officer=receiver,
            findings=b.findings(dossier),
            at=AT,
            expected_version=opened,
        )


@pytest.mark.django_db(transaction=True)
def test_of_parallel_acceptances_one_wins_and_the_rest_are_refused():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)

    def act():
        return accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())

    answers = at_once(*[act] * 6)
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(won) == 1
    assert all(isinstance(answer, IllegalMove) for answer in answers if answer not in won)
    dossier.refresh_from_db()
    assert dossier.code == won[0].code
    assert len(open_tasks_of(dossier)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_again_gives_the_same_answer_even_at_the_same_time():
    where = b.place()
    dossier = b.submitted(where)
    receiver, key = where.actor(Role.RECEIVER), uuid4()
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    answers = at_once(*[lambda: accept(dossier_id=dossier.id, officer=receiver, at=AT, key=key)] * 4)
    assert len({(answer.code, answer.due_at) for answer in answers}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_makes_one_dossier():
    where = b.place()
    draft = b.draft(where)
    answers = at_once(*[lambda: submit(draft_id=draft.id, actor=Actor("applicant"), at=b.MORNING)] * 5)
    assert {answer.dossier_id for answer in answers} == {draft.id}
    assert [answer.is_new for answer in answers].count(True) == 1
    assert Dossier.objects.count() == 1
    assert Supplement.objects.count() == 0
