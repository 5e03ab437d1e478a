"""The phone operator: little is said before the caller is known, nothing can be read out by the dozen."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk import builders as d
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.audit.models import Reading
from motcua.dossiers.access import Holder
from motcua.dossiers.models import Dossier, Party
from motcua.journey.reading.lookers import looks_at
from motcua.operations import errors
from motcua.operations.models import Call, CallDossier, CallQuestion
from motcua.operations.selectors.calls import call_page, calls_of
from motcua.operations.services import calls
from motcua.status.selectors import answer
from motcua.status.words import short

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(hours=2)
BORN = 1990


@pytest.fixture
def where(db):
    return b.place()


def filed(where, **changes) -> Dossier:
    dossier, _ = b.accepted(where)
    Party.objects.filter(dossier=dossier).update(born_on=date(BORN, 5, 4), **changes)
    return dossier


def begin(where, number="0901234567", at=AT) -> Call:
    return calls.begin_call(desk_id=where.desk_id, officer=where.actor(Role.RECEIVER), number=number, at=at)


def look(where, call, kind, text="", *, year="", at=AT):
    return calls.look_up(
        call_id=call.pk, officer=where.actor(Role.RECEIVER), kind=kind, text=text, year=year, at=at
    )


def say(where, call, dossier, question, words):
    return calls.answer_question(
        call_id=call.pk, dossier_id=dossier.pk, question=question, answer=words,
        officer=where.actor(Role.RECEIVER), at=AT,
    )  # fmt: skip


def page(where, call):
    return call_page(call.pk, where.actor(Role.RECEIVER))


@pytest.mark.demand("DN15-3.3")
@pytest.mark.parametrize(
    ("kind", "text", "year"),
    [
        ("phone", "", ""),
        ("name", "nguyen thi me", "1990"),
        ("number", b.APPLICANT["number"], ""),
        ("code", None, ""),
    ],
)
def test_a_callers_dossier_is_found_and_only_the_public_status_is_said(where, kind, text, year):
    dossier = filed(where)
    call = begin(where)

    (row,) = look(where, call, kind, dossier.code if text is None else text, year=year)

    assert row.dossier_id == dossier.pk
    (shown,) = page(where, call).dossiers
    assert (shown.is_known, shown.more) == (False, None)
    assert shown.words == short(answer(dossier.code)).replace(dossier.code, shown.code)
    assert dossier.code not in shown.words
    assert "Nguyễn Thị Mẹ" not in shown.words + shown.next


@pytest.mark.demand("DN15-3.3")
def test_two_right_answers_make_the_caller_known_and_more_is_told(where):
    dossier = filed(where)
    call = begin(where)
    look(where, call, "phone")

    assert not say(where, call, dossier, "birth_year", "1991")
    assert say(where, call, dossier, "birth_year", "năm 1990")
    assert page(where, call).dossiers[0].more is None
    assert say(where, call, dossier, "number_end", b.APPLICANT["number"][-4:])

    (shown,) = page(where, call).dossiers
    assert shown.more is not None
    assert shown.code == dossier.code
    calls.end_call(call_id=call.pk, officer=where.actor(Role.RECEIVER), at=AT)
    assert page(where, call).dossiers == ()


def test_three_wrong_answers_lock_the_dossier_for_the_call(where):
    dossier = filed(where)
    call = begin(where)
    look(where, call, "phone")
    for words in ("1", "2", ""):
        assert not say(where, call, dossier, "birth_year", words)

    with pytest.raises(errors.AnswersLocked):
        say(where, call, dossier, "birth_year", str(BORN))
    (shown,) = page(where, call).dossiers
    assert (shown.is_locked, shown.questions, shown.more) == (True, (), None)
    look(where, call, "phone")  # asked for again it stays locked
    assert page(where, call).dossiers[0].is_locked


def test_the_telephone_it_comes_from_answers_no_question(where):
    dossier = filed(where)
    own, other = begin(where), begin(where, "0988777666")
    look(where, own, "phone")
    look(where, other, "code", dossier.code)

    assert "phone_end" not in dict(page(where, own).dossiers[0].questions)
    assert "phone_end" in dict(page(where, other).dossiers[0].questions)
    with pytest.raises(errors.QuestionUnclear):
        say(where, own, dossier, "phone_end", "567")


def test_names_and_codes_cannot_be_harvested(where):
    dossiers = [filed(where) for _ in range(calls.MOST_FOUND + 1)]
    call = begin(where, "")
    for kind, text, year in (
        ("name", "Mẹ", "1990"),  # no single word
        ("name", "Nguyễn Thị Mẹ", ""),  # not without the year
        ("name", "% %", "1990"),
        ("phone", "0901234567", ""),  # not another number than the one that calls
        ("all", "", ""),
    ):
        try:
            assert look(where, call, kind, text, year=year) == []
        except errors.QuestionUnclear:
            continue
    with pytest.raises(errors.TooManyFound):
        look(where, call, "name", "Nguyễn Thị Mẹ", year="1990")
    assert not CallDossier.objects.exists()
    assert CallQuestion.objects.filter(found=calls.MOST_FOUND + 1).exists()  # the head sees that it was tried
    fresh = begin(where, "")
    for one in range(calls.MOST_IN_CALL):
        look(where, fresh, "code", dossiers[one % 3].code)
    with pytest.raises(errors.TooManyLookups):
        look(where, fresh, "code", dossiers[0].code)


def test_one_officer_looks_up_so_many_an_hour_and_no_more(where):
    dossier = filed(where)
    for _ in range(calls.MOST_IN_HOUR // calls.MOST_IN_CALL + 1):
        call = begin(where)
        CallQuestion.objects.bulk_create(
            CallQuestion(call=call, kind="code", asked="x", found=0, at=AT)
            for _ in range(calls.MOST_IN_CALL - 1)
        )
    extra = begin(where)
    CallQuestion.objects.bulk_create(
        CallQuestion(call=extra, kind="code", asked="x", found=0, at=AT)
        for _ in range(calls.MOST_IN_CALL - 1)
    )
    with pytest.raises(errors.TooManyLookups, match="một giờ"):
        look(where, begin(where), "code", dossier.code)
    assert look(where, begin(where), "code", dossier.code, at=AT + timedelta(hours=2))


def test_who_asked_what_is_kept_without_the_personal_number_and_the_applicant_sees_who_looked(where):
    dossier = filed(where)
    call = begin(where)
    look(where, call, "number", b.APPLICANT["number"])

    asked = CallQuestion.objects.get()
    assert b.APPLICANT["number"] not in asked.asked
    reading = Reading.objects.get(stream_id=dossier.pk, purpose="phone")
    assert reading.account_id == where.officers[Role.RECEIVER].id
    looks = looks_at(Holder(proven=frozenset({dossier.pk})), dossier.pk, AT).looks
    assert "Trần Thị Tiếp Nhận" in [one.officer for one in looks]


def test_a_call_is_its_operators_alone(where):
    call = begin(where)
    other = b.place()
    with pytest.raises(errors.UnknownCall):
        call_page(call.pk, other.actor(Role.RECEIVER))
    with pytest.raises(errors.UnknownCall):
        calls.look_up(call_id=call.pk, officer=other.actor(Role.RECEIVER), kind="phone", at=AT)
    with pytest.raises(errors.NotOfThisDesk):
        calls.begin_call(desk_id=where.desk_id, officer=other.actor(Role.RECEIVER), number="", at=AT)


def test_the_head_sees_the_odd_calls_first(where):
    dossier = filed(where)
    begin(where)
    locked = begin(where)
    look(where, locked, "phone")
    for _ in range(3):
        say(where, locked, dossier, "birth_year", "0")

    first, second = calls_of([where.desk_id], since=AT - timedelta(days=1))

    assert (first.pk, first.worst, first.asked) == (locked.pk, 3, 1)
    assert second.asked == 0


def test_by_the_pages_from_the_ring_to_the_end(where):
    dossier = filed(where)
    b.post(where, Role.DESK_HEAD, "Hồ Thị Phụ Trách", desk_id=where.desk_id)
    desk = d.client_of(where, Role.RECEIVER)
    assert desk.post(reverse("desk:calls"), {"number": "12"}).status_code == 422
    address = desk.post(reverse("desk:calls"), {"number": "090 123 4567"})["Location"]

    found = desk.post(address, {"act": "look", "kind": "phone"}).content.decode()
    assert "Chưa xác minh" in found
    assert dossier.code not in found
    for secret in (b.APPLICANT["number"], b.APPLICANT["number"][-4:], b.APPLICANT["full_name"], "1990"):
        assert secret not in found
    wrong = desk.post(
        address, {"act": "answer", "dossier": dossier.pk, "question": "birth_year", "answer": "1"}
    )
    assert "không khớp" in wrong.content.decode()
    for question, words in (("birth_year", "1990"), ("number_end", b.APPLICANT["number"][-4:])):
        said = desk.post(
            address, {"act": "answer", "dossier": dossier.pk, "question": question, "answer": words}
        )
    assert "Đã xác minh người gọi" in said.content.decode()
    assert desk.post(address, {"act": "end"}).status_code == 302
    assert "ẩn lại" in desk.get(address).content.decode()
    head = d.client_of(where, Role.DESK_HEAD).get(reverse("desk:calls")).content.decode()
    assert "Trần Thị Tiếp Nhận" in head
    assert d.client_of(where, Role.HANDLER).get(reverse("desk:calls")).status_code == 403
    assert desk.get(reverse("desk:call", args=[uuid4()])).status_code == 404
