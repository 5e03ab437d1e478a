"""Nobody answered in time: reminded once, ended, filed again from a copy."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.asking import APPLICANT, AT, asked, broken, in_examination, sent_back, stored
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.errors import (
    StillWaiting,
)
from motcua.dossiers.models import Clock, Dossier, Draft
from motcua.dossiers.selectors import answers_of, answers_of_draft, applicant_of_draft
from motcua.dossiers.services.drafts import attach_file
from motcua.eforms.schema import FormDocument
from motcua.journey.answer import answer_supplement, keep_answer
from motcua.journey.check import refuse
from motcua.journey.errors import (
    NotEndedYet,
)
from motcua.journey.expire import expire, expire_due, remind_due
from motcua.journey.resubmit import start_again
from motcua.journey.submit import submit
from motcua.kernel.clock import local
from motcua.procedures.models import Release
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db


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
    where = b.place(b.document(fee_vnd=75_000))
    dossier, _ = in_examination(where)
    sent_back(where, dossier, b.MORNING + timedelta(hours=2))
    dossier.refresh_from_db()
    assert expire_due(at=dossier.waits_until + timedelta(hours=1)) == 1
    dossier.refresh_from_db()
    assert dossier.money_state == "waived", "no fee waits for a result that never comes"
    assert not Clock.objects.filter(dossier=dossier, stopped_at=None).exists()
    assert broken() == []


def test_the_waiting_time_is_the_provinces():
    set_policy("supplement_waiting_days", 2, valid_from=b.SINCE, instrument="QĐ 3", at=AT)
    where = b.place()
    dossier = b.submitted(where)
    asked(where, dossier)
    dossier.refresh_from_db()
    assert dossier.waits_until == local("2026-09-09T17:00")


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
