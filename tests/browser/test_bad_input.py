"""Bad input at real pages: a clear sentence where it belongs, everything else still there, one dossier at the end."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.harness import SIZES, Visitors, assert_accessible, shoot
from tests.documents.builders import EICAR, EXE, PDF
from tests.documents.clamd import BINARY, running_clamd
from tests.journey.builders import Place, document
from tests.parties.builders import PASSWORD, citizen
from tests.portal import builders
from tests.portal.builders import begin, filed, fill, keys_of, open_place, signed_in
from tests.portal.test_own_dossiers import accepted

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Draft, DraftFile
from motcua.dossiers.selectors import answers_of_draft
from motcua.parties.models import Person
from motcua.procedures.document import Component

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = "Lưu và tiếp tục"
EXPIRED = "Chưa gửi được, cần xác nhận lại"


def looked_at(page: Page, name: str) -> None:
    """A refused page is fit for everybody, on a phone and on a desk."""
    for size in ("desktop", "phone"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
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


CITIZEN = {
    "number": "072195004321",
    "full_name": "Trần Thị Nhầm Năm Sinh",
    "born_day": "15",
    "born_month": "1",
    "born_year": "1996",
    "sex": "female",
    "phone": "0901234567",
    "email": "nham@example.vn",
}
COMPANY = {
    "tax_code": "0100109107",
    "name": "Công ty TNHH Gõ Nhầm",
    "representative_name": "Lê Thị Bình",
    "number": "072180000001",
    "phone": "0901234567",
    "email": "cong-ty@example.vn",
}


@pytest.mark.parametrize(
    ("door", "typed", "wrong", "words"),
    [
        ("cong-dan", CITIZEN, "number", "cho biết năm sinh 1995, khác năm sinh đã khai 1996"),
        ("to-chuc", COMPANY, "tax_code", "sai chữ số kiểm tra"),
    ],
    ids=["a number of another birth year", "a tax code with a wrong check digit"],
)
def test_a_registration_with_a_wrong_number_says_so_and_keeps_the_rest(
    visitors: Visitors, door: str, typed: dict[str, str], wrong: str, words: str
) -> None:
    page = visitors.page()
    page.goto(f"/tai-khoan/dang-ky/{door}")
    type_in(page, {**typed, "password": PASSWORD})
    page.locator('[name="has_consented"]').check()

    press(page, "Đăng ký")

    told(page, words, group=f'[name="{wrong}"]')
    is_still_typed(page, typed)
    expect(page.locator('[name="has_consented"]')).to_be_checked()
    looked_at(page, f"sign-up-{door}")
    assert not Person.objects.exists()


APPLICANT = {
    name: value
    for name, value in builders.APPLICANT.items()
    if name not in {"_next", "nop_cho", "nguoi_nop.born_on.year"}
}


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_an_applicant_with_wrong_numbers_is_told_beside_each_and_keeps_the_rest(
    visitors: Visitors, javascript: bool
) -> None:
    where, client = open_place(), Client()
    draft_id = begin(client, where)
    page = comes_as(visitors.page(javascript=javascript), client, visitors.base_url)
    typed = {
        "nop_cho": "to_chuc",
        **APPLICANT,
        "nguoi_nop.born_on.year": "1985",
        "ten_to_chuc": "Công ty TNHH Gõ Nhầm",
        "ma_so_thue": "0100109107",
        "chuc_vu": "Giám đốc",
    }
    page.goto(builders.page("filing_applicant", draft_id))
    type_in(page, typed)

    press(page, NEXT)

    told(page, "cho biết năm sinh 1990", group='[name="nguoi_nop.document.number"]')
    told(page, "sai chữ số kiểm tra", group='[name="ma_so_thue"]')
    is_still_typed(page, typed)
    if javascript:
        looked_at(page, "applicant")
    type_in(page, {"nguoi_nop.born_on.year": "1990", "ma_so_thue": "0100109106"})
    press(page, NEXT)
    heading(page, "Người yêu cầu")


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


def is_refused(page: Page, draft_id: UUID, file: Path | FilePayload, words: str, name: str) -> None:
    """The file is refused beside its paper; the paper before it stays."""
    page.locator("#tep-anh").set_input_files(file)
    press(page, NEXT)
    told(page, words, group="#tep-anh")
    expect(page.locator("section", has=page.locator("#tep-giay"))).to_contain_text("giay.png")
    expect(page.locator("#tep-giay")).not_to_have_attribute("aria-invalid", "true")
    looked_at(page, name)
    assert [one.file.name for one in DraftFile.objects.filter(draft_id=draft_id)] == ["giay.png"]
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "An"


def test_a_file_that_is_refused_is_told_beside_its_paper_and_the_others_stay(
    visitors: Visitors, tmp_path: Path
) -> None:
    photo = tmp_path / "hien-trang.jpg"
    with photo.open("wb") as written:
        written.write(b"\xff\xd8\xff\xe0")
        written.truncate(30 * 1024 * 1024)
    page, draft_id = at_the_papers(visitors)

    is_refused(page, draft_id, photo, "“hien-trang.jpg” vượt quá giới hạn 10 MB", "photo-30-mb")
    program = FilePayload(name="don.pdf", mimeType="application/pdf", buffer=EXE)
    is_refused(page, draft_id, program, "“don.pdf”", "exe-named-pdf")

    good = FilePayload(name="anh.png", mimeType="image/png", buffer=builders.picture().read())
    page.locator("#tep-anh").set_input_files(good)
    press(page, NEXT)
    heading(page, "Nơi nhận kết quả")


@pytest.fixture
def scanning(settings: Any) -> Iterator[None]:
    # not pytest's folder: a unix socket's path may have only 107 letters
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder)) as address:
        settings.MOTCUA_SCANNER, settings.MOTCUA_CLAMD = "clamd", address
        yield


@pytest.mark.skipif(BINARY is None, reason="no clamd; on Debian: apt install clamav-daemon")
@pytest.mark.demand("TN19-4.6")
@pytest.mark.usefixtures("scanning")
def test_a_virus_is_told_beside_its_paper_and_the_others_stay(visitors: Visitors) -> None:
    page, draft_id = at_the_papers(visitors)
    virus = FilePayload(name="anh.pdf", mimeType="application/pdf", buffer=PDF + EICAR)
    is_refused(page, draft_id, virus, "“anh.pdf” có mã độc", "virus")


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
    if not way_in.is_visible():
        press(page, "Gửi lại")
    expect(way_in).to_be_visible()


def send_again(page: Page, *, is_scripted: bool) -> None:
    """One press; without scripts the page cannot know the new session and asks once more."""
    press(page, "Gửi lại")
    if not is_scripted:
        heading(page, EXPIRED)
        press(page, "Gửi lại")


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("xin chào", 422, "“xin chào” không phải mã hồ sơ"),
        ("H53.18-251103-9999", 404, "Không tìm thấy hồ sơ"),
    ],
    ids=["no code", "an unknown code"],
)
def test_a_look_up_that_finds_nothing_says_what_to_do(
    visitors: Visitors, typed: str, status: int, words: str
) -> None:
    page = visitors.page()
    page.goto("/tra-cuu")
    page.get_by_label("Hồ sơ của tôi đang ở đâu?").fill(typed)
    with page.expect_response(re.compile("tra-cuu.ma=")) as answer:
        page.get_by_role("main").get_by_role("button", name="Tra cứu").click()

    assert answer.value.status == status
    told(page, words, group="#ma")
    expect(page.locator("#ma")).to_have_value(typed)
    looked_at(page, f"look-up-{status}")


def test_what_is_another_persons_is_not_found_and_says_nothing_of_it(visitors: Visitors) -> None:
    where, owner = open_place(), signed_in()
    draft_id = begin(owner, where)
    fill(owner, draft_id)
    dossier = accepted(where, filed(owner, where))
    elsewhere = open_place()
    officer = Client()
    officer.force_login(
        elsewhere.officers[Role.RECEIVER], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    theirs = [
        "Nguyễn Thị Mẹ",
        "072190012345",
        str(dossier.code),
        dossier.reference,
        Draft.objects.get(pk=draft_id).reference,
    ]
    other = comes_as(visitors.page(), signed_in(), visitors.base_url)
    clerk = comes_as(visitors.page("desktop"), officer, visitors.base_url)
    for page, name, address in (
        (other, "another-dossier", builders.page("dossier", dossier.pk)),
        (other, "another-draft", builders.page("filing_applicant", draft_id)),
        (clerk, "another-agency", reverse("desk:dossier", args=[dossier.pk])),
        (clerk, "another-agency-check", reverse("desk:check", args=[dossier.pk])),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        heading(page, "Không tìm thấy")
        shown = page.content()
        assert not [words for words in theirs if words in shown]
        looked_at(page, name)


def test_a_citizen_at_the_officers_door_is_turned_away_kindly(visitors: Visitors) -> None:
    where, client = open_place(), signed_in()
    dossier_id = filed(client, where)
    page = comes_as(visitors.page(), client, visitors.base_url)

    answer = page.goto(reverse("desk:dossier", args=[dossier_id]))

    assert answer is not None
    assert answer.status == 403
    heading(page, "Không có quyền truy cập")
    looked_at(page, "officers-only")


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
