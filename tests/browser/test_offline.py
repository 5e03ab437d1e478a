"""The offline page: twenty dossiers without network, the page closed and opened again, each delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.harness import CHROMIUM, FLAGS, Visitors, assert_accessible, shoot
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


def machine(chromium: Browser, home: Path, line: Line, trouble: list[str]) -> BrowserContext:
    """The browser of a desk's machine, which keeps what it has on the disk until it is started again."""
    context = chromium.browser_type.launch_persistent_context(
        home,
        executable_path=str(CHROMIUM),
        args=FLAGS,
        base_url=line.url,
        viewport={"width": 1440, "height": 900},
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    context.on("weberror", lambda found: trouble.append(str(found.error)))
    return context


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
    page.get_by_label("Thủ tục", exact=True).select_option(index=1)
    page.get_by_label("Người nộp").fill(f"Nguyễn Thị Người Thứ {number}")
    page.get_by_label("Số điện thoại").fill(f"09012345{number:02d}")
    page.get_by_label("Giấy chứng sinh").check()
    page.get_by_role("button", name="Nhận hồ sơ").click()
    expect(page.get_by_text(f"{number} hồ sơ chưa gửi")).to_be_visible()


def send_until_all_is_gone(page: Page) -> None:
    """Each lost answer ends a round; the clerk presses again as long as there is a button.

    The page sends of itself too, so the button may leave between a look at it and the press: then nothing is pressed.
    """
    button = page.locator("[data-part=send]")
    for _ in range(200):
        if button.is_hidden():
            return
        button.dispatch_event("click")
        page.wait_for_timeout(300)


def assert_unreadable(stored: str) -> None:
    """Nothing of what was typed, and none of the machine's numbers; what is not secret stands there to be read."""
    assert any(state in stored for state in ("kept", "sent"))
    for readable in ("Nguy", "Thứ", "Thứ".encode().decode("latin1"), "0901234501", "NT26", "giay"):
        assert readable not in stored


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    made = Line(urlsplit(live_server.url).port or 0, b"POST " + reverse("desk:offline_deliver").encode())
    yield made
    made.close()


@pytest.mark.demand("NB18-13.2")
def test_twenty_dossiers_without_network_survive_the_closed_page_and_arrive_once_each_in_order(
    chromium: Browser, where: Place, line: Line, tmp_path: Path
) -> None:
    session = client_of(where, Role.RECEIVER).cookies["sessionid"].value
    trouble: list[str] = []
    context = machine(chromium, tmp_path, line, trouble)
    context.add_cookies([{"name": "sessionid", "value": session, "url": line.url}])
    page = opened(context)
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
    assert_unreadable(stored)
    context.close()

    # the browser is started again, still without network: nobody is signed in, nothing is forgotten
    context = machine(chromium, tmp_path, line, trouble)
    context.clear_cookies(name="sessionid")
    context.set_offline(True)
    again = opened(context)
    expect(again.get_by_text(f"{COUNT} hồ sơ trên máy này chưa gửi được")).to_be_visible()
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
    again.get_by_role("button", name="Gửi ngay").click()
    expect(again.get_by_text("phiên làm việc đã hết")).to_be_visible()
    context.add_cookies([{"name": "sessionid", "value": session, "url": line.url}])
    send_until_all_is_gone(again)
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
    assert_unreadable(again.evaluate(STORED))
    shoot(again, "offline-sent")
    assert_accessible(again)
    context.close()
    assert not trouble


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
    page.get_by_label("Thủ tục", exact=True).select_option(index=1)
    page.get_by_label("Người nộp").fill("Trần Văn Ẩn")
    page.get_by_label("Số điện thoại").fill("0901234567")
    page.get_by_role("button", name="Nhận hồ sơ").click()

    expect(page.get_by_text("đã được dùng cho một hồ sơ khác")).to_be_visible()
    shoot(page, "offline-refused")
    assert_accessible(page)
    page.get_by_role("button", name="Sửa, nhận lại").click()
    expect(page.get_by_label("Người nộp")).to_have_value("Trần Văn Ẩn")

    # the page is closed in the middle of mending: what was refused is still there
    again = opened(page.context)
    unlock(again)
    expect(again.get_by_text("Trang này đang mở ở một thẻ khác")).to_be_visible()
    page.close()
    unlock(again)
    expect(again.get_by_text("đã được dùng cho một hồ sơ khác")).to_be_visible()
    again.get_by_role("button", name="Sửa, nhận lại").click()
    expect(again.get_by_text(f"Đang sửa phiếu {paper}")).to_be_visible()
    again.get_by_label("Số phiếu").fill(b.numbers(b.kit(where))[0])
    again.get_by_role("button", name="Nhận hồ sơ").click()
    expect(again.get_by_text("Đã gửi hết")).to_be_visible()
    assert LateEntry.objects.count() == 2
    assert again.get_by_role("row").count() == 2  # the head, and the one dossier in its place


def test_what_is_not_the_products_answer_changes_nothing_and_a_lost_pin_can_be_begun_anew(
    visitors: Visitors, where: Place
) -> None:
    page = visitors.page("desktop")
    session = client_of(where, Role.RECEIVER).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    page.clock.set_fixed_time(b.RECEIVED)
    page.goto(reverse("desk:offline"))
    unlock(page, first=True)
    page.get_by_label("Tìm thủ tục").fill("KHÔNG CÓ")
    expect(page.get_by_label("Thủ tục", exact=True)).to_contain_text("0 thủ tục")
    page.get_by_label("Tìm thủ tục").fill("THU TUC")
    deliver = "**" + reverse("desk:offline_deliver")
    # a page of the network on the way, which answers everything with 200
    page.context.route(deliver, lambda route: route.fulfill(status=200, body="<h1>WiFi</h1>"))
    receive(page, 1)
    expect(page.get_by_text("Chưa gửi được vì không có mạng")).to_be_visible()
    expect(page.get_by_text("Giữ trên máy, chưa gửi")).to_be_visible()
    page.context.unroute(deliver)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Đã gửi hết")).to_be_visible()
    assert LateEntry.objects.count() == 1

    page.get_by_role("button", name="Khoá lại").click()
    page.get_by_text("Quên mã PIN").click()
    shoot(page, "offline-forgotten")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xoá mọi hồ sơ trên máy này").click()
    expect(page.get_by_label("Nhập lại mã PIN")).to_be_visible()
    assert page.evaluate(STORED) == ""


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
    page = visitors.page("phone")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    for name, arguments in addresses.items():
        page.goto(reverse(f"desk:{name}", args=arguments))
        shoot(page, f"desk-{name}")
        assert_accessible(page)
