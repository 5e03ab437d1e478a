"""One complete request: asked once, answered point by point, clocks that restart and pause, the end of waiting."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db.models import Q
from tests.documents.builders import PDF
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.documents.services import store_file
from motcua.dossiers.errors import (
    IllegalMove,
    NothingToSupplement,
    PapersUnchecked,
    PointsUnanswered,
    ReasonMissing,
    SecondRequestNeedsHead,
    StillWaiting,
    UnknownPoint,
    WrongDesk,
)
from motcua.dossiers.models import Clock, Dossier, Draft, Paper, PaperFile, Part, Supplement
from motcua.dossiers.requests import requests_of, second_requests
from motcua.dossiers.selectors import answers_of, answers_of_draft, applicant_of_draft
from motcua.dossiers.services.drafts import attach_file
from motcua.eforms.schema import FormDocument
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.errors import (
    NoEarlierRequest,
    NotEndedYet,
    NotTheHead,
    OtherWayChosen,
    ResultAlreadyThere,
    ReturnTooLate,
)
from motcua.journey.expire import expire, expire_due, remind_due
from motcua.journey.opinions import ask_opinion
from motcua.journey.pause import PauseFacts, pause
from motcua.journey.resubmit import start_again
from motcua.journey.stop import ask_stop
from motcua.journey.submit import submit
from motcua.journey.supplement import (
    FormFault,
    Incomplete,
    Reply,
    allow_second_request,
    answer_supplement,
    ask_completion,
    cancel_incomplete,
    keep_answer,
    supplement,
)
from motcua.kernel.clock import local
from motcua.payments.selectors import charges_of
from motcua.procedures.document import Duration
from motcua.procedures.models import Release
from motcua.workbench.check import run_all
from motcua.workflow.errors import NotYourTask
from motcua.workflow.models import Opinion
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(minutes=30)
APPLICANT = Actor("applicant")


def broken():
    """What `motcua check` finds."""
    return [finding for _, findings in run_all() for finding in findings if finding.invariant != "partitions"]


def stored(name="giay.pdf"):
    return store_file(file=BytesIO(PDF + name.encode()), name=name, at=AT).id


def faulty(dossier, component="giay", remark="Chụp lại rõ cả trang có dấu", finding="wrong"):
    paper = Paper.objects.get(dossier=dossier, component_id=component)
    return [
        replace(row, finding=finding, remark=remark) if row.paper_id == paper.id else row
        for row in b.findings(dossier)
    ]


def asked(where, dossier, at=AT, **options):
    """The desk finds the one paper wrong and asks for it."""
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=faulty(dossier), at=at)
    return supplement(dossier_id=dossier.id, officer=receiver, reason="Ảnh mờ", at=at, key=uuid4(), **options)


def answered(dossier, at, reply=None):
    request = Supplement.objects.filter(dossier=dossier).latest("no")
    replies = {point.id: reply or Reply(file_ids=(stored(),)) for point in request.points.all()}
    answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, replies=replies, at=at, key=uuid4())
    dossier.refresh_from_db()


def head_of_desk(where):
    return b.post(where, Role.DESK_HEAD, "Bùi Văn Phụ Trách", desk_id=where.desk_id)


def incomplete(dossier, component="giay", **options):
    paper = Paper.objects.get(dossier=dossier, component_id=component)
    return Incomplete("Chưa đủ căn cứ thẩm định", {paper.id: ("wrong", "Nộp bản có chứng thực")}, **options)


def sent_back(where, dossier, at, **options):
    """The handler sends the dossier back for completion."""
    act = options.pop("act", ask_completion)
    role = options.pop("role", Role.HANDLER)
    return act(
        dossier_id=dossier.id,
        task_id=options.pop("task_id", None) or open_tasks_of(dossier)[0].id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        incomplete=options.pop("incomplete", None) or incomplete(dossier),
        at=at,
        key=options.pop("key", None) or uuid4(),
        **options,
    )


def in_examination(where, **options):
    """Accepted, assigned: the handler has it."""
    dossier, acceptance = b.accepted(where, **options)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier, acceptance


def accepted_again(where, dossier, at):
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=at)
    again = accept(dossier_id=dossier.id, officer=receiver, at=at, key=uuid4())
    dossier.refresh_from_db()
    return again


# --- one complete request ---


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


# --- the answer, point by point ---


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


# --- after acceptance ---


@pytest.mark.demand("TN19-12.4")
def test_a_completed_dossier_keeps_its_code_and_its_limit_restarts_while_scoring_goes_on():
    where = b.place(b.document(fee_vnd=75_000))
    dossier, first = in_examination(where)
    at = local("2026-09-08T09:00")
    key = uuid4()

    task_id = open_tasks_of(dossier)[0].id
    request = sent_back(where, dossier, at, key=key)
    assert sent_back(where, dossier, at, key=key, task_id=task_id).pk == request.pk

    dossier.refresh_from_db()
    assert dossier.state == "supplement_requested"
    assert dossier.due_at is None
    assert dossier.waits_until is not None
    assert (dossier.unit_name, dossier.owner_name) == ("", "")
    assert request.stage == "handling"
    assert open_tasks_of(dossier) == []
    assert not Part.objects.filter(dossier=dossier, state="open").exists()
    legal = Clock.objects.get(dossier=dossier, kind="legal")
    scoring = Clock.objects.get(dossier=dossier, kind="scoring")
    assert legal.stopped_at == at
    assert scoring.stopped_at is None
    assert scoring.segments.get(to_at=None).running is False
    assert IssuedDocument.objects.filter(about=dossier.id, template="slip_02").count() == 1
    assert broken() == []

    answered(dossier, local("2026-09-10T08:00"))
    again = accepted_again(where, dossier, local("2026-09-10T16:00"))

    assert again.code == first.code
    assert again.due_at == local("2026-09-15T17:00")
    clocks = Clock.objects.filter(dossier=dossier, kind="legal").order_by("no")
    assert [clock.stopped_at for clock in clocks] == [at, None]
    assert Clock.objects.get(dossier=dossier, kind="scoring").due_at > scoring.due_at
    slips = IssuedDocument.objects.filter(about=dossier.id, template="slip_01").order_by("issued_at")
    assert [slip.facts["code"] for slip in slips] == [first.code, first.code]
    assert [charge.amount_vnd for charge in charges_of(dossier.id)] == [75_000]
    task = open_tasks_of(dossier)[0]
    assert (task.kind, task.owner) == ("examine", where.officers[Role.HANDLER])
    assert broken() == []
    for hours in range(1, 4):
        b.do_next_step(where, dossier, local("2026-09-11T08:00") + timedelta(hours=hours))
    assert dossier.state == "decided"
    assert broken() == []


@pytest.mark.demand("TN19-12.4")
def test_after_the_time_of_the_procedure_an_incomplete_dossier_is_not_sent_back_any_more():
    where = b.place()
    dossier, _ = in_examination(where)
    with pytest.raises(ReturnTooLate) as refusal:
        sent_back(where, dossier, local("2026-09-10T17:01"))
    assert "không đủ điều kiện sau thẩm định" in refusal.value.sentence
    sent_back(where, dossier, local("2026-09-10T16:59"))

    own = b.place(
        b.document().model_copy(update={"completion_limit": Duration(amount=5, unit="working_day")})
    )
    dossier, _ = in_examination(own)
    sent_back(own, dossier, local("2026-09-14T16:59"))

    set_policy("completion_days", 1, valid_from=b.SINCE, instrument="QĐ 1", at=AT)
    where = b.place()
    dossier, _ = in_examination(where)
    with pytest.raises(ReturnTooLate):
        sent_back(where, dossier, local("2026-09-09T08:00"))


@pytest.mark.demand("TN19-12.4")
def test_only_the_handlers_side_sends_a_dossier_back_and_not_once_it_is_decided():
    where, elsewhere = b.place(), b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    with pytest.raises(NotYourTask):
        sent_back(where, dossier, at, role=Role.RECEIVER)
    for role in (Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER):
        with pytest.raises(NotYourTask):
            ask_completion(
                dossier_id=dossier.id,
                task_id=open_tasks_of(dossier)[0].id,
                officer=elsewhere.actor(role),
                scope=elsewhere.scope(role, at),
                incomplete=incomplete(dossier),
                at=at,
                key=uuid4(),
            )
    for hours in (2, 3):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hours))
    with pytest.raises(ResultAlreadyThere):
        sent_back(where, dossier, b.MORNING + timedelta(hours=4), role=Role.RECORDS_CLERK)
    waiting = b.submitted(where)
    with pytest.raises(IllegalMove):
        sent_back(where, waiting, at)
    decided = b.decided(where)
    with pytest.raises(IllegalMove):
        sent_back(where, decided, at, role=Role.RECEIVER)


@pytest.mark.demand("TN19-10.2a", "TN19-12.4")
def test_the_handler_too_needs_the_head_for_what_the_desk_could_have_asked():
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    answered(dossier, AT + timedelta(hours=1))
    accepted_again(where, dossier, AT + timedelta(hours=2))
    b.do_next_step(where, dossier, AT + timedelta(hours=3))
    at = AT + timedelta(hours=4)
    seen = incomplete(dossier, "can_cuoc")
    with pytest.raises(SecondRequestNeedsHead):
        sent_back(where, dossier, at, incomplete=seen)
    allow_second_request(
        dossier_id=dossier.id,
        officer=where.actor(Role.UNIT_HEAD),
        scope=where.scope(Role.UNIT_HEAD, at),
        reason="Căn cước không khớp cơ sở dữ liệu dân cư",
        at=at,
        key=uuid4(),
    )
    request = sent_back(where, dossier, at, incomplete=seen)
    assert request.head_id == where.officers[Role.UNIT_HEAD].id
    counted = second_requests(Q(agency_id=where.agency_id), AT, at + timedelta(hours=1))
    assert [one.full_name for one in counted] == ["Phạm Thị Chuyên Viên"]


@pytest.mark.demand("TN19-12.4")
def test_where_the_province_cancels_the_dossier_goes_back_with_what_was_handed_in():
    where = b.place(b.document(fee_vnd=75_000))
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    with pytest.raises(OtherWayChosen):
        sent_back(where, dossier, at, act=cancel_incomplete)
    set_policy("incomplete_after_acceptance", "returned", valid_from=b.SINCE, instrument="QĐ 2", at=AT)
    with pytest.raises(OtherWayChosen):
        sent_back(where, dossier, at)

    sent_back(where, dossier, at, act=cancel_incomplete)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.finished_at, dossier.waits_until) == ("stopped", at, None)
    assert not Clock.objects.filter(dossier=dossier, stopped_at=None).exists()
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_02")
    assert "Trả lại bản chính: " in slip.facts["reason"]
    assert OutboxMessage.objects.filter(subject__contains="được trả lại").exists()
    assert broken() == []


@pytest.mark.demand("TN19-12.4")
def test_a_dossier_that_waits_for_a_payment_can_be_sent_back_and_every_clock_stays_true():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    pause(
        dossier_id=dossier.id,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        facts=PauseFacts("financial_duty", local("2026-09-30T08:00").date()),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.state == "waiting"
    sent_back(where, dossier, local("2026-09-08T10:00"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.waiting_cause) == ("supplement_requested", "")
    assert broken() == []
    answered(dossier, local("2026-09-09T08:00"))
    assert accepted_again(where, dossier, local("2026-09-09T09:00")).due_at == local("2026-09-14T17:00")
    assert open_tasks_of(dossier)[0].held_at is None
    assert broken() == []


def test_a_request_to_stop_is_still_answered_while_the_dossier_waits_and_lapses_when_it_ends():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    task_id = open_tasks_of(dossier)[0].id
    ask_stop(dossier_id=dossier.id, applicant=APPLICANT, reason="Tôi đã bán đất", at=at, key=uuid4())
    sent_back(where, dossier, at + timedelta(hours=1), task_id=task_id)
    assert [task.kind for task in open_tasks_of(dossier)] == ["stop"]
    assert broken() == []
    dossier.refresh_from_db()
    assert expire_due(at=dossier.waits_until + timedelta(hours=1)) == 1
    assert open_tasks_of(dossier) == []
    assert broken() == []


def test_whoever_was_asked_for_an_opinion_need_not_answer_once_the_dossier_went_back():
    where, other = b.place(), b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    ask_opinion(
        dossier_id=dossier.id,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        question=Question("Ranh giới thửa đất", local("2026-09-09T17:00"), agency_id=other.agency_id),
        at=at,
        key=uuid4(),
    )
    sent_back(where, dossier, at)
    assert Opinion.objects.get(dossier=dossier).state == "revoked"
    assert open_tasks_of(dossier) == []
    answered(dossier, local("2026-09-08T09:00"))
    accepted_again(where, dossier, local("2026-09-08T10:00"))
    assert [task.kind for task in open_tasks_of(dossier)] == ["examine"]
    assert broken() == []


# --- nobody answers ---


@pytest.mark.demand("TN19-10.2a")
def test_the_applicant_is_reminded_once_then_the_dossier_ends_with_a_notice():
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    dossier.refresh_from_db()
    until = dossier.waits_until
    assert remind_due(at=until - timedelta(days=4)) == 0
    assert remind_due(at=until - timedelta(days=2)) == 1
    assert remind_due(at=until - timedelta(days=1)) == 0
    assert expire_due(at=until - timedelta(minutes=1)) == 0
    with pytest.raises(StillWaiting):
        expire(dossier_id=dossier.id, at=until)

    late = until + timedelta(minutes=1)
    assert expire_due(at=late) == 1
    assert expire_due(at=late) == 0
    assert expire(dossier_id=dossier.id, at=late) is False

    dossier.refresh_from_db()
    assert (dossier.state, dossier.finished_at) == ("expired", late)
    subjects = list(OutboxMessage.objects.order_by("id").values_list("subject", flat=True))
    assert [subject for subject in subjects if "sắp hết thời gian" in subject or "đã đóng" in subject] == [
        f"Hồ sơ {dossier.reference} sắp hết thời gian bổ sung",
        f"Hồ sơ {dossier.reference} đã đóng vì quá thời gian bổ sung",
    ]
    assert broken() == []


@pytest.mark.demand("TN19-12.4")
def test_an_accepted_dossier_that_nobody_completes_ends_with_all_its_clocks():
    where = b.place()
    dossier, _ = in_examination(where)
    sent_back(where, dossier, b.MORNING + timedelta(hours=2))
    dossier.refresh_from_db()
    assert expire_due(at=dossier.waits_until + timedelta(hours=1)) == 1
    assert not Clock.objects.filter(dossier=dossier, stopped_at=None).exists()
    assert broken() == []


def test_the_waiting_time_is_the_provinces():
    set_policy("supplement_waiting_days", 2, valid_from=b.SINCE, instrument="QĐ 3", at=AT)
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    dossier.refresh_from_db()
    assert dossier.waits_until == local("2026-09-09T17:00")


# --- filing again ---


@pytest.mark.demand("TN19-10.2a")
def test_an_ended_dossier_is_filed_again_from_a_copy_under_the_release_in_force_now():
    where = b.place()
    opened = b.draft(where)
    attach_file(opened.id, component_id="giay", file_id=stored("chung-sinh.pdf"), at=b.MORNING)
    dossier = Dossier.objects.get(pk=submit(draft_id=opened.id, actor=APPLICANT, at=b.MORNING).dossier_id)
    with pytest.raises(NotEndedYet):
        start_again(dossier=dossier, at=AT, key=uuid4())
    refuse(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), reason="Sai nơi nộp", at=AT, key=uuid4()
    )
    dossier.refresh_from_db()
    key = uuid4()

    first = start_again(dossier=dossier, at=AT, key=key)
    again = start_again(dossier=dossier, at=AT, key=key)

    assert again.opened.draft.pk == first.opened.draft.pk
    draft = Draft.objects.get(pk=first.opened.draft.pk)
    assert answers_of_draft(draft) == answers_of(dossier.id)
    assert applicant_of_draft(draft)["number"] == b.APPLICANT["number"]
    assert [file.file.name for file in draft.files.all()] == ["chung-sinh.pdf"]
    assert first.dropped == ()


def test_what_the_new_release_does_not_ask_any_more_is_left_out_and_told():
    where = b.place()
    dossier = b.submitted(where)
    refuse(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), reason="Sai", at=AT, key=uuid4())
    dossier.refresh_from_db()
    procedure = where.release.procedure
    where.release.effective_to = b.SINCE
    where.release.save(update_fields=["effective_to"])
    changed = b.form().dump()
    changed["sections"][0]["fields"][0]["id"] = "ten_moi"
    newer = b.release(form_document=FormDocument.model_validate(changed))
    second = Release.objects.create(
        procedure=procedure,
        number=2,
        state=Release.State.PUBLISHED,
        effective_from=b.MORNING.date(),
        published_at=AT,
        decision="2/QĐ",
        document=newer.document,
        form=newer.form,
        process=newer.process,
        content_hash="1" * 64,
        form_ready=True,
        process_ready=True,
        name=newer.name,
        field=newer.field,
        channels=newer.channels,
        online_class=newer.online_class,
        online_level=newer.online_level,
        search_text=newer.name,
        created_at=AT,
    )

    copied = start_again(dossier=dossier, at=AT, key=uuid4())

    assert copied.opened.draft.release_id == second.id
    assert copied.dropped == ("Họ, chữ đệm, tên",)


# --- races ---


@pytest.mark.django_db(transaction=True)
def test_of_a_handler_who_sends_back_and_one_who_finishes_the_step_one_wins():
    where = b.place()
    dossier, _ = in_examination(where)
    at = b.MORNING + timedelta(hours=2)
    results = at_once(
        lambda: sent_back(where, Dossier.objects.get(pk=dossier.id), at),
        lambda: b.do_next_step(where, Dossier.objects.get(pk=dossier.id), at),
    )
    losers = [one for one in results if isinstance(one, Exception)]
    dossier.refresh_from_db()
    if dossier.state == "supplement_requested":
        assert open_tasks_of(dossier) == []
    else:
        assert len(losers) == 1
        assert len(open_tasks_of(dossier)) == 1
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_of_waiting_at_the_same_instant_leave_one_of_them():
    where = b.place()
    dossier = b.submitted(where)
    point = asked(where, dossier).points.get()
    keep_answer(dossier_id=dossier.id, texts={point.id: "Tôi gửi đúng hạn"})
    dossier.refresh_from_db()
    late = dossier.waits_until + timedelta(seconds=1)
    at_once(
        lambda: answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, at=late, key=uuid4()),
        lambda: expire(dossier_id=dossier.id, at=late),
    )
    dossier.refresh_from_db()
    assert dossier.state in {"submitted", "expired"}
    assert (len(open_tasks_of(dossier)) == 1) is (dossier.state == "submitted")
    assert broken() == []
