"""The control sheet and the book of dossiers are filled from what happened, by nobody's hand."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.documents.rendering import render
from motcua.dossiers import books
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import BookPrint
from motcua.dossiers.services.returning import Receiving
from motcua.journey import book
from motcua.journey.control import print_control_sheet
from motcua.journey.errors import NothingInBook, NotYetAccepted, NotYourDuty
from motcua.journey.hand_over import hand_over
from motcua.journey.papers.control import rating
from motcua.journey.process import send_back
from motcua.journey.reading.book import books_page, volume_pdf
from motcua.kernel.clock import local
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
FIELD = "Thử nghiệm"
LATER = b.MORNING + timedelta(hours=6)


def sheet(where, dossier, at=LATER):
    issued = print_control_sheet(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, at),
        at=at,
    )
    return IssuedDocument.objects.get(pk=issued)


@pytest.mark.parametrize(
    ("done", "words"),
    [("2026-09-09T16:59", "Trước hạn"), ("2026-09-10T17:00", "Đúng hạn"), ("2026-09-10T17:01", "Quá hạn")],
)
def test_a_step_is_rated_before_its_day_on_it_or_after_its_date(done, words):
    assert rating(local("2026-09-10T17:00"), local(done)) == words


@pytest.mark.demand("TN19-11.1", "TN19-12.9")
def test_the_control_sheet_has_a_block_for_every_hand_over_from_the_counter_to_the_applicant():
    where = b.place()
    dossier = b.decided(where)
    hand_over(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        receiver_name="Nguyễn Thị Mẹ",
        at=LATER,
        key=uuid4(),
    )
    hops = sheet(where, dossier).facts["hops"]

    assert [hop["receiver_name"] for hop in hops] == [
        "Trần Thị Tiếp Nhận",
        "Lê Văn Trưởng Phòng",
        "Phạm Thị Chuyên Viên",
        "Nguyễn Văn Lãnh Đạo",
        "Võ Thị Văn Thư",
        "Trần Thị Tiếp Nhận",
        "Nguyễn Thị Mẹ",
    ]
    assert (hops[0]["giver"], hops[0]["giver_name"]) == ("Người nộp hồ sơ", "Nguyễn Thị Mẹ")
    assert hops[1]["receiver"] == "Phòng Kinh tế"
    assert [hop["giver"] for hop in hops[1:]] == [hop["receiver"] for hop in hops[:-1]]
    assert [hop["rating"] for hop in hops] == [
        "",
        *["Đúng hạn"] * 2,
        "Trước hạn",  # 600 minutes were allotted, one hour was used
        *["Đúng hạn"] * 2,
        "Trước hạn",
    ]
    assert hops[-1]["note"] == "Trả kết quả"


def test_a_step_that_was_sent_back_stands_on_the_sheet_as_such():
    where = b.place()
    dossier, _ = b.accepted(where)
    for hours in (1, 2):
        b.do_next_step(where, dossier, b.MORNING + timedelta(hours=hours))
    (task,) = open_tasks_of(dossier)
    send_back(
        dossier_id=dossier.id, task_id=task.pk, to_step_id="tham_dinh", reason="Thiếu căn cứ",
        officer=where.actor(Role.AGENCY_LEADER), scope=where.scope(Role.AGENCY_LEADER),
        at=b.MORNING + timedelta(hours=3), key=uuid4(),
    )  # fmt: skip

    last = sheet(where, dossier).facts["hops"][-1]

    assert last["receiver_name"] == "Phạm Thị Chuyên Viên"
    assert "trả lại từ bước “Bước 4 ky”" in last["note"]


def test_the_sheet_has_one_number_and_is_printed_anew_only_when_something_happened():
    where = b.place()
    dossier, _ = b.accepted(where)
    first, again = sheet(where, dossier), sheet(where, dossier, LATER + timedelta(hours=1))
    b.do_next_step(where, dossier, LATER)
    later = sheet(where, dossier, LATER + timedelta(hours=2))

    assert first.pk == again.pk
    assert later.pk != first.pk
    assert later.number == first.number == "1/PKS-TTPVHCC"
    assert render(first)[:4] == b"%PDF"


def test_a_sheet_needs_an_accepted_dossier_and_an_officer_who_may_see_it():
    where, elsewhere = b.place(), b.place()
    with pytest.raises(NotYetAccepted):
        sheet(where, b.submitted(where))
    dossier, _ = b.accepted(where)
    with pytest.raises(UnknownDossier):
        sheet(elsewhere, dossier)


def kept(where) -> None:
    set_policy("numbered_book_kept", True, valid_from=date(2026, 1, 1), instrument="QĐ", at=b.MORNING)


def slip_of(dossier):
    return IssuedDocument.objects.get(about=dossier.id, template="slip_01").facts["book"]


@pytest.mark.demand("TN19-10.1c")
def test_where_a_numbered_book_is_kept_the_receipt_names_volume_and_line():
    where = b.place()
    first, _ = b.accepted(where)
    kept(where)
    second, third = b.accepted(where)[0], b.accepted(where)[0]

    assert slip_of(first) is None
    assert [slip_of(one) for one in (second, third)] == [
        {"book": "01/2026", "entry": "1"},
        {"book": "01/2026", "entry": "2"},
    ]
    assert [line.code for line in books.entered(where.desk_id, FIELD, 2026)] == [second.code, third.code]


def test_the_book_has_what_a_desk_accepted_in_a_field_and_a_year_and_nothing_else():
    where, elsewhere = b.place(), b.place()
    dossier = b.decided(where)
    b.submitted(where)
    b.accepted(elsewhere)
    hand_over(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), receiver_name="Nguyễn Thị Mẹ",
        at=LATER, key=uuid4(),
    )  # fmt: skip

    (line,) = books.entered(where.desk_id, FIELD, 2026)

    assert (line.no, line.code, line.receiver, line.returned_at) == (1, dossier.code, "Nguyễn Thị Mẹ", LATER)
    assert line.phone == "0901234567"
    assert book.row_of(line).way == "Trực tiếp"
    assert books.fields_of(where.desk_id, 2026) == [(FIELD, 1)]
    assert list(books.entered(where.desk_id, FIELD, 2025)) == []
    assert list(books.entered(where.desk_id, "Khác", 2026)) == []


def test_the_worker_prints_a_book_in_volumes_and_goes_on_after_a_crash(monkeypatch):
    where = b.place()
    for _ in range(3):
        b.accepted(where)
    monkeypatch.setattr(book, "VOLUME_ROWS", 2)
    scope = where.scope(Role.RECEIVER)
    asked = book.ask_for_print(desk_id=where.desk_id, field=FIELD, year=2026, scope=scope, at=LATER)
    once_more = book.ask_for_print(desk_id=where.desk_id, field=FIELD, year=2026, scope=scope, at=LATER)
    assert asked == once_more

    printed = book.print_once
    calls: list[int] = []

    def falls_over_at_the_second(*args, **more):
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return printed(*args, **more)

    monkeypatch.setattr(book, "print_once", falls_over_at_the_second)
    with pytest.raises(MemoryError):
        book.make_print(print_id=asked.pk, at=LATER)
    asked.refresh_from_db()
    assert (asked.rows_done, asked.rows_total, asked.percent) == (2, 3, 66)
    book.make_print(print_id=asked.pk, at=LATER)

    (shown,) = books_page(scope, desk_id=None, year=None, at=LATER).printings
    assert (shown.percent, shown.rows_done) == (100, 3)
    assert [(one.no, one.first_no, one.last_no) for one in shown.volumes.all()] == [(1, 1, 2), (2, 3, 3)]
    assert len(calls) == 3, "the first volume was not printed twice"
    stream, name, _ = volume_pdf(shown.volumes.all()[0].pk, scope)
    with stream:
        assert stream.read(4) == b"%PDF"
    assert name == "so-theo-doi-2026-01.pdf"


def test_a_book_is_read_by_its_own_desk_only_and_an_empty_one_is_not_printed():
    where, elsewhere = b.place(), b.place()
    b.accepted(where)
    there = elsewhere.scope(Role.RECEIVER)
    asked = {"desk_id": where.desk_id, "field": FIELD, "year": 2026}
    with pytest.raises(NotYourDuty):
        book.ask_for_print(**asked, scope=there, at=LATER)
    with pytest.raises(NotYourDuty):
        book.exported(**asked, scope=there)
    with pytest.raises(NothingInBook):
        book.ask_for_print(**{**asked, "year": 2025}, scope=where.scope(Role.RECEIVER), at=LATER)


def test_the_book_says_that_a_result_went_by_post_and_nothing_before_it_is_given():
    where = b.place()
    dossier = b.decided(where)
    (waiting,) = books.entered(where.desk_id, FIELD, 2026)
    hand_over(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), receiver_name="Bưu điện Tây Ninh",
        receiving=Receiving(way="post", post_number="RR123456789VN"), at=LATER, key=uuid4(),
    )  # fmt: skip

    (sent,) = books.entered(where.desk_id, FIELD, 2026)

    assert (book.row_of(waiting).way, book.row_of(sent).way) == ("", "Bưu chính")


def test_the_export_has_the_columns_of_the_form_and_no_formula():
    where = b.place()
    applicant = {**b.APPLICANT, "full_name": "=HYPERLINK(1)"}
    b.accepted(where, applicant=applicant)

    text = "".join(
        book.exported(desk_id=where.desk_id, field=FIELD, year=2026, scope=where.scope(Role.RECEIVER))
    )

    head, line = text.strip().splitlines()
    assert head.startswith("\ufeffSTT,Mã hồ sơ,Tên thủ tục hành chính")
    assert "'=HYPERLINK(1)" in line
    assert ",07/09/2026,10/09/2026,," in line


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_ask_for_the_same_book_at_once_get_one_printing():
    where = b.place()
    b.accepted(where)
    scope = where.scope(Role.RECEIVER)

    def ask():
        return book.ask_for_print(desk_id=where.desk_id, field=FIELD, year=2026, scope=scope, at=LATER)

    asked = at_once(ask, ask)

    assert asked[0] == asked[1]
    assert BookPrint.objects.count() == 1
