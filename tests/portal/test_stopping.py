"""The applicant takes back, asks to stop, reads why a date is what it is and why something was not granted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey import builders as journey
from tests.journey.builders import findings
from tests.portal.builders import filed, open_place, page, signed_in
from tests.portal.shown import text

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, StopRequest
from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.stop import decline_stop
from motcua.journey.verify import verify
from motcua.kernel.clock import now

pytestmark = pytest.mark.django_db


def accepted(where: Any, dossier_id: UUID) -> Dossier:
    dossier = Dossier.objects.get(pk=dossier_id)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.pk, officer=receiver, findings=findings(dossier), at=now())
    accept(dossier_id=dossier.pk, officer=receiver, at=now(), key=uuid4())
    dossier.refresh_from_db()
    return dossier


def send(client: Client, address: str, **typed: str) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))
    assert key
    return client.post(address, {"key": key[1], **typed}, follow=True)


def test_what_was_not_accepted_is_taken_back_without_a_reason_also_without_an_account() -> None:
    where, client = open_place(), Client()
    dossier_id = filed(client, where)
    shown = text(client.get(page("dossier", dossier_id)))
    assert page("withdraw", dossier_id) in shown
    assert page("ask_stop", dossier_id) not in shown
    stranger = Client().get(page("withdraw", dossier_id))
    assert stranger.status_code != 200

    for _ in range(2):
        answer = client.post(page("withdraw", dossier_id), {"reason": ""}, follow=True)
    shown = text(answer)
    assert "Đã rút hồ sơ" in shown
    assert Dossier.objects.get(pk=dossier_id).state == "withdrawn"
    assert page("withdraw", dossier_id) not in shown


def test_after_acceptance_the_applicant_asks_and_sees_what_the_desk_answers() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))
    address = page("ask_stop", dossier.pk)
    assert client.get(page("withdraw", dossier.pk)).status_code == 302
    refused = client.post(page("withdraw", dossier.pk), {})
    assert refused.status_code == 409
    assert "gửi đề nghị dừng giải quyết" in text(refused)
    assert signed_in().get(address).status_code == 404

    empty = send(client, address, reason=" ")
    assert empty.status_code == 422
    shown = text(send(client, address, reason="Tôi đã bán thửa đất"))
    assert "Chờ Bộ phận Một cửa trả lời" in shown
    assert "Tôi đã bán thửa đất" in shown
    assert address not in shown
    assert StopRequest.objects.get(dossier=dossier).way == "online"

    decline_stop(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        answer="Cần giấy uỷ quyền của chủ hồ sơ",
        at=now(),
        key=uuid4(),
    )
    shown = text(client.get(page("dossier", dossier.pk)))
    assert "Cần giấy uỷ quyền của chủ hồ sơ" in shown
    assert address in shown


def test_the_date_explains_itself_to_the_applicant_on_screen_and_on_paper_and_to_nobody_else() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))
    address = page("due", dossier.pk)
    assert address in text(client.get(page("dossier", dossier.pk)))
    shown = text(client.get(address))
    assert "Nếu nhận ngày làm việc trước" in shown
    assert "Thời gian chấm điểm" not in shown
    printed = client.get(page("due_print", dossier.pk))
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    for name in ("due", "due_print"):
        assert signed_in().get(page(name, dossier.pk)).status_code == 404


@pytest.mark.demand("TN19-12.3")
def test_the_applicant_sees_that_a_verification_took_place_not_what_was_found() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))
    at = now()
    verify(
        dossier_id=dossier.pk,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER, at),
        facts=VerificationFacts("Nhà xây sai bản vẽ", held_at=at - timedelta(hours=1)),
        at=at,
        key=uuid4(),
    )
    shown = text(client.get(page("dossier", dossier.pk)))
    assert "Cơ quan giải quyết đã thẩm tra, xác minh" in shown
    assert "Nhà xây sai bản vẽ" not in shown


@pytest.mark.demand("TN19-12.7", "DN15-4.3b")
def test_not_granted_is_said_plainly_with_the_reasons_on_the_applicants_page_only_once_decided() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))
    why = "Thửa đất chưa có trong quy hoạch"
    for given in ({}, {"text": "", "refusal": why}, {"result": None, "refusal": why}):
        journey.do_next_step(where, dossier, now(), **given)
    assert why not in text(client.get(page("dossier", dossier.pk)))
    journey.do_next_step(where, dossier, now())

    shown = text(client.get(page("dossier", dossier.pk)))
    assert "Không được giải quyết" in shown
    assert why in shown
    assert "Mời bạn nhận phiếu từ chối" in shown
    public = text(Client().get(reverse("portal:status"), {"ma": dossier.code}))
    assert "Không được giải quyết" in public
    assert why not in public
    api = Client().get(f"/api/v1/dossiers/{dossier.code}/status").json()
    assert api["state_label"] == "Không được giải quyết"
    assert why not in str(api)
