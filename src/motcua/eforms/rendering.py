"""Pages of a form as plain facts for the templates in `sites/ui/templates/eform`: filling, review, print.

The view owns the `<form>` element (novalidate, POST, multipart), its token and its buttons; the rest is here.
Submit buttons that stay on the page are named in `drafting`. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from motcua.eforms.compound_widgets import compound_widgets
from motcua.eforms.conditions import fields_of, holds
from motcua.eforms.places import NOWHERE, Places
from motcua.eforms.prefill import ORIGIN_SENTENCES
from motcua.eforms.problems import Problem
from motcua.eforms.schema import CHOICES, Field, FieldType, FormDocument, Section
from motcua.eforms.sentences import lower_first, short, shown_size, shown_types
from motcua.eforms.showing import describe, shown, simple
from motcua.eforms.views import (
    AnswerView,
    ErrorView,
    FieldView,
    FileView,
    PageView,
    ReviewView,
    RowView,
    SectionView,
    StepView,
)
from motcua.eforms.widgets import control_widget, dom_id
from motcua.kernel.phrases import joined, phrase, shaped
from motcua.kernel.text import fold

REVIEW = "kiem_tra"
"""Stands for the page "check your answers" where a section's id is expected."""

COMPOUNDS = frozenset(
    {FieldType.ADDRESS, FieldType.PERSON, FieldType.ID_DOCUMENT, FieldType.AGENCY, FieldType.SIGNATURE}
)
STATEMENT = phrase(
    "Tôi cam đoan những nội dung khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai "
    "của mình. Khi nộp trực tuyến, đánh dấu vào ô dưới đây và ghi họ tên thay cho chữ ký trên tờ khai giấy."
)


UrlOf = Callable[[str], str]


def page(
    form: FormDocument,
    answers: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    *,
    section_id: str,
    places: Places = NOWHERE,
    blank_rows: Mapping[str, int] | None = None,
    origins: Mapping[str, str] | None = None,
    url_of: UrlOf = "?buoc={}".format,
) -> PageView:
    """One section as a page.

    Takes
        problems    of `rules.check`; those of other sections are passed over
        blank_rows  empty rows to show below the filled ones (`drafting.blank_rows`)
        origins     field → source, of `prefill`
        url_of      section id → address; also called with `REVIEW`
    KeyError for a section that the form does not have or that these answers hide.
    """
    sections = open_sections(form, answers)
    ids = [section.id for section in sections]
    if section_id not in ids:
        raise KeyError(section_id)
    place = ids.index(section_id)
    section = sections[place]
    here = {field.id for field in section.fields}
    mine = [problem for problem in problems if problem.field_id in here]
    maker = _Maker(form, answers, mine, places, blank_rows or {}, origins or {}, here)
    fields = tuple(maker.field(field) for field in section.fields if _is_on_page(field, answers, here))
    return PageView(
        form_title=form.title,
        form_number=form.number,
        section_id=section.id,
        title=section.title,
        hint=section.hint,
        step=place + 1,
        steps_total=len(sections) + 1,
        steps=_steps(sections, place, url_of),
        fields=fields,
        errors=tuple(ErrorView(f"#{_target(fields, problem)}", problem.sentence) for problem in mine),
        previous_url=url_of(ids[place - 1]) if place else "",
        next_id=ids[place + 1] if place + 1 < len(ids) else REVIEW,
    )


def review(
    form: FormDocument,
    answers: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    *,
    url_of: UrlOf = "?buoc={}".format,
) -> ReviewView:
    """The whole form to be checked before it is handed in; each answer has a link to where it is changed."""
    sections = open_sections(form, answers)
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.field_id, problem.sentence)
    views = []
    for section in sections:
        url = url_of(section.id)
        rows = [_answer(field, answers, url, errors) for field in _shown_fields(section, answers)]
        views.append(SectionView(section.id, section.title, url, tuple(rows)))
    signatures = [
        _answer(field, answers, "", errors)
        for section in sections
        for field in _shown_fields(section, answers)
        if field.type is FieldType.SIGNATURE
    ]
    return ReviewView(
        form_title=form.title,
        form_number=form.number,
        step=len(sections) + 1,
        steps_total=len(sections) + 1,
        steps=_steps(sections, len(sections), url_of),
        sections=tuple(views),
        errors=tuple(ErrorView(f"#a-{problem.field_id}", problem.sentence) for problem in problems),
        signatures=tuple(signatures),
        addressed_to=_addressed_to(form, answers),
    )


