"""Not granted after appraisal: proposed by the handler, signed by the leader, through the desk, within the limit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on
from motcua.audit.services import Actor
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Result
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.errors import RefusalUnsigned
from motcua.journey.hand_over import hand_over
from motcua.journey.process import StepResult, process, send_back
from motcua.journey.return_place import change_return_place
from motcua.notifications.models import InboxMessage
from motcua.procedures.models import Reception
from motcua.status.selectors import answer
from motcua.workbench.commands.check import report
from motcua.workflow.errors import StepResultMissing, TaskEnded
from motcua.workflow.selectors import open_tasks_of, tasks_of

REASONS = "Thửa đất chưa có trong quy hoạch được duyệt\nGiấy chứng nhận đang thế chấp"
LATER = b.MORNING + timedelta(hours=2)


def appraised(where, **given):
    """At the leader's desk, with the handler's proposal not to grant."""
    dossier, acceptance = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    b.do_next_step(where, dossier, LATER, text="", refusal=REASONS, **given)
    return dossier, acceptance


def sign(
    where, dossier, task, *, at=LATER + timedelta(hours=1), key=None, role=Role.AGENCY_LEADER, **outcome
):
    process(
        dossier_id=dossier.id,
        task_id=task.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        outcome=StepResult(**(outcome or {"refusal": REASONS})),
        at=at,
        key=key or uuid4(),
    )
    dossier.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.7", "DN15-4.3b")
def test_a_refusal_is_proposed_signed_by_the_leader_and_handed_over_at_the_desk_in_time(capsys):
    where = b.place()
    dossier, acceptance = appraised(where)
    assert dossier.outcome == ""
    assert not Result.objects.filter(dossier=dossier).exists()

    sign(where, dossier, open_tasks_of(dossier)[0])
    result = Result.objects.get(dossier=dossier)
    assert (result.kind, result.reasons, result.signer_name) == ("refused", REASONS, "Nguyễn Văn Lãnh Đạo")
    slip = IssuedDocument.objects.get(pk=result.slip_id)
    assert (slip.template, slip.facts["officer"]) == ("slip_03", "Nguyễn Văn Lãnh Đạo")
    assert slip.facts["reasons"] == REASONS.splitlines()
    assert result.number == slip.number
    assert [task.kind for task in open_tasks_of(dossier)] == ["register"]
    assert answer(acceptance.code).state_label == "Đang giải quyết"

    b.do_next_step(where, dossier, LATER + timedelta(hours=2))
    assert (dossier.state, dossier.outcome) == ("decided", "refused")
    assert dossier.decided_at <= acceptance.due_at
    assert [task.kind for task in open_tasks_of(dossier)] == ["return"]

    hand_over(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        receiver_name="Nguyễn Thị Mẹ",
        at=LATER + timedelta(hours=3),
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.state == "handed_over"
    assert report() == 0, capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.7")
def test_the_public_is_told_plainly_and_never_why(django_capture_on_commit_callbacks):
    where = b.place()
    account = b.officer("Người nộp")
    dossier, acceptance = appraised(where)
    type(dossier).objects.filter(pk=dossier.pk).update(account=account)
    sign(where, dossier, open_tasks_of(dossier)[0])
    b.do_next_step(where, dossier, LATER + timedelta(hours=2))

    told = answer(acceptance.code)
    assert told.state_label == "Không được giải quyết"
    assert "không được giải quyết" in told.next_for_applicant
    message = InboxMessage.objects.get(account=account, event="not_granted")
    assert "không được giải quyết" in message.subject
    for words in REASONS.splitlines():
        assert words not in message.body
        assert words not in str(told)


@pytest.mark.django_db
@pytest.mark.demand("TN19-12.7", "DN15-4.3b")
def test_only_the_leaders_step_signs_and_nobody_signs_without_reasons():
    where = b.place()
    dossier, _ = appraised(where)
    leader = open_tasks_of(dossier)[0]
    with pytest.raises(StepResultMissing):
        sign(where, dossier, leader, refusal="  ")
    sign(where, dossier, leader)
    records = open_tasks_of(dossier)[0]
    with pytest.raises(RefusalUnsigned):
        sign(where, dossier, records, role=Role.RECORDS_CLERK, refusal=REASONS)


@pytest.mark.django_db
def test_a_refusal_that_waits_at_another_desk_is_told_as_a_refusal_not_as_a_result():
    where, other = b.place(), b.place()
    Reception.objects.create(
        desk_id=other.desk_id, procedure=where.release.procedure, valid_from=b.SINCE, instrument="QĐ thử"
    )
    dossier, _ = appraised(where)
    type(dossier).objects.filter(pk=dossier.pk).update(account=b.officer("Người nộp"))
    sign(where, dossier, open_tasks_of(dossier)[0])
    b.do_next_step(where, dossier, LATER + timedelta(hours=2))
    assert dossier.state == "decided"

    change_return_place(
        dossier_id=dossier.id, desk_id=other.desk_id, actor=Actor("applicant"), at=LATER + timedelta(hours=3),
        key=uuid4(),
    )  # fmt: skip

    first, again = InboxMessage.objects.order_by("pk")
    assert (first.event, again.event) == ("not_granted", "not_granted")
    assert desk_on(other.desk_id, b.MORNING.date()).name in again.body


@pytest.mark.django_db
def test_the_leader_may_grant_what_the_handler_would_refuse():
    where = b.place()
    dossier, _ = appraised(where)
    b.do_next_step(where, dossier, LATER + timedelta(hours=1))
    assert dossier.outcome == "granted"
    b.do_next_step(where, dossier, LATER + timedelta(hours=2))
    assert dossier.state == "decided"


@pytest.mark.django_db
def test_a_refusal_sent_back_to_the_handler_is_considered_again_and_may_be_granted():
    where = b.place()
    dossier, _ = appraised(where)
    sign(where, dossier, open_tasks_of(dossier)[0])
    at = LATER + timedelta(hours=2)
    send_back(
        dossier_id=dossier.id,
        task_id=open_tasks_of(dossier)[0].id,
        to_step_id="tham_dinh",
        reason="Căn cứ chưa rõ",
        officer=where.actor(Role.RECORDS_CLERK),
        scope=where.scope(Role.RECORDS_CLERK, at),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    assert dossier.outcome == ""
    for hours in range(3, 6):
        b.do_next_step(where, dossier, LATER + timedelta(hours=hours))
    assert (dossier.state, dossier.outcome) == ("decided", "granted")
    assert [result.kind for result in Result.objects.filter(dossier=dossier).order_by("recorded_at")] == [
        "refused",
        "granted",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_one_grants_or_one_refuses_never_both():
    where = b.place()
    dossier, _ = appraised(where)
    leader = open_tasks_of(dossier)[0]
    b.post(where, Role.AGENCY_LEADER, "Phó Chủ Tịch")
    paper = ResultFacts("Giấy xác nhận", LATER.date(), "Nguyễn Văn Lãnh Đạo", number="12/GXN")
    results = at_once(
        lambda: sign(where, dossier, leader),
        lambda: sign(where, dossier, leader, text="Đã xem xét, đủ điều kiện", result=paper),
    )
    assert sum(isinstance(one, TaskEnded) for one in results) == 1
    assert Result.objects.filter(dossier=dossier).count() == 1
    assert sum(task.state == "open" for task in tasks_of(dossier.pk)) == 1


@pytest.mark.django_db
def test_the_same_signature_sent_twice_is_one():
    where = b.place()
    dossier, _ = appraised(where)
    leader, key = open_tasks_of(dossier)[0], uuid4()
    sign(where, dossier, leader, key=key)
    sign(where, dossier, leader, key=key)
    assert IssuedDocument.objects.filter(about=dossier.id, template="slip_03").count() == 1
