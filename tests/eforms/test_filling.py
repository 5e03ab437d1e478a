"""A form is filled a section at a time; what is known is filled in, what was typed stays."""

from __future__ import annotations

from datetime import date

import pytest
from tests.eforms.builders import AT, form_of, row
from tests.eforms.forms import PLACES, every_type, typed

from motcua.eforms.drafting import (
    FileRef,
    add_file,
    apply_section,
    blank_rows,
    changed,
    file_removal,
    remove_file,
    row_change,
)
from motcua.eforms.prefill import facts_of, facts_of_card, prefill
from motcua.eforms.rules import check, clean
from motcua.kernel.card_qr import read_card

FORM = every_type()
CARD = "072190123456|290123456|Nguyễn Thị Ánh|27031990|Nữ|Khu phố 1, Phường 2, Tây Ninh|10052021"
FILE = FileRef("0199a2", "Giấy chứng sinh.jpg", "image/jpeg", 120_000)


def test_one_section_replaces_only_its_own_answers() -> None:
    before = clean(FORM, typed(), places=PLACES)

    after = apply_section(FORM, before, "gia_dinh", {"thu_nhap": "5.000.000"}, places=PLACES)

    assert after["ho_ten"] == before["ho_ten"]
    assert after["thu_nhap"] == 5_000_000
    assert "thanh_vien" not in after, "an emptied group of the same page is gone"
    assert set(changed(before, after)) == {"thu_nhap", "thanh_vien", "dien_tich"}


def test_an_answer_that_hides_a_later_field_takes_its_answer_away() -> None:
    before = clean(FORM, typed() | {"quan_he": "other", "quan_he_khac": "bà mụ"}, places=PLACES)
    assert before["quan_he_khac"] == "bà mụ"

    page = {name: value for name, value in typed().items() if "quan_he" not in name}
    after = apply_section(FORM, before, "nguoi_yeu_cau", page | {"quan_he": "mother"}, places=PLACES)

    assert "quan_he_khac" not in after


def test_buttons_add_and_take_away_rows_without_losing_the_others() -> None:
    rows = {f"thanh_vien.{n}.ho_va_ten": name for n, name in enumerate(["An", "Bình", "Chi"])}

    removed = apply_section(FORM, {}, "gia_dinh", rows | {"_row": "remove:thanh_vien:1"})
    added = apply_section(FORM, {}, "gia_dinh", rows | {"_row": "add:thanh_vien"})

    assert [one["ho_va_ten"] for one in removed["thanh_vien"]] == ["An", "Chi"]
    assert [one["ho_va_ten"] for one in added["thanh_vien"]] == ["An", "Bình", "Chi"]
    assert blank_rows(FORM, {"_row": "add:thanh_vien"}) == {"thanh_vien": 1}
    assert blank_rows(FORM, rows) == {}


@pytest.mark.parametrize(
    "pressed", [None, "", "add:ho_ten", "add:nothing", "remove:thanh_vien", "remove:x:1", "add:;"]
)
def test_a_button_that_does_not_exist_does_nothing(pressed: str | None) -> None:
    assert row_change(FORM, {"_row": pressed}) is None


def test_files_come_and_go_by_themselves_and_survive_the_pages_text() -> None:
    answers = add_file(FORM, {}, "chung_sinh", FILE)
    again = add_file(FORM, answers, "chung_sinh", FILE)
    after_page = apply_section(FORM, again, "de_nghi", {"chung_sinh": "forged", "cam_doan": "true"})

    assert after_page["chung_sinh"] == [
        {"id": "0199a2", "name": "Giấy chứng sinh.jpg", "media_type": "image/jpeg", "size": 120_000}
    ]
    assert file_removal(FORM, {"_file": "remove:chung_sinh:0199a2"}) == ("chung_sinh", "0199a2")
    assert file_removal(FORM, {"_file": "remove:khong_co:0199a2"}) is None
    assert remove_file(after_page, "chung_sinh", "0199a2") == {"cam_doan": True}
    with pytest.raises(KeyError):
        add_file(FORM, {}, "ho_ten", FILE)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (FileRef("a", "to.jpg", "image/jpeg", 30 * 1024 * 1024), "file_too_big"),
        (FileRef("a", "x.exe", "application/x-msdownload", 5), "file_type"),
    ],
)
def test_a_file_too_big_or_of_a_wrong_type_is_told_by_name(file: FileRef, code: str) -> None:
    found = check(FORM, add_file(FORM, {}, "chung_sinh", file), complete=False, at=AT)

    assert [problem.code for problem in found] == [code]
    assert file.name in found[0].sentence


