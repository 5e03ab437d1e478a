"""A citizen finds a real procedure, files it on a phone, follows it; every page looked at and checked by axe."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.journey.builders import findings
from tests.parties.builders import PASSWORD, citizen
from tests.portal.builders import begin, filed, open_place, picture, signed_in

from motcua.agencies.rules import Role
from motcua.delivery.services import drain
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local, now
from motcua.procedures.importing import TAY_NINH, import_folder

pytestmark = pytest.mark.django_db(transaction=True)


def seen(page: Page, name: str) -> None:
    """A picture, and axe."""
    shoot(page, name)
    assert_accessible(page)


@pytest.mark.demand("TN19-6.1")
def test_the_real_catalogue_reads_well(visitors: Visitors) -> None:
    import_folder(TAY_NINH, effective=date(2026, 1, 1), at=local("2025-12-31T08:00"))
    page = visitors.page("phone")
    for name, address in {
        "procedures": "/thu-tuc/",
        "procedures-found": "/thu-tuc/?q=khai+sinh",
        "procedures-guess": "/thu-tuc/?q=giay+phep+xai+dung",
        "procedures-none": "/thu-tuc/?q=zzzz",
        "procedure-house": "/thu-tuc/cap-giay-phep-xay-dung-moi-nha-o-rieng-le/",
        "procedure-birth": "/thu-tuc/dang-ky-khai-sinh/",
        "status": "/tra-cuu",
        "status-wrong": "/tra-cuu?ma=abc",
        "resume": "/tiep-tuc/",
    }.items():
        page.goto(address)
        seen(page, name)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_files_and_follows(visitors: Visitors, tmp_path: Path, javascript: bool) -> None:
    where = open_place()
    page = visitors.page("phone", javascript=javascript)
    look = seen if javascript else (lambda *_: None)
    paper = tmp_path / "giay-chung-sinh.png"
    paper.write_bytes(picture().read())

    page.goto(f"/thu-tuc/{where.release.procedure.slug}/")
    look(page, "own-procedure")
    page.get_by_role("link", name="Nộp trực tuyến").first.click()
    look(page, "start")
    page.get_by_role("button", name="Nộp không cần tài khoản").click()
    look(page, "kept")
    page.get_by_role("link", name="Đã ghi lại").or_(page.get_by_role("button", name="Đã ghi lại")).click()
    look(page, "applicant")
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "applicant-errors")
    _applicant(page)
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Người yêu cầu")
    look(page, "section")
    page.get_by_label("Họ, chữ đệm, tên").fill("Nguyễn Thị Mẹ")
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tờ kèm theo")
    look(page, "papers-empty")
    page.locator('input[type="file"]').first.set_input_files(paper)
    page.get_by_role("button", name="Tải lên").last.click()
    expect(page.get_by_role("link", name="giay-chung-sinh.png")).to_be_visible()
    look(page, "papers")
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nơi nhận kết quả")
    look(page, "result")
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và nộp")
    look(page, "review")
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nộp hồ sơ")
    look(page, "done")
    page.get_by_role("link", name="Theo dõi").or_(page.get_by_role("button", name="Theo dõi")).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Đã nộp hồ sơ")
    look(page, "dossier-submitted")
    _ask_to_complete(where)
    page.reload()
    look(page, "dossier-supplement")
    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    look(page, "supplement")
    page.locator('input[type="file"]').first.set_input_files(paper)
    page.get_by_role("button", name="Gửi hồ sơ bổ sung").click()
    expect(page.get_by_text("Đã gửi hồ sơ bổ sung")).to_be_visible()
    dossier = _accept(where)
    page.reload()
    look(page, "dossier-accepted")
    expect(page.locator("main")).to_contain_text(str(dossier.code))
    page.goto(f"/tra-cuu?ma={dossier.code}&t={dossier.token}")
    look(page, "status-found")


def test_what_belongs_to_an_account(visitors: Visitors, settings: Any) -> None:
    settings.MOTCUA_DEMO = True
    person, where = citizen(is_confirmed=True), open_place()
    client = signed_in(person)
    begin(client, where)
    filed(client, where)
    drain(at=now())
    page = visitors.page("phone")
    page.goto("/ho-so-cua-toi/")
    page.locator('[name="login"]').fill(person.email)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    seen(page, "my-dossiers")
    page.goto("/hop-thu/")
    seen(page, "inbox")
    page.locator(".mc-list__title").first.click()
    page.wait_for_url("**/hop-thu/*-*")
    seen(page, "inbox-message")
    page.goto("/demo/thu")
    seen(page, "demo-mailbox")


def _applicant(page: Page) -> None:
    page.get_by_label("Cho chính mình").check()
    for name, value in {
        "full_name": "Nguyễn Thị Mẹ",
        "born_on.day": "5",
        "born_on.month": "6",
        "born_on.year": "1990",
        "document.number": "072190012345",
        "phone": "0901234567",
        "address.commune_name": "Xã Thử",
        "address.detail": "Ấp 1",
    }.items():
        page.locator(f'[name="nguoi_nop.{name}"]').fill(value)
    page.locator('[name="nguoi_nop.document.kind"]').select_option("identity_card")
    page.locator('[name="nguoi_nop.address.province_code"]').select_option("80")


def _ask_to_complete(where: Any) -> None:
    dossier = Dossier.objects.get()
    receiver = where.actor(Role.RECEIVER)
    paper = dossier.papers.get(component_id="giay").pk
    found = [
        Finding(one.paper_id, "wrong", "Ảnh mờ, đề nghị chụp lại đủ bốn góc")
        if one.paper_id == paper
        else one
        for one in findings(dossier)
    ]
    check(dossier_id=dossier.pk, officer=receiver, findings=found, at=now())
    supplement(
        dossier_id=dossier.pk, officer=receiver, reason="Chưa đọc được nội dung", at=now(), key=uuid4()
    )


def _accept(where: Any) -> Dossier:
    dossier = Dossier.objects.get()
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.pk, officer=receiver, findings=findings(dossier), at=now())
    accept(dossier_id=dossier.pk, officer=receiver, at=now(), key=uuid4())
    dossier.refresh_from_db()
    return dossier
