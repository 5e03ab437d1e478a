"""Refusal, new date, apology, verification, stop and withdrawal through the officers' pages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, filed, photo, stepped, taken_in
from tests.desk.pages import hidden, state_of
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents import storage
from motcua.documents.selectors import documents_about
from motcua.dossiers.appointments import stop_requests_of, verifications_of
from motcua.dossiers.models import Dossier, Extension, Result
from motcua.journey.stop import ask_stop
from motcua.payments.models import Charge
from motcua.sites.desk import officers
from motcua.workflow.selectors import open_tasks_of

REASONS = "Thửa đất chưa có quy hoạch\nGiấy chứng nhận đang thế chấp"


def url(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"desk:{name}", args=[dossier.pk, *more])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def send(client: Client, address: str, **typed: object) -> str:
    """Fill the page's form and send it; gives the page that follows."""
    answer = client.post(address, {**hidden(client, address), **typed}, follow=True)
    return str(answer.content.decode())


def examined(where: Place, name: str = builders.NAMES[0]) -> Dossier:
    """With the handler."""
    return stepped(where, taken_in(where, filed(where, name)), 1)


@pytest.mark.demand("TN19-12.7", "DN15-4.3b")
def test_the_handler_proposes_the_leader_sees_why_and_signs_the_desk_hands_the_slip_over(
    where: Place,
) -> None:
    dossier = examined(where)
    handler, leader = client_of(where, Role.HANDLER), client_of(where, Role.AGENCY_LEADER)
    step = url("step", dossier, open_tasks_of(dossier)[0].pk)
    assert "Vui lòng ghi rõ lý do" in send(handler, step, act="refuse", refusal=" ")
    send(handler, step, act="refuse", refusal=REASONS)

    step = url("step", dossier, open_tasks_of(dossier)[0].pk)
    shown = text(leader, step)
    assert "Chuyên viên đề xuất không giải quyết" in shown
    assert "Giấy chứng nhận đang thế chấp" in shown
    page = send(leader, step, act="refuse", refusal=REASONS)
    assert "Không được giải quyết" in page

    journey.do_next_step(where, dossier, builders.NOW)
    assert state_of(dossier) == "decided"
    desk = text(client_of(where, Role.RECEIVER), url("hand_over", dossier))
    assert "In phiếu từ chối" in desk
    slip = Result.objects.get(dossier=dossier).slip_id
    assert url("slip", dossier, slip) in desk


@pytest.mark.demand("TN19-12.8")
def test_a_new_date_goes_from_the_handler_to_the_leader_and_stands_on_every_page(where: Place) -> None:
    dossier = examined(where)
    handler, leader = client_of(where, Role.HANDLER), client_of(where, Role.AGENCY_LEADER)
    address = url("extend", dossier)
    assert address in text(handler, url("dossier", dossier))
    day = {"new_due-day": "12", "new_due-month": "9", "new_due-year": "2026"}
    refused = send(handler, address, act="propose", reason="Chờ kết quả đo đạc", **day)
    assert "Thứ Hai 14/09/2026" in refused
    assert "Chờ kết quả đo đạc" in refused
    send(handler, address, act="propose", reason="Chờ kết quả đo đạc", **{**day, "new_due-day": "14"})
    assert Extension.objects.get(dossier=dossier).state == "proposed"

    assert "Quyết định đề nghị hẹn lại" in text(leader, reverse("desk:work"))
    assert handler.get(address).status_code == 403
    page = send(leader, address, act="approve", answer="")
    assert "báo cho người nộp" in page
    for one in (handler, leader, client_of(where, Role.RECEIVER)):
        why = text(one, url("due", dossier))
        assert "hẹn lại đến 17:00 Thứ Hai 14/09/2026" in why
        assert "Chờ kết quả đo đạc" in why


