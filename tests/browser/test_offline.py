"""The offline page: twenty dossiers without network, the page closed and opened again, each delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.browser.line import Line
from tests.desk.builders import client_of
from tests.journey.builders import Place
from tests.operations import builders as b

from motcua.agencies.rules import Role
from motcua.dossiers.models import Draft
from motcua.operations.models import KitNumber, LateEntry
from motcua.sites.desk import officers
from motcua.sites.ui import permissions

PIN = "quay-so-1-tan-ninh"
COUNT = 20
# everything that lies in IndexedDB, as text: also inside of buffers
STORED = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("motcua-offline"); asked.onsuccess = () => done(asked.result); });
  const found = [];
  for (const name of base.objectStoreNames) found.push(...await new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); }));
  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value) : value && typeof value === "object"
    ? Object.values(value).map(text).join(" ") : String(value);
  return found.map(text).join("\\n");
}"""


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: b.BACK)
    monkeypatch.setattr(permissions, "now", lambda: b.BACK)


@pytest.fixture
def where(transactional_db: None) -> Place:
    return b.desk()


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(b.RECEIVED)
    page.goto(reverse("desk:offline"))
    return page


def unlock(page: Page, *, first: bool = False) -> None:
    page.get_by_label("Mã PIN", exact=True).fill(PIN)
    if first:
        page.get_by_label("Nhập lại mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở", exact=True).click()


def receive(page: Page, number: int) -> None:
    page.get_by_label("Thủ tục").select_option(index=1)
    page.get_by_label("Người nộp").fill(f"Nguyễn Thị Người Thứ {number}")
    page.get_by_label("Số điện thoại").fill(f"09012345{number:02d}")
    page.get_by_label("Giấy chứng sinh").check()
    page.get_by_role("button", name="Nhận hồ sơ").click()
    expect(page.get_by_text(f"{number} hồ sơ chưa gửi")).to_be_visible()


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    made = Line(urlsplit(live_server.url).port or 0, b"POST " + reverse("desk:offline_deliver").encode())
    yield made
    made.close()


@pytest.mark.demand("NB18-13.2")
def test_twenty_dossiers_without_network_survive_the_closed_page_and_arrive_once_each_in_order(
    chromium: Browser, where: Place, line: Line
) -> None:
    visitors = Visitors(chromium, line.url)
    page = visitors.page("desktop")
    context = page.context
    session = client_of(where, Role.RECEIVER).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": line.url}])
    page.clock.set_fixed_time(b.RECEIVED)
    page.goto(reverse("desk:offline"))
    expect(page.get_by_text("Trang đã cài trên máy này")).to_be_visible()
    assert_accessible(page)
    unlock(page, first=True)
    expect(page.get_by_text("Còn 50 số phiếu")).to_be_visible()
    assert_accessible(page)

    line.cut()
    context.set_offline(True)
    for number in range(1, COUNT + 1):
        receive(page, number)
    shoot(page, "offline-twenty")
    stored = page.evaluate(STORED)
    for readable in ("Người Thứ", "0901234501", "NT26", "giay"):
        assert readable not in stored
    page.close()

    again = opened(context)
    again.get_by_label("Mã PIN", exact=True).fill("sai-hoan-toan")
    again.get_by_role("button", name="Mở", exact=True).click()
    expect(again.get_by_text("Mã PIN không đúng")).to_be_visible()
    unlock(again)
    expect(again.get_by_text(f"{COUNT} hồ sơ chưa gửi")).to_be_visible()
    again.evaluate("window.print = () => {}")
    again.get_by_role("button", name="In phiếu").first.click()
    again.emulate_media(media="print")
    expect(again.get_by_role("heading", name="PHIẾU NHẬN HỒ SƠ TẠM")).to_be_visible()
    again.emulate_media(media="screen")
    assert not LateEntry.objects.exists()

    line.lost_each = 6
    line.mend()
    context.set_offline(False)
    button = again.get_by_role("button", name="Gửi ngay")
    for _ in range(60):  # each lost answer ends a round; the clerk presses again
        if not button.is_visible():
            break
        button.click()
        again.wait_for_timeout(300)
    expect(again.get_by_text("Đã gửi hết")).to_be_visible()
    assert line.lost > 0
    # the browser itself sends again what a line lost
    assert line.seen >= COUNT + line.lost

    entries = list(LateEntry.objects.order_by("pk"))
    names = [Draft.objects.get(pk=one.draft_id).applicant["full_name"] for one in entries]
    assert names == [f"Nguyễn Thị Người Thứ {number}" for number in range(1, COUNT + 1)]
    assert {one.received_at for one in entries} == {b.RECEIVED}
    assert [one.number_id for one in entries] == sorted(one.number_id for one in entries)
    assert KitNumber.objects.filter(state="used").count() == COUNT
    assert "Người Thứ" not in again.evaluate(STORED)
    shoot(again, "offline-sent")
    assert_accessible(again)
    visitors.trouble[:] = [one for one in visitors.trouble if "net::ERR_" not in one]  # cut on purpose
    visitors.close()


def test_a_conflict_is_told_on_its_line_and_can_be_mended(visitors: Visitors, where: Place) -> None:
    page = visitors.page("phone")
    session = client_of(where, Role.RECEIVER).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    page.clock.set_fixed_time(b.RECEIVED)
    page.goto(reverse("desk:offline"))
    unlock(page, first=True)
    paper = b.numbers(b.kit(where))[0]
    b.entered(where, paper)
    page.get_by_label("Số phiếu").fill(paper)
    page.get_by_label("Thủ tục").select_option(index=1)
    page.get_by_label("Người nộp").fill("Trần Văn Ẩn")
    page.get_by_label("Số điện thoại").fill("0901234567")
    page.get_by_role("button", name="Nhận hồ sơ").click()

    expect(page.get_by_text("đã được dùng cho một hồ sơ khác")).to_be_visible()
    shoot(page, "offline-refused")
    assert_accessible(page)
    page.get_by_role("button", name="Sửa, nhận lại").click()
    expect(page.get_by_label("Người nộp")).to_have_value("Trần Văn Ẩn")
    page.get_by_label("Số phiếu").fill(b.numbers(b.kit(where))[0])
    page.get_by_role("button", name="Nhận hồ sơ").click()
    expect(page.get_by_text("Đã gửi hết")).to_be_visible()
    assert LateEntry.objects.count() == 2


def test_the_pages_of_the_outage_fit_and_are_fit_for_everybody(visitors: Visitors, where: Place) -> None:
    outage, block = b.outage(where), b.kit(where)
    entries = [b.sent(where, number) for number in b.numbers(block)[:2]]
    b.approved(where, entries[0])
    session = client_of(where, Role.DESK_HEAD).cookies["sessionid"].value
    addresses: dict[str, tuple[Any, ...]] = {
        "outage": (),
        "kit_block": (block.pk,),
        "outage_end": (outage.pk,),
        "late_entry": (entries[1].pk,),
        "late_entry_new": (),
    }
    for size in ("phone", "desktop"):
        page = visitors.page(size)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
        for name, arguments in addresses.items():
            page.goto(reverse(f"desk:{name}", args=arguments))
            shoot(page, f"desk-{name}")
            assert_accessible(page)
