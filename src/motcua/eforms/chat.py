"""A form as a conversation: one question after the other, in words (điền biểu mẫu bằng tin nhắn). Pure.

The third renderer of the same document, beside the page and the print: the same checks, the same sentences, and
answers that the page would have given. How far somebody came is `Progress`; the answers lie with the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.eforms import chat_values
from motcua.eforms.chat_steps import KNOWN, SKIPPED, Progress, Step, is_below, road, steps_of
from motcua.eforms.chat_words import Question, current_words, heading, listed_now, question_of
from motcua.eforms.checks import check
from motcua.eforms.conditions import holds
from motcua.eforms.places import NOWHERE, Places
from motcua.eforms.prefill import Facts, prefill
from motcua.eforms.problems import Problem
from motcua.eforms.rules import Answers, clean_field
from motcua.eforms.schema import FormDocument
from motcua.eforms.sentences import ask as ask_for
from motcua.eforms.showing import shown
from motcua.kernel.phrases import joined, phrase
from motcua.kernel.text import fold, nfc

KEEP = frozenset({"giu", "giu nguyen"})
DONE = frozenset({"xong", "het"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What an answer led to; `said` is the page's sentence when it was not taken, or what to do with a search."""

    answers: Answers
    progress: Progress
    said: str = ""


def ask(
    form: FormDocument, answers: Mapping[str, Any], progress: Progress, *, places: Places = NOWHERE
) -> Question | None:
    """The next question, None when everything was asked."""
    step = _next(form, answers, progress, places)
    if step is None:
        return None
    return question_of(form, answers, progress, step)


def take(
    form: FormDocument,
    answers: Mapping[str, Any],
    progress: Progress,
    typed: str,
    *,
    at: datetime,
    places: Places = NOWHERE,
) -> Turn:
    """Take what was typed as the answer to the present question.

    Takes
        at  aware instant of answering; dates are compared with its day
    Gives
        the next state, or the same with the sentence that says what is wrong
    """
    step = _next(form, answers, progress, places)
    assert step is not None, "nothing is asked"
    if step.kind == "file":
        return _end_files(form, answers, progress, step, typed, places=places, at=at)
    if step.kind == "another":
        return _another(answers, progress, step, typed)
    if fold(nfc(typed)) in KEEP and current_words(answers, step):
        return _finish(form, dict(answers), _pass(progress, step.key), step, places=places, at=at)
    value: Any = typed
    if step.kind in {"choice", "several"}:
        found = chat_values.choose(step, typed, [one.value for one in listed_now(step, progress)])
        if found.offered:
            return Turn(dict(answers), replace(progress, offered=found.offered), found.said)
        value = found.value
    candidate = chat_values.put(answers, step, value, places)
    problems = _problems_at(form, candidate, step, places=places, at=at)
    if problems:
        return Turn(dict(answers), replace(progress, offered=()), problems[0].sentence)
    passed = _pass(chat_values.forget_below(progress, step), step.key)
    return _finish(form, candidate, passed, step, places=places, at=at)


def skip(
    form: FormDocument,
    answers: Mapping[str, Any],
    progress: Progress,
    *,
    at: datetime,
    places: Places = NOWHERE,
) -> Turn:
    """Pass over the present question ("bỏ qua"); refused with the page's sentence where it must be answered."""
    step = _next(form, answers, progress, places)
    assert step is not None, "nothing is asked"
    if step.kind == "another":
        return _another(answers, progress, step, "2")
    if not step.skips:
        told = phrase("Mục này bắt buộc. {sentence}", sentence=_required(form, answers, step, places, at))
        return Turn(dict(answers), progress, told)
    kept = chat_values.without(answers, step.skips)
    passed = tuple(one for one in progress.passed if not is_below(one.lstrip(SKIPPED), step.skips))
    after = _pass(Progress(passed), SKIPPED + step.skips)
    return _finish(form, kept, after, step, places=places, at=at)


