"""Mẫu 06, Mẫu 07 and the slip of a return, field by field in the text layer, with the longest names."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader
from tests.documents.slip_facts import KHAI, NOON, OFFICE
from tests.documents.test_slips import assert_in_order, codes_of, pages_of, words_of

from motcua.documents.rendering import print_once
from motcua.documents.sheets import (
    BookRow,
    ComparedPaper,
    GivenResult,
    Hop,
    ReturnSlipFacts,
    Slip06Facts,
    Slip07Facts,
)
from motcua.kernel.clock import local

CODE = "H53.31-260828-0007"
LOOKUP = "https://motcua.example.vn/tra-cuu?ma=H53.31-260828-0007&t=Zk3v9Qm2xT7pLw8RbN4yCg"
UNIT = "Phòng Kinh tế, Hạ tầng và Đô thị phường Long Hoa"
HOPS = (
    Hop(
        "Người nộp hồ sơ",
        KHAI.name,
        OFFICE.name,
        "Trần Thị Nhận",
        local("2026-08-28T09:05"),
        note="Tiếp nhận",
    ),
    Hop(OFFICE.name, "Trần Thị Nhận", UNIT, KHAI.name, local("2026-08-28T10:15"), "Trước hạn", "Thẩm định"),
    Hop(UNIT, KHAI.name, OFFICE.name, "", local("2026-09-03T16:40"), "Quá hạn", "Trả lại từ bước “Ký duyệt”"),
)
SHEET = Slip06Facts(
    office=OFFICE,
    code=CODE,
    lookup_url=LOOKUP,
    agency="Ủy ban nhân dân phường Long Hoa",
    cooperating=("Công an tỉnh Tây Ninh", "Thuế cơ sở 5"),
    received_at=local("2026-08-28T09:05"),
    due_at=local("2026-09-09T17:00"),
    hops=HOPS,
)
ROW = BookRow(
    no=127,
    code=CODE,
    procedure="Cấp giấy phép xây dựng mới đối với công trình không theo tuyến trong đô thị",
    applicant=KHAI.name,
    contact=f"{KHAI.address}, {KHAI.phone}",
    agency="Ủy ban nhân dân phường Long Hoa",
    received_on=date(2026, 8, 28),
    due_on=date(2026, 9, 9),
    returned_on=None,
    way="Trực tiếp",
    signed=KHAI.name,
)


def book(rows: int) -> Slip07Facts:
    return Slip07Facts(OFFICE, "Xây dựng", 2026, "01/2026", (ROW,) * rows)


def test_mau_06_has_every_field_and_one_block_for_each_hand_over():
    pdf = print_once("slip_06", SHEET, at=NOON, number="12/PKS-TTPVHCC")
    words = words_of(pdf)

    assert "Số: 12/PKS-TTPVHCC" in words
    assert_in_order(
        words,
        [
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            f"Mã hồ sơ: {CODE}",
            "Cơ quan (bộ phận) giải quyết hồ sơ: Ủy ban nhân dân phường Long Hoa",
            "Cơ quan phối hợp giải quyết hồ sơ: Công an tỉnh Tây Ninh; Thuế cơ sở 5",
            "Ngày nhận: 09 giờ 05 phút, ngày 28 tháng 8 năm 2026",
            "Hẹn trả kết quả: 17 giờ 00 phút, ngày 09 tháng 9 năm 2026",
            *("Tên đơn vị", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết hồ sơ", "Ghi chú"),
            *("1. Giao: Người nộp hồ sơ", "2. Nhận: Trung tâm Phục vụ hành chính công"),
            *("09 giờ 05 phút, ngày 28 tháng 8 năm 2026", "Người giao", "Người nhận", "Tiếp nhận"),
            *("1. Giao: Trung tâm Phục vụ hành chính công", f"2. Nhận: {UNIT}"),
            *("10 giờ 15 phút, ngày 28 tháng 8 năm 2026", "Trước hạn", "Thẩm định"),
            *(f"1. Giao: {UNIT}", "16 giờ 40 phút, ngày 03 tháng 9 năm 2026", "Quá hạn"),
        ],
    )
    assert words.count("Trần Thị Nhận") == 2
    assert all(part in words for part in KHAI.name.split())
    assert codes_of(pdf)["Code128"] == CODE
    assert codes_of(pdf)["QRCode"] == LOOKUP


def test_mau_07_is_a4_across_with_all_columns_under_their_merged_head():
    pdf = print_once("slip_07", book(1), at=NOON, number="3/STD-TTPVHCC")
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    words = words_of(pdf)

    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert "Số: 3/STD-TTPVHCC" in words
    assert_in_order(
        words,
        [
            *("SỔ THEO DÕI HỒ SƠ", "Lĩnh vực: Xây dựng, năm 2026, quyển số 01/2026"),
            "Nhận và trả kết quả",  # the merged head over the last five columns is written first
            *("STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Tên tổ chức, cá nhân", "Địa chỉ, số điện thoại"),
            *("Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả"),
            *("Trả kết quả", "Phương thức nhận kết quả", "Ký nhận"),
            *("127", "H53.31-260828-0007", ROW.procedure, KHAI.name, ROW.contact, ROW.agency),
            *("28/08/2026", "09/09/2026", "Trực tiếp", KHAI.name),
            "Trang 1/1",
        ],
    )


def test_every_page_of_a_long_book_repeats_the_head_and_says_which_page_it_is():
    pdf = print_once("slip_07", book(40), at=NOON)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]

    assert len(pages) == pages_of(pdf) > 2
    for number, words in enumerate(pages, start=1):
        assert "Nhận và trả kết quả" in words
        assert f"Trang {number}/{len(pages)}" in words
    assert sum(words.count("09/09/2026") for words in pages) == 40


@pytest.mark.demand("TN19-8.2", "DN15-4.3c")
def test_the_slip_of_a_return_says_who_took_what_under_which_mandate():
    result = GivenResult("Giấy phép xây dựng", "12/GPXD", date(2026, 9, 8), "Nguyễn Văn Lãnh Đạo")
    wrong = GivenResult("Giấy phép xây dựng", "11/GPXD", date(2026, 9, 7), "Nguyễn Văn Lãnh Đạo")
    facts = ReturnSlipFacts(
        office=OFFICE,
        code=CODE,
        lookup_url=LOOKUP,
        procedure=ROW.procedure,
        applicant=KHAI.name,
        receiver="Nguyễn Hoàng Minh",
        number_shown="080085054321",
        mandate="Người được ủy quyền: Giấy ủy quyền số 15, ngày 01/9/2026",
        way="Trực tiếp",
        confirmed="Ký nhận trên phiếu này",
        results=(result,),
        compared=(
            ComparedPaper("Giấy chứng sinh", "Khớp"),
            ComparedPaper("Sổ đỏ", "Không khớp", "Sai số tờ"),
        ),
        taken_back=(wrong,),
        handed_over_at=local("2026-09-09T08:30"),
        officer="Trần Thị Nhận",
    )
    words = words_of(print_once("slip_return", facts, at=NOON))

    assert_in_order(
        words,
        [
            *("PHIẾU TRẢ KẾT QUẢ GIẢI QUYẾT HỒ SƠ", f"Hồ sơ của: {KHAI.name}", ROW.procedure),
            "1. Giấy phép xây dựng, số 12/GPXD, ký ngày 08/09/2026, người ký: Nguyễn Văn Lãnh Đạo",
            *("Thu hồi kết quả đã được đính chính:", "1. Giấy phép xây dựng, số 11/GPXD"),
            *("Đối chiếu bản chính", "1. Giấy chứng sinh: Khớp", "2. Sổ đỏ: Không khớp (Sai số tờ)"),
            *("Người nhận kết quả: Nguyễn Hoàng Minh", "Số định danh cá nhân đã kiểm tra: 080085054321"),
            "Nhận thay theo: Người được ủy quyền: Giấy ủy quyền số 15, ngày 01/9/2026",
            *("Xác nhận: Ký nhận trên phiếu này", "08 giờ 30 phút, ngày 09 tháng 9 năm 2026"),
            *("NGƯỜI NHẬN KẾT QUẢ", "NGƯỜI TRẢ KẾT QUẢ"),
        ],
    )
