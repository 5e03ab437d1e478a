"""Inputs of compound fields: addresses, papers, people, agencies, confirmations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from motcua.eforms.codelists import code_list
from motcua.eforms.places import ABROAD, Places
from motcua.eforms.places import provinces as provinces_of
from motcua.eforms.schema import Control, Field, FieldType
from motcua.eforms.sentences import PART_LABELS, capital
from motcua.eforms.widgets import (
    MOST_RADIOS,
    Choice,
    Errors,
    Widget,
    choices_of,
    control_widget,
    date_boxes,
    dom_id,
)
from motcua.kernel.phrases import phrase


def compound_widgets(
    field: Field, value: Mapping[str, Any], errors: Errors, places: Places
) -> tuple[Widget, ...]:
    """The inputs of a compound field, in the order they are asked."""
    match field.type:
        case FieldType.ADDRESS:
            return _address(field, field.id, value, errors, places)
        case FieldType.ID_DOCUMENT:
            return _document(field, field.id, value, errors)
        case FieldType.AGENCY:
            return (_agency(field, value, errors, places),)
        case FieldType.SIGNATURE:
            return _signature(field, value, errors)
    widgets: list[Widget] = []
    for part in field.part_names:
        given, name = value.get(part), f"{field.id}.{part}"
        inner = given if isinstance(given, Mapping) else {}
        if part == "document":
            widgets += _document(field, name, inner, errors)
        elif part == "address":
            widgets += _address(field, name, inner, errors, places)
        else:
            widgets.append(_person_part(field, part, name, given, errors))
    return tuple(widgets)


PERSON_CONTROLS: dict[str, dict[str, Any]] = {
    "full_name": {"type": "text"},
    "born_on": {"type": "date", "constraints": {"precision": "year"}},
    "sex": {"type": "select", "code_list": "sex"},
    "ethnic_group": {"type": "select", "code_list": "ethnic_groups"},
    "nationality": {"type": "select", "code_list": "countries"},
    "relation": {"type": "select", "code_list": "relations"},
    "phone": {"type": "phone"},
    "email": {"type": "email"},
}


def _person_part(field: Field, part: str, name: str, given: Any, errors: Errors) -> Widget:
    settings = {
        "id": part,
        "label": capital(PART_LABELS[part]),
        "required": part in (field.required_parts or ("full_name",)),
    }
    widget = control_widget(Control.model_validate(settings | PERSON_CONTROLS[part]), name, given, errors)
    return replace(widget, label=capital(PART_LABELS[part]))  # the model keeps the bare text of a phrase


def _document(field: Field, name: str, value: Mapping[str, Any], errors: Errors) -> tuple[Widget, ...]:
    needed = (
        ("kind", "number") if field.type is FieldType.PERSON else field.required_parts or ("kind", "number")
    )
    widgets: list[Widget] = []
    for part in field.document_parts:
        if part == "kind" and len(field.kinds) == 1:
            continue
        full = f"{name}.{part}"
        common: dict[str, Any] = {
            "name": full,
            "id": dom_id(full),
            "label": capital(PART_LABELS[part]),
            "error": errors.get(full, ""),
            "is_optional": part not in needed,
        }
        given = value.get(part)
        if part == "kind":
            choices = choices_of(full, field.kinds, [given])
            widgets.append(Widget(kind="select", groups=(("", choices),), width="20", **common))
        elif part == "issued_on":
            hint = phrase("Ghi trên thẻ, ví dụ: 10 5 2021")
            widgets.append(Widget(kind="date", boxes=date_boxes(full, given, False), hint=hint, **common))
        else:
            only = field.kinds[0].value if len(field.kinds) == 1 else ""
            if only and part == "number":
                common["label"] = field.kinds[0].label
                common["hint"] = phrase("Gồm 12 chữ số") if only == "personal_number" else ""
            width = "20" if part == "number" else "full"
            widgets.append(Widget(kind="text", value=str(given or ""), width=width, **common))
    return tuple(widgets)


def _address(
    field: Field, name: str, value: Mapping[str, Any], errors: Errors, places: Places
) -> tuple[Widget, ...]:
    """Province, commune from the list or by name, and the rest in words; works without a script."""
    is_historic = field.places == "historic"
    province = str(value.get("province_code") or ("" if is_historic or value else places.home))
    widgets = [_provinces(name, province, errors, is_historic, places)]
    if places.communes:
        widgets.append(_communes(name, str(value.get("commune_code") or ""), errors, places))
    typed = "" if value.get("commune_code") in places.by_code else str(value.get("commune_name") or "")
    full = f"{name}.commune_name"
    hint = phrase("Chỉ ghi khi xã, phường không có trong danh sách ở trên.") if places.communes else ""
    if is_historic:
        hint = phrase(
            "Chỉ ghi khi xã, phường không có trong danh sách ở trên; tên cũ thì ghi cả quận, huyện."
        )
    widgets.append(
        Widget(
            kind="text",
            name=full,
            id=dom_id(full),
            label=phrase("Tên xã, phường khác") if places.communes else phrase("Xã, phường, đặc khu"),
            value=typed,
            hint=hint,
            error=errors.get(full, ""),
            is_optional=bool(places.communes),
            width="20",
            role="commune-name",
        )
    )
    full = f"{name}.detail"
    widgets.append(
        Widget(
            kind="text",
            name=full,
            id=dom_id(full),
            label=phrase("Số nhà, đường, ấp, khu phố"),
            value=str(value.get("detail") or ""),
            error=errors.get(full, ""),
            is_optional="detail" not in field.required_parts,
            width="full",
            autocomplete="street-address" if any("account." in one for one in field.prefill) else "",
        )
    )
    return tuple(widgets)


def _provinces(name: str, chosen: str, errors: Errors, is_historic: bool, places: Places) -> Widget:
    full = f"{name}.province_code"
    choices = choices_of(full, provinces_of(historic=is_historic), [chosen])
    home = tuple(one for one in choices if one.value == places.home)
    today = tuple(one for one in choices if one.value.isdigit() and one.value != places.home)
    before = tuple(one for one in choices if one.value.startswith("cu-"))
    abroad = tuple(one for one in choices if one.value == ABROAD.value)
    groups = (
        ("", home),
        (phrase("Tỉnh, thành phố hiện nay"), today),
        (phrase("Tên trước ngày 01/7/2025"), before),
        (phrase("Khác"), abroad),
    )
    return Widget(
        kind="select",
        name=full,
        id=dom_id(full),
        label=phrase("Tỉnh, thành phố"),
        groups=tuple(group for group in groups if group[1]),
        error=errors.get(full, ""),
        width="20",
        role="province",
    )


def _communes(name: str, chosen: str, errors: Errors, places: Places) -> Widget:
    full = f"{name}.commune_code"
    groups: dict[str, list[Choice]] = {}
    several = len({commune.province_code for commune in places.communes}) > 1
    for place, commune in enumerate(places.communes):
        province = code_list("provinces").label(commune.province_code) or commune.province_code
        title = f"{province}: {commune.kind}" if several else commune.kind
        choice = Choice(
            f"{dom_id(full)}-{place}",
            commune.code,
            commune.name,
            commune.code == chosen,
            data=commune.province_code,
        )
        groups.setdefault(title, []).append(choice)
    return Widget(
        kind="select",
        name=full,
        id=dom_id(full),
        label=phrase("Xã, phường, đặc khu"),
        groups=tuple((title, tuple(choices)) for title, choices in groups.items()),
        error=errors.get(full, ""),
        width="20",
        role="commune",
    )


def _agency(field: Field, value: Mapping[str, Any], errors: Errors, places: Places) -> Widget:
    code = str(value.get("code") or "")
    if places.agencies:
        full = f"{field.id}.code"
        chosen = code or (places.agencies[0].value if len(places.agencies) == 1 else "")
        choices = choices_of(full, places.agencies, [chosen])
        kind = "radios" if len(choices) <= MOST_RADIOS else "select"
        shown = ""
    else:
        full, kind, choices, shown = f"{field.id}.name", "text", (), str(value.get("name") or "")
    error = errors.get(full, "") or errors.get(f"{field.id}.name", "") or errors.get(field.id, "")
    return Widget(
        kind=kind,
        name=full,
        id=dom_id(full),
        label=field.label,
        value=shown,
        groups=(("", choices),) if choices else (),
        hint=field.hint,
        error=error,
        is_optional=not field.required,
        width="full",
    )


def _signature(field: Field, value: Mapping[str, Any], errors: Errors) -> tuple[Widget, ...]:
    box, name = f"{field.id}.confirmed", f"{field.id}.name"
    choice = Choice(dom_id(box), "true", phrase("Tôi xác nhận nội dung trên"), value.get("confirmed") is True)
    confirmed = Widget(
        kind="agree",
        name=box,
        id=dom_id(box),
        label=choice.label,
        groups=(("", (choice,)),),
        error=errors.get(box, ""),
    )
    written = Widget(
        kind="text",
        name=name,
        id=dom_id(name),
        label=phrase("Họ và tên người xác nhận"),
        value=str(value.get("name") or ""),
        error=errors.get(name, ""),
        width="20",
        autocomplete="name",
    )
    return confirmed, written