def back(
    form: FormDocument, answers: Mapping[str, Any], progress: Progress, *, places: Places = NOWHERE
) -> Turn:
    """One question back ("quay lại"); what was answered stays until it is answered anew."""
    passed = list(progress.passed)
    before = _next(form, answers, progress, places)
    while passed:
        passed.pop()
        there = Progress(tuple(passed))
        if _next(form, answers, there, places) != before:
            return Turn(dict(answers), there)
    return Turn(dict(answers), Progress(), phrase("Đây là câu hỏi đầu tiên."))


def reopen(answers: Mapping[str, Any], progress: Progress, field_id: str) -> Turn:
    """Ask one field again ("sửa"); its answer stays until it is answered anew."""
    kept = tuple(one for one in progress.passed if not is_below(one.lstrip(SKIPPED + KNOWN), field_id))
    return Turn(dict(answers), Progress(kept))


def known(progress: Progress, field_ids: Sequence[str]) -> Progress:
    """Fields that were filled in from elsewhere are not asked; they stand in the summary and can be changed."""
    return replace(progress, passed=(*progress.passed, *(KNOWN + one for one in field_ids)))


def fill_in(
    form: FormDocument,
    answers: Mapping[str, Any],
    progress: Progress,
    sources: Mapping[str, Facts],
    *,
    at: datetime,
    places: Places = NOWHERE,
) -> Turn:
    """At the start of a section, what is known already is filled in and not asked; `said` tells it (TN19-4.5).

    Takes
        sources  as `prefill.prefill` takes them
    """
    step = _next(form, answers, progress, places)
    if step is None or not heading(form, answers, progress, step):
        return Turn(dict(answers), progress)
    section = form.section_of(step.field.id)
    filled = prefill(form, sources, answers, section_id=section.id, places=places)
    wrong = {one.field_id for one in check(form, filled.answers, complete=True, at=at, places=places)}
    good = [one for one in filled.origins if one not in wrong and one not in answers]
    if not good:
        return Turn(dict(answers), progress)
    told = [
        joined(": ", [form.field(one).label, joined("; ", shown(form.field(one), filled.answers[one]))])
        for one in good
    ]
    said = joined("\n", [phrase("Đã điền sẵn, xem lại và sửa được ở cuối:"), *told])
    kept = {**answers, **{one: filled.answers[one] for one in good}}
    return Turn(kept, known(progress, good), said)


def _next(form: FormDocument, answers: Mapping[str, Any], progress: Progress, places: Places) -> Step | None:
    passed = frozenset(progress.passed)
    return next((one for one in road(form, answers, passed, places) if not _is_passed(one, passed)), None)


def _is_passed(step: Step, passed: frozenset[str]) -> bool:
    return step.key in passed or (bool(step.skips) and SKIPPED + step.skips in passed)


def _pass(progress: Progress, key: str) -> Progress:
    kept = tuple(one for one in progress.passed if one.lstrip(SKIPPED) != key.lstrip(SKIPPED))
    return Progress((*kept, key))


def _finish(
    form: FormDocument,
    answers: Answers,
    progress: Progress,
    step: Step,
    *,
    places: Places,
    at: datetime,
) -> Turn:
    """After an answer: what it hides is dropped, a finished field is judged as a whole, and at the end the form."""
    answers, progress = _without_hidden(form, answers, progress)
    passed = frozenset(progress.passed)
    open_steps = [one for one in steps_of(step.field, answers, passed, places) if not _is_passed(one, passed)]
    if open_steps:
        return Turn(answers, progress)
    value = clean_field(step.field, answers.get(step.field.id), places=places)
    if value is None:
        answers.pop(step.field.id, None)
    else:
        answers[step.field.id] = value
    answers, progress = _without_hidden(form, answers, progress)
    found = check(form, answers, complete=True, at=at, places=places)
    mine = [one for one in found if one.field_id == step.field.id]
    if not mine and _next(form, answers, progress, places) is None:
        mine = found  # an answer given later may contradict an earlier one
    if mine:
        return Turn(answers, _ask_again(form, answers, progress, mine[0], places), mine[0].sentence)
    return Turn(answers, progress)


