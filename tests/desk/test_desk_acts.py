"""The officers' acts through their pages: done once, refused with everything typed kept, in the order of the law."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, decided, filed, stepped, taken_in
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.documents.selectors import documents_about
from motcua.dossiers.models import Dossier, Supplement
from motcua.journey.reading.dossier import papers_of
from motcua.payments.models import Charge
from motcua.workflow.selectors import open_tasks_of


def hidden(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the first form of a page, as its browser would send them."""
    page = client.get(address).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(key|version|seen|file_id)" value="([^"]*)"', page))
    assert {"key", "version", "seen"} <= set(found), address
    return found


def ticked(dossier: Dossier, finding: str = "ok", remark: str = "") -> dict[str, str]:
    posted: dict[str, str] = {}
    for paper in papers_of(dossier.pk):
        posted[f"finding-{paper.id}"] = finding
        posted[f"remark-{paper.id}"] = remark
        posted[f"originals-{paper.id}"] = "1"
        posted[f"copies-{paper.id}"] = "2"
    return posted


def check_url(dossier: Dossier) -> str:
    return reverse("desk:check", args=[dossier.pk])


def state_of(dossier: Dossier) -> str:
    return str(Dossier.objects.values_list("state", flat=True).get(pk=dossier.pk))


# the check and its outcomes


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
    point = next(iter(Supplement.objects.get(dossier=dossier).points.filter(subject="Giấy chứng sinh")))

    upload = SimpleUploadedFile("chụp lại.pdf", builders.PDF + b"2")
    answer = client.post(bring, hidden(client, bring) | {f"files-{point.pk}": upload})

    assert answer["Location"] == address
    assert state_of(dossier) == "submitted"
    assert [file.name for file in builders.files_of(dossier)] == ["chụp lại.pdf"]


# the process


def task_url(name: str, dossier: Dossier) -> str:
    return reverse(f"desk:{name}", args=[dossier.pk, open_tasks_of(dossier)[0].pk])


@pytest.mark.demand("TN19-12.1")
def test_the_head_gives_the_work_to_a_handler_whose_load_is_shown(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client, address = client_of(where, Role.UNIT_HEAD), task_url("step", dossier)
    page = client.get(address).content.decode()

    answer = client.post(
        address, hidden(client, address) | {"act": "finish", "assignee": str(where.officers[Role.HANDLER].pk)}
    )

    assert "Phạm Thị Chuyên Viên" in page
    assert "đang giữ 0 việc" in page
    assert answer.status_code == 302
    assert open_tasks_of(dossier)[0].owner == where.officers[Role.HANDLER]


@pytest.mark.demand("TN19-12.9")
def test_examining_without_words_is_refused_and_with_words_goes_on(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client, address = client_of(where, Role.HANDLER), task_url("step", dossier)

    refused = client.post(address, hidden(client, address) | {"act": "finish", "text": ""})
    done = client.post(address, hidden(client, address) | {"act": "finish", "text": "Đủ điều kiện"})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert open_tasks_of(dossier)[0].kind == "approve"


def test_the_leader_decides_with_the_signed_file_which_survives_a_refusal(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)
    form: dict[str, Any] = {
        "act": "finish", "result_name": "Giấy xác nhận", "number": "15/GXN", "signer": "Nguyễn Văn Lãnh Đạo",
        "signed_on-day": "31", "signed_on-month": "2", "signed_on-year": "2026",
    }  # fmt: skip

    refused = client.post(
        address, hidden(client, address) | form | {"file": SimpleUploadedFile("qd.pdf", builders.PDF)}
    )
    kept = re.findall(r'name="file_id" value="([^"]*)"', refused.content.decode())
    again = dict(re.findall(r'name="(key|version|seen)" value="([^"]*)"', refused.content.decode()))
    right = form | {"signed_on-day": "7", "signed_on-month": "9", "file_id": kept[0]}
    done = client.post(address, again | right)

    assert refused.status_code == 422
    assert "15/GXN" in refused.content.decode()
    assert done.status_code == 302
    result = dossier.results.get()
    assert (result.name, result.number, result.file.name) == ("Giấy xác nhận", "15/GXN", "qd.pdf")


def test_a_file_of_somebody_else_cannot_be_slipped_in_as_the_result(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    foreign = builders.files_of(filed(journey.place(builders.document())))[0]
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)

    answer = client.post(
        address,
        hidden(client, address)
        | {"act": "finish", "result_name": "X", "signer": "Y", "file_id": str(foreign.id),
           "signed_on-day": "7", "signed_on-month": "9", "signed_on-year": "2026"},
    )  # fmt: skip

    assert answer.status_code == 404
    assert not dossier.results.exists()


def test_work_goes_back_to_an_earlier_step_with_the_reason(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)
    form = {"act": "send_back", "to_step": "tham_dinh"}

    refused = client.post(address, hidden(client, address) | form | {"reason": ""})
    done = client.post(address, hidden(client, address) | form | {"reason": "Chưa kiểm tra thực địa"})

    assert refused.status_code == 422
    assert done.status_code == 302
    task = open_tasks_of(dossier)[0]
    assert (task.step_id, task.owner) == ("tham_dinh", where.officers[Role.HANDLER])
    history = client.get(reverse("desk:history", args=[dossier.pk])).content.decode()
    assert "Chưa kiểm tra thực địa" in history


def test_the_same_step_sent_twice_is_done_once(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client, address = client_of(where, Role.HANDLER), task_url("step", dossier)
    form = hidden(client, address) | {"act": "finish", "text": "Đủ điều kiện"}

    answers = [client.post(address, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(open_tasks_of(dossier)) == 1


def test_a_step_somebody_else_finished_gives_the_words_back(where: Place) -> None:
    other = journey.post(where, Role.AGENCY_LEADER, "Bùi Thị Phó")
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    address = task_url("step", dossier)
    second = builders.signed_in(other)
    opened = hidden(second, address)
    stepped(where, dossier, 1)

    answer = second.post(
        address, opened | {"act": "send_back", "to_step": "tham_dinh", "reason": "Cần xem lại kỹ"}
    )

    assert answer.status_code == 409
    assert "Cần xem lại kỹ" in answer.content.decode()


def test_a_waiting_task_is_claimed_and_the_second_is_told_who_has_it(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    other = journey.post(where, Role.UNIT_HEAD, "Đinh Văn Phó Phòng", unit_id=where.unit_id)
    address, page = task_url("claim", dossier), reverse("desk:dossier", args=[dossier.pk])
    quick, slow = client_of(where, Role.UNIT_HEAD), builders.signed_in(other)
    forms = [hidden(client, page) for client in (quick, slow)]

    first, second = (client.post(address, form) for client, form in zip((quick, slow), forms, strict=True))

    assert first.status_code == 302
    assert second.status_code == 409
    assert "Lê Văn Trưởng Phòng" in second.content.decode()


def test_taking_a_task_twice_answers_alike_also_when_the_work_has_gone_on(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    address, page = task_url("claim", dossier), reverse("desk:dossier", args=[dossier.pk])
    client = client_of(where, Role.UNIT_HEAD)
    form = hidden(client, page)

    first = client.post(address, form)
    stepped(where, dossier, 1)
    again = client.post(address, form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert Event.objects.filter(stream_id=dossier.pk, kind="claimed").count() == 1


@pytest.mark.demand("TN19-12.1")
def test_the_head_moves_work_to_another_and_a_handler_may_not(where: Place) -> None:
    other = journey.post(where, Role.HANDLER, "Cao Thị Thay Thế", unit_id=where.unit_id)
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    address = task_url("assign", dossier)
    head = client_of(where, Role.UNIT_HEAD)

    assert client_of(where, Role.HANDLER).get(address).status_code == 403
    nobody = head.post(address, hidden(head, address))
    done = head.post(address, hidden(head, address) | {"owner": str(other.pk)})

    assert nobody.status_code == 422
    assert done.status_code == 302
    assert open_tasks_of(dossier)[0].owner == other


def test_a_handler_of_another_unit_cannot_open_the_step(where: Place) -> None:
    dossier = taken_in(where, filed(where))

    assert client_of(where, Role.HANDLER).get(task_url("step", dossier)).status_code == 403


# the end at the counter


def test_cash_then_result_then_the_archive(where: Place) -> None:
    dossier = decided(where, filed(where))
    client = client_of(where, Role.RECEIVER)
    give, pay = (reverse(f"desk:{name}", args=[dossier.pk]) for name in ("hand_over", "pay"))

    unpaid = client.post(give, hidden(client, give) | {"receiver_name": "Nguyễn Thị Mẹ"})
    no_number = client.post(pay, hidden(client, pay) | {"receipt_number": ""})
    paid = client.post(pay, hidden(client, pay) | {"receipt_number": "0001234", "next": "hand_over"})
    nobody = client.post(
        give, hidden(client, give) | {"receiver_name": "", "receiver_paper": "căn cước 2345"}
    )
    form = hidden(client, give) | {"receiver_name": "Nguyễn Thị Mẹ", "receiver_paper": "căn cước 2345"}
    given = [client.post(give, form).status_code for _ in range(2)]

    assert unpaid.status_code == 409
    assert no_number.status_code == 422
    assert paid["Location"] == give
    assert nobody.status_code == 422
    assert "căn cước 2345" in nobody.content.decode()
    assert given == [302, 302]
    assert state_of(dossier) == "handed_over"
    assert dossier.results.get().receiver_name == "Nguyễn Thị Mẹ"
    page = reverse("desk:dossier", args=[dossier.pk])
    closed = client.post(reverse("desk:close", args=[dossier.pk]), hidden(client, page))
    assert closed.status_code == 302
    dossier.refresh_from_db()
    assert dossier.closed_at is not None


def test_a_cashier_takes_money_but_hands_nothing_over(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client = client_of(where, Role.CASHIER)
    page = reverse("desk:pay", args=[dossier.pk])

    assert client.post(page, hidden(client, page) | {"receipt_number": "77"}).status_code == 302
    assert Charge.objects.get(dossier=dossier).receipt_number == "77"
    assert client.get(reverse("desk:hand_over", args=[dossier.pk])).status_code == 403


def test_the_list_of_results_leads_to_the_hand_over(where: Place) -> None:
    dossier = decided(where, filed(where))

    page = client_of(where, Role.RECEIVER).get(reverse("desk:handover")).content.decode()

    assert reverse("desk:hand_over", args=[dossier.pk]) in page


def test_an_unknown_act_of_an_unknown_dossier_is_unknown(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    form = {"key": str(uuid4()), "version": "1", "seen": "1"}

    for name in ("check", "hand_over", "pay", "close"):
        assert client.post(reverse(f"desk:{name}", args=[uuid4()]), form).status_code == 404
