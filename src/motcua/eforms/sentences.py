"""How a problem is put into words: plain, polite, saying what to do."""

from __future__ import annotations

import re
from datetime import date

from motcua.eforms.schema import Control, Field, FieldType
from motcua.kernel.phrases import Phrase, joined, phrase, shaped

PART_LABELS = {
    "full_name": phrase("họ và tên"),
    "born_on": phrase("ngày sinh"),
    "sex": phrase("giới tính"),
    "ethnic_group": phrase("dân tộc"),
    "nationality": phrase("quốc tịch"),
    "relation": phrase("quan hệ"),
    "document": phrase("giấy tờ tùy thân"),
    "address": phrase("địa chỉ"),
    "phone": phrase("số điện thoại"),
    "email": phrase("thư điện tử"),
    "kind": phrase("loại giấy tờ"),
    "number": phrase("số giấy tờ"),
    "issued_on": phrase("ngày cấp"),
    "issued_by": phrase("nơi cấp"),
    "province_code": phrase("tỉnh, thành phố"),
    "commune_code": phrase("xã, phường"),
    "commune_name": phrase("tên xã, phường"),
    "detail": phrase("số nhà, đường, ấp, khu phố"),
    "name": phrase("họ và tên"),
}
CHOSEN_PARTS = frozenset(
    {"sex", "ethnic_group", "nationality", "relation", "kind", "province_code", "commune_code"}
)
CHOSEN = frozenset({FieldType.SELECT, FieldType.MULTISELECT})
ASK = {
    FieldType.FILE: phrase("Đính kèm tệp cho mục “{field}”."),
    FieldType.LIST: phrase("Thêm ít nhất một dòng vào mục “{field}”."),
    FieldType.SIGNATURE: phrase("Đánh dấu xác nhận và ghi họ tên ở mục “{field}”."),
    FieldType.BOOLEAN: phrase("Chọn Có hoặc Không ở mục “{field}”."),
    FieldType.PERSON: phrase("Nhập thông tin ở mục “{field}”."),
    FieldType.AGENCY: phrase("Chọn cơ quan ở mục “{field}”."),
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
    return lower_first(bare) if is_plain else phrase("mục “{field}”", field=bare)


def ask(control: Control) -> str:
    """What an empty required field asks for."""
    if isinstance(control, Field) and control.required_message:
        return control.required_message
    if isinstance(control, Field) and control.must_agree:
        return phrase("Đánh dấu đồng ý ở mục “{field}” để tiếp tục.", field=short(control.label))
    if control.type in ASK:
        return phrase(ASK[control.type], field=short(control.label))
    name = named(control.label)
    is_chosen = control.type in CHOSEN
    if isinstance(name, Phrase):
        return (
            phrase("Chọn ở {field}.", field=name)
            if is_chosen
            else phrase("Nhập thông tin ở {field}.", field=name)
        )
    return phrase("Chọn {field}.", field=name) if is_chosen else phrase("Nhập {field}.", field=name)


def ask_part(control: Control, part: str) -> str:
    """What an empty part of a compound asks for."""
    facts = {"part": PART_LABELS[part], "field": short(control.label)}
    if part in CHOSEN_PARTS:
        return phrase("Chọn {part} ở mục “{field}”.", **facts)
    return phrase("Nhập {part} ở mục “{field}”.", **facts)


def capital(words: str) -> str:
    """The start of a sentence."""
    return shaped(words, lambda text: text[:1].upper() + text[1:])


def uncapital(sentence: str) -> str:
    """A sentence that goes on after a colon."""
    return shaped(sentence, lambda text: text[:1].lower() + text[1:])


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
    "image/jpeg": phrase("ảnh JPG"),
    "image/png": phrase("ảnh PNG"),
    "image/heic": phrase("ảnh HEIC"),
    "image/webp": phrase("ảnh WebP"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
}


def shown_types(accept: tuple[str, ...]) -> str:
    """PDF, ảnh JPG hoặc ảnh PNG."""
    words = [TYPE_WORDS.get(one, one) for one in accept]
    return words[0] if len(words) == 1 else either(joined(", ", words[:-1]), words[-1])


def either(first: str, second: str) -> Phrase:
    """Two ways, the second the last one."""
    return phrase("{first} hoặc {second}", first=first, second=second)