def open_sections(form: FormDocument, answers: Mapping[str, Any]) -> tuple[Section, ...]:
    """Sections that have anything to ask, given the answers; a section about "chồng" may be none of yours."""
    return tuple(
        section
        for section in form.sections
        if any(_is_on_page(field, answers, {one.id for one in section.fields}) for field in section.fields)
    )


def first_section_with(form: FormDocument, problems: Sequence[Problem]) -> str | None:
    """The section of the first problem: where to lead somebody who tries to hand in an unfinished form."""
    known = [problem.field_id for problem in problems if problem.field_id in form.by_id]
    return form.section_of(known[0]).id if known else None


def _is_on_page(field: Field, answers: Mapping[str, Any], here: set[str]) -> bool:
    """Shown when its condition holds, or may come to hold by an answer on the same page."""
    condition = field.visible_when
    return condition is None or bool(fields_of(condition) & here) or holds(condition, answers)


def _shown_fields(section: Section, answers: Mapping[str, Any]) -> list[Field]:
    return [one for one in section.fields if one.visible_when is None or holds(one.visible_when, answers)]


def _steps(sections: Sequence[Section], now: int, url_of: UrlOf) -> tuple[StepView, ...]:
    named = [*((section.id, section.title) for section in sections), (REVIEW, phrase("Kiểm tra và nộp"))]
    states: list[Literal["done", "now", "todo"]] = [
        "done" if place < now else "now" if place == now else "todo" for place in range(len(named))
    ]
    return tuple(
        StepView(one, title, state, url_of(one)) for (one, title), state in zip(named, states, strict=True)
    )


