"""The slips of refusal after appraisal, extension and stop, and the print of a date's reasons, field by field."""

from __future__ import annotations

import dataclasses

import pytest
from pypdf import PdfReader
from tests.documents.slip_facts import DUE, KHAI, NOON, SLIP_03_APPRAISED, SLIP_04, SLIP_05
from tests.documents.test_slips import assert_in_order, codes_of, pages_of, words_of

from motcua.documents.rendering import print_once


def printed(template, facts):
    return print_once(template, facts, at=NOON)


@pytest.mark.demand("TN19-12.7", "DN15-4.3b")
def test_after_appraisal_mau_03_speaks_for_the_agency_and_the_leader_signs():
    words = words_of(printed("slip_03", SLIP_03_APPRAISED))
    assert_in_order(
        words,
        [
            "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
            "Mã hồ sơ: H53.31-260828-0007",
            f"Tiếp nhận hồ sơ của Bà: {KHAI.name}",
            "Qua thẩm định, Ủy ban nhân dân xã Châu Thành thông báo không giải quyết hồ sơ này với lý do cụ thể",
            f"1. {SLIP_03_APPRAISED.reasons[0]}",
            f"2. {SLIP_03_APPRAISED.reasons[1]}",
        ],
    )
    assert "THỦ TRƯỞNG CƠ QUAN" in words
    assert "Nguyễn Văn Lãnh Đạo" in words
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" not in words


@pytest.mark.demand("TN19-12.8")
def test_slip_04_has_every_field_of_mau_04_in_order():
    words = words_of(printed("slip_04", SLIP_04))
    assert_in_order(
        words,
        [
            "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
            "Mã hồ sơ: H53.31-260828-0007",
            f"Kính gửi Bà: {KHAI.name}",
            "Số định danh cá nhân/tổ chức: 080190012345",
            "Ngày tiếp nhận hồ sơ: 09 giờ 05 phút, ngày 28 tháng 8 năm 2026",
            "Cơ quan giải quyết: Ủy ban nhân dân xã Châu Thành",
            "Tên thủ tục hành chính: Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
            "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 09 tháng 9 năm 2026",
            "chưa giải quyết xong hồ sơ",
            f"Lý do: {SLIP_04.reason}",
            "xin lỗi Ông/Bà/Tổ chức",
            "Thời gian hẹn trả kết quả mới: 17 giờ 00 phút, ngày 15 tháng 9 năm 2026",
            "THỦ TRƯỞNG CƠ QUAN",
            "Nguyễn Văn Lãnh Đạo",
        ],
    )
    assert "ban hành sau ngày hẹn" not in words


@pytest.mark.demand("TN19-12.8")
def test_a_late_apology_is_marked_and_promises_no_new_date():
    late = dataclasses.replace(SLIP_04, is_late=True)
    words = words_of(printed("slip_04", late))
    assert "Phiếu ban hành sau ngày hẹn trả kết quả." in words
    assert "Dự kiến trả kết quả: 17 giờ 00 phút, ngày 15 tháng 9 năm 2026" in words
    assert "hẹn trả kết quả mới" not in words
    done = words_of(printed("slip_04", dataclasses.replace(late, new_due_at=None)))
    assert "đã có nhưng chậm" in done
    assert "Dự kiến" not in done


def test_slip_05_has_every_field_that_the_circular_asks_for():
    words = words_of(printed("slip_05", SLIP_05))
    assert_in_order(
        words,
        [
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "Mã hồ sơ: H53.31-260828-0007",
            f"Hồ sơ của Bà: {KHAI.name}",
            "Số định danh cá nhân/tổ chức: 080190012345",
            "Tên thủ tục hành chính: Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
            "Ngày tiếp nhận hồ sơ: 09 giờ 05 phút, ngày 28 tháng 8 năm 2026",
            f"Người đề nghị dừng: {KHAI.name} (trực tiếp tại Bộ phận Một cửa)",
            "Ngày đề nghị: 08 giờ 00 phút, ngày 01 tháng 9 năm 2026",
            "Lý do đề nghị: Đã chuyển nhượng thửa đất cho người khác",
            "chưa ban hành quyết định giải quyết hồ sơ",
            "Dừng giải quyết từ: 09 giờ 30 phút, ngày 01 tháng 9 năm 2026",
            "1. Bản vẽ thiết kế xây dựng: 3 bản",
            "1. Lệ phí cấp phép, 75.000 đồng: đã nộp, được hoàn trả (Chưa thực hiện công việc)",
        ],
    )
    bare = words_of(printed("slip_05", dataclasses.replace(SLIP_05, originals=(), fees=())))
    assert "Bản chính đã trả lại: không có" in bare
    assert "Phí, lệ phí: không phát sinh" in bare


@pytest.mark.parametrize(
    ("template", "facts"), [("slip_03", SLIP_03_APPRAISED), ("slip_04", SLIP_04), ("slip_05", SLIP_05)]
)
def test_they_are_a5_and_their_codes_are_read_off_the_print(template, facts, tmp_path):
    pdf = printed(template, facts)
    assert codes_of(pdf) == {"QRCode": facts.lookup_url, "Code128": facts.code}
    (tmp_path / "slip.pdf").write_bytes(pdf)
    page = PdfReader(tmp_path / "slip.pdf").pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (page.width, page.height)] == [148, 210]
    assert pages_of(pdf) <= 2


def test_the_print_of_a_date_tells_each_step_each_stretch_and_what_would_have_been():
    words = words_of(printed("due_explained", DUE))
    assert_in_order(
        words,
        [
            "CÁCH TÍNH NGÀY HẸN TRẢ KẾT QUẢ",
            "Hồ sơ: H53.31-260828-0007",
            "Ngày hẹn trả: 17 giờ 00 phút, ngày 09 tháng 9 năm 2026",
            "Thời hạn theo quy định: 7 ngày làm việc",
            "1. Ngày nhận không tính vào thời hạn.",
            "2. Thứ Tư 02/09/2026: Quốc khánh, không tính.",
            "09:05 28/08/2026 đến nay: đang tính",
            "Nếu nhận sau 15 giờ cùng ngày, hạn vẫn là 17:00 Thứ Tư 09/09/2026.",
        ],
    )
