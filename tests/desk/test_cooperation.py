"""Asking, answering, pausing and following others through the officers' pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import NOW, client_of, filed, signed_in, stepped, taken_in
from tests.documents.builders import PDF
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place
from tests.journey.test_joint import BIRTH, body, done, lead

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Pause, Result
from motcua.journey.opinions import settle_past_opinions
from motcua.workflow.models import Opinion
from motcua.workflow.selectors import open_tasks_of
from motcua.workflow.services import put_in_charge


@pytest.fixture
def other(where: Place) -> Place:
    made = builders.place()
    put_in_charge(agency_id=made.agency_id, unit_id=made.unit_id)
    return made


def hidden(client: Client, address: str) -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return dict(
        re.findall(r'<input type="hidden" name="(key|version|seen)" value="([^"]*)"', answer.content.decode())
    )


def in_hand(where: Place) -> Dossier:
    return stepped(where, taken_in(where, filed(where)), 1)


def due(day: str, name: str = "due") -> dict[str, str]:
    year, month, number = day.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


@pytest.mark.demand("TN19-12.5a", "TN19-12.5b")
def test_an_opinion_is_asked_answered_with_a_file_and_read_by_the_asker(where: Place, other: Place) -> None:
    dossier = in_hand(where)
    asker, asked = client_of(where, Role.HANDLER), client_of(other, Role.HANDLER)
    address = reverse("desk:ask_opinion", args=[dossier.pk])
    form = {"place": f"agency:{other.agency_id}", "content": "Đề nghị cho ý kiến", "must_wait": "1"}

    refused = asker.post(address, hidden(asker, address) | form)
    assert refused.status_code == 422
    assert "Hạn trả lời chưa đúng" in refused.content.decode()
    assert "Đề nghị cho ý kiến" in refused.content.decode()
    assert asker.post(address, hidden(asker, address) | form | due("2026-09-09")).status_code == 302

    opinion = Opinion.objects.get(dossier=dossier)
    page = reverse("desk:opinion", args=[dossier.pk, opinion.task_id])
    assert page in asked.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    empty = asked.post(page, hidden(asked, page) | {"act": "answer", "answer": " "})
    assert empty.status_code == 422
    letter = SimpleUploadedFile("tra-loi.pdf", PDF, "application/pdf")
    sent = asked.post(page, hidden(asked, page) | {"act": "answer", "answer": "Thống nhất", "file": letter})
    assert sent.status_code == 302

    shown = asker.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    assert "Thống nhất" in shown
    assert "tra-loi.pdf" in shown
    file_id = Opinion.objects.get(dossier=dossier).files.get().file_id
    got = asker.get(reverse("desk:file", args=[dossier.pk, file_id]))
    assert b"".join(got) == PDF  # type: ignore[arg-type]  # the client's answer is bytes after bytes
    stranger = client_of(builders.place(), Role.HANDLER)
    for closed in (page, address, reverse("desk:file", args=[dossier.pk, file_id])):
        assert stranger.get(closed).status_code == 404


@pytest.mark.demand("TN19-12.5b")
def test_a_late_opinion_stands_in_the_list_of_the_head_of_the_desk(where: Place, other: Place) -> None:
    dossier = in_hand(where)
    asker, address = client_of(where, Role.HANDLER), reverse("desk:ask_opinion", args=[dossier.pk])
    form = {"place": f"agency:{other.agency_id}", "content": "Hỏi"}
    asker.post(address, hidden(asker, address) | form | due("2026-09-07"))
    settle_past_opinions(at=NOW + timedelta(days=1))

    page = client_of(where, Role.DESK_HEAD).get(reverse("desk:opinions") + "?loc=tre").content.decode()

    assert str(dossier.code) in page
    assert (
        str(dossier.code)
        not in client_of(builders.place(), Role.DESK_HEAD).get(reverse("desk:opinions")).content.decode()
    )


def test_a_question_is_reminded_of_and_taken_back_with_a_reason(where: Place, other: Place) -> None:
    dossier = in_hand(where)
    asker, address = client_of(where, Role.HANDLER), reverse("desk:ask_opinion", args=[dossier.pk])
    form = {"place": f"agency:{other.agency_id}", "content": "Hỏi"} | due("2026-09-09")
    asker.post(address, hidden(asker, address) | form)
    page = reverse("desk:opinion", args=[dossier.pk, Opinion.objects.get().task_id])

    assert asker.post(page, hidden(asker, page) | {"act": "remind"}).status_code == 302
    assert asker.post(page, hidden(asker, page) | {"act": "revoke", "reason": ""}).status_code == 422
    assert asker.post(page, hidden(asker, page) | {"act": "revoke", "reason": "Thừa"}).status_code == 302

    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.reminded_at) == ("revoked", NOW)


def test_the_handling_is_paused_for_a_duty_and_goes_on_when_the_receipt_is_there(where: Place) -> None:
    dossier = in_hand(where)
    handler, clerk = client_of(where, Role.HANDLER), client_of(where, Role.RECEIVER)
    address = reverse("desk:pause", args=[dossier.pk])
    form = {"act": "pause", "cause": "financial_duty"}

    assert handler.post(address, hidden(handler, address) | form).status_code == 422
    paused = handler.post(address, hidden(handler, address) | form | due("2026-09-30", "until"))
    assert paused.status_code == 302
    assert "Đang tạm dừng chờ" in handler.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    notice = {"act": "duty", "notice_number": "TB-1", "amount": "12.500.000"}
    wrong = clerk.post(
        address, hidden(clerk, address) | notice | {"amount": "mười"} | due("2026-09-07", "notice_on")
    )
    assert wrong.status_code == 422
    days = due("2026-09-07", "notice_on") | due("2026-09-30", "pay_by")
    assert clerk.post(address, hidden(clerk, address) | notice | days).status_code == 302
    early = handler.post(address, hidden(handler, address) | {"act": "resume"})
    assert early.status_code == 409
    paid = {"act": "payment", "receipt_number": "GNT-1"} | due("2026-09-07", "paid_on")
    assert clerk.post(address, hidden(clerk, address) | paid).status_code == 302
    assert handler.post(address, hidden(handler, address) | {"act": "resume"}).status_code == 302

    dossier.refresh_from_db()
    found = Pause.objects.get(dossier=dossier)
    assert (dossier.state, found.amount_vnd, found.receipt_number) == ("in_process", 12_500_000, "GNT-1")
    assert client_of(builders.place(), Role.HANDLER).get(address).status_code == 404


@pytest.mark.demand("TN19-12.6a", "TN19-12.6b", "HG-4")
def test_each_agency_finds_its_work_and_the_next_sees_what_the_others_brought(where: Place) -> None:
    commune = lead(BIRTH, "3 working_day")
    police, insurance = body("police", "Công an xã Thử"), body("insurance", "Bảo hiểm xã hội Thử")
    dossier, _ = journey.accepted(commune, channel="online")
    done(dossier, "khai_sinh", commune.actor(Role.HANDLER), MORNING + timedelta(hours=1))
    done(
        dossier,
        "ky_khai_sinh",
        commune.actor(Role.AGENCY_LEADER),
        MORNING + timedelta(hours=2),
        "Giấy khai sinh",
    )
    officer = signed_in(journey.Account.objects.get(pk=police.account_id))
    task = next(one for one in open_tasks_of(dossier) if one.step_id == "thuong_tru")
    step = reverse("desk:step", args=[dossier.pk, task.pk])

    page = officer.get(step).content.decode()
    assert "Giấy khai sinh" in page  # what the step before brought
    given = {"kind": "external", "act": "finish", "text": "Đã đăng ký thường trú", "has_result": "1"}
    result = {"result_name": "Thông báo cư trú", "signer": "Trưởng Công an", "number": "7/TB"}
    sent = officer.post(step, hidden(officer, step) | given | result | due("2026-09-07", "signed_on"))
    assert sent.status_code == 302, sent.content.decode()
    done(dossier, "bhyt", insurance.actor, MORNING + timedelta(hours=6))

    assert Result.objects.filter(dossier=dossier, name="Thông báo cư trú").exists()
    handler = client_of(commune, Role.HANDLER)
    shown = handler.get(reverse("desk:cooperation", args=[dossier.pk])).content.decode()
    for words in ("Công an xã Thử", "Đăng ký thường trú", "Xong, đúng hạn", "Bảo hiểm xã hội Thử"):
        assert words in shown
    last = next(one for one in open_tasks_of(dossier) if one.step_id == "tong_hop")
    inputs = handler.get(reverse("desk:step", args=[dossier.pk, last.pk])).content.decode()
    assert "Đã đăng ký thường trú" in inputs
    assert "Thông báo cư trú" in inputs
