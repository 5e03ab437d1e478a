"""Inputs of a page as plain facts for the templates: names, ids, values, hints, errors. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.eforms.codelists import Item, code_list
from motcua.eforms.places import ABROAD, Places
from motcua.eforms.places import provinces as provinces_of
from motcua.eforms.schema import Control, Field, FieldType
from motcua.eforms.sentences import PART_LABELS, capital, shown_number
from motcua.eforms.value_checks import as_day, as_instant

# up to this many choices are seen at once as radios, more unfold
MOST_RADIOS = 5
YES_NO = (Item("true", "Có"), Item("false", "Không"))
DATE_BOXES = (("day", "Ngày", "2"), ("month", "Tháng", "2"), ("year", "Năm", "4"))

Errors = Mapping[str, str]
"""Input name → sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list, radio or checkbox."""

    id: str
    value: str
    label: str
    is_chosen: bool
    hint: str = ""
    data: str = ""
    """Province of a commune, so that a script can narrow the list."""


@dataclass(frozen=True, slots=True)
class Box:
    """One of the boxes a date is typed into."""

    name: str
    id: str
    label: str
    value: str
    width: str
    autocomplete: str


@dataclass(frozen=True, slots=True)
class Widget:
    """One question on the page; `kind` names the template part: text textarea select radios checkboxes agree
    date.
    """

    kind: str
    name: str
    id: str
    label: str
    value: str = ""
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    boxes: tuple[Box, ...] = ()
    time: Box | None = None
    hint: str = ""
    error: str = ""
    is_optional: bool = False
    type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    width: str = ""
    suffix: str = ""
    role: str = ""
    """What a script may do with it: `province`, `commune`."""

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for aria-describedby."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.error else [])])

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices, whatever their group."""
        return tuple(choice for _, choices in self.groups for choice in choices)

    @property
    def target(self) -> str:
        """Id of the input that an error in the summary leads to."""
        if self.time is not None:
            return self.time.id
        return (
            self.boxes[0].id
            if self.boxes
            else self.choices[0].id
            if self.kind in OPEN and self.choices
            else self.id
        )


OPEN = frozenset({"radios", "checkboxes"})


def dom_id(name: str) -> str:
    """The id of an input: without dots, so that scripts can point to it, and unlike other ids of the page."""
    return f"f-{name.replace('.', '-')}"


def control_widget(control: Control, name: str, value: Any, errors: Errors, *, hint: str = "") -> Widget:
    """The input of a field or cell that is no compound."""
    common: dict[str, Any] = {
        "name": name,
        "id": dom_id(name),
        "label": control.label,
        "hint": hint or control.hint,
        "error": errors.get(name, ""),
        "is_optional": not control.required,
        "autocomplete": control.autocomplete,
        "width": control.width,
    }
    return _BUILDERS[control.type](control, value, common)


