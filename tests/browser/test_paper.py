"""Paper from the desk to the unit, by hand-like clicks: listed, scanned, given, printed, confirmed by both sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk import builders as b
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.custody.models import Bundle, HandoverRecord
from motcua.sites.desk import officers
from motcua.sites.ui import permissions


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: b.NOW)
    monkeypatch.setattr(permissions, "now", lambda: b.NOW)


@pytest.fixture
def where(transactional_db: None) -> Place:
    return b.place()


def officer(visitors: Visitors, where: Place, role: Role, size: str, **more: Any) -> Page:
    page = visitors.page(size, **more)
    session = b.client_of(where, role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    page.wait_for_load_state()
    shoot(page, f"paper-{name}")
    assert_accessible(page)


@pytest.mark.demand("TN19-11.2", "TN19-11.3", "NB18-13.1")
def test_a_bundle_goes_from_the_desk_to_the_unit_by_a_record_both_sides_confirm(
    visitors: Visitors, where: Place
) -> None:
    first = b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False))
    lost = b.taken_in(where, b.filed(where, b.NAMES[2], channel="direct", with_files=False))
    codes = {one.dossier_id: one.code for one in Bundle.objects.all()}
    desk = officer(visitors, where, Role.RECEIVER, "desktop")
    unit = officer(visitors, where, Role.HANDLER, "phone")

    desk.goto(reverse("desk:paper"))
    expect(desk.get_by_role("heading", name="Giấy tờ cần bàn giao hôm nay")).to_be_visible()
    look(desk, "desk")
    box = desk.get_by_label("Quét nhãn túi giấy tờ")
    box.click()
    desk.keyboard.type(codes[first.pk], delay=2)  # as a scanner types it
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Đang giữ: Trung tâm PVHCC")).to_be_visible()
    look(desk, "scanned")

    desk.get_by_role("link", name="Lập giấy bàn giao").first.click()
    for code in codes.values():
        desk.get_by_label("Quét lần lượt từng túi").press_sequentially(code + "\n")
    desk.get_by_label("Nơi nhận").select_option(f"unit:{where.unit_id}")
    look(desk, "give")
    desk.get_by_role("button", name="Lập giấy bàn giao").last.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Giấy bàn giao số 1/GBG-HS")
    look(desk, "record")

    unit.goto(reverse("desk:paper"))
    look(unit, "unit")
    unit.get_by_role("link", name="Số 1/GBG-HS").click()
    unit.get_by_label(f"Đã nhận {first.code}").check()
    unit.get_by_role("button", name="Xác nhận đã nhận").click()
    expect(unit.locator(".govuk-error-summary")).to_contain_text("Còn 1 túi giấy tờ chưa đánh dấu")
    look(unit, "short")
    unit.get_by_label("Thiếu gì, vì sao").fill("Không có túi thứ hai trong cặp")
    unit.get_by_role("button", name="Xác nhận đã nhận").click()
    expect(unit.get_by_role("heading", level=1)).to_contain_text("thiếu 1")
    look(unit, "confirmed")
    unit.goto(reverse("desk:paper_of", args=[first.pk]))
    look(unit, "dossier")

    assert HandoverRecord.objects.get().state == "confirmed"
    held = dict(Bundle.objects.values_list("dossier_id", "holder"))
    assert (held[first.pk], held[lost.pk]) == ("unit", "desk")
