"""One complete request: asked once, again only with the head's word, answered point by point."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from tests.journey import builders as b
from tests.journey.asking import APPLICANT, AT, answered, asked, broken, faulty, head_of_desk, stored

from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.errors import (
    IllegalMove,
    NothingToSupplement,
    PapersUnchecked,
    PointsUnanswered,
    ReasonMissing,
    SecondRequestNeedsHead,
    UnknownPoint,
    WrongDesk,
)
from motcua.dossiers.models import Clock, Dossier, Paper, PaperFile
from motcua.dossiers.requests import requests_of, second_requests
from motcua.dossiers.selectors import answers_of
from motcua.journey.answer import Reply, answer_supplement, keep_answer
from motcua.journey.check import check
from motcua.journey.errors import (
    NoEarlierRequest,
    NotTheHead,
)
from motcua.journey.supplement import FormFault, allow_second_request, supplement
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-10.1a")
def test_a_slip_is_issued_only_after_the_checklist_was_walked_to_its_end():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    with pytest.raises(PapersUnchecked):
        supplement(dossier_id=dossier.id, officer=receiver, reason="Thiếu", at=AT, key=uuid4())
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    with pytest.raises(NothingToSupplement):
        supplement(dossier_id=dossier.id, officer=receiver, reason="Thiếu", at=AT, key=uuid4())

    request = asked(where, dossier, form_faults=[FormFault("ly_do", "Ghi rõ mục đích sử dụng")])

    dossier.refresh_from_db()
    assert dossier.state == "supplement_requested"
    assert dossier.waits_until is not None
    points = [(point.finding, point.subject, point.to_do) for point in request.points.order_by("no")]
    assert points == [
        ("wrong", "Giấy chứng sinh", "Chụp lại rõ cả trang có dấu"),
        ("wrong", "Lý do", "Ghi rõ mục đích sử dụng"),
    ]
    slip = IssuedDocument.objects.get(about=dossier.id)
    assert slip.template == "slip_02"
    assert "Lý do: Ghi rõ mục đích sử dụng" in slip.facts["demands"]
    assert not Clock.objects.filter(dossier=dossier).exists()
    assert open_tasks_of(dossier) == []
    assert broken() == []


def test_what_is_to_be_mended_in_the_form_must_be_a_part_of_it_and_say_what_to_do():
    where = b.place()
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    nowhere, silent = [FormFault("khong_co", "Sửa")], [FormFault("ly_do", " ")]
    with pytest.raises(NothingToSupplement):
        supplement(
            dossier_id=dossier.id, officer=receiver, reason="Sai", form_faults=nowhere, at=AT, key=uuid4()
        )
    with pytest.raises(ReasonMissing):
        supplement(
            dossier_id=dossier.id, officer=receiver, reason="Sai", form_faults=silent, at=AT, key=uuid4()
        )


@pytest.mark.demand("TN19-10.2a")
def test_what_could_be_seen_the_first_time_is_asked_again_only_with_the_heads_reason():
    where = b.place()
    dossier = b.submitted(where)
    head = head_of_desk(where)
    asked(where, dossier)
    answered(dossier, AT + timedelta(hours=1))
    at = AT + timedelta(hours=2)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=faulty(dossier, "can_cuoc"), at=at)

    with pytest.raises(SecondRequestNeedsHead) as refusal:
        supplement(
            dossier_id=dossier.id, officer=receiver, reason="Còn", head_reason="Tôi cần", at=at, key=uuid4()
        )
    assert "Căn cước" in refusal.value.sentence
    with pytest.raises(NotTheHead):
        allow_second_request(
            dossier_id=dossier.id,
            officer=receiver,
            scope=where.scope(Role.RECEIVER, at),
            reason="x",
            at=at,
            key=uuid4(),
        )
    key = uuid4()
    for _ in range(2):
        allow_second_request(
            dossier_id=dossier.id,
            officer=where.actor(Role.DESK_HEAD),
            scope=where.scope(Role.DESK_HEAD, at),
            reason="Căn cước hết hạn sau khi nộp",
            at=at,
            key=key,
        )
    second = supplement(dossier_id=dossier.id, officer=receiver, reason="Còn thiếu", at=at, key=uuid4())

    assert (second.no, second.is_repeat, second.head_id) == (2, True, head.id)
    counted = second_requests(Q(agency_id=where.agency_id), at - timedelta(days=1), at + timedelta(days=1))
    assert [(one.account_id, one.count) for one in counted] == [(where.officers[Role.RECEIVER].id, 1)]
    assert second_requests(Q(agency_id=where.agency_id), at + timedelta(days=1), at + timedelta(days=2)) == []
    assert (
        second_requests(Q(agency_id=b.place().agency_id), at - timedelta(days=1), at + timedelta(days=1))
        == []
    )
    assert broken() == []


@pytest.mark.demand("TN19-10.2a")
def test_the_head_asks_again_in_person_with_the_reason():
    where = b.place()
    dossier = b.submitted(where)
    head_of_desk(where)
    asked(where, dossier)
    answered(dossier, AT + timedelta(hours=1), Reply("Tôi không có bản nào rõ hơn"))
    at = AT + timedelta(hours=2)
    head = where.actor(Role.DESK_HEAD)
    check(dossier_id=dossier.id, officer=head, findings=faulty(dossier), at=at)
    with pytest.raises(SecondRequestNeedsHead):
        supplement(dossier_id=dossier.id, officer=head, reason="Vẫn mờ", head_reason=" ", at=at, key=uuid4())
    second = supplement(
        dossier_id=dossier.id,
        officer=head,
        reason="Vẫn mờ",
        head_reason="Giấy này quyết định hồ sơ",
        at=at,
        key=uuid4(),
    )
    assert second.is_repeat
    assert second.head_reason == "Giấy này quyết định hồ sơ"


@pytest.mark.demand("TN19-10.2a")
def test_what_came_only_with_the_new_papers_may_be_asked_for_without_the_head():
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    answered(dossier, AT + timedelta(hours=1))

    second = asked(where, dossier, AT + timedelta(hours=2))

    assert (second.no, second.is_repeat) == (2, False)
    assert second_requests(Q(agency_id=where.agency_id), AT, AT + timedelta(days=9)) == []


@pytest.mark.demand("TN19-10.2a")
def test_a_form_that_was_rewritten_is_new_and_one_that_was_not_is_not():
    where = b.place()
    dossier = b.submitted(where)
    fault = [FormFault("ly_do", "Ghi rõ mục đích")]
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    first = supplement(
        dossier_id=dossier.id, officer=receiver, reason="Chưa rõ", form_faults=fault, at=AT, key=uuid4()
    )
    keep_answer(dossier_id=dossier.id, form={**answers_of(dossier.id), "ly_do": "Bổ sung hồ sơ đất"})
    later = AT + timedelta(hours=1)
    answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, at=later, key=uuid4())
    assert first.points.get().brings_new
    assert answers_of(dossier.id)["ly_do"] == "Bổ sung hồ sơ đất"

    again = {"dossier_id": dossier.id, "officer": receiver, "reason": "Chưa rõ", "at": later}
    with pytest.raises(SecondRequestNeedsHead):
        supplement(**again, form_faults=[FormFault("ho_ten", "Ghi đủ họ")], key=uuid4())
    assert not supplement(**again, form_faults=fault, key=uuid4()).is_repeat


def test_nobody_needs_the_heads_word_for_the_first_request():
    where = b.place()
    dossier = b.submitted(where)
    head_of_desk(where)
    with pytest.raises(NoEarlierRequest):
        allow_second_request(
            dossier_id=dossier.id,
            officer=where.actor(Role.DESK_HEAD),
            scope=where.scope(Role.DESK_HEAD),
            reason="Trước",
            at=AT,
            key=uuid4(),
        )


@pytest.mark.demand("TN19-10.2a", "NB18-13.3")
def test_every_point_is_answered_before_the_answer_is_sent_and_only_those_are_checked_again():
    where = b.place()
    dossier = b.submitted(where)
    request = asked(where, dossier, form_faults=[FormFault("ly_do", "Ghi rõ mục đích sử dụng")])
    paper, form = request.points.order_by("no")
    key, later = uuid4(), AT + timedelta(hours=3)

    keep_answer(dossier_id=dossier.id, file_ids={paper.id: [stored("trang-1.pdf")]})
    keep_answer(dossier_id=dossier.id, file_ids={paper.id: [stored("trang-2.pdf")]})
    with pytest.raises(PointsUnanswered) as refusal:
        answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, at=later, key=key)
    assert refusal.value.facts["points"] == [form.id]
    keep_answer(dossier_id=dossier.id, texts={form.id: "Để vay vốn ngân hàng"})
    for _ in range(2):
        answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, at=later, key=key)

    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    assert len(open_tasks_of(dossier)) == 1
    files = PaperFile.objects.filter(dossier=dossier, superseded_at=None).order_by("page")
    assert [one.file.name for one in files] == ["trang-1.pdf", "trang-2.pdf"]
    found = dict(Paper.objects.filter(dossier=dossier).values_list("component_id", "finding"))
    assert found == {"don": "ok", "giay": "unchecked", "can_cuoc": "ok"}
    kept = requests_of(dossier.id)[0]
    assert [(point.reply, point.brings_new) for point in kept.points.all()] == [
        ("", True),
        ("Để vay vốn ngân hàng", False),
    ]
    assert broken() == []


def test_a_prepared_answer_lies_in_the_database_until_it_is_sent():
    where = b.place()
    dossier = b.submitted(where)
    point = asked(where, dossier).points.get()
    file_id = stored()
    keep_answer(dossier_id=dossier.id, texts={point.id: "Tôi gửi bản mới"}, file_ids={point.id: [file_id]})
    version = Dossier.objects.get(pk=dossier.id).version
    kept = requests_of(dossier.id)[0].points.all()[0]
    assert (kept.reply, [one.file_id for one in kept.files.all()]) == ("Tôi gửi bản mới", [file_id])
    keep_answer(dossier_id=dossier.id, dropped_file_id=file_id)
    assert not requests_of(dossier.id)[0].points.all()[0].files.all()
    assert Dossier.objects.get(pk=dossier.id).version == version
    with pytest.raises(UnknownPoint):
        keep_answer(dossier_id=dossier.id, texts={uuid4(): "của người khác"})


def test_an_answer_at_the_counter_is_recorded_by_that_desk_and_by_no_other():
    where, elsewhere = b.place(), b.place()
    dossier = b.submitted(where)
    point = asked(where, dossier).points.get()
    brought = {point.id: Reply(is_on_paper=True)}
    with pytest.raises(WrongDesk):
        answer_supplement(
            dossier_id=dossier.id,
            applicant=elsewhere.actor(Role.RECEIVER),
            replies=brought,
            at=AT,
            key=uuid4(),
        )
    answer_supplement(
        dossier_id=dossier.id, applicant=where.actor(Role.RECEIVER), replies=brought, at=AT, key=uuid4()
    )
    point.refresh_from_db()
    assert point.brings_new
    with pytest.raises(IllegalMove):
        keep_answer(dossier_id=dossier.id, texts={point.id: "muộn"})
