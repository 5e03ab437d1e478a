"""At the kiosk: procedures, the public status, numbers, ratings; nothing personal, nothing to harvest."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.kiosk import builders as b
from tests.queues import builders as queues

from motcua.operations.models import Device, DeviceUse
from motcua.queues import services
from motcua.queues.models import Rating, Ticket
from motcua.sites.kiosk import pages
from motcua.sites.kiosk.scanned import scanned

NUMBER = "H2XDK-TA3VN"


@pytest.fixture
def kiosk(where: Place) -> Client:
    return b.enrolled(where)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", str(answer.content.decode()))


def at(name: str, *args: object) -> str:
    return reverse(f"kiosk:{name}", args=args)


def uses() -> dict[str, int]:
    return dict(DeviceUse.objects.exclude(what="beat").values_list("what", "count"))


def test_a_browser_that_is_no_kiosk_is_asked_for_the_code(where: Place) -> None:
    stranger = Client()
    for name in ("home", "procedures", "lookup", "take", "rate"):
        assert stranger.get(at(name))["Location"] == at("enrol")
    answer = stranger.post(at("enrol"), {"code": "ABCD-EFGH"})
    assert answer.status_code == 422
    assert "Mã kích hoạt không đúng" in words(answer)


def test_a_code_is_worth_one_machine_and_the_one_before_becomes_a_stranger(
    where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = b.enrolled(where)
    assert first.get(at("home")).status_code == 200
    second = b.enrolled(where)
    assert second.get(at("home")).status_code == 200
    assert first.get(at("home"))["Location"] == at("enrol")
    forged = Client()
    forged.cookies["motcua_device"] = second.cookies["motcua_device"].value[:-2] + "xx"
    assert forged.get(at("home"))["Location"] == at("enrol")
    code = b.new_enrolment(device_id=Device.objects.get().pk, officer=where.actor(b.Role.DESK_HEAD), at=b.NOW)
    monkeypatch.setattr(pages, "now", lambda: b.NOW + timedelta(minutes=31))
    assert Client().post(at("enrol"), {"code": code}).status_code == 422


@pytest.mark.demand("TN14-4.3c", "TN14-5.1c")
def test_the_public_status_by_typed_code_and_by_what_a_scanner_reads(where: Place, kiosk: Client) -> None:
    dossier, _ = journey.accepted(where)
    address = f"http://localhost:8000/tra-cuu?ma={dossier.code}&t={dossier.token}"
    for name, text in (("lookup", dossier.code.lower()), ("scan", address), ("scan", dossier.code)):
        field = "ma" if name == "lookup" else "text"
        page = words(kiosk.post(at(name), {field: text}))
        assert dossier.code in page
        assert "Thủ tục thử nghiệm" in page
        assert "Nguyễn Thị Mẹ" not in page
        assert "0901234567" not in page
        assert dossier.token not in page
    assert uses() == {"lookup": 3}


def test_codes_are_not_harvested_at_a_kiosk(where: Place, kiosk: Client) -> None:
    answers = [kiosk.post(at("lookup"), {"ma": f"H53.18-260907-{number:04d}"}) for number in range(1, 24)]
    assert [one.status_code for one in answers[:20]] == [404] * 20
    assert {one.status_code for one in answers[21:]} == {429}
    assert "đợi" in words(answers[-1])


def test_an_identity_card_is_not_read(where: Place, kiosk: Client) -> None:
    card = "072190012345|270012345|Nguyễn Thị Mẹ|01011990|Nữ|Ấp 1|01012022"
    answer = kiosk.post(at("scan"), {"text": card})
    assert answer.status_code == 422
    assert "không đọc mã trên thẻ căn cước" in words(answer)
    assert "072190012345" not in words(answer)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" h53.18-260907-0001 ", "H53.18-260907-0001"),
        ("https://motcua.example.vn/tra-cuu?ma=H53.18-1&t=x", "H53.18-1"),
        (f"https://motcua.example.vn/so-thu-tu/{NUMBER.lower()}", NUMBER),
        (f"/lich-hen?ma={NUMBER}", NUMBER),
        ("", ""),
    ],
)
def test_what_a_slip_says(text: str, code: str) -> None:
    assert scanned(text).code == code


def test_a_number_is_taken_by_two_touches_shown_with_its_qr_and_printed_where_a_printer_is(
    where: Place, kiosk: Client
) -> None:
    page = words(kiosk.get(at("take")))
    assert "Tiếp nhận hồ sơ" in page
    service = str(queues.service(where))
    assert "Người cao tuổi" in words(kiosk.get(at("take") + f"?dich-vu={service}"))
    answer = kiosk.post(at("take"), {"dich-vu": service, "uu-tien": "elderly", "ma": "h53.18-260907-0001"})
    ticket = Ticket.objects.get()
    assert answer["Location"] == at("ticket", ticket.reference) + "?moi=1"
    assert (ticket.label, ticket.lane, ticket.channel, ticket.dossier_code) == (
        "A001",
        "first",
        "kiosk",
        "H53.18-260907-0001",
    )
    page = words(kiosk.get(answer["Location"]))
    assert "A001" in page
    assert "data:image/svg+xml" in page
    assert "data-print-now" not in page
    b.device(where, "printer")
    assert "data-print-now" in words(kiosk.get(answer["Location"]))
    assert uses() == {"ticket": 1}


def test_a_closed_desk_says_when_it_opens_in_the_kiosks_own_frame(
    where: Place, kiosk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "now", lambda: queues.later(60 * 12))
    answer = kiosk.post(at("take"), {"dich-vu": str(queues.service(where))})
    assert answer.status_code == 409
    assert 'class="kiosk"' in words(answer)
    assert "không làm việc vào lúc này" in words(answer)
    unknown = kiosk.get(at("ticket", "7KQ4M-2XWPA"))
    assert unknown.status_code == 404
    assert 'class="kiosk"' in words(unknown)


def test_an_appointment_is_kept_by_scanning_it(where: Place, kiosk: Client) -> None:
    made = queues.booked(where, "2026-09-07T09:30").appointment
    answer = kiosk.post(at("scan"), {"text": f"http://localhost/lich-hen?ma={made.reference}"})
    ticket = Ticket.objects.get()
    assert answer["Location"].startswith(at("ticket", ticket.reference))
    assert ticket.lane == "first"
    other = queues.booked(where, "2026-09-08T09:30").appointment
    refused = kiosk.post(at("scan"), {"text": other.reference})
    assert refused.status_code == 409
    assert "09:30 ngày 08/09/2026" in words(refused)


def test_a_served_number_is_rated_once_by_its_slip(where: Place, kiosk: Client) -> None:
    ticket = queues.take(where)
    waiting = kiosk.post(at("scan"), {"text": f"/so-thu-tu/{ticket.reference}"})
    assert waiting["Location"] == at("ticket", ticket.reference)
    clerk = queues.seated(where)
    services.call_next(account_id=clerk.pk, at=queues.later(5))
    services.finish(account_id=clerk.pk, at=queues.later(9))
    answer = kiosk.post(at("scan"), {"text": ticket.reference})
    assert answer["Location"] == f"{at('rate')}?so={ticket.reference}"
    assert ticket.reference in words(kiosk.get(answer["Location"]))
    assert "Cảm ơn" in words(kiosk.post(at("rate"), {"so": ticket.reference, "diem": "5"}))
    again = kiosk.post(at("rate"), {"so": "A001", "diem": "1"})
    assert again.status_code == 409
    assert Rating.objects.get().score == 5
    assert kiosk.post(at("rate"), {"so": "A001", "diem": "x"}).status_code == 422
    assert uses() == {"rating": 1}


def test_a_procedure_is_found_without_marks_and_read(where: Place, kiosk: Client) -> None:
    found = words(kiosk.get(at("procedures") + "?q=THU+TUC"))
    assert "Thủ tục thử nghiệm" in found
    assert "Không tìm thấy thủ tục nào" in words(kiosk.get(at("procedures") + "?q=xyzzy"))
    assert "Thử nghiệm" in words(kiosk.get(at("procedures")))
    slug = where.release.procedure.slug
    page = words(kiosk.get(at("procedure", slug)))
    assert "Giấy chứng sinh" in page
    assert f"{at('take')}?dich-vu={queues.service(where)}" in page
    assert uses() == {"procedure": 1}


def test_the_kiosk_forgets(where: Place, kiosk: Client) -> None:
    kiosk.cookies["kiosk_look"] = "large.contrast.<script>"
    page = words(kiosk.get(at("home")))
    assert 'class="kiosk--large kiosk--contrast "' in page
    assert "<script>" not in page.split("<body")[0]
    answer = kiosk.post(at("forget"))
    assert answer["Location"] == at("home")
    assert answer.cookies["kiosk_look"].value == ""
    assert answer.cookies["django_language"].value == ""
    for name in ("home", "lookup", "take", "rate"):
        assert kiosk.get(at(name))["Cache-Control"] == "no-store"
    assert 'data-idle="60"' in words(kiosk.get(at("lookup")))


def test_the_page_for_a_cut_network_is_kept_by_the_worker(where: Place, kiosk: Client) -> None:
    worker = kiosk.get(at("worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert at("cut") in worker.content.decode().replace("\\u002D", "-")
    assert "mất kết nối mạng" in words(Client().get(at("cut")))


def test_a_touch_and_a_sign_of_life_are_counted_for_an_enrolled_device_only(
    where: Place, kiosk: Client
) -> None:
    for _ in range(3):
        kiosk.post(at("pulse"))
    kiosk.post(at("pulse"), {"what": "start"})
    assert Client().post(at("pulse")).status_code == 204
    assert dict(DeviceUse.objects.values_list("what", "count")) == {"beat": 3, "start": 1}
    assert Device.objects.get().last_seen_at == b.NOW