def _text(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    more: dict[str, Any] = {"kind": "text", "value": typed_back(control, value)}
    match control.type:
        case FieldType.TEXTAREA:
            more["kind"] = "textarea"
        case FieldType.INTEGER:
            more |= {"inputmode": "numeric", "width": control.width or "5"}
        case FieldType.MONEY:
            more |= {"inputmode": "numeric", "width": control.width or "10", "suffix": "đồng"}
        case FieldType.NUMBER:
            more |= {"inputmode": "decimal", "width": control.width or "10"}
        case FieldType.PHONE:
            more |= {"type": "tel", "inputmode": "tel", "width": control.width or "20"}
        case FieldType.EMAIL:
            more |= {"type": "email", "inputmode": "email"}
        case FieldType.TEXT if control.constraints.number:
            more |= {"inputmode": "numeric", "width": control.width or "20"}
    return Widget(**(common | more))


def typed_back(control: Control, value: Any) -> str:
    """A value as it is typed again into its input."""
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and control.type in {FieldType.MONEY, FieldType.NUMBER}:
        return shown_number(value)
    return str(value)


def _choice(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    hints = {option.value: option.hint for option in control.options}
    choices = _choices(common["name"], control.choices, [value], hints)
    kind = "radios" if len(choices) <= MOST_RADIOS else "select"
    return Widget(kind=kind, groups=(("", choices),), **common)


def _several(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    hints = {option.value: option.hint for option in control.options}
    chosen = value if isinstance(value, list) else []
    choices = _choices(common["name"], control.choices, chosen, hints)
    if not common["hint"]:
        common["hint"] = "Có thể chọn nhiều mục."
    return Widget(kind="checkboxes", groups=(("", choices),), **common)


def _boolean(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    if isinstance(control, Field) and control.must_agree:
        choice = Choice(common["id"], "true", control.label, value is True)
        return Widget(kind="agree", groups=(("", (choice,)),), **common)
    chosen = [str(value).lower()] if isinstance(value, bool) else []
    return Widget(kind="radios", groups=(("", _choices(common["name"], YES_NO, chosen)),), **common)


def _choices(
    name: str, items: Iterable[Item], chosen: Iterable[Any], hints: Mapping[str, str] | None = None
) -> tuple[Choice, ...]:
    marked = {str(one) for one in chosen if one is not None}
    base = dom_id(name)
    return tuple(
        # the first of a group carries the group's own id: the error summary leads there
        Choice(
            base if place == 0 else f"{base}-{place + 1}",
            item.value,
            item.label,
            item.value in marked,
            (hints or {}).get(item.value, ""),
        )
        for place, item in enumerate(items)
    )


def _date(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    if not common["hint"]:
        common["hint"] = (
            "Ví dụ: 27 3 1990. Nếu không nhớ ngày, tháng thì chỉ ghi năm."
            if control.constraints.precision == "year"
            else "Ví dụ: 27 3 1990"
        )
    return Widget(
        kind="date", boxes=_boxes(common["name"], value, common["autocomplete"] == "bday"), **common
    )


def _instant(_: Control, value: Any, common: dict[str, Any]) -> Widget:
    name = common["name"]
    at = as_instant(value)
    if at is not None:
        clock, on = f"{at.hour}:{at.minute:02d}", at.date().isoformat()
    else:
        clock, _space, on = str(value or "").rpartition(" ")
        if not clock and "/" not in on:
            clock, on = on, ""
    common["hint"] = common["hint"] or "Ví dụ: 8:30 ngày 27 3 2026"
    time = Box(f"{name}.time", dom_id(f"{name}.time"), "Giờ, phút", clock, "5", "")
    return Widget(kind="date", boxes=_boxes(name, on, False), time=time, **common)


def _boxes(name: str, value: Any, is_birthday: bool) -> tuple[Box, ...]:
    parts = split_day(value)
    return tuple(
        Box(
            f"{name}.{part}",
            dom_id(f"{name}.{part}"),
            label,
            parts[place],
            width,
            f"bday-{part}" if is_birthday else "",
        )
        for place, (part, label, width) in enumerate(DATE_BOXES)
    )


def split_day(value: Any) -> tuple[str, str, str]:
    """What stands in the boxes for day, month and year; text that is no date goes back where it was typed."""
    on = as_day(value)
    if on is not None:
        return str(on.day), str(on.month), str(on.year)
    typed = str(value or "")
    parts = typed.split("/")
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    return ("", "", typed) if re.fullmatch(r"[0-9]{4}", typed) else (typed, "", "")


_BUILDERS: dict[FieldType, Callable[[Control, Any, dict[str, Any]], Widget]] = {
    FieldType.TEXT: _text,
    FieldType.TEXTAREA: _text,
    FieldType.INTEGER: _text,
    FieldType.MONEY: _text,
    FieldType.NUMBER: _text,
    FieldType.PHONE: _text,
    FieldType.EMAIL: _text,
    FieldType.SELECT: _choice,
    FieldType.MULTISELECT: _several,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _instant,
}


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
    return control_widget(Control.model_validate(settings | PERSON_CONTROLS[part]), name, given, errors)


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
            choices = _choices(full, field.kinds, [given])
            widgets.append(Widget(kind="select", groups=(("", choices),), width="20", **common))
        elif part == "issued_on":
            hint = "Ghi trên thẻ, ví dụ: 10 5 2021"
            widgets.append(Widget(kind="date", boxes=_boxes(full, given, False), hint=hint, **common))
        else:
            only = field.kinds[0].value if len(field.kinds) == 1 else ""
            if only and part == "number":
                common["label"] = field.kinds[0].label
                common["hint"] = "Gồm 12 chữ số" if only == "personal_number" else ""
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
    hint = "Chỉ ghi khi xã, phường không có trong danh sách ở trên." if places.communes else ""
    if is_historic:
        hint = "Chỉ ghi khi xã, phường không có trong danh sách ở trên; tên cũ thì ghi cả quận, huyện."
    widgets.append(
        Widget(
            kind="text",
            name=full,
            id=dom_id(full),
            label="Tên xã, phường khác" if places.communes else "Xã, phường, đặc khu",
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
            label="Số nhà, đường, ấp, khu phố",
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
    choices = _choices(full, provinces_of(historic=is_historic), [chosen])
    home = tuple(one for one in choices if one.value == places.home)
    today = tuple(one for one in choices if one.value.isdigit() and one.value != places.home)
    before = tuple(one for one in choices if one.value.startswith("cu-"))
    abroad = tuple(one for one in choices if one.value == ABROAD.value)
    groups = (
        ("", home),
        ("Tỉnh, thành phố hiện nay", today),
        ("Tên trước ngày 01/7/2025", before),
        ("Khác", abroad),
    )
    return Widget(
        kind="select",
        name=full,
        id=dom_id(full),
        label="Tỉnh, thành phố",
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
        label="Xã, phường, đặc khu",
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
        choices = _choices(full, places.agencies, [chosen])
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
    choice = Choice(dom_id(box), "true", "Tôi xác nhận nội dung trên", value.get("confirmed") is True)
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
        label="Họ và tên người xác nhận",
        value=str(value.get("name") or ""),
        error=errors.get(name, ""),
        width="20",
        autocomplete="name",
    )
    return confirmed, written