def _target(fields: Sequence[FieldView], problem: Problem) -> str:
    """The input a problem belongs to; the field's first input when it belongs to the whole field."""
    view = next((one for one in fields if one.field_id == problem.field_id), None)
    if view is None:
        return dom_id(problem.field_id)
    widgets = [*view.widgets, *(widget for row in view.rows for widget in row.widgets)]
    return next((widget.target for widget in widgets if widget.name == problem.name), view.target)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the fields of one page."""

    form: FormDocument
    answers: Mapping[str, Any]
    problems: Sequence[Problem]
    places: Places
    blank_rows: Mapping[str, int]
    origins: Mapping[str, str]
    here: set[str]

    def field(self, field: Field) -> FieldView:
        value = self.answers.get(field.id)
        common: dict[str, Any] = {
            "id": dom_id(field.id),
            "field_id": field.id,
            "label": group_label(field),
            "hint": field.hint,
            "is_optional": not field.required and field.required_when is None,
            "origin": ORIGIN_SENTENCES.get(self.origins.get(field.id, ""), ""),
        }
        common |= self._condition(field)
        if any(gap.field_id.partition(".")[0] == field.id for gap in self.form.gaps):
            return FieldView(kind="gap", **common)
        if field.type is FieldType.LIST:
            return self._rows(field, value, common)
        if field.type is FieldType.FILE:
            return self._files(field, value, common)
        if field.type in COMPOUNDS:
            return self._group(field, value, common)
        widget = control_widget(field, field.id, value, self._errors(field), hint=common["hint"])
        if field.required_when is not None:
            widget = replace(widget, is_optional=False)
        return FieldView(kind="widget", widgets=(widget,), error=widget.error, **common)

    def _errors(self, field: Field) -> dict[str, str]:
        errors: dict[str, str] = {}
        for problem in self.problems:
            if problem.field_id == field.id:
                errors.setdefault(problem.name, problem.sentence)
        return errors

    def _condition(self, field: Field) -> dict[str, str]:
        """Words and data of a condition that an answer on this page decides."""
        words: list[str] = []
        shown_when = field.visible_when
        if shown_when is not None and fields_of(shown_when) & self.here:
            words.append(phrase("Chỉ điền khi {condition}.", condition=describe(self.form, shown_when)))
        elif field.required_when is not None:
            words.append(
                phrase("Bắt buộc khi {condition}.", condition=describe(self.form, field.required_when))
            )
        data = ""
        if shown_when is not None and fields_of(shown_when) <= self.here:
            data = json.dumps(shown_when.model_dump(mode="json"), ensure_ascii=False)
        return {"condition": words[0] if words else "", "condition_json": data}

    def _group(self, field: Field, value: Any, common: dict[str, Any]) -> FieldView:
        errors = self._errors(field)
        inner = value if isinstance(value, Mapping) else {}
        widgets = compound_widgets(field, inner, errors, self.places)
        told = {widget.error for widget in widgets}
        # a problem whose input is not on the page is told for the whole group
        lost = next((sentence for sentence in errors.values() if sentence not in told), "")
        if field.type is FieldType.AGENCY:
            return FieldView(kind="widget", widgets=widgets, error=widgets[0].error, **common)
        statement = (field.statement or STATEMENT) if field.type is FieldType.SIGNATURE else ""
        return FieldView(kind="group", widgets=widgets, error=lost, statement=statement, **common)

    def _rows(self, field: Field, value: Any, common: dict[str, Any]) -> FieldView:
        errors = self._errors(field)
        filled = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        least = max(field.min_rows, 1) - len(filled)
        blanks = max(self.blank_rows.get(field.id, 0), least, 0)
        name = field.row_name or phrase("Dòng")
        rows = []
        for index, row in enumerate([*filled, *({} for _ in range(blanks))]):
            cells = tuple(
                control_widget(column, f"{field.id}.{index}.{column.id}", row.get(column.id), errors)
                for column in field.columns
            )
            rows.append(
                RowView(
                    phrase("{row} {number}", row=name, number=index + 1),
                    cells,
                    f"remove:{field.id}:{index}",
                    phrase("Xoá {row} {number}", row=shaped(name, lower_first), number=index + 1),
                )
            )
        may_add = len(rows) < field.max_rows
        return FieldView(
            kind="rows",
            rows=tuple(rows),
            error=errors.get(field.id, ""),
            add_value=f"add:{field.id}" if may_add else "",
            add_label=phrase("Thêm {row}", row=shaped(name, lower_first)),
            **common,
        )

    def _files(self, field: Field, value: Any, common: dict[str, Any]) -> FieldView:
        given = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
        files = tuple(
            FileView(str(one["name"]), shown_size(one["size"]), f"remove:{field.id}:{one['id']}")
            for one in given
        )
        facts = {
            "types": shown_types(field.accept),
            "size": shown_size(field.max_bytes),
            "most": field.max_files,
        }
        limits = (
            phrase("{types}; mỗi tệp không quá {size}; tối đa {most} tệp.", **facts)
            if field.max_files > 1
            else phrase("{types}; mỗi tệp không quá {size}.", **facts)
        )
        return FieldView(
            kind="files",
            files=files,
            error=joined(" ", self._errors(field).values()),
            accept=",".join(field.accept),
            limits=limits,
            has_camera=field.camera and any(one.startswith("image/") for one in field.accept),
            is_multiple=field.max_files > 1,
            **common,
        )


def _answer(field: Field, answers: Mapping[str, Any], url: str, errors: Mapping[str, str]) -> AnswerView:
    value = answers.get(field.id)
    heads: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    if field.type is FieldType.LIST and isinstance(value, list):
        heads = tuple(column.label for column in field.columns)
        table = tuple(_cells(field, row) for row in value if isinstance(row, Mapping))
    # an unfinished choice list has no words to show
    lines = shown(field, value) if field.type not in CHOICES or field.choices else (str(value or ""),)
    target = f"{url}#{dom_id(field.id)}" if url else ""
    return AnswerView(
        field_id=field.id,
        label=group_label(field),
        lines=lines,
        change_url=target,
        error=errors.get(field.id, ""),
        heads=heads,
        table=table,
        is_signature=field.type is FieldType.SIGNATURE,
        is_addressee=field.type is FieldType.AGENCY and fold(field.label).startswith("kinh gui"),
    )


def group_label(field: Field) -> str:
    """The label of a person without the enumeration of what is asked ("Mẹ: họ tên, ngày sinh" is "Mẹ")."""
    if field.type is not FieldType.PERSON:
        return field.label
    return short(field.label).partition(":")[0].strip() or field.label


def _cells(field: Field, row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        joined("; ", simple(column, row[column.id])) if row.get(column.id) is not None else ""
        for column in field.columns
    )


def _addressed_to(form: FormDocument, answers: Mapping[str, Any]) -> str:
    """Whom the paper form greets: its field "Kính gửi"."""
    for field in form.fields:
        if field.type is FieldType.AGENCY and fold(field.label).startswith("kinh gui"):
            return " ".join(shown(field, answers.get(field.id)))
    return ""
