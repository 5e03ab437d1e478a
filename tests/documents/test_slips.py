"""The three slips of reception, field by field in the text layer, their codes read off the picture."""

from __future__ import annotations

import dataclasses
import io
import re

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from tests.documents.slip_facts import KHAI, MINH, NOON, SLIP_01, SLIP_02, SLIP_03

from motcua.documents.facts import Facts, plain
from motcua.documents.models import IssuedDocument
from motcua.documents.rendering import Copy, print_once, render
from motcua.documents.slips import FormPrintFacts, PaperLine, PrintedRow, PrintedSection, PrintedTable
from motcua.kernel.canonical import digest
from motcua.kernel.clock import local

HEAD = [
    "ỦY BAN NHÂN DÂN TỈNH TÂY NINH",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/TTPVHCC",
    "Tây Ninh, ngày 28 tháng 8 năm 2026",
]


def printed(template: str, facts: Facts, copy: Copy = "applicant", number: str = "12/TTPVHCC") -> bytes:
    frozen = plain(facts)
    paper = IssuedDocument(
        template=template,
        template_version=1,
        facts=frozen,
        facts_hash=digest(frozen).hex(),
        number=number,
        issued_at=NOON,
    )
    return render(paper, copy=copy)


def words_of(pdf: bytes) -> str:
    """The text layer as one line: where a line breaks is the printer's affair."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").split())


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def codes_of(pdf: bytes) -> dict[str, str]:
    """What a scanner reads off the first page at 200 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=200 / 72).to_pil()
    finally:
        document.close()
    return {str(found.format).replace(" ", ""): found.text for found in zxingcpp.read_barcodes(picture)}


def assert_in_order(words: str, fields: list[str]) -> None:
    place = 0
    for field in fields:
        found = words.find(field, place)
        assert found >= 0, f"{field!r} is missing after {words[max(0, place - 60) : place]!r} in\n{words}"
        place = found + len(field)


def test_the_names_tested_are_as_long_as_names_get():
    assert len(KHAI.name) >= 58
    assert len(KHAI.address) > 100


@pytest.mark.demand("TN19-10.1c")
@pytest.mark.demand("TN19-10.4")
def test_slip_01_has_every_field_of_mau_01_in_order():
    words = words_of(printed("slip_01", SLIP_01))

    for field in HEAD:
        assert field in words
    assert_in_order(
        words,
        [
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "Mã hồ sơ: H53.31-260828-0007",
            "Trung tâm/Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công",
            f"Tiếp nhận hồ sơ của Bà: {KHAI.name}",
            "Số định danh cá nhân/tổ chức: 080190012345",
            f"Địa chỉ: {KHAI.address}",
            "Số điện thoại: 0901234567",
            f"Email: {KHAI.email}",
            "Người ủy quyền (Ông): Nguyễn Hoàng Minh",
            "Số định danh cá nhân/tổ chức: 080085054321",
            f"Địa chỉ: {MINH.address}",
            "Số điện thoại: 0912345678",
            "Email: không có",
            f"Giấy ủy quyền: {SLIP_01.authorisation}",
            "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
            "Thành phần hồ sơ nộp gồm:",
            *("Số lượng", "TT", "Thành phần hồ sơ", "Bản chính", "Bản chứng thực", "Bản sao"),
            *("1 Đơn đề nghị cấp giấy phép xây dựng theo mẫu 1",),
            *("2 Giấy tờ chứng minh quyền sử dụng đất 2",),
            *("3 Bản vẽ thiết kế xây dựng 3 4",),
            "Số lượng hồ sơ: 1 (bộ)",
            "Thời gian giải quyết hồ sơ theo quy định: 7 ngày làm việc",
            "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 28 tháng 8 năm 2026",
            "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 09 tháng 9 năm 2026",
            "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công tỉnh Tây Ninh",
            "Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026, Số thứ tự: 127",
            "NGƯỜI NỘP HỒ SƠ",
        ],
    )
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in words
    assert "Trần Thị Nhận" in words
    assert "Tổng đài 1022 · dichvucong.example.vn" in words


