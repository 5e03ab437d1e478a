"""What three applicants of phường Tân Ninh fill in: section by section, the forms as the overlays publish them."""

from __future__ import annotations

from typing import Final

from tests.browser.walking import Answers

PROVINCE, WARD = "80", "25459"


def address(name: str, detail: str) -> dict[str, str]:
    """A place in phường Tân Ninh."""
    return {f"{name}.province_code": PROVINCE, f"{name}.commune_code": WARD, f"{name}.detail": detail}


APPLICANT: Final[Answers] = {
    "nop_cho": "ban_than",
    **address("nguoi_nop.address", "Số 5, đường 30 Tháng 4, khu phố 2"),
}
STRANGER: Final[Answers] = {
    "nop_cho": "ban_than",
    "nguoi_nop.full_name": "Phạm Thị Út",
    "nguoi_nop.born_on": "12/5/1979",
    "nguoi_nop.sex": "female",
    "nguoi_nop.document.kind": "identity_card",
    "nguoi_nop.document.number": "072179006789",
    "nguoi_nop.phone": "0901234567",
    **address("nguoi_nop.address", "Số 12, hẻm 7, khu phố 4"),
}

BIRTH: Final[dict[str, Answers]] = {
    "Nơi đăng ký": {"noi_dang_ky.commune_code": WARD, "truong_hop": "co_cha_me"},
    "Người yêu cầu": {"quan_he": "mother"},
    "Người được khai sinh": {
        "con_ho_ten": "TRẦN NGUYỄN AN NHIÊN",
        "con_ngay_sinh": "2/11/2026",
        "con_ngay_sinh_bang_chu": "Ngày hai tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "con_gioi_tinh": "female",
        "con_dan_toc": "01",
        "con_quoc_tich": "VN",
        **address("con_noi_sinh", "Bệnh viện Đa khoa Tây Ninh"),
        **address("con_que_quan", "Khu phố 2"),
    },
    "Người mẹ": {
        "me_ho_ten": "Nguyễn Thị Hồng Nhung",
        "me_nam_sinh.year": "1990",
        "me_dan_toc": "01",
        "me_quoc_tich": "VN",
        **address("me_noi_cu_tru", "Số 5, đường 30 Tháng 4"),
    },
    "Người cha": {
        "cha_ho_ten": "Trần Văn Bình",
        "cha_nam_sinh.year": "1988",
        "cha_dan_toc": "01",
        "cha_quoc_tich": "VN",
        **address("cha_noi_cu_tru", "Số 5, đường 30 Tháng 4"),
    },
    "Đề nghị và cam đoan": {
        "cap_ban_sao": "true",
        "so_ban_sao": "2",
        "cam_doan": True,
        "chu_ky.confirmed": True,
        "chu_ky.name": "Nguyễn Thị Hồng Nhung",
    },
}

BUSINESS: Final[dict[str, Answers]] = {
    "Người nộp hồ sơ": {"nguoi_nop": "chu_ho"},
    "Chủ hộ kinh doanh": {"chu_ho_gioi_tinh": "female"},
    "Tên hộ kinh doanh": {"ten_tieng_viet": "HỘ KINH DOANH QUÁN CHÁO CÔ ÚT"},
    "Trụ sở hộ kinh doanh": {
        **address("tru_so", "Số 12, hẻm 7, khu phố 4"),
        "tru_so_dien_thoai": "0901234567",
        "khong_kinh_doanh_tai_tru_so": "false",
    },
    "Ngành, nghề kinh doanh": {
        "nganh_nghe.0.ten_nganh": "Nhà hàng, quán ăn",
        "nganh_nghe.0.ma_nganh": "5610",
        "nganh_nghe.0.nganh_chinh": "true",
    },
    "Vốn kinh doanh": {"von": "50.000.000"},
    "Thông tin đăng ký thuế": {
        "dia_chi_thue_khac": "false",
        "so_lao_dong": "2",
        "phuong_phap_thue": "ke_khai",
    },
    "Chủ thể thành lập": {"chu_the": "ca_nhan"},
    "Cam kết": {"cam_ket": True, "chu_ky.confirmed": True, "chu_ky.name": "Phạm Thị Út"},
}

HOUSE: Final[dict[str, Answers]] = {
    "Chủ đầu tư": {},
    "Thông tin công trình": {
        **address("dia_diem", "Số 5, đường 30 Tháng 4, khu phố 2"),
        "lo_dat_so": "124",
        "to_ban_do": "17",
        "dien_tich_lo_dat": "100,5",
    },
    "Lập và thẩm tra thiết kế": {
        "lap_thiet_ke_ten": "Công ty TNHH Tư vấn Thử Nghiệm",
        "lap_thiet_ke_chung_chi": "TNI-00012345",
        "chu_tri_thiet_ke.0.tk_ho_ten": "Lê Văn Thử",
        "chu_tri_thiet_ke.0.tk_vai_tro": "chu_nhiem",
        "chu_tri_thiet_ke.0.tk_chung_chi": "TNI-00054321",
        "co_tham_tra": "false",
    },
    "Nội dung đề nghị cấp phép": {
        "loai_cong_trinh": "nha_o_rieng_le",
        "cap_cong_trinh": "cap_4",
        "dien_tich_tang_1": "80",
        "tong_dien_tich_san": "160",
        "chieu_cao": "7,8",
        "so_tang": "02 tầng trên mặt đất",
    },
    "Thời gian và cam kết": {
        "thoi_gian_hoan_thanh": "12",
        "cam_ket": True,
        "chu_ky.confirmed": True,
        "chu_ky.name": "Trần Quốc Khánh",
    },
}
