"""Facts of slips, with the long names and addresses that real people have."""

from __future__ import annotations

from dataclasses import replace

from motcua.documents.slips import (
    BookEntry,
    ClockLine,
    DueExplainedFacts,
    FeeLine,
    Office,
    PaperLine,
    Slip01Facts,
    Slip02Facts,
    Slip03Facts,
    Slip04Facts,
    Slip05Facts,
    SlipParty,
)
from motcua.kernel.clock import local

NOON = local("2026-08-28T12:00")

OFFICE = Office(
    parent="Ủy ban nhân dân tỉnh Tây Ninh",
    name="Trung tâm Phục vụ hành chính công",
    place="Tây Ninh",
    contact="Tổng đài 1022 · dichvucong.example.vn",
)
KHAI = SlipParty(
    title="Bà",
    name="Tôn Nữ Công Tằng Huyền Trân Nguyễn Phước Vĩnh Thụy Bảo Long",
    number="080190012345",
    address="Số 1234/56/78 đường Nguyễn Thị Minh Khai nối dài, tổ dân phố số 15, khu phố Ninh Thạnh, "
    "phường Bình Minh, tỉnh Tây Ninh",
    phone="0901234567",
    email="ton.nu.cong.tang.huyen.tran@thu-dien-tu.example.vn",
)
MINH = SlipParty(
    title="Ông",
    name="Nguyễn Hoàng Minh",
    number="080085054321",
    address="Ấp Bình Hòa, xã Châu Thành, tỉnh Tây Ninh",
    phone="0912345678",
    email="",
)
SLIP_01 = Slip01Facts(
    office=OFFICE,
    code="H53.31-260828-0007",
    lookup_url="https://motcua.example.vn/tra-cuu?ma=H53.31-260828-0007&t=Zk3v9Qm2xT7pLw8RbN4yCg",
    applicant=KHAI,
    authorising=MINH,
    authorisation="Giấy ủy quyền lập ngày 01/8/2026, chứng thực tại UBND xã Châu Thành",
    procedure="Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    papers=(
        PaperLine("Đơn đề nghị cấp giấy phép xây dựng theo mẫu", originals=1),
        PaperLine("Giấy tờ chứng minh quyền sử dụng đất", certified_copies=2),
        PaperLine("Bản vẽ thiết kế xây dựng", originals=3, copies=4),
    ),
    sets=1,
    limit="7 ngày làm việc",
    received_at=local("2026-08-28T09:05"),
    due_at=local("2026-09-09T17:00"),
    return_place="Trung tâm Phục vụ hành chính công tỉnh Tây Ninh",
    book=BookEntry(book="01/2026", entry="127"),
    submitter=KHAI.name,
    officer="Trần Thị Nhận",
)
SLIP_02 = Slip02Facts(
    office=OFFICE,
    code="TN-7K2M-9Q4X",
    lookup_url="https://motcua.example.vn/tra-cuu?ma=TN-7K2M-9Q4X&t=pLw8RbN4yCgZk3v9Qm2xT7",
    applicant=KHAI,
    procedure="Đăng ký thành lập hộ kinh doanh",
    demands=(
        "Bổ sung bản sao hợp lệ giấy tờ pháp lý của chủ hộ kinh doanh",
        "Ghi rõ ngành, nghề kinh doanh chính và mã ngành cấp bốn",
        "Ký tên vào giấy đề nghị",
    ),
    reason="Hồ sơ chưa đủ thành phần theo quy định của thủ tục",
    contact_name="Trần Thị Nhận",
    contact_phone="0276 3999 999",
    officer="Lê Văn Hướng Dẫn",
)
SLIP_03 = Slip03Facts(
    office=OFFICE,
    code="TN-7K2M-9Q4X",
    lookup_url="https://motcua.example.vn/tra-cuu?ma=TN-7K2M-9Q4X&t=pLw8RbN4yCgZk3v9Qm2xT7",
    applicant=KHAI,
    procedure="Đăng ký khai sinh",
    reasons=(
        "Việc khai sinh đã được đăng ký tại xã Châu Thành ngày 02/8/2026",
        "Người yêu cầu không thuộc diện được đăng ký lại",
    ),
    submitter=KHAI.name,
    officer="Trần Thị Nhận",
)
SLIP_03_APPRAISED = replace(
    SLIP_03, code="H53.31-260828-0007", agency="Ủy ban nhân dân xã Châu Thành", officer="Nguyễn Văn Lãnh Đạo"
)
SLIP_04 = Slip04Facts(
    office=OFFICE,
    code="H53.31-260828-0007",
    lookup_url=SLIP_01.lookup_url,
    applicant=KHAI,
    agency="Ủy ban nhân dân xã Châu Thành",
    procedure="Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    received_at=local("2026-08-28T09:05"),
    due_at=local("2026-09-09T17:00"),
    new_due_at=local("2026-09-15T17:00"),
    reason="Chưa nhận được kết quả đo đạc của đơn vị phối hợp",
    is_late=False,
    signer="Nguyễn Văn Lãnh Đạo",
)
SLIP_05 = Slip05Facts(
    office=OFFICE,
    code="H53.31-260828-0007",
    lookup_url=SLIP_01.lookup_url,
    applicant=KHAI,
    procedure="Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    agency="Ủy ban nhân dân xã Châu Thành",
    received_at=local("2026-08-28T09:05"),
    asker=KHAI.name,
    way="Trực tiếp tại Bộ phận Một cửa",
    asked_at=local("2026-09-01T08:00"),
    reason="Đã chuyển nhượng thửa đất cho người khác",
    stopped_at=local("2026-09-01T09:30"),
    originals=(PaperLine("Bản vẽ thiết kế xây dựng", originals=3),),
    fees=(FeeLine("Lệ phí cấp phép", "75.000 đồng", "đã nộp, được hoàn trả", "Chưa thực hiện công việc"),),
    submitter=KHAI.name,
    officer="Trần Thị Nhận",
)
DUE = DueExplainedFacts(
    code="H53.31-260828-0007",
    lookup_url=SLIP_01.lookup_url,
    procedure="Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    agency="Ủy ban nhân dân xã Châu Thành",
    due_at=local("2026-09-09T17:00"),
    clocks=(
        ClockLine(
            name="Thời hạn theo quy định",
            limit="7 ngày làm việc",
            started_at=local("2026-08-28T09:05"),
            due_at=local("2026-09-09T17:00"),
            stopped_at=None,
            calendar="Lịch “province”, phiên bản 1.",
            reasons=("Ngày nhận không tính vào thời hạn.", "Thứ Tư 02/09/2026: Quốc khánh, không tính."),
            segments=("09:05 28/08/2026 đến nay: đang tính",),
            others=("Nếu nhận sau 15 giờ cùng ngày, hạn vẫn là 17:00 Thứ Tư 09/09/2026.",),
        ),
    ),
)
