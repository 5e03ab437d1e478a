"""One complete request, walked by hand: the desk asks, the applicant answers on a phone, the handler sends back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, each
from tests.browser.walking import Walker, photo
from tests.desk import builders
from tests.desk.builders import client_of, filed
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import secret_hash
from motcua.numbers.rules import secret
from motcua.sites.desk import officers
from motcua.sites.portal.mine import supplement as answering
from motcua.sites.ui import permissions


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (officers, permissions, answering):
        monkeypatch.setattr(module, "now", lambda: builders.NOW)


@pytest.fixture
def where(transactional_db: None) -> Place:
    return builders.place()


def officer(visitors: Visitors, where: Place, role: Role) -> Walker:
    page = visitors.page("desktop")
    _carry(page, visitors, client_of(where, role))
    return Walker(page, "completing")


def _carry(page: Page, visitors: Visitors, client: Any) -> None:
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])


@pytest.mark.demand("TN19-10.1a", "TN19-10.2a", "TN19-12.4")
def test_one_complete_request_is_made_answered_and_checked_again(visitors: Visitors, where: Place) -> None:
    dossier = filed(where)
    desk = officer(visitors, where, Role.RECEIVER)
    desk.page.goto(reverse("desk:check", args=[dossier.pk]))
    for group in each(desk.page.locator("fieldset.mc-check")):
        group.get_by_label("Đạt", exact=True).check()
    wrong = desk.page.locator("fieldset.mc-check").filter(has_text="Giấy chứng sinh")
    wrong.get_by_label("Chưa đúng").check()
    wrong.get_by_label(re.compile("Nhận xét")).fill(
        "Chụp lại rõ cả trang, đủ bốn góc và con dấu của cơ sở y tế"
    )
    desk.page.get_by_text("Yêu cầu bổ sung một lần, đầy đủ").click()
    desk.page.get_by_label("Phần của tờ khai, điểm 1").select_option("ly_do")
    desk.page.get_by_label("Cần sửa thế nào").first.fill("Ghi rõ mục đích sử dụng giấy xác nhận")
    desk.page.get_by_label("Lý do yêu cầu bổ sung").fill("Chưa đọc được giấy chứng sinh, tờ khai chưa rõ")
    desk.look("check")
    desk.press("Phát hành phiếu yêu cầu bổ sung")
    desk.heading("Đã yêu cầu bổ sung")

    known = secret()
    Dossier.objects.filter(pk=dossier.pk).update(secret_hash=secret_hash(known))
    phone = visitors.page("phone", javascript=False)
    applicant = Walker(phone, "completing", twin=visitors.page("phone"))
    phone.goto(reverse("portal:supplement", args=[dossier.pk]))
    phone.locator('[name="reference"]').fill(dossier.reference)
    phone.locator('[name="secret"]').fill(known)
    applicant.press("Mở hồ sơ")
    applicant.heading("Bổ sung hồ sơ")
    phone.locator('input[type="file"]').first.set_input_files(photo("giay"))
    applicant.press("Gửi hồ sơ bổ sung")
    expect(phone.get_by_role("alert").filter(has_text="chưa được trả lời")).to_be_visible()
    applicant.look("unanswered")
    phone.get_by_label(re.compile("Câu trả lời")).last.fill("Dùng để bổ sung hồ sơ nhập học cho con")
    applicant.press("Gửi hồ sơ bổ sung")
    expect(phone.get_by_role("status").first).to_contain_text("Đã gửi hồ sơ bổ sung")

    desk.page.goto(reverse("desk:check", args=[dossier.pk]))
    expect(desk.page.get_by_role("table").first).to_contain_text("nhập học cho con")
    desk.look("asked-and-answered")
    desk.page.locator("fieldset.mc-check").filter(has_text="Giấy chứng sinh").get_by_label(
        "Đạt", exact=True
    ).check()
    desk.page.locator(".mc-bar").get_by_role("button", name=re.compile("Tiếp nhận hồ sơ")).click()
    desk.heading("Đã tiếp nhận")

    head = officer(visitors, where, Role.UNIT_HEAD)
    head.page.goto(reverse("desk:dossier", args=[dossier.pk]))
    head.follow("Chưa đủ điều kiện")
    first = head.page.locator("fieldset.mc-check").filter(has_text="Căn cước")
    first.get_by_label("Hết hạn").check()
    first.get_by_label("Cần bổ sung thế nào").fill("Nộp căn cước còn thời hạn")
    head.page.get_by_label("Lý do hồ sơ chưa đủ điều kiện").fill("Căn cước hết hạn khi thẩm định")
    head.page.get_by_label(re.compile("Lý do yêu cầu lần nữa")).fill("Thông tin không khớp dữ liệu dân cư")
    head.look("incomplete")
    head.press("Phát hành phiếu, trả để bổ sung")
    expect(head.page.get_by_role("main")).to_contain_text("Đang chờ người nộp bổ sung")
    head.look("sent-back")
