"""Every page of the officers' site: who may open it, what it shows, how many statements it takes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, decided, filed, stepped, taken_in
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.audit.models import Reading
from motcua.documents.selectors import documents_about
from motcua.dossiers.models import Dossier
from motcua.workflow.selectors import open_tasks_of

READERS = (
    Role.RECEIVER,
    Role.DESK_HEAD,
    Role.CASHIER,
    Role.UNIT_HEAD,
    Role.HANDLER,
    Role.AGENCY_LEADER,
    Role.RECORDS_CLERK,
    Role.SUPERVISOR,
)
SHARED = 3
"""Statements of every officer's page: session, account, scope."""


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("name", ["desk:work", "desk:dossiers", "desk:search"])
def test_every_duty_that_reads_dossiers_opens_the_lists(where: Place, role: Role, name: str) -> None:
    filed(where)

    assert client_of(where, role).get(reverse(name)).status_code == 200


@pytest.mark.demand("NB18-14.1")
def test_an_it_officer_has_no_page_here(where: Place) -> None:
    dossier = filed(where)
    client = client_of(where, Role.AGENCY_IT)

    for address in (
        reverse("desk:work"),
        reverse("desk:dossier", args=[dossier.pk]),
        reverse("desk:counter"),
    ):
        assert client.get(address).status_code == 403


def test_nobody_signed_in_is_led_to_the_sign_in(where: Place) -> None:
    answer = Client().get(reverse("desk:work"))

    assert answer.status_code == 302
    assert "dang-nhap" in answer["Location"]


def test_a_citizen_has_no_page_here(where: Place) -> None:
    citizen = journey.officer("Người Dân")
    citizen.kind = "citizen"
    citizen.save()

    assert builders.signed_in(citizen).get(reverse("desk:work")).status_code == 403


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AGENCY_LEADER, Role.SUPERVISOR, Role.CASHIER])
def test_pages_of_the_desk_are_for_the_desk(where: Place, role: Role) -> None:
    dossier = filed(where)
    client = client_of(where, role)

    for address in (
        reverse("desk:counter"),
        reverse("desk:check", args=[dossier.pk]),
        reverse("desk:reception"),
    ):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", READERS)
def test_a_dossier_in_work_is_open_to_those_who_have_a_part_in_it(where: Place, role: Role) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client = client_of(where, role)

    for name in ("desk:dossier", "desk:answers", "desk:history"):
        assert client.get(reverse(name, args=[dossier.pk])).status_code == 200


def test_a_unit_sees_nothing_before_the_dossier_is_its(where: Place) -> None:
    dossier = filed(where)

    assert client_of(where, Role.HANDLER).get(reverse("desk:dossier", args=[dossier.pk])).status_code == 404


