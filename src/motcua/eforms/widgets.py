"""Inputs of a page as plain facts for the templates: names, ids, values, hints, errors. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.eforms.codelists import Item
from motcua.eforms.schema import Control, Field, FieldType
from motcua.eforms.sentences import shown_number
from motcua.eforms.value_checks import as_day, as_instant
from motcua.kernel.phrases import phrase

# up to this many choices are seen at once as radios, more unfold
MOST_RADIOS = 5
YES_NO = (Item("true", phrase("Có")), Item("false", phrase("Không")))
DATE_BOXES = (("day", phrase("Ngày"), "2"), ("month", phrase("Tháng"), "2"), ("year", phrase("Năm"), "4"))

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
            more |= {"inputmode": "numeric", "width": control.width or "10", "suffix": phrase("đồng")}
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
    choices = choices_of(common["name"], control.choices, [value], hints)
    kind = "radios" if len(choices) <= MOST_RADIOS else "select"
    return Widget(kind=kind, groups=(("", choices),), **common)


def _several(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    hints = {option.value: option.hint for option in control.options}
    chosen = value if isinstance(value, list) else []
    choices = choices_of(common["name"], control.choices, chosen, hints)
    if not common["hint"]:
        common["hint"] = phrase("Có thể chọn nhiều mục.")
    return Widget(kind="checkboxes", groups=(("", choices),), **common)


def _boolean(control: Control, value: Any, common: dict[str, Any]) -> Widget:
    if isinstance(control, Field) and control.must_agree:
        choice = Choice(common["id"], "true", control.label, value is True)
        return Widget(kind="agree", groups=(("", (choice,)),), **common)
    chosen = [str(value).lower()] if isinstance(value, bool) else []
    return Widget(kind="radios", groups=(("", choices_of(common["name"], YES_NO, chosen)),), **common)


def choices_of(
    name: str, items: Iterable[Item], chosen: Iterable[Any], hints: Mapping[str, str] | None = None
) -> tuple[Choice, ...]:
    """Options with their ids; those whose value is among `chosen` are marked."""
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
            phrase("Ví dụ: 27 3 1990. Nếu không nhớ ngày, tháng thì chỉ ghi năm.")
            if control.constraints.precision == "year"
            else phrase("Ví dụ: 27 3 1990")
        )
    return Widget(
        kind="date", boxes=date_boxes(common["name"], value, common["autocomplete"] == "bday"), **common
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
    common["hint"] = common["hint"] or phrase("Ví dụ: 8:30 ngày 27 3 2026")
    time = Box(f"{name}.time", dom_id(f"{name}.time"), phrase("Giờ, phút"), clock, "5", "")
    return Widget(kind="date", boxes=date_boxes(name, on, False), time=time, **common)


def date_boxes(name: str, value: Any, is_birthday: bool) -> tuple[Box, ...]:
    """Day, month and year with what stands in them."""
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
