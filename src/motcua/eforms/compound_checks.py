"""Checks of compound answers: papers, people, addresses, agencies, confirmations, files. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from motcua.eforms.codelists import code_list
from motcua.eforms.places import ABROAD, provinces
from motcua.eforms.problems import Case, Found
from motcua.eforms.schema import Constraints, Field, FieldType
from motcua.eforms.sentences import PART_LABELS, ask, ask_part, short, shown_size, shown_types
from motcua.eforms.value_checks import (
    check_day,
    check_personal_number,
    check_short_words,
    check_simple,
    parsed,
)
from motcua.kernel.identifiers import TaxCode, parse_email, parse_phone
from motcua.kernel.phrases import phrase

PERSON_LISTS = {
    "sex": "sex",
    "ethnic_group": "ethnic_groups",
    "nationality": "countries",
    "relation": "relations",
}
PERSONAL_NUMBERS = ("personal_number", "identity_card", "identity_certificate")


def check_value(case: Case, field: Field, value: Any) -> Found:
    """Problems of the value of a field that is no repeated group."""
    if field.type is FieldType.FILE:
        yield from _check_files(field, value)
    elif field.type not in _CHECKS:
        yield from check_simple(case, field, value)
    elif isinstance(value, Mapping):
        yield from _CHECKS[field.type](case, field, value)
    else:
        yield "", "not_typed", ask(field)


def _check_document(case: Case, field: Field, value: Mapping[str, Any], within: str = "") -> Found:
    whose = case.answers.get(field.id) if within else None
    own = (whose.get("born_on"), whose.get("sex")) if isinstance(whose, Mapping) else (None, None)
    needed = ("kind", "number") if within else (field.required_parts or ("kind", "number"))
    for part in needed:
        if case.complete and value.get(part) is None and (part in field.document_parts or part == "kind"):
            yield within + part, "required", ask_part(field, part)
    kind = value.get("kind")
    if kind is not None and all(item.value != kind for item in field.kinds):
        sentence = phrase("Chọn loại giấy tờ trong danh sách ở mục “{field}”.", field=short(field.label))
        yield within + "kind", "not_a_choice", sentence
    if value.get("number") is not None:
        yield from _check_paper_number(case, field, value, within + "number", own)
    yield from check_short_words(within + "issued_by", value.get("issued_by"))
    if value.get("issued_on") is not None:
        rules = Constraints(when="past_or_today")
        yield from check_day(case, PART_LABELS["issued_on"], rules, value["issued_on"], within + "issued_on")


def _check_paper_number(
    case: Case, field: Field, value: Mapping[str, Any], part: str, own: tuple[Any, Any]
) -> Found:
    kind, number = value.get("kind"), value["number"]
    if kind in PERSONAL_NUMBERS:
        yield from check_personal_number(case, field.constraints, part, number, own)
    elif kind == "tax_code":
        yield from parsed("bad_tax_code", lambda one: TaxCode.parse(one).value, number, part)
    elif kind == "old_identity_card" and not (isinstance(number, str) and re.fullmatch(r"[0-9]{9}", number)):
        yield part, "not_digits", phrase("Số chứng minh nhân dân phải gồm đúng 9 chữ số. Vui lòng nhập lại.")
    elif kind == "passport" and not (isinstance(number, str) and re.fullmatch(r"[A-Z0-9]{6,20}", number)):
        yield (
            part,
            "not_digits",
            phrase("Số hộ chiếu gồm 6 đến 20 chữ cái và chữ số, viết liền. Vui lòng nhập lại."),
        )
    else:
        yield from check_short_words(part, number)


def _check_person(case: Case, field: Field, value: Mapping[str, Any]) -> Found:
    for part in field.required_parts or ("full_name",):
        if not case.complete or value.get(part) is not None:
            continue
        if part == "document":
            yield from _check_document(case, field, {}, "document.")
        elif part == "address":  # the province stands preselected: the commune is what still has to be chosen
            yield "address.commune_code", "required", ask_part(field, "commune_code")
        else:
            yield part, "required", ask_part(field, part)
    for part in field.part_names:
        if value.get(part) is not None:
            yield from _check_person_part(case, field, part, value[part])


def _check_person_part(case: Case, field: Field, part: str, given: Any) -> Found:
    match part:
        case "sex" | "ethnic_group" | "nationality" | "relation":
            if given not in code_list(PERSON_LISTS[part]).values:
                sentence = phrase(
                    "Chọn {part} trong danh sách ở mục “{field}”.",
                    part=PART_LABELS[part],
                    field=short(field.label),
                )
                yield part, "not_a_choice", sentence
        case "born_on":
            rules = Constraints(when="past_or_today", precision="year")
            yield from check_day(case, PART_LABELS["born_on"], rules, given, part)
        case "document" | "address" if not isinstance(given, Mapping):
            yield part, "not_typed", ask_part(field, part)
        case "document":
            yield from _check_document(case, field, given, "document.")
        case "address":
            yield from _check_address(case, field, given, "address.")
        case "phone":
            yield from parsed("bad_phone", parse_phone, given, part)
        case "email":
            yield from parsed("bad_email", parse_email, given, part)
        case _:
            yield from check_short_words(part, given)


def _check_address(case: Case, field: Field, value: Mapping[str, Any], within: str = "") -> Found:
    province = value.get("province_code")
    historic = field.places == "historic"
    if province is not None and all(item.value != province for item in provinces(historic=historic)):
        yield within + "province_code", "not_a_choice", phrase("Chọn tỉnh, thành phố trong danh sách.")
    for part in ("commune_name", "detail"):
        yield from check_short_words(within + part, value.get(part))
    commune = value.get("commune_code")
    if commune is not None and (not isinstance(commune, str) or not re.fullmatch(r"[0-9]{5}", commune)):
        yield within + "commune_code", "not_a_choice", phrase("Chọn xã, phường trong danh sách.")
    known = case.places.of_province(str(province))
    if known and commune is not None and commune not in case.places.by_code:
        sentence = phrase("Xã, phường đã chọn không còn trong danh sách. Vui lòng chọn lại.")
        yield within + "commune_code", "unknown_commune", sentence
    if not case.complete:
        return
    if province is None:
        yield within + "province_code", "required", ask_part(field, "province_code")
    elif commune is None and value.get("commune_name") is None:
        if re.fullmatch(r"[0-9]{2}", str(province)):
            part = "commune_code" if known else "commune_name"
            yield within + part, "required", ask_part(field, part)
        elif value.get("detail") is None:
            part = "detail" if province == ABROAD.value else "commune_name"
            name = short(field.label)
            sentence = (
                phrase("Nhập địa chỉ ở nước ngoài ở mục “{field}”.", field=name)
                if province == ABROAD.value
                else phrase("Nhập tên xã, phường, quận, huyện ở mục “{field}”.", field=name)
            )
            yield within + part, "required", sentence
    elif known and commune is None:
        sentence = phrase("Chọn xã, phường trong danh sách ở mục “{field}”.", field=short(field.label))
        yield within + "commune_code", "choose_commune", sentence
    if not within and "detail" in field.required_parts and value.get("detail") is None:
        yield "detail", "required", ask_part(field, "detail")


def _check_agency(case: Case, field: Field, value: Mapping[str, Any]) -> Found:
    code = value.get("code")
    yield from check_short_words("name", value.get("name"))
    if code is not None and not isinstance(code, str):
        yield "code", "not_typed", ask(field)
    elif code is not None and case.places.agencies and case.places.agency_name(code) is None:
        sentence = phrase("Chọn cơ quan trong danh sách ở mục “{field}”.", field=short(field.label))
        yield "code", "unknown_agency", sentence
    if case.complete and value.get("name") is None:
        yield "name", "required", ask(field)


def _check_signature(case: Case, field: Field, value: Mapping[str, Any]) -> Found:
    yield from check_short_words("name", value.get("name"), 200)
    if case.complete and value.get("confirmed") is not True:
        yield "confirmed", "required", phrase("Đánh dấu xác nhận ở mục “{field}”.", field=short(field.label))
    if case.complete and value.get("name") is None:
        sentence = phrase("Ghi họ và tên người xác nhận ở mục “{field}”.", field=short(field.label))
        yield "name", "required", sentence


def _check_files(field: Field, value: Any) -> Found:
    files: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(one, Mapping) and isinstance(one.get("size"), int) for one in files):
        yield "", "not_typed", ask(field)
        return
    if len(files) > field.max_files:
        sentence = phrase(
            "Mục “{field}” nhận tối đa {most} tệp. Vui lòng xoá bớt tệp.",
            field=short(field.label),
            most=field.max_files,
        )
        yield "", "too_many_files", sentence
    for one in files:
        name = one.get("name", "")
        if one["size"] > field.max_bytes:
            sentence = phrase(
                "Tệp “{name}” lớn quá {size}. Vui lòng chọn tệp nhỏ hơn.",
                name=name,
                size=shown_size(field.max_bytes),
            )
            yield "", "file_too_big", sentence
        if one.get("media_type") not in field.accept:
            sentence = phrase(
                "Tệp “{name}” không thuộc loại được nhận. Vui lòng dùng {types}.",
                name=name,
                types=shown_types(field.accept),
            )
            yield "", "file_type", sentence


_CHECKS: dict[FieldType, Callable[[Case, Field, Mapping[str, Any]], Found]] = {
    FieldType.ADDRESS: _check_address,
    FieldType.PERSON: _check_person,
    FieldType.ID_DOCUMENT: _check_document,
    FieldType.AGENCY: _check_agency,
    FieldType.SIGNATURE: _check_signature,
}