@pytest.mark.demand("NB18-14.1")
def test_another_agency_gets_404_for_dossier_file_slip_and_acts(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    file_id = builders.files_of(dossier)[0].id
    slip_id = documents_about(dossier.pk).get().pk
    task_id = open_tasks_of(dossier)[0].pk
    elsewhere = journey.place(builders.document())
    pages = [
        reverse(f"desk:{name}", args=[dossier.pk, *more])
        for name, more in {
            "dossier": (),
            "answers": (),
            "history": (),
            "check": (),
            "concluded": (),
            "hand_over": (),
            "pay": (),
            "supplement": (),
            "file": (file_id,),
            "viewer": (file_id,),
            "slip": (slip_id,),
            "step": (task_id,),
            "assign": (task_id,),
        }.items()
    ]
    client = client_of(elsewhere, Role.RECEIVER)

    assert {address: client.get(address).status_code for address in pages} == dict.fromkeys(pages, 404)


def test_a_file_of_another_dossier_is_not_shown_through_ones_own(where: Place) -> None:
    own, other = filed(where), filed(journey.place(builders.document()))
    foreign = builders.files_of(other)[0].id

    answer = client_of(where, Role.RECEIVER).get(reverse("desk:file", args=[own.pk, foreign]))

    assert answer.status_code == 404


@pytest.mark.demand("TN19-4.6")
def test_an_attachment_is_shown_but_may_do_nothing(where: Place) -> None:
    dossier = filed(where)
    picture, pdf = builders.files_of(dossier)
    client = client_of(where, Role.RECEIVER)

    shown = client.get(reverse("desk:file", args=[dossier.pk, picture.id]))
    paper = client.get(reverse("desk:file", args=[dossier.pk, pdf.id]))

    assert b"".join(shown.streaming_content) == builders.photo()
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in paper["Content-Security-Policy"]
    taken = client.get(reverse("desk:file", args=[dossier.pk, picture.id]) + "?tai=1")
    assert taken["Content-Disposition"].startswith("attachment")
    for answer in (shown, paper, taken):
        answer.close()


def test_an_unscanned_file_is_labelled_so(where: Place) -> None:
    dossier = filed(where)

    page = client_of(where, Role.RECEIVER).get(reverse("desk:check", args=[dossier.pk])).content.decode()

    assert "Chưa quét vi-rút" in page


def test_a_slip_is_printed_alike_each_time(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    slip = documents_about(dossier.pk).get()
    client, address = client_of(where, Role.RECEIVER), reverse("desk:slip", args=[dossier.pk, slip.pk])

    first, again = client.get(address), client.get(address)

    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert first.content == again.content


def test_opening_a_dossier_is_written_down_once_in_half_an_hour(where: Place) -> None:
    dossier = filed(where)
    client = client_of(where, Role.RECEIVER)

    for _ in range(3):
        client.get(reverse("desk:dossier", args=[dossier.pk]))

    assert list(Reading.objects.values_list("stream_id", "account_id", "purpose")) == [
        (dossier.pk, where.officers[Role.RECEIVER].pk, "open")
    ]


def test_a_personal_number_is_masked_until_it_is_asked_for_and_that_is_written_down(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), reverse("desk:dossier", args=[dossier.pk])

    masked = client.get(address).content.decode()
    shown = client.post(address, {"party": "applicant"}).content.decode()

    assert "072190012345" not in masked
    assert "072*****2345" in masked
    assert "072190012345" in shown
    assert Reading.objects.filter(stream_id=dossier.pk, purpose="number:applicant").count() == 1


def test_a_scanned_slip_opens_its_dossier(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client = client_of(where, Role.RECEIVER)
    scanned = f"http://localhost:8000/tra-cuu?ma={dossier.code}&t={dossier.token}"

    for typed in (scanned, dossier.code, f" {str(dossier.code).lower()} ", dossier.reference):
        answer = client.get(reverse("desk:search"), {"q": typed})
        assert answer.status_code == 302, typed
        assert answer["Location"] == reverse("desk:dossier", args=[dossier.pk])


@pytest.mark.parametrize("typed", ["nguyen thi me", "Nguyễn Thị", "0901 234 567", "+84901234567", "072190012345",
    "072190012345||Nguyễn Thị Mẹ|27031990|Nữ|Ấp 1|15082021"])  # fmt: skip
def test_one_box_finds_by_name_without_marks_phone_number_and_card(where: Place, typed: str) -> None:
    dossier = filed(where)

    page = client_of(where, Role.RECEIVER).get(reverse("desk:search"), {"q": typed}).content.decode()

    assert dossier.reference in page


def test_search_finds_nothing_of_other_agencies(where: Place) -> None:
    other = filed(journey.place(builders.document()))
    client = client_of(where, Role.RECEIVER)

    page = client.get(reverse("desk:search"), {"q": other.reference})

    assert page.status_code == 200
    assert "Không tìm thấy hồ sơ trong phạm vi của bạn" in page.content.decode()


@pytest.mark.demand("TN19-4.2")
def test_online_dossiers_stand_first_in_the_list(where: Place) -> None:
    paper = filed(where, "Trần Văn Giấy", channel="direct")
    online = filed(where, "Lê Thị Mạng", channel="online")

    page = client_of(where, Role.RECEIVER).get(reverse("desk:work")).content.decode()

    assert page.index(online.reference) < page.index(paper.reference)


def test_the_list_is_narrowed_and_an_empty_one_says_what_to_do(where: Place) -> None:
    filed(where, "Trần Văn Giấy", channel="direct")
    online = filed(where, "Lê Thị Mạng", channel="online")
    client, address = client_of(where, Role.RECEIVER), reverse("desk:work")

    by_channel = client.get(address, {"channel": "online"}).content.decode()
    by_name = client.get(address, {"q": "thi mang"}).content.decode()
    nothing = client.get(address, {"q": "khong co ai"}).content.decode()
    odd = client.get(address, {"kind": "x", "page": "abc", "duty": "y", "order": "'"})

    for page in (by_channel, by_name):
        assert online.reference in page
        assert "Trần Văn Giấy" not in page
    assert "Không có việc nào khớp với bộ lọc" in nothing
    assert odd.status_code == 200


def test_a_late_step_says_so_in_words(where: Place) -> None:
    filed(where, at=journey.MORNING - builders.timedelta(days=4))

    page = client_of(where, Role.RECEIVER).get(reverse("desk:work")).content.decode()

    assert "Trễ" in page
    assert "mc-due--late" in page


def test_an_officer_with_two_duties_has_a_tab_for_each(where: Place) -> None:
    head = where.officers[Role.UNIT_HEAD]
    journey.agencies.post_officer(
        account_id=head.id, agency_id=where.agency_id, role=Role.HANDLER, valid_from=journey.SINCE,
        at=journey.MORNING, unit_id=where.unit_id,
    )  # fmt: skip

    page = client_of(where, Role.UNIT_HEAD).get(reverse("desk:work")).content.decode()

    assert "Lãnh đạo phòng" in page
    assert "Chuyên viên xử lý" in page


@pytest.mark.parametrize("name", ["desk:work", "desk:reception", "desk:dossiers"])
def test_a_list_takes_as_many_statements_for_one_row_as_for_fifty(
    where: Place, name: str, django_assert_max_num_queries: object
) -> None:
    client = client_of(where, Role.RECEIVER)
    client.get(reverse(name))
    counts = []
    for more in (1, 49):
        for _ in range(more):
            filed(where, with_files=False, channel="direct")
        with django_assert_max_num_queries(SHARED + 5) as taken:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(taken))

    assert counts[0] == counts[1]


def test_the_dossiers_page_takes_few_statements_at_every_stage(
    where: Place, django_assert_max_num_queries: object
) -> None:
    client = client_of(where, Role.RECEIVER)
    stages: list[Dossier] = [filed(where), taken_in(where, filed(where)), decided(where, filed(where))]
    for dossier in stages:  # what was read of the organisation is kept
        client.get(reverse("desk:dossier", args=[dossier.pk]))
    for dossier in stages:
        with django_assert_max_num_queries(SHARED + 10 + 1):
            assert client.get(reverse("desk:dossier", args=[dossier.pk])).status_code == 200


def test_the_history_tells_who_did_what_in_which_words_and_why_the_date(where: Place) -> None:
    dossier = decided(where, filed(where))

    page = client_of(where, Role.RECEIVER).get(reverse("desk:history", args=[dossier.pk])).content.decode()

    for words in (
        "Tiếp nhận hồ sơ, cấp mã",
        "Đã xem xét, đủ điều kiện",
        "Trần Thị Tiếp Nhận",
        "Vì sao có ngày hẹn",
    ):
        assert words in page
    legal = dossier.clocks.get(kind="legal")
    assert all(reason["sentence"] in page for reason in legal.reasons)


@pytest.mark.parametrize("name", ["viewer", "slip", "return_place", "due_print"])
def test_a_file_a_slip_or_the_page_of_an_act_that_is_opened_is_written_down(where: Place, name: str) -> None:
    dossier = taken_in(where, filed(where))
    slip = documents_about(dossier.pk).first()
    assert slip is not None
    inside = {"viewer": [builders.files_of(dossier)[0].id], "slip": [slip.pk]}

    address = reverse(f"desk:{name}", args=[dossier.pk, *inside.get(name, ())])

    assert client_of(where, Role.RECEIVER).get(address).status_code == 200
    assert Reading.objects.filter(stream_id=dossier.pk).count() == 1


def test_an_unknown_file_of_a_known_dossier_is_unknown(where: Place) -> None:
    dossier = filed(where)
    client = client_of(where, Role.RECEIVER)

    assert client.get(reverse("desk:file", args=[dossier.pk, uuid4()])).status_code == 404
    assert client.get(reverse("desk:slip", args=[dossier.pk, uuid4()])).status_code == 404