@pytest.mark.demand("TN19-4.5")
def test_account_and_case_fill_the_applicants_section_and_say_so() -> None:
    account = {
        "full_name": "Nguyễn Thị Ánh",
        "born_on": date(1990, 3, 27),
        "number": "072190123456",
        "phone": "0901234567",
        "address": {"province_code": "80", "commune_code": "25459", "detail": "Số 12"},
    }

    done = prefill(FORM, {"account": account, "case": {"agency": {"code": "H53.18.01"}}}, places=PLACES)

    assert done.answers["ho_ten"] == "NGUYỄN THỊ ÁNH"
    assert done.answers["ngay_sinh"] == "1990-03-27"
    assert done.answers["giay_to"] == {"kind": "personal_number", "number": "072190123456"}
    assert done.answers["noi_cu_tru"]["commune_name"] == "Phường Tân Ninh"
    assert done.answers["kinh_gui"]["name"] == "Ủy ban nhân dân phường Tân Ninh"
    assert done.origins["ho_ten"] == "account"
    assert done.origins["kinh_gui"] == "case"
    assert "me" not in done.answers


@pytest.mark.demand("TN19-4.5")
def test_a_scanned_card_fills_what_is_empty_and_overwrites_nothing() -> None:
    facts = facts_of_card(read_card(CARD))

    done = prefill(FORM, {"card": facts}, {"ho_ten": "TÊN ĐÃ GÕ"})

    assert done.answers["ho_ten"] == "TÊN ĐÃ GÕ"
    assert done.answers["giay_to"] == {
        "kind": "identity_card",
        "number": "072190123456",
        "issued_on": "2021-05-10",
    }
    assert done.answers["gioi_tinh"] == "female"
    assert done.answers["noi_cu_tru"] == {"detail": "Khu phố 1, Phường 2, Tây Ninh"}
    assert set(done.origins.values()) == {"card"}
    assert "ho_ten" not in done.origins


def test_a_card_read_in_another_persons_section_fills_that_section_only() -> None:
    form = form_of(
        row("Họ, chữ đệm, tên", "text", section="Người yêu cầu", id="toi"),
        row("Họ, chữ đệm, tên người mẹ", "text", section="Người mẹ", id="me"),
        row("Năm sinh", "date", section="Người mẹ", id="nam_sinh_me"),
    )
    card = {"card": facts_of_card(read_card(CARD))}

    assert prefill(form, card).answers == {"toi": "Nguyễn Thị Ánh"}
    assert prefill(form, card, section_id="nguoi_me").answers == {
        "me": "Nguyễn Thị Ánh",
        "nam_sinh_me": "1990-03-27",
    }


@pytest.mark.demand("TN19-4.5")
def test_an_earlier_dossier_tells_about_its_applicant_and_about_nobody_else() -> None:
    earlier = form_of(
        row("Họ và tên", "text", section="Người yêu cầu", id="ten"),
        row("Họ và tên", "text", section="Người được khai sinh", id="tre"),
    )
    facts = facts_of(earlier, {"ten": "Nguyễn Thị Ánh", "tre": "Nguyễn An"})

    assert facts == {"full_name": "Nguyễn Thị Ánh"}
    done = prefill(earlier, {"dossier": facts})
    assert done.answers == {"ten": "Nguyễn Thị Ánh"}
    assert done.origins == {"ten": "dossier"}
