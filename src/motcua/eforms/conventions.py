"""What the words of a label say by custom: "Giới tính" is chosen from the list of sexes, "Ngày sinh" is past.

Only settings that the source leaves open come from here, and only where the custom is the same on every
official form; the tables are the whole of it, so that an agency can read what was assumed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from motcua.eforms.schema import FieldType
from motcua.kernel.text import fold, nfc

# folded label → code list, for choices without options
COMMON_LISTS: tuple[tuple[str, str], ...] = (
    (r"gioi tinh", "sex"),
    (r"dan toc", "ethnic_groups"),
    (r"quoc tich", "countries"),
    (r"nuoc (nhap|xuat) khau", "countries"),
    (r"loai giay to( tuy than| nhan than)?", "id_documents"),
    (r"(moi )?quan he( voi .*)?", "relations"),
    (r"tinh trang hon nhan", "marital_status"),
    (r"(hinh|phuong) thuc nhan ket qua", "result_channels"),
)

# sections in which people write about themselves: only there may browser and account fill in (WCAG 1.3.5)
ABOUT_THE_APPLICANT = re.compile(
    r"nguoi (yeu cau|de nghi|nop|khai|lam don|dang ky|nop thue|su dung dat)$|thong tin ca nhan$|chu dau tu$"
    r"|chu ho( kinh doanh)?$|chu co so$|khach hang$"
)

# type, folded label → what the account calls it, and the browser
OWN_DATA: tuple[tuple[FieldType, str, str, str], ...] = (
    (
        FieldType.TEXT,
        r"ho( va)? ten.*|ho, chu dem.*|ten nguoi nop thue|ten chu dau tu.*",
        "full_name",
        "name",
    ),
    (FieldType.DATE, r"(ngay|nam).*sinh.*", "born_on", "bday"),
    (FieldType.SELECT, r"gioi tinh", "sex", "sex"),
    (FieldType.SELECT, r"dan toc", "ethnic_group", ""),
    (FieldType.SELECT, r"quoc tich", "nationality", ""),
    (FieldType.ID_DOCUMENT, r".*", "number", ""),
    (FieldType.PHONE, r".*", "phone", "tel"),
    (FieldType.EMAIL, r".*", "email", "email"),
    (
        FieldType.ADDRESS,
        r"noi (cu tru|thuong tru|o).*|dia chi( lien he| thuong tru| hien tai)?",
        "address",
        "",
    ),
    (FieldType.TEXT, r"ma so thue", "tax_code", ""),
)
# what the QR of an identity card also tells
ON_THE_CARD = frozenset({"full_name", "born_on", "sex", "number", "address"})

PERSON_PARTS: tuple[tuple[str, str], ...] = (
    (r"ho( va)? ten|ho, chu dem|\bten\b", "full_name"),
    (r"(ngay|nam) sinh", "born_on"),
    (r"gioi tinh", "sex"),
    (r"quoc tich", "nationality"),
    (r"quan he", "relation"),
    (r"giay to|dinh danh|cccd|ho chieu", "document"),
    (r"dia chi|noi cu tru", "address"),
    (r"dien thoai", "phone"),
    (r"email|thu dien tu", "email"),
)


def usual_settings(given: Mapping[str, Any], *, section: str) -> dict[str, Any]:
    """Settings of `schema.Field` that custom gives a row of this type and label.

    Takes
        given    the row: type, label, hint and whatever else it says
        section  title of the section, empty for a column of a repeated row
    """
    label = fold(nfc(str(given.get("label", ""))))
    words = re.sub(r"\([^()]*\)", "", label).strip()
    usual: dict[str, Any] = {}
    kind = given.get("type")
    if re.search(r"\bin hoa\b", f"{label} {fold(str(given.get('hint', '')))}"):
        usual["uppercase"] = True
    match kind:
        case "select" | "multiselect" if not given.get("options"):
            usual |= _common_list(words)
        case "date" | "datetime" | "integer":
            usual |= _in_time(words, str(kind))
        case "money":
            usual["constraints"] = {"min": 0}
        case "text":
            usual |= _known_number(words)
        case "boolean" if re.match(r"(toi )?cam (ket|doan)\b", words):
            usual["must_agree"] = True
        case "person":
            usual["parts"] = person_parts(label)
        case "id_document":
            usual |= _document(label)
        case "address" if re.match(r"noi sinh|que quan|noi chet|noi cu tru cuoi cung", words):
            usual["places"] = "historic"
        case "agency" if words.startswith("kinh gui"):
            usual["prefill"] = ("case.agency",)
    if section:
        usual |= _own_data(
            str(kind), words, is_applicant=bool(ABOUT_THE_APPLICANT.search(fold(nfc(section))))
        )
    return usual


def person_parts(folded_label: str) -> tuple[str, ...]:
    """What is asked of a person, read off the label ("Cha: họ tên, ngày sinh, giấy tờ"); the name always."""
    # "Người nhập khẩu (tên, địa chỉ)": only the enumeration counts, the word "tên" may be in a role's name
    found = [part for pattern, part in PERSON_PARTS if re.search(pattern, folded_label)]
    if not found:
        return ("full_name", "born_on", "document")
    return tuple(found) if "full_name" in found else ("full_name", *found)


def _common_list(words: str) -> dict[str, Any]:
    name = next((name for pattern, name in COMMON_LISTS if re.fullmatch(pattern, words)), None)
    return {"code_list": name} if name else {}


def _in_time(words: str, kind: str) -> dict[str, Any]:
    birth = re.match(r"(ngay.*|nam) sinh", words) is not None
    constraints: dict[str, Any] = {}
    if birth or re.match(r"ngay (chet|cap)|da chet|nam hoan thanh", words):
        constraints["when"] = "past_or_today"
    if kind == "date" and re.match(r"nam sinh", words):
        constraints["precision"] = "year"
    if kind == "integer":
        constraints["min"] = 1900 if re.match(r"nam( |$)", words) else 0
    return {"constraints": constraints} if constraints else {}


def _known_number(words: str) -> dict[str, Any]:
    if re.fullmatch(r"ma so thue( da co cua chu ho)?", words):
        return {"constraints": {"number": "tax_code"}, "width": "20"}
    if re.fullmatch(r"so (dinh danh( ca nhan)?|cccd|can cuoc)", words):
        return {"constraints": {"number": "personal_number"}, "width": "20"}
    return {}


def _document(label: str) -> dict[str, Any]:
    kinds: tuple[str, ...] = ("personal_number", "identity_card", "old_identity_card", "passport")
    if re.search(r"mst|phap nhan|dkkd|phap ly", label):
        kinds += ("tax_code", "business_registration")
    parts: tuple[str, ...] = ("kind", "number", "issued_on", "issued_by")
    if re.fullmatch(r"(chu ho . )?so dinh danh( ca nhan)?( cua chu ho)?", label):
        kinds, parts = ("personal_number",), ("number",)
    return {"document_kinds": (*kinds, "other") if len(kinds) > 1 else kinds, "document_parts": parts}


def _own_data(kind: str, words: str, *, is_applicant: bool) -> dict[str, Any]:
    """Where a person's data come from: anybody's card, and for the applicant the account and the browser."""
    for own, pattern, fact, token in OWN_DATA:
        if kind == own and re.fullmatch(pattern, words):
            card = (f"card.{fact}",) if fact in ON_THE_CARD else ()
            if not is_applicant:
                return {"prefill": card}
            return {"prefill": (*card, f"account.{fact}"), "autocomplete": token}
    return {}
