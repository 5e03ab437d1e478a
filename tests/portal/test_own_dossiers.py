"""What an applicant sees of their dossiers, and what nobody else sees."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey.builders import APPLICANT, findings, submitted
from tests.portal.builders import filed, open_place, page, picture, signed_in
from tests.portal.shown import text

from motcua.agencies.rules import Role
from motcua.delivery.models import DemoMail
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier, PaperFile, Supplement, SupplementPoint
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.supplement import supplement
from motcua.kernel.clock import now
from motcua.notifications.models import InboxMessage

pytestmark = pytest.mark.django_db


def asked_to_complete(where: Any, dossier_id: Any) -> Dossier:
    dossier = Dossier.objects.get(pk=dossier_id)
    receiver = where.actor(Role.RECEIVER)
    found = [
        Finding(one.paper_id, "wrong", "Chụp lại cho rõ") if one.paper_id == _paper(dossier) else one
        for one in findings(dossier)
    ]
    check(dossier_id=dossier.pk, officer=receiver, findings=found, at=now())
    supplement(dossier_id=dossier.pk, officer=receiver, reason="Ảnh mờ", at=now(), key=uuid4())
    dossier.refresh_from_db()
    return dossier


def _paper(dossier: Dossier) -> Any:
    return dossier.papers.get(component_id="giay").pk


def accepted(where: Any, dossier_id: Any) -> Dossier:
    dossier = Dossier.objects.get(pk=dossier_id)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.pk, officer=receiver, findings=findings(dossier), at=now())
    accept(dossier_id=dossier.pk, officer=receiver, at=now(), key=uuid4())
    dossier.refresh_from_db()
    return dossier


@pytest.mark.demand("TN14-5.3", "HG-5")
def test_the_first_screen_says_where_it_is_who_has_it_and_when_it_is_due() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))

    shown = text(client.get(page("dossier", dossier.pk)))

    assert dossier.code is not None
    assert dossier.code in shown
    assert dossier.agency_name in shown
    assert f"{dossier.due_at.astimezone():%d/%m/%Y}" in shown if dossier.due_at else False
    assert "Vì sao hẹn ngày này?" in shown
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in shown


def test_my_dossiers_lists_mine_only() -> None:
    where, client = open_place(), signed_in()
    dossier_id = filed(client, where)

    assert str(dossier_id) in text(client.get(reverse("portal:dossiers")))
    assert str(dossier_id) not in text(signed_in().get(reverse("portal:dossiers")))
    assert "Bạn chưa có hồ sơ nào" in text(signed_in().get(reverse("portal:dossiers")))


def test_another_citizen_gets_nothing_of_a_dossier() -> None:
    where, client, other, nobody = open_place(), signed_in(), signed_in(), Client()
    dossier = accepted(where, filed(client, where))
    shown = client.get(page("dossier", dossier.pk)).context["it"]
    slip = page("dossier_slip", dossier.pk, shown.slips[0].id)
    file = page("dossier_file", dossier.pk, PaperFile.objects.get(dossier=dossier).file_id)
    own = filed(other, where)

    for address in (
        page("dossier", dossier.pk),
        slip,
        file,
        page("dossier_form", dossier.pk),
        page("supplement", dossier.pk),
    ):
        assert other.get(address).status_code == 404
        assert nobody.get(address)["Location"].startswith(reverse("portal:resume"))
    for stolen in (
        page("dossier_slip", own, shown.slips[0].id),
        page("dossier_file", own, PaperFile.objects.get(dossier=dossier).file_id),
    ):
        assert other.get(stolen).status_code == 404


def test_the_applicant_downloads_the_slip_as_pdf() -> None:
    where, client = open_place(), signed_in()
    dossier = accepted(where, filed(client, where))
    slip = client.get(page("dossier", dossier.pk)).context["it"].slips[0]

    answer = client.get(page("dossier_slip", dossier.pk, slip.id))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.demand("TN19-10.2a")
def test_a_request_to_complete_is_answered_point_by_point_and_once() -> None:
    where, client = open_place(), signed_in()
    dossier = asked_to_complete(where, filed(client, where))
    address = page("supplement", dossier.pk)
    assert "Chụp lại cho rõ" in text(client.get(address))
    assert client.post(address, {"_send": "1"}).status_code == 422

    name = f"tep-{SupplementPoint.objects.get(dossier=dossier).pk}"
    client.post(address, {name: picture("moi.png"), "_upload": "x"})
    form = f"{address}?buoc=nguoi_yeu_cau"
    client.post(form, {"ho_ten": "Nguyễn Thị Mẹ Sửa", "_next": "1"})
    shown = text(client.get(address))
    assert "moi.png" in shown
    assert "Đã sửa" in shown
    answers = [client.post(address, {"_send": "1"}) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    assert PaperFile.objects.get(dossier=dossier, superseded_at=None).file.name == "moi.png"
    assert dossier.answers.count() == 2
    assert Supplement.objects.get(dossier=dossier).answered_at is not None


def test_without_an_account_the_dossier_is_followed_by_reference_and_secret() -> None:
    where, client, other = open_place(), Client(), Client()
    dossier_id = filed(client, where)
    reference, secret = keys_of_done(client, dossier_id)

    opened = other.post(reverse("portal:resume"), {"reference": reference, "secret": secret})

    assert opened["Location"] == page("dossier", dossier_id)
    assert other.get(page("dossier", dossier_id)).status_code == 200


def keys_of_done(client: Client, dossier_id: Any) -> tuple[str, str]:
    shown = text(client.get(page("filing_done", dossier_id)))
    secret = shown.split("Mã bí mật</dt>")[1].split('mc-code">')[1].split("<")[0]
    return Dossier.objects.get(pk=dossier_id).reference, secret


def test_notices_are_read_by_their_owner_only() -> None:
    where, client = open_place(), signed_in()
    filed(client, where)
    notice = InboxMessage.objects.get()
    address = reverse("portal:inbox_message", args=[notice.pk])

    assert "Chưa đọc" in text(client.get(reverse("portal:inbox")))
    assert signed_in().get(address).status_code == 404
    assert client.get(address).status_code == 200
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "Không có thông báo" in text(client.get(reverse("portal:inbox") + "?loc=chua-doc"))
    assert client.post(reverse("portal:inbox")).status_code == 302


def test_the_demo_mailbox_exists_only_in_the_demonstration(settings: Any) -> None:
    settings.MOTCUA_DEMO = False
    assert Client().get(reverse("portal:demo_mailbox")).status_code == 404
    settings.MOTCUA_DEMO = True
    for destination, subject in (("an@example.vn", "Thư cho An"), ("binh@example.vn", "Thư cho Bình")):
        DemoMail.objects.create(
            message_id=subject, destination=destination, subject=subject, body="Nội dung", queued_at=now()
        )
    shown = text(Client().get(reverse("portal:demo_mailbox"), {"den": "AN@example.vn"}))
    assert "Thư cho An" in shown
    assert "Thư cho Bình" not in shown


@pytest.mark.demand("TN19-10.2a")
def test_a_prepared_answer_is_gone_on_with_on_another_device_and_sent_by_secret() -> None:
    where = open_place()
    first, second = Client(), Client()
    dossier_id = filed(first, where)
    reference, secret = keys_of_done(first, dossier_id)
    dossier = asked_to_complete(where, dossier_id)
    point = SupplementPoint.objects.get(dossier=dossier)
    address = page("supplement", dossier.pk)
    words = f"tra-loi-{point.pk}"

    assert "Đã lưu" in text(first.post(address, {words: "Tôi gửi bản khác", "_upload": "1"}))
    assert second.get(address)["Location"].startswith(reverse("portal:resume"))
    second.post(reverse("portal:resume"), {"reference": reference, "secret": secret})
    stale = {words: "", f"da-ghi-{point.pk}": "", "_upload": "1"}
    assert "Tôi gửi bản khác" in text(second.post(address, stale))
    assert second.post(address, {"_send": "1"}).status_code == 302

    point.refresh_from_db()
    assert point.answered_at is not None
    assert first.post(address, {"_send": "1"}).status_code == 302


@pytest.mark.demand("TN19-10.2a")
def test_an_ended_dossier_is_filed_again_from_a_copy_by_its_applicant_only() -> None:
    where, client = open_place(), signed_in()
    dossier = Dossier.objects.get(pk=filed(client, where))
    again = page("again", dossier.pk)
    assert client.post(again).status_code == 409
    receiver = where.actor(Role.RECEIVER)
    refuse(dossier_id=dossier.pk, officer=receiver, reason="Sai nơi nộp", at=now(), key=uuid4())
    assert "Nộp lại từ hồ sơ này" in text(client.get(page("dossier", dossier.pk)))
    assert signed_in().post(again).status_code == 404

    key = str(uuid4())
    answers = [client.post(again, {"key": key}) for _ in range(2)]

    assert len({one["Location"] for one in answers}) == 1
    assert "Nguyễn Thị Mẹ" in text(client.get(answers[0]["Location"]))


@pytest.mark.demand("TN19-10.2a")
def test_a_copy_of_what_was_filed_at_the_counter_knows_who_files_and_for_whom() -> None:
    where, client = open_place(), signed_in()
    company = {"kind": "enterprise", "full_name": "Hộ kinh doanh Thạnh Trung", "relation": "chủ hộ"}
    applicant = {**APPLICANT, "principal": company}
    opened = submitted(where, applicant=applicant, at=now())
    Dossier.objects.filter(pk=opened.pk).update(account_id=client.session["_auth_user_id"])
    receiver = where.actor(Role.RECEIVER)
    refuse(dossier_id=opened.pk, officer=receiver, reason="Sai nơi nộp", at=now(), key=uuid4())

    answer = client.post(page("again", opened.pk), {"key": str(uuid4())})

    shown = text(client.get(answer["Location"]))
    for known in ("Nguyễn Thị Mẹ", "0901234567", "Ấp 1, xã Thử", "Hộ kinh doanh Thạnh Trung", "chủ hộ"):
        assert known in shown.replace("0901 234 567", "0901234567"), known


def test_the_list_goes_on_page_by_page_and_what_needs_an_answer_stands_on_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selectors, "PAGE", 1)
    where, client = open_place(), signed_in()
    first = asked_to_complete(where, filed(client, where))
    second = Dossier.objects.get(pk=filed(client, where))

    shown = text(client.get(reverse("portal:dossiers")))
    older = text(client.get(reverse("portal:dossiers"), {"trang": "2"}))

    assert second.reference in shown
    assert first.reference not in shown
    assert reverse("portal:supplement", args=[first.pk]) in shown
    assert "?trang=2" in shown
    assert first.reference in older
    assert "?trang=3" not in older
