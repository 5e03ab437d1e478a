"""A form while it is being filled: one section at a time, rows and files added and taken away. Pure.

What was typed in other sections is never touched: autosave, the back button, a second device lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.eforms.places import NOWHERE, Places
from motcua.eforms.rules import Answers, Raw, clean, clean_field, nest
from motcua.eforms.schema import FieldType, FormDocument

ROW_BUTTON = "_row"
FILE_BUTTON = "_file"
UPLOAD_BUTTON = "_upload"
"""Names of submit buttons that do not leave the page; their values are made by `rendering`."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """Somebody pressed "Thêm …" or "Xoá …" of a repeated group."""

    kind: Literal["add", "remove"]
    field_id: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file as answers name it; `id` is that of `documents.StoredFile`."""

    id: str
    name: str
    media_type: str
    size: int


def apply_section(
    form: FormDocument, answers: Mapping[str, Any], section_id: str, raw: Raw, *, places: Places = NOWHERE
) -> Answers:
    """Answers with those of one section replaced by what its page sent; a pressed "Xoá …" takes its row out.

    Files of the section stay: they come and go by `add_file` and `remove_file`. Answers that the new ones
    hide are dropped. KeyError for a section the form does not have.
    """
    section = form.section(section_id)
    change = row_change(form, raw)
    given = nest(raw)
    merged = dict(answers)
    for field in section.fields:
        if field.type is FieldType.FILE:
            continue
        typed = given.get(field.id)
        if change is not None and change.kind == "remove" and change.field_id == field.id:
            typed = _without_row(typed, change.row)
        value = clean_field(field, typed, places=places)
        if value is None:
            merged.pop(field.id, None)
        else:
            merged[field.id] = value
    return clean(form, merged, places=places)


def row_change(form: FormDocument, raw: Raw) -> RowChange | None:
    """The button of a repeated group that was pressed, if one was: `add:FIELD` or `remove:FIELD:ROW`."""
    pressed = raw.get(ROW_BUTTON)
    found = re.fullmatch(r"(?:(add):([a-z0-9_]+)|(remove):([a-z0-9_]+):([0-9]{1,4}))", str(pressed))
    if not found:
        return None
    field = form.by_id.get(found[2] or found[4])
    if field is None or field.type is not FieldType.LIST:
        return None
    if found[1]:
        return RowChange("add", field.id)
    return RowChange("remove", field.id, int(found[5]))


def blank_rows(form: FormDocument, raw: Raw) -> dict[str, int]:
    """How many empty rows the page shows below the filled ones, by field: one where "Thêm …" was pressed."""
    change = row_change(form, raw)
    return {change.field_id: 1} if change is not None and change.kind == "add" else {}


def add_file(form: FormDocument, answers: Mapping[str, Any], field_id: str, file: FileRef) -> Answers:
    """Answers with one more stored file; the same file twice is kept once. Limits are told by `check`."""
    field = form.field(field_id)
    if field.type is not FieldType.FILE:
        raise KeyError(field_id)
    before = [one for one in answers.get(field_id, []) if one["id"] != file.id]
    added = {"id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size}
    return dict(answers) | {field_id: [*before, added]}


def remove_file(answers: Mapping[str, Any], field_id: str, file_id: str) -> Answers:
    """Answers without one file; the file itself stays in the store until its retention ends."""
    kept = [one for one in answers.get(field_id, []) if one["id"] != file_id]
    rest = {key: value for key, value in answers.items() if key != field_id}
    return rest | ({field_id: kept} if kept else {})


def file_removal(form: FormDocument, raw: Raw) -> tuple[str, str] | None:
    """Field and file whose "Xoá tệp" was pressed: `remove:FIELD:FILE`."""
    found = re.fullmatch(r"remove:([a-z0-9_]+):([A-Za-z0-9-]{1,64})", str(raw.get(FILE_BUTTON)))
    return (found[1], found[2]) if found and found[1] in form.by_id else None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the fields whose answer differs, in the order of the newer answers, then the removed ones."""
    return tuple(one for one in dict.fromkeys([*after, *before]) if before.get(one) != after.get(one))


def _without_row(typed: Any, row: int | None) -> Any:
    if isinstance(typed, Mapping):
        return {key: value for key, value in typed.items() if not (str(key).isdigit() and int(key) == row)}
    if isinstance(typed, list):
        return [value for index, value in enumerate(typed) if index != row]
    return typed
