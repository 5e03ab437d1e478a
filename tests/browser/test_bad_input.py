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
from tests.browser.filling import (
    APPLICANT,
    NEXT,
    at_the_papers,
    comes_as,
    heading,
    is_still_typed,
    looked_at,
    press,
    told,
    type_in,
)
from tests.browser.harness import Visitors
from tests.documents.builders import EICAR, EXE, PDF
from tests.documents.clamd import BINARY, running_clamd
from tests.parties.builders import PASSWORD
from tests.portal import builders
from tests.portal.builders import begin, filed, fill, open_place, signed_in
from tests.portal.test_own_dossiers import accepted

from motcua.agencies.rules import Role
from motcua.dossiers.models import Draft, DraftFile
from motcua.dossiers.selectors import answers_of_draft
from motcua.parties.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


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
