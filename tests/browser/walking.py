"""What the people of the journeys do: sign in, fill a section, look a page over, ask the public page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot

from motcua.workbench.demo.cast import read_cast

PASSWORD = read_cast().password
Answers = Mapping[str, str | bool]


@dataclass(frozen=True)
class Walker:
    """One person at one device; every page they come to is looked over by axe and photographed."""

    page: Page
    journey: str
    twin: Page | None = None

    def look(self, name: str) -> None:
        """The page as it stands is fit for everybody (DN15-5.1); its picture is kept.

        axe needs scripts: of somebody who has none, a twin with scripts shows the same document to axe.
        """
        shoot(self.page, f"{self.journey}-{name}")
        if self.twin is None:
            assert_accessible(self.page)
            return
        self.twin.goto("/robots.txt")  # a plain page of this origin: styles and pictures load from there
        document = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.DOTALL)
        self.twin.set_content(document)
        assert_accessible(self.twin)

    def press(self, name: str) -> None:
        """Press the button of this name, as a person who reads the screen would."""
        self.button(name).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of this name; one that looks like a button is announced as one."""
        self.link(name).click()

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """The first link of this name, plain or in the looks of a button."""
        main = self.page.get_by_role("main")
        return main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first

    def button(self, name: str) -> Locator:
        """The visible button; the hidden one that Enter presses is no button to people."""
        return self.page.get_by_role("button", name=name).and_(
            self.page.locator(":not(.govuk-visually-hidden)")
        )

    def heading(self, words: str | re.Pattern[str]) -> None:
        """The page's one main heading says this."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def fill(self, answers: Answers) -> None:
        """Type, choose and tick, in the order given; a day is written 27/3/1990."""
        self.page.wait_for_load_state()  # what is not parsed yet would count as not there
        for name, value in answers.items():
            self._answer(name, value)

    def _answer(self, name: str, value: str | bool) -> None:
        boxes = self.page.locator(f'[name="{name}"]')
        if not boxes.count():
            day, month, year = str(value).split("/")
            for part, typed in (("day", day), ("month", month), ("year", year)):
                self.page.locator(f'[name="{name}.{part}"]').fill(typed)
            return
        kind = boxes.first.evaluate("box => box.type")
        if value is True:
            boxes.first.check()
        elif kind == "radio":
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            boxes.first.select_option(str(value))
        else:
            boxes.first.fill(str(value))

    def values(self, *names: str) -> list[str]:
        """What stands in the boxes now."""
        return [self.page.locator(f'[name="{name}"]').first.input_value() for name in names]


def sign_in(walker: Walker, email: str) -> None:
    """Through the sign-in page, with the password of the demonstration."""
    walker.page.goto("/tai-khoan/dang-nhap")
    walker.page.get_by_label("Thư điện tử").fill(email)
    walker.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    walker.page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(walker.page).not_to_have_url(re.compile("dang-nhap"))


@contextmanager
def at_work(visitors: Visitors, journey: str, mailbox: str) -> Iterator[Walker]:
    """An officer of phường Tân Ninh at the desktop, from signing in to going home."""
    walker = Walker(visitors.page("desktop"), journey)
    sign_in(walker, f"{mailbox}@tanninh.example")
    yield walker
    walker.page.context.close()


def photo(words: str) -> FilePayload:
    """A paper as a phone's camera takes it."""
    image = Image.new("RGB", (900, 1200), "#f7f5ee")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 860, 1160), outline="#334", width=4)
    for line in range(12):
        pen.line((100, 220 + line * 70, 800, 220 + line * 70), fill="#99a", width=6)
    made = BytesIO()
    image.save(made, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def public_answer(visitors: Visitors, code: str) -> dict[str, Any]:
    """What anybody reads at /tra-cuu about this code: the state, and the facts under it by their names."""
    page = visitors.page("phone")
    page.goto(f"/tra-cuu?ma={code}")
    answer = page.get_by_role("region", name="Tình trạng hồ sơ")
    said = {"state": answer.locator(".mc-answer__headline").inner_text()}
    for name, value in zip(answer.locator("dt").all(), answer.locator("dd").all(), strict=True):
        said[name.inner_text()] = value.inner_text()
    page.context.close()
    return said
