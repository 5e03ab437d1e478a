"""One form with every type of field, and what a person would type into it."""

from __future__ import annotations

from tests.eforms.builders import form_of, row

from motcua.eforms.codelists import Item
from motcua.eforms.places import Places, places
from motcua.eforms.schema import FormDocument

PLACES: Places = places(
    [
        ("25459", "Phường Tân Ninh", "Phường", "80"),
        ("25486", "Phường Bình Minh", "Phường", "80"),
        ("25621", "Xã Thạnh Đức", "Xã", "80"),
    ],
    home="80",
    agencies=[Item("H53.18.01", "Ủy ban nhân dân phường Tân Ninh")],
)


def every_type() -> FormDocument:
    """Nineteen types in three sections, with conditions, a repeated group and comparisons."""
    return form_of(
        row("Kính gửi", "agency", id="kinh_gui"),
        row("Họ, chữ đệm, tên người yêu cầu", "text", id="ho_ten", note="chữ in hoa"),
        row("Ngày, tháng, năm sinh", "date", id="ngay_sinh"),
        row("Giới tính", "select", id="gioi_tinh"),
        row(
            "Giấy tờ tùy thân / số định danh cá nhân",
            "id_document",
            id="giay_to",
            constraints={"matches_birth_on": "ngay_sinh", "matches_sex": "gioi_tinh"},
        ),
        row("Nơi cư trú", "address", id="noi_cu_tru"),
        row("Số điện thoại", "phone", id="dien_thoai"),
        row("Email", "email", id="email", required=False),
        row("Quan hệ với người được khai sinh", "select", id="quan_he"),
        row(
            "Quan hệ khác (ghi rõ)",
            "text",
            id="quan_he_khac",
            visible_when={"field": "quan_he", "equals": "other"},
        ),
        row("Mẹ: họ tên, ngày sinh, giấy tờ", "person", section="Gia đình", id="me", required=False),
        row("Nơi sinh", "address", section="Gia đình", id="noi_sinh", required=False),
        row("Năm sinh của cha", "integer", section="Gia đình", id="nam_sinh_cha", required=False),
        row("Diện tích đất (m²)", "number", section="Gia đình", id="dien_tich", required=False),
        row("Thu nhập một tháng", "money", section="Gia đình", id="thu_nhap", required=False),
        row("Ghi chú", "textarea", section="Gia đình", id="ghi_chu", required=False),
        row(
            "Thành viên hộ gia đình",
            "list",
            section="Gia đình",
            id="thanh_vien",
            required=False,
            row_name="Thành viên",
            max_rows=3,
            columns=[
                {"label": "Họ và tên", "type": "text", "required": True},
                {"label": "Ngày sinh", "type": "date", "required": True},
                {"label": "Giới tính", "type": "select"},
                {"label": "Quan hệ", "type": "select", "code_list": "relations"},
            ],
        ),
        row("Thời điểm xảy ra", "datetime", section="Đề nghị", id="thoi_diem", required=False),
        row("Đề nghị cấp bản sao", "boolean", section="Đề nghị", id="ban_sao"),
        row(
            "Số lượng bản sao",
            "integer",
            section="Đề nghị",
            id="so_luong",
            required=False,
            required_when={"field": "ban_sao", "equals": True},
            visible_when={"field": "ban_sao", "equals": True},
            constraints={"min": 1, "max": 20},
        ),
        row(
            "Cách nhận",
            "multiselect",
            section="Đề nghị",
            id="cach_nhan",
            options=["Tại Bộ phận Một cửa", "Qua bưu điện", "Bản điện tử"],
        ),
        row("Giấy chứng sinh", "file", section="Đề nghị", id="chung_sinh", required=False, max_files=2),
        row("Cam đoan lời khai đúng sự thật", "boolean", section="Đề nghị", id="cam_doan"),
        row("Chữ ký người yêu cầu", "signature", section="Đề nghị", id="chu_ky"),
    )


def typed() -> dict[str, str | list[str]]:
    """What a browser posts when everything was typed well."""
    return {
        "kinh_gui": "H53.18.01",
        "ho_ten": "  nguyễn  thị   ánh ",
        "ngay_sinh.day": "27",
        "ngay_sinh.month": "3",
        "ngay_sinh.year": "1990",
        "gioi_tinh": "female",
        "giay_to.kind": "personal_number",
        "giay_to.number": "072 190 123 456",
        "noi_cu_tru.province_code": "80",
        "noi_cu_tru.commune_code": "25459",
        "noi_cu_tru.detail": "Số 12, đường 30/4",
        "dien_thoai": "+84 901 234 567",
        "quan_he": "mother",
        "thu_nhap": "7.500.000 đồng",
        "dien_tich": "1.250,5",
        "thanh_vien.0.ho_va_ten": "Nguyễn Văn Bình",
        "thanh_vien.0.ngay_sinh.day": "1",
        "thanh_vien.0.ngay_sinh.month": "2",
        "thanh_vien.0.ngay_sinh.year": "2015",
        "thanh_vien.0.gioi_tinh": "male",
        "thanh_vien.3.ho_va_ten": "",
        "thoi_diem.time": "8h30",
        "thoi_diem.day": "27",
        "thoi_diem.month": "8",
        "thoi_diem.year": "2026",
        "ban_sao": "true",
        "so_luong": "2",
        "cach_nhan": ["qua_buu_dien", "tai_bo_phan_mot_cua"],
        "cam_doan": "true",
        "chu_ky.confirmed": "true",
        "chu_ky.name": "Nguyễn Thị Ánh",
    }
