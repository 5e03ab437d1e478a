"""What a conversation says of a form: its questions, and everything that was answered, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.eforms import chat_values
from motcua.eforms.chat_steps import SKIPPED, Progress, Step
from motcua.eforms.codelists import Item
from motcua.eforms.conditions import holds
from motcua.eforms.schema import FieldType, FormDocument, Section
from motcua.eforms.showing import shown
from motcua.kernel.phrases import joined, phrase

MOST_LISTED = 9
"""Up to so many choices are written out; longer lists are searched by typing."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked now.

    words        the whole question, choices written out with their numbers
    choices      the numbered choices: value and word, for buttons
    wants_file   a photo or a file answers it, "xong" ends it
    is_optional  "bỏ qua" passes over it
    current      what is answered now; "giữ nguyên" keeps it
    """

    key: str
    field_id: str
    words: str
    choices: tuple[Item, ...] = ()
    wants_file: bool = False
    is_optional: bool = False
    current: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in the summary; its number is what "sửa 3" means."""

    number: int
    field_id: str
    label: str
    words: str


def question_of(form: FormDocument, answers: Mapping[str, Any], progress: Progress, step: Step) -> Question:
    """The words in which a step is asked."""
    listed = listed_now(step, progress)
    lines = [
        *heading(form, answers, progress, step),
        step.label,
        *([step.hint] if step.hint else []),
    ]
    current = current_words(answers, step)
    if current:
        lines.append(phrase("Đang ghi: {words}. Gõ “giữ nguyên” nếu không sửa.", words=current))
    lines += [f"{number}. {item.label}" for number, item in enumerate(listed, 1)]
    lines += _advice(step, progress, listed)
    return Question(
        key=step.key,
        field_id=step.field.id,
        words="\n".join(lines),
        choices=tuple(listed),
        wants_file=step.kind == "file",
        is_optional=bool(step.skips),
        current=current,
    )


def summary(form: FormDocument, answers: Mapping[str, Any]) -> Iterator[tuple[Section, list[Line]]]:
    """Everything that can be asked, with its answer, section by section ("xem lại"); numbers run through."""
    number = 0
    for section in form.sections:
        lines = []
        for field in section.fields:
            if field.visible_when is not None and not holds(field.visible_when, answers):
                continue
            number += 1
            words = joined("; ", shown(field, answers.get(field.id))) or phrase("(để trống)")
            lines.append(Line(number, field.id, field.label, words))
        if lines:
            yield section, lines


def listed_now(step: Step, progress: Progress) -> list[Item]:
    """The choices that have numbers now: all of a short list, what was found, or what is offered first."""
    if len(step.items) <= MOST_LISTED:
        return list(step.items)
    by_value = {item.value: item for item in step.items}
    values = progress.offered or step.first or tuple(by_value)[:3]
    return [by_value[one] for one in values if one in by_value]


def heading(form: FormDocument, answers: Mapping[str, Any], progress: Progress, step: Step) -> list[str]:
    """Which part of the form begins here, before its first question."""
    sections = [section for section, _ in summary(form, answers)]
    section = form.section_of(step.field.id)
    ids = {field.id for field in section.fields}
    # what was filled in from elsewhere keeps its mark: it was not asked
    asked = (one.lstrip(SKIPPED) for one in progress.passed)
    begun = any(one.partition(".")[0] in ids for one in asked)
    if begun or section not in sections:
        return []
    title = phrase(
        "Phần {number}/{total}: {title}",
        number=sections.index(section) + 1,
        total=len(sections),
        title=section.title,
    )
    return [title, *([section.hint] if section.hint else []), ""]


def _advice(step: Step, progress: Progress, listed: Sequence[Item]) -> list[str]:
    lines: list[str] = []
    if step.kind == "several":
        lines.append(phrase("Có thể chọn nhiều: gõ các số, cách nhau bằng dấu phẩy."))
    elif step.kind == "choice" and len(step.items) > len(listed):
        lines.append(phrase("Gõ tên hoặc một phần tên để tìm; có thể gõ không dấu."))
    elif len(listed) > 1:
        lines.append(phrase("Trả lời bằng số."))
    elif listed and step.kind == "choice":
        lines.append(phrase("Gõ 1 nếu đồng ý."))
    if step.skips:
        lines.append(phrase("Không có thì gõ “bỏ qua”."))
    return lines


def current_words(answers: Mapping[str, Any], step: Step) -> str:
    """What stands there already, in words; a file's step says how many."""
    value = chat_values.at_key(answers, step.key)
    if value is None or step.kind == "another":
        return ""
    if step.key == step.field.id:
        return joined("; ", shown(step.field, value))
    named = next((item.label for item in step.items if item.value == str(value).lower()), None)
    if named is not None or step.field.type is FieldType.SIGNATURE:
        return named or str(value)
    return chat_values.shown_part(step, value)
