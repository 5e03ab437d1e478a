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
from motcua.eforms.sentences import ask, short, uncapital
from motcua.eforms.value_checks import check_simple
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase


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
            Problem(str(name), "unknown_field", phrase("Mục này không có trong biểu mẫu."))
            for name in answers
            if name not in known
        ]
    return problems


def _check_field(case: Case, field: Field) -> Iterator[Problem]:
    value = case.answers.get(field.id)
    if field.visible_when is not None and not holds(field.visible_when, case.answers):
        if value is not None:
            advice = phrase("Bỏ trống mục “{field}” trong trường hợp này.", field=short(field.label))
            yield Problem(field.id, "unknown_field", advice)
        return
    if value is None:
        if case.complete and is_required(field, case.answers):
            yield Problem(field.id, "required", ask(field))
        return
    if field.type is FieldType.LIST:
        yield from _check_rows(case, field, value)
        return
    for part, code, told in check_value(case, field, value):
        yield Problem(field.id, code, told, part=part)


def is_required(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether this field must be answered, given what was answered before."""
    return field.required or (field.required_when is not None and holds(field.required_when, answers))


def _check_rows(case: Case, field: Field, rows: Any) -> Iterator[Problem]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield Problem(field.id, "not_typed", ask(field))
        return
    if case.complete and len(rows) < field.min_rows:
        sentence = phrase(
            "Mục “{field}” cần ít nhất {least} dòng, đang có {count} dòng.",
            field=short(field.label),
            least=field.min_rows,
            count=len(rows),
        )
        yield Problem(field.id, "too_few_rows", sentence)
    if len(rows) > field.max_rows:
        sentence = phrase(
            "Mục “{field}” nhận tối đa {most} dòng. Vui lòng xoá bớt dòng.",
            field=short(field.label),
            most=field.max_rows,
        )
        yield Problem(field.id, "too_many_rows", sentence)
    for index, row in enumerate(rows):
        for column in field.columns:
            value = row.get(column.id)
            if value is None:
                if case.complete and column.required:
                    yield Problem(field.id, "required", _in_row(index, ask(column)), index, column.id)
                continue
            for _, code, told in check_simple(case, column, value):
                yield Problem(field.id, code, _in_row(index, told), index, column.id)


def _in_row(index: int, sentence: str) -> str:
    return phrase("Dòng {number}: {sentence}", number=index + 1, sentence=uncapital(sentence))
