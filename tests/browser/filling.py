"""Typing into forms, and looking at what a refusal shows."""

from __future__ import annotations

from uuid import UUID

from django.test import Client
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.journey.builders import Place, document
from tests.portal import builders
from tests.portal.builders import begin, open_place, signed_in

from motcua.procedures.document import Component

NEXT = "Lưu và tiếp tục"


def looked_at(page: Page, name: str) -> None:
    """A refused page is fit for everybody."""
    shoot(page, f"bad-{name}")
    assert_accessible(page)


def comes_as(page: Page, client: Client, base_url: str) -> Page:
    """The browser carries the session of somebody who is already in."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    return page


def press(page: Page, name: str) -> None:
    """The visible button; the hidden one that Enter presses is no button to people."""
    page.get_by_role("main").get_by_role("button", name=name).and_(
        page.locator(":not(.govuk-visually-hidden)")
    ).click()


def told(page: Page, words: str, *, group: str) -> None:
    """The sentence stands in the summary, which leads to the field, and beside the field itself."""
    line = page.locator(".govuk-error-summary__list a", has_text=words)
    expect(line).to_be_visible()
    target = str(line.get_attribute("href"))
    assert page.locator(target).count() == 1, f"the summary leads to {target}, which is not on the page"
    beside = page.locator(".govuk-form-group--error", has=page.locator(group)).last
    expect(beside.locator(".govuk-error-message", has_text=words)).to_be_visible()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def type_in(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        box = page.locator(f'[name="{name}"]')
        kind = box.first.evaluate("box => box.type")
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            box.select_option(value)
        else:
            box.fill(value)


def is_still_typed(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        box = page.locator(f'[name="{name}"]')
        if box.first.evaluate("box => box.type") == "radio":
            expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()
        else:
            expect(box).to_have_value(value)


APPLICANT = {
    name: value
    for name, value in builders.APPLICANT.items()
    if name not in {"_next", "nop_cho", "nguoi_nop.born_on.year"}
}


def two_papers() -> Place:
    """A procedure that asks for two papers."""
    asked = document()
    more = Component(id="anh", name="Ảnh hiện trạng", originals=1)
    return open_place(doc=asked.model_copy(update={"components": (*asked.components, more)}))


def at_the_papers(visitors: Visitors) -> tuple[Page, UUID]:
    """A browser at the papers of a draft, one of which is attached already."""
    where, client = two_papers(), signed_in()
    draft_id = begin(client, where)
    client.post(builders.page("filing_section", draft_id, "nguoi_yeu_cau"), {"ho_ten": "An", "_next": "1"})
    client.post(builders.page("filing_papers", draft_id), {"tep-giay": builders.picture(), "_upload": "giay"})
    page = comes_as(visitors.page(), client, visitors.base_url)
    page.goto(builders.page("filing_papers", draft_id))
    return page, draft_id
