"""From the interchange form's `form_fields[]` to a form document; every problem is told, none guessed away.

Rows have `section, label, type, required, note`; an overlay adds any setting of `schema.Field` (id, options,
code_list, columns, hint, visible_when, …) and `section_id`, `section_hint`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from motcua.eforms import conventions
from motcua.eforms.conditions import fields_of
from motcua.eforms.schema import ID, Column, Field, FieldType, FormDocument, Section
from motcua.eforms.sentences import capital
from motcua.kernel.text import fold, nfc

ROW_KEYS = frozenset({"section", "label", "type", "required", "note", "section_id", "section_hint"})
FIELD_KEYS = frozenset(Field.model_fields)
COLUMN_KEYS = frozenset(Column.model_fields) | {"note"}

Severity = Literal["error", "draft", "warning"]


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with one key of the source.

    `severity`: `error` the row was left out; `draft` the form cannot be opened before the agency settles it;
    `warning` something was ignored.
    """

    path: str
    code: str
    sentence: str
    severity: Severity
    field_id: str = ""


@dataclass(slots=True)
class _Draft:
    """What one run gathers; rows of one section may stand apart in the source."""

    problems: list[FormProblem] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    placed: dict[str, list[tuple[str, Field]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def tell(
        self, path: str, code: str, sentence: str, severity: Severity = "error", field_id: str = ""
    ) -> None:
        self.problems.append(FormProblem(path, code, sentence, severity, field_id))


def from_form_fields(
    rows: Any,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    title: str = "Tờ khai",
    number: str = "",
    source: str = "",
    status: Literal["confirmed", "to_be_confirmed"] = "to_be_confirmed",
) -> tuple[FormDocument, list[FormProblem]]:
    """The form of a procedure and what is wrong with its source.

    Takes
        rows       the value of `form_fields`, as YAML gave it: anything may be in it
        overrides  field id → settings that replace those of the row
        status     of fields that do not say it: `confirmed` only where compared with the official form
    Gives
        the document (perhaps without sections) and problems with paths like `form_fields[3].options`. Rows
        with an error are left out; a choice without options and a list without columns stay in and make the
        form a draft.
    """
    draft = _Draft()
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        draft.tell("form_fields", "not_a_list", "form_fields phải là một danh sách các trường.")
        rows = []
    known = overrides or {}
    for index, row in enumerate(rows):
        _take_row(draft, f"form_fields[{index}]", row, known, status)
    for field_id in sorted(set(known) - draft.taken):
        draft.tell(
            f"overrides.{field_id}",
            "unknown_field",
            f"Không có trường “{field_id}” để thay đổi.",
            "warning",
            field_id,
        )
    sections = _sections(draft)
    form = FormDocument(title=title, number=number, source=source, sections=sections)
    _tell_gaps(draft, form)
    return form, draft.problems


def slug(text: str, longest: int) -> str:
    """A name of small letters, digits, underscores; parentheses are left out, words kept whole."""
    bare = re.sub(r"\([^()]*\)", " ", fold(nfc(text)))
    words = re.findall(r"[a-z0-9]+", bare) or re.findall(r"[a-z0-9]+", fold(nfc(text))) or ["muc"]
    name = words[0][:longest]
    for word in words[1:]:
        if len(name) + 1 + len(word) > longest:
            break
        name += f"_{word}"
    return name if name[0].isalpha() else f"m_{name}"[:longest]


def _take_row(
    draft: _Draft, path: str, row: Any, overrides: Mapping[str, Mapping[str, Any]], status: str
) -> None:
    if not isinstance(row, Mapping):
        draft.tell(path, "not_a_mapping", "Mỗi trường phải có section, label, type, required.")
        return
    label, kind = row.get("label"), row.get("type")
    if not isinstance(kind, str):
        kind = None  # a list or a mapping is no type, and cannot be looked up
    if not isinstance(label, str) or not nfc(label):
        draft.tell(f"{path}.label", "label_missing", "Trường chưa có tên (label).")
        return
    if kind not in set(FieldType):
        draft.tell(f"{path}.type", "unknown_type", f"Không có kiểu trường “{kind}” (mục “{nfc(label)}”).")
        return
    section = row.get("section")
    if not isinstance(section, str) or not nfc(section):
        draft.tell(
            f"{path}.section", "section_missing", f"Trường “{nfc(label)}” chưa thuộc phần nào.", "warning"
        )
        section = "Thông tin chung"
    section_id = _section_id(draft, path, row, nfc(section))
    field_id = _field_id(draft, path, row, section_id, nfc(label))
    if field_id is None:
        return
    settings = dict(row) | dict(overrides.get(field_id, {})) | {"id": field_id}
    _warn_unknown(draft, path, settings, ROW_KEYS | FIELD_KEYS, field_id)
    settings = {
        key: value for key, value in settings.items() if key in FIELD_KEYS | {"note"} and value is not None
    }
    settings.setdefault("status", status)
    built = _build(draft, path, _with_conventions(draft, path, settings, nfc(section)), field_id)
    if built is not None:
        draft.placed.setdefault(section_id, []).append((path, built))


def _section_id(draft: _Draft, path: str, row: Mapping[str, Any], title: str) -> str:
    given = row.get("section_id")
    if given is not None and not (isinstance(given, str) and re.match(ID, given)):
        draft.tell(f"{path}.section_id", "bad_id", f"“{given}” không phải là mã phần hợp lệ.", "warning")
        given = None
    if given is None:
        same = [one for one, other in draft.titles.items() if other == title]
        given = same[0] if same else _free(slug(title, 32), draft.titles)
    draft.titles.setdefault(given, title)
    if isinstance(row.get("section_hint"), str):
        draft.hints[given] = row["section_hint"]
    return given


def _field_id(draft: _Draft, path: str, row: Mapping[str, Any], section_id: str, label: str) -> str | None:
    given = row.get("id")
    if given is None:
        given = _free(f"{section_id[:32]}__{slug(label, 40)}", draft.taken)
    elif not isinstance(given, str) or not re.match(ID, given):
        draft.tell(
            f"{path}.id", "bad_id", f"“{given}” không phải là mã trường hợp lệ (chữ thường, số, gạch dưới)."
        )
        return None
    elif given in draft.taken:
        draft.tell(f"{path}.id", "id_taken", f"Mã trường “{given}” đã được dùng ở trên.", field_id=given)
        return None
    draft.taken.add(given)
    return given


def _free(name: str, taken: Any) -> str:
    if name not in taken:
        return name
    return next(f"{name}_{n}" for n in range(2, 10_000) if f"{name}_{n}" not in taken)


def _with_conventions(draft: _Draft, path: str, settings: dict[str, Any], section: str) -> dict[str, Any]:
    """Settings the source leaves to custom, never over what it says (see `conventions`)."""
    note = settings.pop("note", None)
    if isinstance(note, str):
        settings.setdefault("hint", capital(nfc(note)))
    settings["options"] = _options(settings.get("options"))
    if settings["type"] == FieldType.LIST and isinstance(settings.get("columns"), Sequence):
        settings["columns"] = [
            _column(draft, f"{path}.columns[{n}]", column, section)
            for n, column in enumerate(settings["columns"])
        ]
        taken: set[str] = set()
        for column in settings["columns"]:
            if isinstance(column, dict):
                column.setdefault("id", _free(slug(str(column.get("label", "")), 40), taken))
                taken.add(str(column["id"]))
    usual = conventions.usual_settings(settings, section=section)
    constraints = settings.get("constraints")
    if isinstance(constraints, Mapping):
        settings["constraints"] = usual.get("constraints", {}) | dict(constraints)
    return usual | settings


def _options(given: Any) -> Any:
    """Options may be plain words; their value is then the word's slug."""
    if given is None:
        return ()
    if not isinstance(given, Sequence) or isinstance(given, str):
        return given
    taken: set[str] = set()
    options = []
    for one in given:
        option = {"value": _free(slug(one, 60), taken), "label": one} if isinstance(one, str) else one
        if isinstance(option, Mapping):
            taken.add(str(option.get("value")))
        options.append(option)
    return options


def _column(draft: _Draft, path: str, column: Any, section: str) -> Any:
    if isinstance(column, str):
        column = {"label": column, "type": "text"}
    if not isinstance(column, Mapping):
        return column
    _warn_unknown(draft, path, column, COLUMN_KEYS, "")
    column = {key: value for key, value in column.items() if key in COLUMN_KEYS and value is not None}
    if isinstance(column.get("note"), str):
        column.setdefault("hint", column["note"])
    column.pop("note", None)
    column["options"] = _options(column.get("options"))
    usual = conventions.usual_settings(column, section="")
    return {key: value for key, value in usual.items() if key in COLUMN_KEYS} | column


def _warn_unknown(
    draft: _Draft, path: str, given: Mapping[str, Any], known: frozenset[str], field_id: str
) -> None:
    for key in sorted(str(key) for key in given if key not in known):
        draft.tell(
            f"{path}.{key}", "unknown_key", f"Không biết khóa “{key}”, đã bỏ qua.", "warning", field_id
        )


def _build(draft: _Draft, path: str, settings: dict[str, Any], field_id: str) -> Field | None:
    try:
        return Field.model_validate(settings)
    except ValidationError as refused:
        for error in refused.errors():
            where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
            draft.tell(
                f"{path}{where}", "bad_setting", f"Giá trị không hợp lệ: {error['msg']}.", field_id=field_id
            )
        return None


def _sections(draft: _Draft) -> tuple[Section, ...]:
    """Sections in the order they first appear, without fields whose references lead nowhere."""
    everywhere = {one.id for rows in draft.placed.values() for _, one in rows}
    seen: set[str] = set()
    sections = []
    for section_id, title in draft.titles.items():
        kept = []
        for path, one in draft.placed.get(section_id, []):
            if _refers_well(draft, path, one, seen, everywhere):
                kept.append(one)
                seen.add(one.id)
        if kept:
            hint = draft.hints.get(section_id, "")
            sections.append(Section(id=section_id, title=title, hint=hint, fields=tuple(kept)))
    return _without_lost_comparisons(tuple(sections), seen)


def _refers_well(draft: _Draft, path: str, one: Field, seen: set[str], everywhere: set[str]) -> bool:
    for name in ("visible_when", "required_when"):
        condition = getattr(one, name)
        lost = sorted(fields_of(condition) - seen) if condition is not None else []
        if lost:
            draft.tell(
                f"{path}.{name}",
                "bad_condition",
                f"Điều kiện của mục “{one.label}” dùng trường không có hoặc đứng sau: {', '.join(lost)}.",
                field_id=one.id,
            )
            return False
    for name in ("matches_birth_on", "matches_sex"):
        other = getattr(one.constraints, name)
        if other is not None and other not in everywhere:
            draft.tell(
                f"{path}.constraints.{name}",
                "bad_comparison",
                f"Không có trường “{other}” để so sánh.",
                field_id=one.id,
            )
            return False
    return True


def _without_lost_comparisons(sections: tuple[Section, ...], kept: set[str]) -> tuple[Section, ...]:
    """A number is not compared with a field that was left out for a fault of its own (already told)."""

    def mended(one: Field) -> Field:
        names = ("matches_birth_on", "matches_sex")
        lost = {name: None for name in names if getattr(one.constraints, name) not in kept}
        return one.model_copy(update={"constraints": one.constraints.model_copy(update=lost)})

    return tuple(
        section.model_copy(update={"fields": tuple(mended(one) for one in section.fields)})
        for section in sections
    )


def _tell_gaps(draft: _Draft, form: FormDocument) -> None:
    paths = {one.id: path for rows in draft.placed.values() for path, one in rows}
    for gap in form.gaps:
        field_id, _, column_id = gap.field_id.partition(".")
        key = "columns" if column_id or gap.code == "list_without_columns" else "options"
        path = f"{paths[field_id]}.{key}" if field_id in paths else "form_fields"
        draft.tell(path, gap.code, gap.sentence, "draft", gap.field_id)
