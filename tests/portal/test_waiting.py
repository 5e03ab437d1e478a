"""While a dossier waits its applicant reads why and until when, and hands in her receipt on the same page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk.builders import client_of
from tests.desk.pages import hidden
from tests.journey import builders as journey
from tests.portal.builders import filed, open_place, page, picture, signed_in
from tests.portal.test_stopping import accepted, text

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, DutyReceipt
from motcua.dossiers.services.pauses import Duty
from motcua.journey.pause import PauseFacts, pause
from motcua.kernel.clock import local_day, now

pytestmark = pytest.mark.django_db


def waiting(where: journey.Place, dossier_id: UUID, cause: str = "financial_duty") -> Dossier:
    dossier = accepted(where, dossier_id)
    at = now()
    journey.do_next_step(where, dossier, at)
    duty = Duty("TB-0123/2026", local_day(at), 12_500_000) if cause == "financial_duty" else None
    pause(
        dossier_id=dossier.pk,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        facts=PauseFacts(
            cause, local_day(at) + timedelta(days=30), "UBND Xã Thử" if duty is None else "", duty
        ),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    return dossier


def send(client: Client, dossier: Dossier, **typed: Any) -> Any:
    shown = text(client.get(page("dossier", dossier.pk)))
    form = shown.split(f'action="{page("receipt", dossier.pk)}"')[1]
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    return client.post(page("receipt", dossier.pk), {"key": key[1], **typed}, follow=True)


@pytest.mark.parametrize("with_account", [True, False])
def test_a_receipt_is_handed_in_where_the_dossier_is_followed_also_without_an_account(
    with_account: bool,
) -> None:
    where, client = open_place(), signed_in() if with_account else Client()
    dossier = waiting(where, filed(client, where))
    shown = text(client.get(page("dossier", dossier.pk)))
    assert "Chờ bạn nộp nghĩa vụ tài chính" in shown
    assert "TB-0123/2026" in shown
    assert "12.500.000" in shown
    assert "Thời hạn giải quyết đứng lại" in shown

    answer = send(client, dossier, **{"chung-tu": picture("bien-lai.png"), "ghi-chu": "GNT-99"})

    shown = text(answer)
    assert "Đã gửi chứng từ" in shown
    assert "Bộ phận Một cửa đang kiểm tra chứng từ" in shown
    assert "bien-lai.png" in shown
    receipt = DutyReceipt.objects.get(dossier=dossier)
    (file,) = receipt.files.all()
    own = client.get(reverse("portal:dossier_file", args=[dossier.pk, file.file_id]))
    assert b"".join(own.streaming_content)[:4] == b"\x89PNG"
    for stranger in (signed_in(), Client()):
        assert stranger.get(page("dossier", dossier.pk)).status_code != 200
        refused = stranger.post(page("receipt", dossier.pk), {"ghi-chu": "x"})
        assert refused.status_code in {302, 401, 403, 404}
    assert DutyReceipt.objects.count() == 1


def test_a_refused_file_keeps_the_words_and_the_good_file_and_nothing_is_sent_yet() -> None:
    where, client = open_place(), signed_in()
    dossier = waiting(where, filed(client, where))
    bad = SimpleUploadedFile("bien-lai.pdf", b"MZ\x90\x00" + b"\x00" * 500)

    answer = send(client, dossier, **{"chung-tu": [picture("tot.png"), bad], "ghi-chu": "Nộp tại kho bạc"})

    shown = text(answer)
    assert answer.status_code == 422
    assert "bien-lai.pdf" in shown
    assert "Nộp tại kho bạc" in shown
    assert "tot.png" in shown
    assert not DutyReceipt.objects.exists()
    token = re.search(r'name="kept" value="([^"]+)"', shown)
    assert token
    foreign = waiting(where, filed(client, where))
    send(client, foreign, **{"kept": token[1], "ghi-chu": "của hồ sơ khác"})
    assert DutyReceipt.objects.get(dossier=foreign).files.count() == 0

    send(client, dossier, **{"kept": token[1], "ghi-chu": "Nộp tại kho bạc"})
    assert DutyReceipt.objects.get(dossier=dossier).files.count() == 1


def test_nothing_shown_is_told_beside_the_field_and_a_double_click_sends_once() -> None:
    where, client = open_place(), signed_in()
    dossier = waiting(where, filed(client, where))
    empty = send(client, dossier, **{"ghi-chu": " "})
    assert empty.status_code == 422
    assert "Vui lòng chọn tệp hoặc ảnh chụp chứng từ" in text(empty)
    assert 'href="#chung-tu"' in text(empty)

    key = str(uuid4())
    for _ in range(2):
        client.post(page("receipt", dossier.pk), {"key": key, "ghi-chu": "GNT-99"})
    assert DutyReceipt.objects.count() == 1


def test_a_posting_is_explained_and_takes_no_receipt() -> None:
    where, client = open_place(), signed_in()
    dossier = waiting(where, filed(client, where), "public_posting")
    shown = text(client.get(page("dossier", dossier.pk)))
    assert "niêm yết công khai" in shown
    assert "UBND Xã Thử" in shown
    assert page("receipt", dossier.pk) not in shown
    refused = client.post(page("receipt", dossier.pk), {"ghi-chu": "x"})
    assert refused.status_code == 409


def test_the_officer_sees_the_receipt_with_its_file_and_answers_or_records_it() -> None:
    where, client = open_place(), signed_in()
    dossier = waiting(where, filed(client, where))
    send(client, dossier, **{"chung-tu": picture("bien-lai.png"), "ghi-chu": "GNT-99"})
    desk = client_of(where, Role.RECEIVER)
    assert "Kiểm tra chứng từ nộp tiền do người nộp gửi" in text(desk.get(reverse("desk:work")))
    assert "Kiểm tra chứng từ nộp tiền" in text(desk.get(reverse("desk:dossier", args=[dossier.pk])))
    address = reverse("desk:pause", args=[dossier.pk])
    shown = text(desk.get(address))
    file_id = DutyReceipt.objects.get().files.get().file_id
    assert reverse("desk:viewer", args=[dossier.pk, file_id]) in shown
    assert (
        b"".join(desk.get(reverse("desk:file", args=[dossier.pk, file_id])).streaming_content)[:4]
        == b"\x89PNG"
    )

    receipt = DutyReceipt.objects.get()
    typed = hidden(desk, address) | {"act": "decline", "receipt": str(receipt.pk)}
    blank = desk.post(address, {**typed, "answer": ""})
    assert blank.status_code == 422
    assert desk.post(address, {**typed, "receipt": "x", "answer": "Mờ"}).status_code == 404
    done = desk.post(address, {**typed, "answer": "Ảnh mờ, chụp lại"}, follow=True)
    assert "Đã trả lời người nộp" in text(done)
    assert "Ảnh mờ, chụp lại" in text(client.get(page("dossier", dossier.pk)))

    send(client, dossier, **{"ghi-chu": "GNT-99, ảnh rõ ở tệp trước"})
    day = local_day(now())
    paid = {"paid_on-day": day.day, "paid_on-month": day.month, "paid_on-year": day.year}
    paying = hidden(desk, address) | {"act": "payment", "receipt_number": "GNT-99", **paid}
    assert "Đã ghi nhận chứng từ" in text(desk.post(address, paying, follow=True))
    handler = client_of(where, Role.HANDLER)
    resumed = handler.post(address, hidden(handler, address) | {"act": "resume"}, follow=True)
    assert "Hồ sơ được giải quyết tiếp" in text(resumed)
    shown = text(client.get(page("dossier", dossier.pk)))
    assert "Hồ sơ được giải quyết tiếp" in shown
    assert page("receipt", dossier.pk) not in shown
