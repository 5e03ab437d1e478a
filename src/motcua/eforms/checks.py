"""What is wrong with answers, each told as a sentence beside its field (kiểm tra dữ liệu biểu mẫu). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from motcua.eforms.compound_checks import check_value
from motcua.eforms.conditions import holds
from motcua.eforms.places import NOWHERE, Places
from motcua.eforms.problems import Case, Problem
from motcua.eforms.schema import Field, FieldType, FormDocument
from motcua.eforms.sentences import ask, short
from motcua.eforms.value_checks import check_simple
from motcua.kernel.clock import local_day


def check(
    form: FormDocument,
    answers: Mapping[str, Any],
    *,
    complete: bool,
    at: datetime,
    places: Places = NOWHERE,
    section_id: str | None = None,
) -> list[Problem]:
    """Every problem of cleaned answers, in the order of the form.

    Takes
        complete    true when the form is handed in: what is required must be there; false while being filled
        at          aware instant of filling; dates are compared with its day in the province
        section_id  look at one section only
    Law: TT 32/2017/TT-BTTTT Đ.8 (format checks); TN19-6.3a.
    """
    case = Case(form, answers, complete, local_day(at), places)
    problems: list[Problem] = []
    for section in form.sections:
        if section_id in {None, section.id}:
            for field in section.fields:
                problems += _check_field(case, field)
    if section_id is None:
        known = form.by_id
        problems += [
            Problem(str(name), "unknown_field", "Mục này không có trong biểu mẫu.")
            for name in answers
            if name not in known
        ]
    return problems


def _check_field(case: Case, field: Field) -> Iterator[Problem]:
    value = case.answers.get(field.id)
    if field.visible_when is not None and not holds(field.visible_when, case.answers):
        if value is not None:
            yield Problem(
                field.id, "unknown_field", f"Bỏ trống mục “{short(field.label)}” trong trường hợp này."
            )
        return
    if value is None:
        if case.complete and is_required(field, case.answers):
            yield Problem(field.id, "required", ask(field))
        return
    if field.type is FieldType.LIST:
        yield from _check_rows(case, field, value)
        return
    for part, code, sentence in check_value(case, field, value):
        yield Problem(field.id, code, sentence, part=part)


def is_required(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether this field must be answered, given what was answered before."""
    return field.required or (field.required_when is not None and holds(field.required_when, answers))


def _check_rows(case: Case, field: Field, rows: Any) -> Iterator[Problem]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield Problem(field.id, "not_typed", ask(field))
        return
    if case.complete and len(rows) < field.min_rows:
        sentence = f"Mục “{short(field.label)}” cần ít nhất {field.min_rows} dòng, đang có {len(rows)} dòng."
        yield Problem(field.id, "too_few_rows", sentence)
    if len(rows) > field.max_rows:
        sentence = f"Mục “{short(field.label)}” nhận tối đa {field.max_rows} dòng. Vui lòng xoá bớt dòng."
        yield Problem(field.id, "too_many_rows", sentence)
    for index, row in enumerate(rows):
        for column in field.columns:
            value = row.get(column.id)
            if value is None:
                if case.complete and column.required:
                    sentence = f"Dòng {index + 1}: {_uncapital(ask(column))}"
                    yield Problem(field.id, "required", sentence, index, column.id)
                continue
            for _, code, sentence in check_simple(case, column, value):
                text = f"Dòng {index + 1}: {_uncapital(sentence)}"
                yield Problem(field.id, code, text, index, column.id)


def _uncapital(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
