"""Fees at the counter, the return of the result, and the one public answer at every moment."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.asking import answered, in_examination, sent_back

from motcua.agencies.rules import Role
from motcua.agencies.services import end_posting, publish_desk
from motcua.audit.selectors import events_of
from motcua.audit.services import Actor
from motcua.custody.models import Bundle
from motcua.dossiers.errors import FeeNotPaid, ReceiverMissing, WrongDesk
from motcua.eforms.schema import FormDocument
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.errors import FormIncomplete
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.paper_settled import archive_paper
from motcua.journey.submit import submit
from motcua.kernel.clock import local
from motcua.payments.errors import NothingDue, ReceiptMissing
from motcua.payments.selectors import charges_of
from motcua.procedures.models import Reception
from motcua.status.errors import NotACode, UnknownCode
from motcua.status.selectors import answer
from motcua.workbench.check import run_all
from motcua.workflow.errors import NobodyThere

pytestmark = pytest.mark.django_db
LATER = b.MORNING + timedelta(hours=6)


@pytest.mark.demand("HG-7", "DN15-4.3c", "TN19-6.4a")
def test_a_result_is_handed_over_only_when_the_fee_is_paid_and_its_receipt_noted():
    where = b.place(b.document(fee_vnd=50_000))
    dossier = b.decided(where)
    receiver = where.actor(Role.RECEIVER)
    assert dossier.money_state == "due"
    with pytest.raises(FeeNotPaid):
        hand_over(
            dossier_id=dossier.id, officer=receiver, receiver_name="Nguyễn Thị Mẹ", at=LATER, key=uuid4()
        )
    with pytest.raises(ReceiptMissing):
        pay_cash(dossier_id=dossier.id, officer=receiver, receipt_number=" ", at=LATER, key=uuid4())

    key = uuid4()
    assert (
        pay_cash(dossier_id=dossier.id, officer=receiver, receipt_number="BL001", at=LATER, key=key) == 50_000
    )
    assert (
        pay_cash(dossier_id=dossier.id, officer=receiver, receipt_number="BL001", at=LATER, key=key) == 50_000
    )
    with pytest.raises(NothingDue):
        pay_cash(dossier_id=dossier.id, officer=receiver, receipt_number="BL002", at=LATER, key=uuid4())
    (charge,) = charges_of(dossier.id)
    assert (charge.state, charge.method, charge.receipt_number) == ("paid", "cash", "BL001")

    with pytest.raises(ReceiverMissing):
        hand_over(dossier_id=dossier.id, officer=receiver, receiver_name=" ", at=LATER, key=uuid4())
    hand_over(dossier_id=dossier.id, officer=receiver, receiver_name="Nguyễn Thị Mẹ", at=LATER, key=uuid4())
    dossier.refresh_from_db()
    assert dossier.state == "handed_over"


@pytest.mark.demand("TN14-5.3", "HG-5", "TN19-3.2", "TN19-11.2")
def test_the_public_answer_is_true_at_every_moment_and_names_no_applicant():
    where = b.place()
    dossier = b.submitted(where)
    seen = [answer(dossier.reference)]
    check(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), findings=b.findings(dossier), at=b.MORNING
    )
    accepted = accept(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=b.MORNING, key=uuid4())
    seen.append(answer(accepted.code.lower()))
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    seen.append(answer(accepted.code))
    for hours in (2, 3, 4):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hours))
    seen.append(answer(accepted.code))

    assert [one.state for one in seen] == ["submitted", "in_process", "in_process", "decided"]
    assert [one.national_state for one in seen] == [1, 4, 4, 9]
    assert seen[1].unit == "Phòng Kinh tế"
    assert seen[2].officer == "Phạm Thị Chuyên Viên"
    assert seen[1].due_at == accepted.due_at
    assert not any("Mẹ" in str(one) or "0901234567" in str(one) for one in seen)
    dossier.refresh_from_db()
    assert answer(accepted.code, token=dossier.token).token_fits
    assert not answer(accepted.code, token="x").token_fits


def test_the_public_answer_names_the_desk_as_it_is_called_today():
    where = b.place()
    dossier = b.submitted(where)
    today = answer(dossier.reference).desk
    publish_desk(
        desk_id=where.desk_id,
        name="Tên của năm sau",
        valid_from=date(2199, 1, 1),
        instrument="QĐ",
        at=b.MORNING,
    )

    assert answer(dossier.reference).desk == today != "Tên của năm sau"


@pytest.mark.parametrize(("text", "refusal"), [("khai sinh", NotACode), ("H53.99-260907-9999", UnknownCode)])
def test_what_is_no_code_is_told_from_a_code_that_is_unknown(text, refusal):
    with pytest.raises(refusal) as refused:
        answer(text)
    assert refused.value.sentence


@pytest.mark.demand("NB18-13.2")
def test_a_late_entry_keeps_the_true_time_beside_the_time_of_entry():
    where = b.place()
    true_time = local("2026-09-07T09:00")
    dossier, acceptance = b.accepted(where, at=true_time)
    event = events_of(dossier.id).get(kind="accept")
    assert acceptance.at == event.happened_at == true_time
    assert acceptance.due_at == local("2026-09-10T17:00")
    assert event.recorded_at != event.happened_at


@pytest.mark.demand("HG-15")
def test_a_dossier_does_not_go_where_nobody_is_posted():
    where = b.place()
    heads = where.officers[Role.UNIT_HEAD]
    for posting in heads.postings.all():
        end_posting(posting_id=posting.id, last_day=local("2026-08-31T17:00").date(), at=b.MORNING)
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=b.MORNING)
    with pytest.raises(NobodyThere) as refused:
        accept(dossier_id=dossier.id, officer=receiver, at=b.MORNING, key=uuid4())
    assert "Phòng Kinh tế" in refused.value.sentence
    dossier.refresh_from_db()
    assert dossier.state == "submitted", "all or nothing"
    assert dossier.code is None


@pytest.mark.demand("HG-3")
def test_at_the_counter_an_unsettled_question_of_the_form_holds_nobody_up_online_it_does():
    where = b.place()
    form = b.form().model_dump(mode="json", by_alias=True)
    form["sections"][0]["fields"].append({"id": "loai", "label": "Loại", "type": "select", "required": True})
    b.with_form(where, FormDocument.model_validate(form))
    sent = submit(draft_id=b.draft(where).id, actor=Actor("applicant"), at=b.MORNING)
    assert sent.is_new
    with pytest.raises(FormIncomplete):
        submit(draft_id=b.draft(where, channel="online").id, actor=Actor("applicant"), at=b.MORNING)


def test_once_there_is_a_result_the_desk_that_returns_it_takes_the_money():
    where, elsewhere = b.place(b.document(fee_vnd=50_000)), b.place()
    Reception.objects.create(
        desk_id=elsewhere.desk_id, procedure=where.release.procedure, valid_from=b.SINCE, instrument="QĐ"
    )
    opened = b.draft(where, return_desk_id=elsewhere.desk_id)
    sent = submit(draft_id=opened.id, actor=Actor("applicant"), at=b.MORNING)
    dossier = b.travelled(where, sent.dossier_id)
    with pytest.raises(WrongDesk):
        pay_cash(
            dossier_id=dossier.id,
            officer=where.actor(Role.RECEIVER),
            receipt_number="1",
            at=LATER,
            key=uuid4(),
        )
    there = elsewhere.actor(Role.RECEIVER)
    assert pay_cash(dossier_id=dossier.id, officer=there, receipt_number="1", at=LATER, key=uuid4()) == 50_000
    archive_paper(
        dossier_id=dossier.id,
        bundle_id=Bundle.objects.get(dossier_id=dossier.id).pk,
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER),
        at=LATER,
        key=uuid4(),
    )
    hand_over(dossier_id=dossier.id, officer=there, receiver_name="Nguyễn Thị Mẹ", at=LATER, key=uuid4())


def test_what_was_accepted_once_and_is_refused_when_it_comes_again_is_owed_no_more():
    where = b.place(b.document(fee_vnd=50_000))
    dossier, later = in_examination(where)[0], b.MORNING + timedelta(days=1)
    sent_back(where, dossier, later)
    answered(dossier, later)
    assert dossier.money_state == "due"  # it may still come to its end
    receiver = where.actor(Role.RECEIVER)
    refuse(dossier_id=dossier.id, officer=receiver, reason="Thửa đất đang tranh chấp", at=later, key=uuid4())

    (charge,) = charges_of(dossier.pk)
    dossier.refresh_from_db()
    assert (charge.state, dossier.money_state) == ("waived", "waived")
    assert [finding.row for _, found in run_all() for finding in found] == []
