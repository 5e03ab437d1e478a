"""A receipt handed in from a phone without scripts, looked at at the desk; what heads read of broken rules of time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.browser.test_stopping import as_
from tests.desk import builders
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.portal.builders import picture, signed_in
from tests.portal.test_waiting import waiting

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier


@pytest.fixture
def where(transactional_db: None) -> Place:
    return builders.place()


def test_a_receipt_is_sent_without_scripts_and_the_desk_records_it(
    visitors: Visitors, where: Place, tmp_path: Path
) -> None:
    client = signed_in()
    filed = builders.filed(where, builders.NAMES[1])
    Dossier.objects.filter(pk=filed.pk).update(account_id=client.session["_auth_user_id"])
    dossier = waiting(where, filed.pk)
    receipt = tmp_path / "bien-lai-nop-thue-truoc-ba.png"
    receipt.write_bytes(picture().read())

    page = as_(visitors, client, "phone")
    page.goto(reverse("portal:dossier", args=[dossier.pk]))
    shoot(page, "waiting-applicant")
    assert_accessible(page)
    plain = as_(visitors, client, "phone", javascript=False)
    plain.goto(reverse("portal:dossier", args=[dossier.pk]))
    plain.get_by_role("button", name="Gửi chứng từ").click()
    expect(plain.get_by_role("link", name="Vui lòng chọn tệp")).to_be_visible()
    plain.get_by_label("Ảnh chụp hoặc tệp chứng từ").set_input_files(receipt)
    plain.get_by_label("Số chứng từ, ngày nộp").fill("GNT-2026-00991, nộp tại Kho bạc khu vực")
    plain.get_by_role("button", name="Gửi chứng từ").click()
    expect(plain.get_by_text("đang kiểm tra chứng từ bạn đã gửi")).to_be_visible()
    shoot(plain, "waiting-sent")

    desk = as_(visitors, builders.client_of(where, Role.RECEIVER), "phone")
    desk.goto(reverse("desk:dossier", args=[dossier.pk]))
    desk.get_by_role("link", name="Kiểm tra chứng từ nộp tiền").or_(
        desk.get_by_role("button", name="Kiểm tra chứng từ nộp tiền")
    ).first.click()
    expect(desk.get_by_role("link", name="bien-lai-nop-thue-truoc-ba.png")).to_be_visible()
    shoot(desk, "waiting-desk")
    assert_accessible(desk)
    desk.get_by_label("Lý do và việc người nộp cần làm").fill(
        "Ảnh mờ, không đọc được số tiền. Vui lòng chụp lại."
    )
    desk.get_by_role("button", name="Trả lời người nộp").click()
    expect(desk.get_by_text("Đã trả lời người nộp về chứng từ")).to_be_visible()
    page.goto(reverse("portal:dossier", args=[dossier.pk]))
    expect(page.get_by_text("Ảnh mờ, không đọc được số tiền").first).to_be_visible()


def test_a_leader_reads_which_rules_of_time_were_broken(visitors: Visitors, where: Place) -> None:
    for hours in (0, 30):
        journey.accepted(where, journey.MORNING + timedelta(hours=hours, minutes=20))
    leader = as_(visitors, builders.client_of(where, Role.AGENCY_LEADER), "phone")
    asked = "?tu-day=1&tu-month=9&tu-year=2026&den-day=30&den-month=9&den-year=2026"
    leader.goto(reverse("desk:compliance") + asked)
    expect(leader.get_by_role("table").first).to_be_visible()
    shoot(leader, "compliance")
    assert_accessible(leader)