@pytest.mark.demand("TN19-12.8")
def test_the_leader_apologises_from_the_page_of_the_date_once_it_has_passed(
    where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = examined(where)
    leader = client_of(where, Role.AGENCY_LEADER)
    assert url("apologise", dossier) not in text(leader, url("due", dossier))
    assert leader.get(url("apologise", dossier)).status_code == 403
    monkeypatch.setattr(officers, "now", lambda: MORNING + timedelta(days=4))
    address = url("apologise", dossier)
    assert address in text(leader, url("due", dossier))
    assert address not in text(client_of(where, Role.HANDLER), url("due", dossier))
    day = {"expected-day": "15", "expected-month": "9", "expected-year": "2026"}
    page = send(leader, address, reason="Thiếu cán bộ đo đạc", **day)
    assert "dự kiến trả 15/09/2026" in page
    assert documents_about(dossier.pk).filter(template="slip_04").count() == 1


def test_a_full_disk_is_told_on_the_page_with_everything_typed(
    where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    dossier = examined(where)
    handler, address = client_of(where, Role.HANDLER), url("verify", dossier)
    typed = hidden(handler, address) | {"content": "Ranh đất lệch so với bản vẽ", "place": "Ấp 1"}
    picture = SimpleUploadedFile("hiện trạng.jpg", photo("full"), "image/jpeg")
    with monkeypatch.context() as filled:
        filled.setattr(storage.os, "fsync", full)
        answer = handler.post(address, {**typed, "files": picture})
    shown = answer.content.decode()
    assert answer.status_code == 503
    assert "đã hết chỗ nên chưa lưu được tệp “hiện trạng.jpg”" in shown
    assert "Ranh đất lệch so với bản vẽ" in shown
    assert not verifications_of(dossier.pk)


@pytest.mark.demand("TN19-12.3")
def test_a_verification_keeps_what_was_typed_and_its_files_until_it_is_whole(where: Place) -> None:
    dossier = examined(where)
    handler, address = client_of(where, Role.HANDLER), url("verify", dossier)
    picture = SimpleUploadedFile("hiện trạng.jpg", photo(), "image/jpeg")
    refused = send(handler, address, content="Đúng hiện trạng", attended="1", place="Ấp 1", files=picture)
    assert "thành phần tham dự" in refused
    assert "hiện trạng.jpg" in refused
    kept = {"file_id": hidden_file(refused)}
    held = {"held-day": "7", "held-month": "9", "held-year": "2026", "held-hour": "9:30"}
    whole = {"content": "Đúng hiện trạng", "attended": "1", "place": "Ấp 1", "participants": "Bà Mẹ; ông Cán"}
    page = send(handler, address, **whole, **held, **kept)
    (one,) = verifications_of(dossier.pk)
    assert one.held_at is not None
    assert "Bà Mẹ; ông Cán" in page
    file = url("file", dossier, one.files.all()[0].file_id)
    assert file in page
    assert b"".join(handler.get(file).streaming_content)[:3] == b"\xff\xd8\xff"
    assert "Ghi biên bản mới" not in text(client_of(where, Role.RECEIVER), address)
    assert "None" not in text(handler, address)
    assert client_of(builders.place(), Role.HANDLER).get(address).status_code == 404


def hidden_file(page: str) -> str:
    return page.split('name="file_id" value="')[1].split('"', maxsplit=1)[0]


def test_the_desk_answers_a_request_to_stop_with_what_is_given_back_and_its_slip(where: Place) -> None:
    dossier = examined(where)
    ask_stop(
        dossier_id=dossier.pk, applicant=Actor("applicant"), reason="Đã bán đất", at=MORNING, key=uuid4()
    )
    desk, address = client_of(where, Role.RECEIVER), url("stop", dossier)
    assert "Trả lời đề nghị dừng" in text(desk, url("dossier", dossier))
    assert "Đã bán đất" in text(desk, address)
    assert client_of(where, Role.HANDLER).get(address).status_code == 403
    page = send(desk, address, act="stop")
    assert state_of(dossier) == "stopped"
    slip = documents_about(dossier.pk).get(template="slip_05")
    assert url("slip", dossier, slip.pk) in page
    assert Charge.objects.get(dossier=dossier).state == "waived"


def test_the_desk_goes_on_with_a_word_and_records_a_letter_of_another_day(where: Place) -> None:
    dossier = examined(where)
    desk, address = client_of(where, Role.RECEIVER), url("stop", dossier)
    day = {"asked-day": "4", "asked-month": "9", "asked-year": "2026"}
    refused = send(desk, address, act="stop", way="in_writing", asker="", reason="", **day)
    assert "Vui lòng ghi họ tên người đề nghị" in refused
    assert state_of(dossier) == "in_process"
    send(desk, address, act="stop", way="in_writing", asker="Nguyễn Thị Mẹ", reason="Đổi ý", **day)
    (request,) = stop_requests_of(dossier.pk)
    assert (request.way, f"{request.asked_at:%Y-%m-%d}"[:7]) == ("in_writing", "2026-09")
    assert state_of(dossier) == "stopped"

    other = examined(where, "Trần Văn Ẩn")
    ask_stop(dossier_id=other.pk, applicant=Actor("applicant"), reason="Đổi ý", at=MORNING, key=uuid4())
    send(desk, url("stop", other), act="decline", answer="Không phải chủ hồ sơ")
    assert state_of(other) == "in_process"
    assert stop_requests_of(other.pk)[0].answer == "Không phải chủ hồ sơ"


def test_the_desk_withdraws_what_was_not_accepted_and_only_that(where: Place) -> None:
    dossier = filed(where)
    desk = client_of(where, Role.RECEIVER)
    assert url("withdraw", dossier) in text(desk, url("dossier", dossier))
    send(desk, url("withdraw", dossier), reason="Nộp nhầm")
    assert state_of(dossier) == "withdrawn"
    accepted = taken_in(where, filed(where, "Trần Văn Ẩn"))
    assert url("withdraw", accepted) not in text(desk, url("dossier", accepted))
    assert desk.get(url("withdraw", accepted)).status_code == 403


def test_a_date_explains_itself_on_screen_and_as_a_pdf(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    desk = client_of(where, Role.RECEIVER)
    page = text(desk, url("due", dossier))
    assert "Tính lại từ dữ liệu đã ghim cho cùng kết quả." in page
    assert "Nếu nhận sau 15 giờ cùng ngày" in page
    assert "ngày nhận không tính vào thời hạn" in page
    answer = desk.get(url("due_print", dossier))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert desk.get(url("due_print", filed(where, "Lê Thị Ngọc Ánh"))).status_code == 404
    assert client_of(builders.place(), Role.RECEIVER).get(url("due", dossier)).status_code == 404
