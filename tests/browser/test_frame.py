"""The frame of every page in a real browser: standing pages, gallery, menus, keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, expect
from tests.browser.harness import Visitors, assert_accessible, shoot

PAGES = {
    "home": "/",
    "about": "/gioi-thieu",
    "help": "/huong-dan",
    "accessibility": "/tiep-can",
    "sitemap": "/so-do-cong",
    "404": "/khong-co",
    "sign-in": "/tai-khoan/dang-nhap",
    "gallery": "/ui/thu-vien",
    "gallery-desk": "/ui/thu-vien?khung=can-bo",
    "gallery-console": "/ui/thu-vien?khung=quan-tri",
}


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.MOTCUA_DEMO = True


@pytest.mark.demand("DN15-5.1")
@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing(visitors: Visitors, name: str) -> None:
    page = visitors.page("phone")

    answer = page.goto(PAGES[name])

    assert answer is not None
    assert answer.status == (404 if name == "404" else 200)
    shoot(page, name)
    assert_accessible(page)


@pytest.mark.parametrize("host", ["cdn.example", "203.0.113.7"])
def test_a_page_that_asks_another_host_would_fail_its_test(
    chromium: Browser, live_server: Any, host: str
) -> None:
    """The guard of all browser tests, tried on a page that does what ours must not."""
    guarded = Visitors(chromium, live_server.url)
    page = guarded.page()
    page.goto("/robots.txt")
    with page.expect_event("requestfailed"):
        page.set_content(f'<img src="http://{host}/spy.png" alt="">', wait_until="commit")
    with pytest.raises(AssertionError, match=f"a page asked for http://{host}/spy.png"):
        guarded.close()


def test_the_menu_of_a_phone_opens_and_closes_from_the_keyboard(visitors: Visitors) -> None:
    page = visitors.page("phone")
    page.goto("/")
    about = page.get_by_role("navigation", name="Chính").get_by_role("link", name="Giới thiệu")
    expect(about).to_be_hidden()

    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(about).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()


def test_the_menu_works_without_scripts(visitors: Visitors) -> None:
    page = visitors.page("phone", javascript=False)
    page.goto("/")

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Giới thiệu").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Giới thiệu")


def test_english_is_one_click_away_and_stays(visitors: Visitors) -> None:
    page = visitors.page("desktop", locale="en-US")
    page.goto("/gioi-thieu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Giới thiệu")

    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About")
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert_accessible(page)


def test_a_question_mark_shows_the_shortcuts_of_the_page(visitors: Visitors) -> None:
    page = visitors.page("desktop")
    page.goto(PAGES["gallery-desk"])

    page.locator("body").press("?")
    help_ = page.get_by_role("dialog", name="Phím tắt")
    expect(help_).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(
        help_
    ).to_be_hidden()  # the browser closes it in its own time; a key before that belongs to the dialog
    page.locator("body").press("j")
    expect(page.get_by_role("link", name="H53.18-261103-0001")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="H53.18-261103-0002")).to_be_focused()


def test_a_page_open_since_before_a_new_sign_in_loses_nothing(visitors: Visitors, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui.sample_urls"
    page = visitors.page("phone")
    page.goto("/mau/to-khai")
    page.get_by_label("Nội dung").fill("Đơn đề nghị dài, gõ mất nửa giờ")
    page.context.clear_cookies()  # as when the session ended or was renewed in another tab

    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa gửi được, cần xác nhận lại")
    assert_accessible(page)
    page.get_by_role("button", name="Gửi lại").click()

    expect(page.locator("body")).to_have_text("nhận: Đơn đề nghị dài, gõ mất nửa giờ")


def test_a_card_is_read_from_a_photo_without_leaving_the_device(
    visitors: Visitors, settings: Any, tmp_path: Path
) -> None:
    text = "001085012345|012345678|Nguyễn Thị Minh Họa|27031985|Nữ|Phường Long An, Tây Ninh|15082021"
    segno.make(text).save(str(tmp_path / "card.png"), scale=6)
    page = visitors.page("phone")
    page.goto(PAGES["gallery"])

    page.get_by_role("button", name="Quét mã QR trên thẻ căn cước").click()
    page.get_by_label("Hoặc chọn ảnh chụp thẻ").set_input_files(tmp_path / "card.png")

    expect(page.get_by_label("Nội dung mã QR trên thẻ căn cước")).to_have_value(text)
