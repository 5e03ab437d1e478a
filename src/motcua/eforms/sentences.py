"""How a problem is put into words: plain, polite, saying what to do."""

from __future__ import annotations

import re
from datetime import date

from motcua.eforms.schema import Control, Field, FieldType

PART_LABELS = {
    "full_name": "họ và tên",
    "born_on": "ngày sinh",
    "sex": "giới tính",
    "ethnic_group": "dân tộc",
    "nationality": "quốc tịch",
    "relation": "quan hệ",
    "document": "giấy tờ tùy thân",
    "address": "địa chỉ",
    "phone": "số điện thoại",
    "email": "thư điện tử",
    "kind": "loại giấy tờ",
    "number": "số giấy tờ",
    "issued_on": "ngày cấp",
    "issued_by": "nơi cấp",
    "province_code": "tỉnh, thành phố",
    "commune_code": "xã, phường",
    "commune_name": "tên xã, phường",
    "detail": "số nhà, đường, ấp, khu phố",
    "name": "họ và tên",
}
CHOSEN_PARTS = frozenset(
    {"sex", "ethnic_group", "nationality", "relation", "kind", "province_code", "commune_code"}
)
CHOSEN = frozenset({FieldType.SELECT, FieldType.MULTISELECT})
ASK = {
    FieldType.FILE: "Đính kèm tệp cho mục “{}”.",
    FieldType.LIST: "Thêm ít nhất một dòng vào mục “{}”.",
    FieldType.SIGNATURE: "Đánh dấu xác nhận và ghi họ tên ở mục “{}”.",
    FieldType.BOOLEAN: "Chọn Có hoặc Không ở mục “{}”.",
    FieldType.PERSON: "Nhập thông tin ở mục “{}”.",
    FieldType.AGENCY: "Chọn cơ quan ở mục “{}”.",
}


def lower_first(words: str) -> str:
    """The label inside a sentence; abbreviations (CMND, GPLX) keep their capitals."""
    return words[:1].lower() + words[1:] if len(words) > 1 and words[1].islower() else words


def short(label: str) -> str:
    """The label without what stands in parentheses."""
    return re.sub(r"\s*\([^()]*\)", "", label).strip() or label


def named(label: str) -> str:
    """How a sentence names a field: in its words when they are plain, quoted when they are an enumeration."""
    bare = short(label)
    is_plain = len(bare) <= 60 and not re.search(r"[:/–…;“”]| - ", bare)
    return lower_first(bare) if is_plain else f"mục “{bare}”"


def ask(control: Control) -> str:
    """What an empty required field asks for."""
    if isinstance(control, Field) and control.required_message:
        return control.required_message
    if isinstance(control, Field) and control.must_agree:
        return f"Đánh dấu đồng ý ở mục “{short(control.label)}” để tiếp tục."
    if control.type in ASK:
        return ASK[control.type].format(short(control.label))
    name = named(control.label)
    if name.startswith("mục “"):
        return f"{'Chọn' if control.type in CHOSEN else 'Nhập thông tin'} ở {name}."
    return f"{'Chọn' if control.type in CHOSEN else 'Nhập'} {name}."


def ask_part(control: Control, part: str) -> str:
    """What an empty part of a compound asks for."""
    word = "Chọn" if part in CHOSEN_PARTS else "Nhập"
    return f"{word} {PART_LABELS[part]} ở mục “{short(control.label)}”."


def capital(words: str) -> str:
    """The start of a sentence."""
    return words[:1].upper() + words[1:]


def shown_number(value: float) -> str:
    """A number as Vietnamese write it: 1.250,5."""
    plain = f"{value:,.6f}".rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,"))


def shown_day(on: date) -> str:
    """27/3/1990, as people write it."""
    return f"{on.day}/{on.month}/{on.year}"


def shown_size(size: int) -> str:
    """20 MB, 500 KB."""
    megabytes = size / 1024 / 1024
    return f"{shown_number(round(megabytes, 1))} MB" if megabytes >= 1 else f"{max(1, size // 1024)} KB"


TYPE_WORDS = {
    "application/pdf": "PDF",
    "image/jpeg": "ảnh JPG",
    "image/png": "ảnh PNG",
    "image/heic": "ảnh HEIC",
    "image/webp": "ảnh WebP",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
}


def shown_types(accept: tuple[str, ...]) -> str:
    """PDF, ảnh JPG hoặc ảnh PNG."""
    words = [TYPE_WORDS.get(one, one) for one in accept]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} hoặc {words[-1]}"
