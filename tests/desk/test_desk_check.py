"""The check and its outcomes through the page: done once, refused with everything typed kept."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, filed
from tests.desk.pages import check_url, hidden, state_of, ticked
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.documents.selectors import documents_about
from motcua.dossiers.models import Paper, PaperFile, Supplement
from motcua.journey.reading.dossier import papers_of
from motcua.payments.models import Charge


@pytest.mark.demand("TN19-10.1c", "TN19-10.4")
def test_accepting_gives_code_slip_and_the_next_dossier(where: Place) -> None:
    dossier, waiting = filed(where), filed(where, "Lê Thị Kế Tiếp")
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)

    answer = client.post(address, hidden(client, address) | ticked(dossier) | {"act": "accept"}, follow=True)

    dossier.refresh_from_db()
    page = answer.content.decode()
    assert dossier.state == "in_process"
    assert dossier.code is not None
    assert dossier.code in page
    assert "Lê Thị Kế Tiếp" in page
    assert check_url(waiting) in page
    assert str(documents_about(dossier.pk).get().pk) in page


def test_the_same_form_sent_twice_makes_one_acceptance(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    form = hidden(client, address) | ticked(dossier) | {"act": "accept"}

    answers = [client.post(address, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert documents_about(dossier.pk).count() == 1


def test_the_key_for_all_in_order_leaves_out_what_nobody_had_to_give(where: Place) -> None:
    dossier = filed(where)
    client = client_of(where, Role.RECEIVER)
    PaperFile.objects.filter(dossier=dossier).delete()
    first = Paper.objects.filter(dossier=dossier).order_by("no").first()
    assert first is not None

    for required, marked in ((True, 0), (False, 1)):
        Paper.objects.filter(dossier=dossier).update(required=True)
        Paper.objects.filter(dossier=dossier, pk=first.pk).update(required=required)
        shown = client.get(check_url(dossier)).content.decode()
        assert shown.count('data-rest="not_needed"') == marked


def test_findings_are_saved_any_time_and_counted(where: Place) -> None:
    dossier = filed(where, channel="direct", with_files=False)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)

    answer = client.post(
        address, hidden(client, address) | ticked(dossier, "wrong", "Bản chụp mờ") | {"act": "save"}
    )

    assert answer["Location"] == address
    saved = papers_of(dossier.pk)
    assert {(paper.finding, paper.remark, paper.originals, paper.copies) for paper in saved} == {
        ("wrong", "Bản chụp mờ", 1, 2)
    }
    assert state_of(dossier) == "submitted"


@pytest.mark.demand("TN19-10.2a")
def test_a_supplement_without_reason_keeps_findings_and_typing_then_goes_out_once(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    form = ticked(dossier, "missing", "Chưa có trong hồ sơ, nộp thêm") | {"act": "supplement"}

    refused = client.post(address, hidden(client, address) | form | {"reason_supplement": " "})

    assert refused.status_code == 422
    assert "Vui lòng ghi rõ lý do" in refused.content.decode()
    assert 'href="#reason_supplement"' in refused.content.decode()
    assert papers_of(dossier.pk)[0].finding == "missing"
    client.post(address, hidden(client, address) | form | {"reason_supplement": "Thiếu giấy tờ"})
    assert state_of(dossier) == "supplement_requested"
    assert Supplement.objects.get(dossier=dossier).reason == "Thiếu giấy tờ"


@pytest.mark.demand("TN19-10.1b")
def test_a_refusal_needs_its_reason_and_prints_its_slip(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)

    client.post(
        address,
        hidden(client, address)
        | ticked(dossier)
        | {"act": "refuse", "reason_refuse": "Không thuộc thẩm quyền"},
    )

    assert state_of(dossier) == "refused"
    assert documents_about(dossier.pk).get().template == "slip_03"


def test_papers_left_unchecked_are_named_and_what_was_checked_is_kept(where: Place) -> None:
    dossier = filed(where, channel="direct", with_files=False)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    first, *rest = papers_of(dossier.pk)
    form = {f"finding-{first.id}": "ok", f"remark-{rest[0].id}": "đang chờ bản gốc"}

    answer = client.post(address, hidden(client, address) | form | {"act": "accept"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert rest[0].name in page
    assert "đang chờ bản gốc" in page
    assert papers_of(dossier.pk)[0].finding == "ok"


def test_the_second_of_two_officers_sees_what_happened_and_loses_no_typing(where: Place) -> None:
    dossier = filed(where)
    first, second = client_of(where, Role.RECEIVER), client_of(where, Role.DESK_HEAD)
    address = check_url(dossier)
    opened = hidden(second, address)
    first.post(address, hidden(first, address) | ticked(dossier, "wrong", "Mờ") | {"act": "save"})

    answer = second.post(
        address, opened | ticked(dossier, "ok", "đã đối chiếu bản gốc với căn cước") | {"act": "accept"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "đã được người khác cập nhật" in page
    assert "Từ lúc bạn mở trang" in page
    assert "Trần Thị Tiếp Nhận" in page
    assert "đã đối chiếu bản gốc với căn cước" in page
    assert state_of(dossier) == "submitted"
    again = dict(re.findall(r'name="(key|version|seen)" value="([^"]*)"', page))
    second.post(address, again | ticked(dossier) | {"act": "accept"})
    assert state_of(dossier) == "in_process"


def test_a_page_overtaken_by_an_outcome_shows_it_and_gives_the_words_back(where: Place) -> None:
    dossier = filed(where)
    first, second = client_of(where, Role.RECEIVER), client_of(where, Role.DESK_HEAD)
    address = check_url(dossier)
    opened = hidden(second, address)
    first.post(address, hidden(first, address) | ticked(dossier) | {"act": "accept"})

    answer = second.post(
        address, opened | ticked(dossier) | {"act": "refuse", "reason_refuse": "Lý do dài đã gõ công phu"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lý do dài đã gõ công phu" in page
    assert "Tiếp nhận hồ sơ, cấp mã" in page


def test_a_form_without_its_hidden_fields_is_refused(where: Place) -> None:
    dossier = filed(where)

    assert client_of(where, Role.RECEIVER).post(check_url(dossier), {"act": "accept"}).status_code == 422


@pytest.mark.demand("TN19-10.5")
def test_an_immediate_result_needs_no_slip_unless_asked_for(db: None) -> None:
    where = builders.place(limit="0 immediate")
    without, wanted = filed(where), filed(where)
    client = client_of(where, Role.RECEIVER)

    for dossier, more in ((without, {}), (wanted, {"wants_slip": "1"})):
        address = check_url(dossier)
        client.post(address, hidden(client, address) | ticked(dossier) | {"act": "accept"} | more)

    assert not documents_about(without.pk)
    assert documents_about(wanted.pk).get().template == "slip_01"


def test_an_open_fee_is_settled_by_the_clerk_before_accepting(db: None) -> None:
    where = builders.place(fee_vnd=None)
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    form = ticked(dossier) | {"act": "accept"}

    refused = client.post(address, hidden(client, address) | form)
    client.post(address, hidden(client, address) | form | {"fee-1": "1", "amount-1": "75.000"})

    assert refused.status_code == 409
    assert "chưa được tỉnh ấn định" in refused.content.decode()
    assert Charge.objects.get(dossier=dossier).amount_vnd == 75_000


def test_a_fee_may_be_waived_by_the_clerk(db: None) -> None:
    where = builders.place(fee_vnd=None)
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)

    client.post(address, hidden(client, address) | ticked(dossier) | {"act": "accept", "fee-none": "1"})

    assert state_of(dossier) == "in_process"
    assert not Charge.objects.filter(dossier=dossier).exists()


@pytest.mark.demand("TN19-10.2a")
def test_what_was_asked_for_is_brought_to_the_counter(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    client.post(
        address,
        hidden(client, address)
        | ticked(dossier, "wrong", "Mờ")
        | {"act": "supplement", "reason_supplement": "Bản chụp mờ"},
    )
    bring = reverse("desk:supplement", args=[dossier.pk])
    points = {point.subject: point.pk for point in Supplement.objects.get(dossier=dossier).points.all()}
    scanned = points.pop("Giấy chứng sinh")

    upload = SimpleUploadedFile("chụp lại.pdf", builders.PDF + b"2")
    program = SimpleUploadedFile("chạy.exe", b"MZ" * 40)
    words = {f"reply-{point_id}": "Đã gửi kèm" for point_id in points.values()}
    refused = client.post(bring, hidden(client, bring) | words | {f"files-{scanned}": [program, upload]})
    assert 400 <= refused.status_code < 500
    for kept in ("chụp lại.pdf", "Đã gửi kèm"):  # neither chosen nor typed again
        assert kept in refused.content.decode()
    on_paper = {f"paper-{point_id}": "1" for point_id in points.values()}
    answer = client.post(bring, hidden(client, bring) | on_paper)

    assert answer["Location"] == address
    assert state_of(dossier) == "submitted"
    assert [file.name for file in builders.files_of(dossier)] == ["chụp lại.pdf"]