@pytest.mark.demand("TN19-10.1a")
def test_slip_02_has_every_field_of_mau_02_in_order():
    words = words_of(printed("slip_02", SLIP_02, number="3/PBS-TTPVHCC"))

    assert "Số: 3/PBS-TTPVHCC" in words
    assert_in_order(
        words,
        [
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "Mã hồ sơ: TN-7K2M-9Q4X",
            f"Hồ sơ của Bà: {KHAI.name}",
            "Nội dung yêu cầu giải quyết: Đăng ký thành lập hộ kinh doanh",
            f"Địa chỉ: {KHAI.address}",
            "Số điện thoại: 0901234567",
            f"Email: {KHAI.email}",
            "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
            f"1. {SLIP_02.demands[0]}",
            f"2. {SLIP_02.demands[1]}",
            f"3. {SLIP_02.demands[2]}",
            f"Lý do: {SLIP_02.reason}",
            "liên hệ với Trần Thị Nhận, số điện thoại 0276 3999 999 để được hướng dẫn",
            "NGƯỜI HƯỚNG DẪN",
            "Lê Văn Hướng Dẫn",
        ],
    )


@pytest.mark.demand("TN19-10.1b")
def test_slip_03_has_every_field_of_mau_03_in_order():
    words = words_of(printed("slip_03", SLIP_03, number="4/PTC-TTPVHCC"))

    assert "Số: 4/PTC-TTPVHCC" in words
    assert_in_order(
        words,
        [
            "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
            "Mã hồ sơ: TN-7K2M-9Q4X",
            f"Tiếp nhận hồ sơ của Bà: {KHAI.name}",
            "Số định danh cá nhân/tổ chức: 080190012345",
            f"Địa chỉ: {KHAI.address}",
            "Số điện thoại: 0901234567",
            f"Email: {KHAI.email}",
            "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
            "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
            f"1. {SLIP_03.reasons[0]}",
            f"2. {SLIP_03.reasons[1]}",
            "NGƯỜI NỘP HỒ SƠ",
        ],
    )
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in words


@pytest.mark.demand("DN15-3.3")
@pytest.mark.parametrize(
    ("template", "facts"), [("slip_01", SLIP_01), ("slip_02", SLIP_02), ("slip_03", SLIP_03)]
)
def test_qr_and_code128_are_read_off_the_printed_slip(template, facts):
    read = codes_of(printed(template, facts))
    assert read == {"QRCode": facts.lookup_url, "Code128": facts.code}


def test_the_longest_code_is_still_read_by_a_scanner():
    oldest = dataclasses.replace(SLIP_01, code="000.00.04.G22-260828-00071234")
    assert codes_of(printed("slip_01", oldest))["Code128"] == oldest.code


def test_optional_parts_are_left_out_when_not_given():
    words = words_of(printed("slip_01", dataclasses.replace(SLIP_01, authorising=None, book=None)))
    assert "ủy quyền" not in words
    assert "Vào Sổ" not in words

    bare = printed("slip_03", dataclasses.replace(SLIP_03, code="", lookup_url=""), number="")
    assert "Mã hồ sơ" not in words_of(bare)
    assert "Số: ……" in words_of(bare)
    assert codes_of(bare) == {}


def test_two_copies_one_to_hand_out_and_one_to_keep():
    usual = dataclasses.replace(SLIP_01, authorising=None, applicant=MINH)
    both = printed("slip_01", usual, "both")

    assert pages_of(both) == 2
    assert_in_order(words_of(both), ["Liên 1: Giao người nộp hồ sơ · Trang 1/1", "Liên 2: Lưu · Trang 1/1"])
    assert "Liên 2" not in words_of(printed("slip_01", usual, "applicant"))
    assert "Liên 1" not in words_of(printed("slip_01", usual, "archive"))


