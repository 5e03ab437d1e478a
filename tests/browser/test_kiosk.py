"""A number at the kiosk, called at the desk with sound; the kiosk looks up, forgets and survives a cut network."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk.builders import client_of
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.kiosk import builders as b
from tests.queues import builders as queues

from motcua.agencies.rules import Role
from motcua.operations.services.devices import new_enrolment
from motcua.queues import services
from motcua.queues.models import Ticket
from motcua.queues.rules import Channel
from motcua.sites.desk import officers
from motcua.sites.kiosk import device, frame, pages, screen
from motcua.sites.portal.queue import views
from motcua.sites.ui import permissions

KIOSK = {"width": 1080, "height": 1920}
TELEVISION = {"width": 1920, "height": 1080}
VOICE = """#!{python}
import sys, wave
out = sys.argv[sys.argv.index("-w") + 1]
with wave.open(out, "wb") as sound:
    sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(8000)
    sound.writeframes(b"\\x00\\x10" * 1600)
"""


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    for module in (officers, permissions, device, frame, pages, screen, views):
        monkeypatch.setattr(module, "now", lambda: b.NOW)
    voice = tmp_path / "voice"
    voice.write_text(VOICE.format(python=sys.executable))
    voice.chmod(0o755)
    settings.MOTCUA_SPEECH, settings.MOTCUA_DATA = str(voice), tmp_path


@pytest.fixture
def where(transactional_db: None) -> Place:
    return b.desk()


def kiosk_of(visitors: Visitors, where: Place) -> Page:
    """A kiosk in front of which the code is typed, on the keyboard of the screen."""
    made = b.device(where)
    code = new_enrolment(device_id=made.pk, officer=where.actor(Role.DESK_HEAD), at=b.NOW)
    kiosk = visitors.page("desktop")
    kiosk.set_viewport_size(KIOSK)
    kiosk.goto(reverse("kiosk:home"))
    for sign in code.replace("-", ""):
        kiosk.get_by_role("button", name=sign, exact=True).click()
    kiosk.get_by_role("button", name="Kích hoạt").click()
    expect(kiosk.get_by_role("heading", name="Xin chào. Bạn cần gì?")).to_be_visible()
    return kiosk


def officer(visitors: Visitors, where: Place, role: Role, size: str = "desktop") -> Page:
    page = visitors.page(size)
    session = client_of(where, role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    shoot(page, f"queue-{name}")
    assert_accessible(page)


def without_the_cut(visitors: Visitors) -> None:
    """What browser and htmx say of the network that the test itself took away is no trouble."""
    said = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    visitors.trouble[:] = [one for one in visitors.trouble if not any(word in one for word in said)]


def targets_are_large(page: Page) -> None:
    small = page.eval_on_selector_all(
        "a, button, input:not([type=hidden])",
        "all => all.filter(e => e.offsetParent).filter(e => e.getBoundingClientRect().height < 59.5)"
        ".map(e => e.outerHTML.slice(0, 90))",
    )
    assert not small, small


@pytest.mark.demand("TN14-4.3c", "TN14-5.1c")
def test_a_number_taken_at_the_kiosk_is_called_at_the_desk_with_sound(
    visitors: Visitors, where: Place
) -> None:
    dossier, _ = journey.accepted(where)
    kiosk = kiosk_of(visitors, where)
    look(kiosk, "kiosk-home")
    targets_are_large(kiosk)

    # a scanner types the code of the slip: the public status, then a number that carries it
    for key in [*dossier.code, "Enter"]:
        kiosk.keyboard.press(key)
    expect(kiosk.get_by_role("heading", name=dossier.procedure_name)).to_be_visible()
    look(kiosk, "kiosk-status")
    assert dossier.applicant_name not in kiosk.content()
    kiosk.get_by_role("link", name="Lấy số để gặp cán bộ về hồ sơ này").click()
    look(kiosk, "kiosk-take")
    kiosk.get_by_role("link", name="Tiếp nhận hồ sơ").click()
    look(kiosk, "kiosk-priority")
    targets_are_large(kiosk)
    kiosk.get_by_role("button", name="Không thuộc diện ưu tiên").click()
    expect(kiosk.get_by_role("heading", name="A001")).to_be_visible()
    look(kiosk, "kiosk-ticket")
    paper = PdfReader(BytesIO(kiosk.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    assert round(float(paper.pages[0].mediabox.width) / 72 * 25.4) == 80
    assert "A001" in paper.pages[0].extract_text()

    television = visitors.page("desktop")
    television.set_viewport_size(TELEVISION)
    television.goto(reverse("kiosk:screen", args=[where.desk_id]))
    television.get_by_role("button", name="Chạm để bật âm thanh").click()
    expect(television.get_by_role("button", name="Chạm để bật âm thanh")).to_be_hidden()

    clerk = officer(visitors, where, Role.RECEIVER)
    clerk.goto(reverse("desk:queue"))
    look(clerk, "desk-seats")
    clerk.get_by_role("button", name="Quầy 2").click()
    expect(clerk.get_by_text("Quầy đang trống.")).to_be_visible()
    clerk.wait_for_load_state()
    clerk.keyboard.press("n")
    expect(clerk.locator(".mc-queue__number")).to_have_text("A001")
    expect(clerk.get_by_role("link", name=f"Mở hồ sơ {dossier.code}")).to_be_visible()
    look(clerk, "desk-called")
    expect(television.locator(".screen-now__number")).to_have_text("A001")
    call = television.locator("[data-call]").first.get_attribute("data-call")
    expect(television.locator("#board")).to_have_attribute("data-heard", str(call))
    for number in range(12):
        queues.take(where, at=queues.later(number))
    clerk.wait_for_load_state()
    clerk.keyboard.press("n")
    expect(television.locator(".screen-now__number")).to_have_text("A002")
    expect(television.get_by_text("A003")).to_be_visible()
    look(television, "screen")

    television.context.set_offline(True)
    expect(television.locator("#cut")).to_be_visible()
    shoot(television, "queue-screen-cut")
    television.context.set_offline(False)
    expect(television.locator("#cut")).to_be_hidden()
    without_the_cut(visitors)


def test_the_kiosk_reads_with_large_type_forgets_and_says_that_the_network_is_away(
    visitors: Visitors, where: Place
) -> None:
    kiosk = kiosk_of(visitors, where)
    kiosk.clock.install()
    kiosk.goto(reverse("kiosk:home"))
    kiosk.get_by_role("link", name="Tìm hiểu thủ tục").click()
    field = kiosk.locator("#q")
    field.click()
    for sign in "thur tucj":
        kiosk.locator(f'.osk [data-press="{"space" if sign == " " else sign}"]').click()
    expect(field).to_have_value("thủ tục")
    look(kiosk, "kiosk-keyboard")
    targets_are_large(kiosk)
    kiosk.locator('.osk [data-press="enter"]').click()
    kiosk.get_by_role("link", name="Thủ tục thử nghiệm").click()
    look(kiosk, "kiosk-procedure")
    kiosk.get_by_role("button", name="Chữ to").click()
    kiosk.get_by_role("button", name="Tương phản").click()
    look(kiosk, "kiosk-contrast")
    kiosk.set_viewport_size({"width": 1440, "height": 900})
    look(kiosk, "kiosk-contrast-wide")
    kiosk.set_viewport_size(KIOSK)

    kiosk.clock.fast_forward(61_000)
    expect(kiosk.get_by_role("dialog")).to_be_visible()
    shoot(kiosk, "queue-kiosk-still")
    kiosk.get_by_role("button", name="Tôi vẫn đang dùng").click()
    kiosk.clock.fast_forward(61_000)
    kiosk.clock.fast_forward(16_000)
    expect(kiosk.get_by_role("heading", name="Xin chào. Bạn cần gì?")).to_be_visible()
    assert "kiosk--large" not in (kiosk.locator("html").get_attribute("class") or "")
    kiosk.get_by_role("link", name="Đánh giá phục vụ").click()
    look(kiosk, "kiosk-rate")
    kiosk.wait_for_function("navigator.serviceWorker.controller !== null")
    kiosk.context.unroute_all()  # what is intercepted never reaches the page's own worker
    kiosk.context.set_offline(True)
    expect(kiosk.locator("#cut")).to_be_visible()
    kiosk.goto(reverse("kiosk:lookup"), wait_until="commit")
    expect(kiosk.get_by_role("heading", name="Ki-ốt đang mất kết nối mạng")).to_be_visible()
    shoot(kiosk, "queue-kiosk-cut")
    kiosk.context.set_offline(False)
    kiosk.clock.fast_forward(9_000)
    expect(kiosk.get_by_role("heading", name="Xin chào. Bạn cần gì?")).to_be_visible()
    without_the_cut(visitors)


def test_the_pages_of_the_head_and_of_the_visitor_at_home(visitors: Visitors, where: Place) -> None:
    for number in range(40):
        queues.take(where, at=queues.later(number), channel=Channel.KIOSK)
    seat = queues.seated(where)
    seen = None
    for minute in range(41, 50):
        turn = services.call_next(account_id=seat.pk, at=queues.later(minute), seen=seen)
        seen = turn.pk if turn else None
    b.device(where)
    b.device(where, "printer")
    head = officer(visitors, where, Role.DESK_HEAD)
    for name in ("queue_figures", "queue_setup", "queue_give", "devices"):
        head.goto(reverse(f"desk:{name}"))
        look(head, f"desk-{name}")
    console = officer(visitors, where, Role.AGENCY_IT)
    console.goto(reverse("console:devices"))
    look(console, "console-devices")
    clerk = officer(visitors, where, Role.RECEIVER, "phone")
    clerk.goto(reverse("desk:queue"))
    look(clerk, "desk-forty")
    home = visitors.page("phone")
    home.goto(reverse("portal:queue"))
    look(home, "portal-desks")
    home.get_by_role("link", name="Trung tâm PVHCC").click()
    look(home, "portal-desk")
    home.get_by_role("button", name="Lấy số hôm nay Tiếp nhận hồ sơ").click()
    expect(home.get_by_role("heading", level=1)).to_contain_text("Số thứ tự A04")
    look(home, "portal-ticket")
    home.goto(reverse("portal:book", args=[queues.service(where)]))
    look(home, "portal-book")
    home.locator(".mc-slot input").nth(1).check()
    home.get_by_role("button", name="Đặt lịch hẹn").click()
    expect(home.get_by_text("Đã giữ chỗ")).to_be_visible()
    look(home, "portal-appointment")
    assert Ticket.objects.filter(channel="online").count() == 1
