"""First three digits of a personal number: data for a warning, never for a refusal.

Numbers never change, so the 63 codes of before 1 July 2025 (annex of TT 59/2021/TT-BCA) stay for ever; the 34
provinces of QĐ 19/2025/QĐ-TTg follow, written with a leading zero. The same digits may mean two provinces.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    return {entry[:3]: entry[4:] for entry in " ".join(text.split()).split("; ")}


OLD_PROVINCES = _table(
    """001 Hà Nội; 002 Hà Giang; 004 Cao Bằng; 006 Bắc Kạn; 008 Tuyên Quang; 010 Lào Cai; 011 Điện Biên;
    012 Lai Châu; 014 Sơn La; 015 Yên Bái; 017 Hòa Bình; 019 Thái Nguyên; 020 Lạng Sơn; 022 Quảng Ninh;
    024 Bắc Giang; 025 Phú Thọ; 026 Vĩnh Phúc; 027 Bắc Ninh; 030 Hải Dương; 031 Hải Phòng; 033 Hưng Yên;
    034 Thái Bình; 035 Hà Nam; 036 Nam Định; 037 Ninh Bình; 038 Thanh Hóa; 040 Nghệ An; 042 Hà Tĩnh;
    044 Quảng Bình; 045 Quảng Trị; 046 Thừa Thiên Huế; 048 Đà Nẵng; 049 Quảng Nam; 051 Quảng Ngãi;
    052 Bình Định; 054 Phú Yên; 056 Khánh Hòa; 058 Ninh Thuận; 060 Bình Thuận; 062 Kon Tum; 064 Gia Lai;
    066 Đắk Lắk; 067 Đắk Nông; 068 Lâm Đồng; 070 Bình Phước; 072 Tây Ninh; 074 Bình Dương; 075 Đồng Nai;
    077 Bà Rịa - Vũng Tàu; 079 Thành phố Hồ Chí Minh; 080 Long An; 082 Tiền Giang; 083 Bến Tre; 084 Trà Vinh;
    086 Vĩnh Long; 087 Đồng Tháp; 089 An Giang; 091 Kiên Giang; 092 Cần Thơ; 093 Hậu Giang; 094 Sóc Trăng;
    095 Bạc Liêu; 096 Cà Mau"""
)

PROVINCES_SINCE_2025 = _table(
    """001 Hà Nội; 004 Cao Bằng; 008 Tuyên Quang; 011 Điện Biên; 012 Lai Châu; 014 Sơn La; 015 Lào Cai;
    019 Thái Nguyên; 020 Lạng Sơn; 022 Quảng Ninh; 024 Bắc Ninh; 025 Phú Thọ; 031 Hải Phòng; 033 Hưng Yên;
    037 Ninh Bình; 038 Thanh Hóa; 040 Nghệ An; 042 Hà Tĩnh; 044 Quảng Trị; 046 Huế; 048 Đà Nẵng;
    051 Quảng Ngãi; 052 Gia Lai; 056 Khánh Hòa; 066 Đắk Lắk; 068 Lâm Đồng; 075 Đồng Nai;
    079 Thành phố Hồ Chí Minh; 080 Tây Ninh; 082 Đồng Tháp; 086 Vĩnh Long; 091 An Giang; 092 Cần Thơ;
    096 Cà Mau"""
)