def test_a_long_list_runs_over_pages_and_each_copy_counts_its_own():
    long = dataclasses.replace(
        SLIP_01,
        papers=tuple(
            PaperLine(f"Giấy tờ số {n} " + "kèm theo bản vẽ " * 5, originals=1) for n in range(1, 25)
        ),
    )
    words = words_of(printed("slip_01", long, "both"))

    pages = re.findall(r"(Liên 1: Giao người nộp hồ sơ|Liên 2: Lưu) · Trang (\d)/(\d)", words)
    total = len(pages) // 2  # how many depends on the fonts of the machine
    assert total >= 2
    assert pages == [
        (copy, str(page), str(total))
        for copy in ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu")
        for page in range(1, total + 1)
    ]
    for n in range(1, 25):
        assert f"Giấy tờ số {n} kèm theo" in words


def test_no_page_holds_nothing_but_signatures():
    for count in range(1, 12):
        facts = dataclasses.replace(SLIP_01, papers=(PaperLine("Giấy tờ kèm theo", originals=1),) * count)
        last = PdfReader(io.BytesIO(printed("slip_01", facts))).pages[-1].extract_text()
        assert "NGƯỜI NỘP HỒ SƠ" in last
        assert "Thời gian trả kết quả" in last


def test_slips_are_a5_with_fonts_inside_and_a_title():
    reader = PdfReader(io.BytesIO(printed("slip_01", SLIP_01)))
    page = reader.pages[0]
    millimetres = [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)]
    assert millimetres == [148, 210]
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả H53.31-260828-0007"
    fonts = page["/Resources"]["/Font"].values()
    assert all("/DescendantFonts" in font.get_object() for font in fonts)


def test_nothing_in_the_facts_is_taken_for_markup():
    sly = '#read("/etc/passwd") *đậm* _nghiêng_ $x^2$ `mã` <nhãn> @ref \\ // hết'
    words = words_of(printed("slip_02", dataclasses.replace(SLIP_02, reason=sly)))
    assert re.sub(r"[“”]", '"', words).find(f"Lý do: {sly}") > 0


def test_text_does_not_leave_the_page():
    endless = dataclasses.replace(KHAI, name="Nguyễn" * 30, email="a" * 60 + "@" + "b" * 60 + ".example.vn")
    pdf = printed("slip_01", dataclasses.replace(SLIP_01, applicant=endless, submitter=endless.name))
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=2).to_pil().convert("L")
    finally:
        document.close()
    width, height = picture.size
    margin = picture.crop((width - int(width * 0.04), 0, width, height))
    assert margin.getextrema() == (255, 255)


def test_answers_of_a_form_are_printed_on_a4_in_order():
    facts = FormPrintFacts(
        title="Tờ khai đăng ký khai sinh",
        subtitle="Đăng ký khai sinh (1.001193)",
        code="TN-7K2M-9Q4X",
        sections=(
            PrintedSection(
                "I. Người yêu cầu",
                rows=(PrintedRow("Họ, chữ đệm, tên", KHAI.name), PrintedRow("Điện thoại", "")),
            ),
            PrintedSection(
                "II. Giấy tờ",
                tables=(PrintedTable("Giấy tờ gửi kèm", ("Tên", "Số trang"), (("Giấy chứng sinh", "1"),)),),
            ),
        ),
        place="Tây Ninh",
        declarant=KHAI.name,
    )

    pdf = print_once("form_print", facts, at=local("2026-02-03T09:00"))

    assert_in_order(
        words_of(pdf),
        [
            "TỜ KHAI ĐĂNG KÝ KHAI SINH",
            "Đăng ký khai sinh (1.001193)",
            "I. Người yêu cầu",
            f"Họ, chữ đệm, tên: {KHAI.name}",
            "Điện thoại: ……",
            "II. Giấy tờ",
            "Giấy tờ gửi kèm:",
            *("TT", "Tên", "Số trang", "1", "Giấy chứng sinh", "1"),
            "Tây Ninh, ngày 03 tháng 02 năm 2026",
            "NGƯỜI KHAI",
            KHAI.name,
        ],
    )
    assert round(float(PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width) / 72 * 25.4) == 210