def _ask_again(
    form: FormDocument, answers: Mapping[str, Any], progress: Progress, problem: Problem, places: Places
) -> Progress:
    """The progress with the step of a problem open again; the whole field where no step has its name."""
    field_id = problem.field_id
    keys = {one.key for one in road(form, answers, frozenset(progress.passed), places)}
    opened = problem.name if problem.name in keys else field_id
    passed = tuple(
        one
        for one in progress.passed
        if not is_below(one.lstrip(SKIPPED + KNOWN), opened) and one != KNOWN + field_id
    )
    if passed == progress.passed:  # the step is hidden below something that was passed over
        passed = reopen(answers, progress, field_id).progress.passed
    return Progress(passed)


def _without_hidden(
    form: FormDocument, answers: Mapping[str, Any], progress: Progress
) -> tuple[Answers, Progress]:
    kept: Answers = {}
    hidden = []
    for field in form.fields:
        if field.visible_when is not None and not holds(field.visible_when, kept):
            hidden.append(field.id)
        elif field.id in answers:
            kept[field.id] = answers[field.id]
    passed = progress.passed
    for field_id in hidden:
        passed = tuple(one for one in passed if not is_below(one.lstrip(SKIPPED + KNOWN), field_id))
    return kept, Progress(passed)


def _problems_at(
    form: FormDocument, answers: Mapping[str, Any], step: Step, *, places: Places, at: datetime
) -> list[Problem]:
    """What the page would say beside this input."""
    is_whole = step.key == step.field.id
    found = check(form, answers, complete=is_whole, at=at, places=places)
    mine = [one for one in found if one.field_id == step.field.id]
    if not is_whole:
        mine = [one for one in mine if one.name == step.key]
        if not mine and chat_values.at_key(answers, step.key) is None:
            mine = [Problem(step.field.id, "required", ask_for(step.field))]
    return mine


def _required(
    form: FormDocument, answers: Mapping[str, Any], step: Step, places: Places, at: datetime
) -> str:
    empty = chat_values.without(answers, step.key)
    found = check(form, empty, complete=True, at=at, places=places)
    exact = [one for one in found if one.name == step.key]
    mine = exact or [one for one in found if one.field_id == step.field.id]
    return mine[0].sentence if mine else ask_for(step.field)


def _another(
    answers: Mapping[str, Any],
    progress: Progress,
    step: Step,
    typed: str,
) -> Turn:
    """One more row, or no more."""
    found = chat_values.choose(step, typed, [one.value for one in step.items])
    if found.value not in {"true", "false"}:
        return Turn(dict(answers), progress, phrase("Trả lời 1 (Có) hoặc 2 (Không)."))
    after = _pass(progress, step.key if found.value == "true" else SKIPPED + step.key)
    kept = dict(answers)
    if found.value == "false":
        _, _, place = step.key.rpartition(".")
        rows = [row for row in kept.get(step.field.id, [])[: int(place)] if row]
        kept = {**kept, step.field.id: rows} if rows else chat_values.without(kept, step.field.id)
    return Turn(kept, after)


def _end_files(
    form: FormDocument,
    answers: Mapping[str, Any],
    progress: Progress,
    step: Step,
    typed: str,
    *,
    places: Places,
    at: datetime,
) -> Turn:
    if fold(nfc(typed)) not in DONE:
        told = phrase("Gửi ảnh hoặc tệp cho mục này; gửi đủ thì gõ “xong”.")
        return Turn(dict(answers), progress, told)
    if not answers.get(step.field.id) and not step.skips:
        return Turn(dict(answers), progress, _required(form, answers, step, places, at))
    problems = _problems_at(form, answers, step, places=places, at=at)
    if problems:
        return Turn(dict(answers), progress, problems[0].sentence)
    return _finish(form, dict(answers), _pass(progress, step.key), step, places=places, at=at)
