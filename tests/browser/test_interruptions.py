"""The session ends in mid form, two tabs, a double click, the back button: nothing typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests.browser.filling import NEXT, comes_as, heading, is_still_typed, looked_at, press, told, type_in
from tests.browser.harness import Visitors
from tests.parties.builders import PASSWORD, citizen
from tests.portal import builders
from tests.portal.builders import begin, fill, keys_of, open_place, signed_in

from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.selectors import answers_of_draft
from motcua.parties.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


EXPIRED = "Chưa gửi được, cần xác nhận lại"
TYPED = {"ho_ten": "Nguyễn Thị Gõ Lâu", "ly_do": "Lý do dài, gõ mất nửa giờ trên điện thoại"}


@pytest.mark.parametrize(
    ("javascript", "what_is_gone"),
    [(True, None), (False, "sessionid")],
    ids=["every cookie is gone", "no session and no scripts"],
)
def test_a_session_that_ends_in_mid_form_loses_nothing(
    visitors: Visitors, javascript: bool, what_is_gone: str | None
) -> None:
    where, person = open_place(), citizen(is_confirmed=True)
    draft_id = begin(signed_in(person), where)
    page = visitors.page(javascript=javascript)
    address = builders.page("filing_section", draft_id, "nguoi_yeu_cau")
    page.goto(address)
    sign_in_from_the_door(page, person)
    expect(page).to_have_url(visitors.base_url + address)
    type_in(page, TYPED)
    forget(page, what_is_gone)

    press(page, NEXT)

    heading(page, EXPIRED)
    send_again_until(page, "Đăng nhập lại")
    expect(page.get_by_role("main")).to_contain_text(TYPED["ly_do"])
    if javascript:
        looked_at(page, "expired")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập lại").click()
    beside = opened.value
    sign_in_from_the_door(beside, person)
    expect(beside).to_have_url(visitors.base_url + address)
    heading(beside, "Người yêu cầu")
    beside.close()
    send_again(page, is_scripted=javascript)
    heading(page, "Giấy tờ kèm theo")
    page.goto(address)
    is_still_typed(page, TYPED)


def test_without_an_account_the_two_codes_lead_back_to_the_form(visitors: Visitors) -> None:
    where, client = open_place(), Client()
    draft_id = begin(client, where)
    reference, secret = keys_of(client, draft_id)
    page = comes_as(visitors.page(), client, visitors.base_url)
    address = builders.page("filing_section", draft_id, "nguoi_yeu_cau")
    page.goto(address)
    type_in(page, TYPED)
    forget(page, "sessionid")
    press(page, NEXT)
    heading(page, EXPIRED)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập lại").click()
    beside = opened.value
    type_in(beside, {"reference": reference, "secret": "AAAA-AAAA-AAAA-AAAA"})
    press(beside, "Mở hồ sơ")
    told(beside, "Mã bí mật bị gõ sai", group="#secret")
    expect(beside.get_by_label("Mã tham chiếu")).to_have_value(reference)
    looked_at(beside, "wrong-secret")
    type_in(beside, {"secret": secret})
    press(beside, "Mở hồ sơ")
    expect(beside).to_have_url(visitors.base_url + address)
    send_again(page, is_scripted=True)

    heading(page, "Giấy tờ kèm theo")
    answers = answers_of_draft(Draft.objects.get(pk=draft_id))
    assert {name: answers[name] for name in TYPED} == TYPED


def forget(page: Page, cookie: str | None) -> None:
    """The session ends; or the browser forgets every cookie of ours."""
    if cookie:
        page.context.clear_cookies(name=cookie)
    else:
        page.context.clear_cookies()


def sign_in_from_the_door(page: Page, person: Person) -> None:
    """From the page that lets people in, by account."""
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").or_(
        page.get_by_role("main").get_by_role("link", name="Đăng nhập")
    ).first.click()
    page.locator('[name="login"]').fill(person.email)
    page.locator('[name="password"]').fill(PASSWORD)
    press(page, "Đăng nhập")


def send_again_until(page: Page, link: str) -> None:
    """Whose cookies are all gone is asked once more, and then to sign in."""
    way_in = page.get_by_role("link", name=link)
    page.wait_for_load_state()
    if not way_in.is_visible():
        press(page, "Gửi lại")
    expect(way_in).to_be_visible()


def send_again(page: Page, *, is_scripted: bool) -> None:
    """One press; without scripts the page cannot know the new session and asks once more."""
    press(page, "Gửi lại")
    if not is_scripted:
        heading(page, EXPIRED)
        press(page, "Gửi lại")


@pytest.mark.demand("TN19-10.4")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_and_the_back_button_make_one_dossier(visitors: Visitors, javascript: bool) -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    fill(client, draft_id)
    page = comes_as(visitors.page(javascript=javascript), client, visitors.base_url)
    page.goto(builders.page("filing_review", draft_id))
    page.get_by_label("Tôi cam đoan").check()

    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    heading(page, "Đã nộp hồ sơ")
    page.go_back()

    heading(page, "Đã nộp hồ sơ")
    assert Dossier.objects.count() == 1


def test_the_same_form_in_two_tabs_loses_nothing_and_makes_one_dossier(visitors: Visitors) -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    fill(client, draft_id)
    first = comes_as(visitors.page(), client, visitors.base_url)
    second = first.context.new_page()
    address = builders.page("filing_section", draft_id, "nguoi_yeu_cau")
    for tab in (first, second):
        tab.goto(address)
    type_in(first, {"ho_ten": "Từ thẻ thứ nhất"})
    press(first, NEXT)
    heading(first, "Giấy tờ kèm theo")
    type_in(second, {"ly_do": "Chỉ gõ ở thẻ thứ hai"})

    press(second, NEXT)

    expect(second.get_by_role("main")).to_contain_text("Từ thẻ thứ nhất")
    is_still_typed(second, {"ly_do": "Chỉ gõ ở thẻ thứ hai"})
    looked_at(second, "two-tabs")
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "Từ thẻ thứ nhất"
    type_in(second, {"ho_ten": "Từ thẻ thứ nhất"})
    press(second, "Giữ nội dung tôi vừa nhập")
    heading(second, "Giấy tờ kèm theo")

    for tab in (first, second):
        tab.goto(builders.page("filing_review", draft_id))
        tab.get_by_label("Tôi cam đoan").check()
    third = first.context.new_page()
    third.goto(address)
    press(first, "Nộp hồ sơ")
    heading(first, "Đã nộp hồ sơ")
    press(second, "Nộp hồ sơ")
    heading(second, "Đã nộp hồ sơ")
    type_in(third, {"ly_do": "Gõ tiếp sau khi đã nộp"})
    press(third, NEXT)
    expect(third.get_by_role("main")).to_contain_text("Gõ tiếp sau khi đã nộp")
    heading(third, "Hồ sơ này đã được nộp")
    looked_at(third, "already-filed")

    assert Dossier.objects.count() == 1
    assert answers_of_draft(Draft.objects.get(pk=draft_id)) == {
        "ho_ten": "Từ thẻ thứ nhất",
        "ly_do": "Chỉ gõ ở thẻ thứ hai",
    }
