"""A form as a conversation: the same questions, the same checks, the same answers as on the page."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eforms.builders import AT, form_of, row
from tests.eforms.forms import PLACES, every_type

from motcua.eforms import chat
from motcua.eforms.chat_steps import Progress
from motcua.eforms.chat_words import Question, summary
from motcua.eforms.drafting import FileRef, add_file
from motcua.eforms.rules import Answers, check, clean
from motcua.eforms.schema import CHOICES, FormDocument
from motcua.procedures import importing
from motcua.procedures.loading import load_file
from motcua.procedures.overlay import overlay_for, read_overlays
from motcua.procedures.reading import read_procedure

NAMES = sorted(path.name for path in Path(importing.TAY_NINH).glob("*.yaml") if path.name[0] != "_")
# what a person may type into anything, until it is taken
ANYTHING = (
    *("Nguyễn Văn Á", "1", "2", "1, 2", "27/3/1990", "27 3 1990", "30122030", "8:30 ngày 27/3/2026"),
    *("0901234567", "a@b.vn", "072190123456", "072090123456", "072230123456", "072330123456"),
    *("0100109106", "B1234567", "123456789", "12,5", "75.000", "2020", "Tân", "Thạnh Đức", "A"),
    *("27/3/1860", "080190123456", "Quốc lộ 22B", "1990"),
)
FITS: dict[str, tuple[str, ...]] = {
    "date": ("27/3/1990", "30122030"),
    "datetime": ("8:30 ngày 27/3/2026",),
    "born_on": ("27 3 1990", "1990"),
    "issued_on": ("10/5/2021",),
    "number": ("072190123456", "072090123456", "B1234567", "123456789", "0100109106"),
    "integer": ("12", "2", "2020"),
    "money": ("75.000",),
    "phone": ("0901234567",),
    "email": ("a@b.vn",),
    "commune_code": ("tan ninh", "2"),
}


@cache
def real_form(name: str) -> FormDocument:
    """The form of a real procedure with its overlay; what the agency still has to settle is settled somehow."""
    path = Path(importing.TAY_NINH) / name
    content, _ = load_file(path)
    assert content is not None
    overlays, _ = read_overlays(Path(importing.OVERLAYS))
    reading, _ = read_procedure(name, content, overlay_for(overlays, path.stem, content))
    assert reading is not None
    dumped = reading.form.dump()
    for section in dumped["sections"]:
        for field in section["fields"]:
            for control in (field, *field.get("columns", ())):
                if control["type"] in CHOICES and not control.get("options") and not control.get("code_list"):
                    control["options"] = [{"value": "mot", "label": "Một"}, {"value": "hai", "label": "Hai"}]
            if field["type"] == "list" and not field.get("columns"):
                field["columns"] = [{"id": "ten", "label": "Tên", "type": "text", "required": True}]
    form = FormDocument.model_validate(dumped)
    assert form.is_complete
    return form


class Person:
    """Somebody who answers until it is taken, and now and then goes back, skips or changes something."""

    def __init__(self, form: FormDocument, luck: random.Random, *, whims: float) -> None:
        self.form, self.luck, self.whims = form, luck, whims
        self.answers: Answers = {}
        self.progress = Progress()
        self.files = 0

    def fill(self) -> Answers:
        for _ in range(6000):
            question = chat.ask(self.form, self.answers, self.progress, places=PLACES)
            if question is None:
                return self.answers
            if self.luck.random() < self.whims:
                self._whim()
                continue
            self._answer(question)
        raise AssertionError(f"never done: {question.words}")

    def _answer(self, question: Question) -> None:
        if question.wants_file:
            self.files += 1
            file = FileRef(str(self.files), f"{self.files}.jpg", "image/jpeg", 10)
            field = self.form.field(question.field_id)
            if len(self.answers.get(question.field_id, [])) < field.max_files:
                self.answers = add_file(self.form, self.answers, question.field_id, file)
            self._say("xong")
            return
        for typed in self._tries(question):
            before = self.progress
            if self._say(typed) == "" or self.progress.passed != before.passed:
                return
        # nothing fits what was said before (a number against a birth date): go back and say something else
        self._take(chat.back(self.form, self.answers, self.progress, places=PLACES))

    def _tries(self, question: Question) -> list[str]:
        """First what fits, now and then something that does not; then anything."""
        anything = self.luck.sample(ANYTHING, len(ANYTHING))
        if question.choices and self.luck.random() > self.whims:
            return [str(1 + self.luck.randrange(len(question.choices))), *anything]
        field = self.form.field(question.field_id)
        kind = {one.id: one.type for one in field.columns}.get(question.key.rpartition(".")[2], field.type)
        fits = FITS.get(question.key.rpartition(".")[2]) or FITS.get(kind.value, ("Nguyễn Văn Á",))
        return [*([self.luck.choice(anything)] if self.luck.random() < self.whims else []), *fits, *anything]

    def _say(self, typed: str) -> str:
        turn = chat.take(self.form, self.answers, self.progress, typed, at=AT, places=PLACES)
        if turn.progress.passed == self.progress.passed:
            assert turn.said or turn.progress.offered, "an answer that is not taken is explained"
        return self._take(turn)

    def _whim(self) -> None:
        match self.luck.randrange(4):
            case 0:
                self._take(chat.back(self.form, self.answers, self.progress, places=PLACES))
            case 1 | 2:
                self._take(chat.skip(self.form, self.answers, self.progress, at=AT, places=PLACES))
            case _:
                lines = [line for _, section in summary(self.form, self.answers) for line in section]
                self._take(chat.reopen(self.answers, self.progress, self.luck.choice(lines).field_id))

    def _take(self, turn: chat.Turn) -> str:
        self.answers, self.progress = turn.answers, Progress.of(turn.progress.json())
        return turn.said


def assert_like_from_the_page(form: FormDocument, answers: dict[str, Any]) -> None:
    assert check(form, answers, complete=True, at=AT, places=PLACES) == []
    assert clean(form, answers, places=PLACES) == answers


@pytest.mark.demand("TN19-10.3")
@pytest.mark.parametrize("name", NAMES)
def test_every_real_form_can_be_filled_by_conversation_as_on_the_page(name: str) -> None:
    form = real_form(name)
    answers = Person(form, random.Random(name), whims=0.05).fill()
    assert_like_from_the_page(form, answers)


@settings(max_examples=30)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**9), whims=st.sampled_from([0.0, 0.1, 0.3]))
def test_however_somebody_answers_the_form_is_completed(name: str, seed: int, whims: float) -> None:
    form = real_form(name)
    answers = Person(form, random.Random(seed), whims=whims).fill()
    assert_like_from_the_page(form, answers)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), whims=st.sampled_from([0.0, 0.2, 0.4]))
def test_a_form_with_every_type_of_field_is_completed(seed: int, whims: float) -> None:
    form = every_type()
    answers = Person(form, random.Random(seed), whims=whims).fill()
    assert_like_from_the_page(form, answers)


def say(form: FormDocument, *words: str) -> tuple[Answers, Progress, str]:
    answers: Answers = {}
    progress = Progress()
    said = ""
    for one in words:
        if one == "bỏ qua":
            turn = chat.skip(form, answers, progress, at=AT, places=PLACES)
        elif one == "quay lại":
            turn = chat.back(form, answers, progress, places=PLACES)
        else:
            turn = chat.take(form, answers, progress, one, at=AT, places=PLACES)
        answers, progress, said = turn.answers, turn.progress, turn.said
    return answers, progress, said


def test_a_wrong_answer_gets_the_sentence_of_the_page_and_the_question_stays() -> None:
    form = form_of(row("Ngày sinh", "date", id="ngay_sinh", constraints={"when": "past"}))
    on_page = check(form, clean(form, {"ngay_sinh": "31/2/2020"}), complete=True, at=AT)[0].sentence

    answers, progress, said = say(form, "31/2/2020")

    assert (answers, said) == ({}, on_page)
    question = chat.ask(form, answers, progress)
    assert question is not None
    assert question.key == "ngay_sinh"


def test_what_is_required_cannot_be_passed_over_and_the_optional_can() -> None:
    form = form_of(row("Họ và tên", "text", id="ten"), row("Email", "email", id="email", required=False))

    _, progress, said = say(form, "bỏ qua")
    assert "Mục này bắt buộc. Nhập họ và tên." in said
    assert progress.passed == ()

    answers, progress, said = say(form, "An", "bỏ qua")
    assert answers == {"ten": "An"}
    assert chat.ask(form, answers, progress) is None
    assert said == ""


def test_a_commune_is_found_by_a_part_of_its_name_without_marks() -> None:
    form = form_of(row("Nơi cư trú", "address", id="noi"))

    answers, progress, said = say(form, "1", "thanh duc", "Ấp 1")

    assert said == ""
    assert chat.ask(form, answers, progress, places=PLACES) is None
    assert answers["noi"] == {
        "province_code": "80",
        "province_name": "Tỉnh Tây Ninh",
        "commune_code": "25621",
        "commune_name": "Xã Thạnh Đức",
        "detail": "Ấp 1",
    }


def test_several_places_of_a_like_name_are_offered_by_number() -> None:
    form = form_of(row("Nơi cư trú", "address", id="noi"))

    answers, progress, _ = say(form, "1", "Phường")
    question = chat.ask(form, answers, progress, places=PLACES)

    assert question is not None
    assert [one.label for one in question.choices][:2] == ["Phường Tân Ninh", "Phường Bình Minh"]
    answers, _, _ = say(form, "1", "Phường", "2", "bỏ qua")
    assert answers["noi"]["commune_code"] == "25486"


def test_another_province_asks_for_its_commune_anew() -> None:
    form = form_of(row("Nơi cư trú", "address", id="noi"))

    answers, progress, _ = say(form, "1", "Tân Ninh", "quay lại", "quay lại", "Hà Nội")
    question = chat.ask(form, answers, progress, places=PLACES)

    assert "commune_code" not in answers["noi"]
    assert question is not None
    assert question.key == "noi.commune_name"


def test_an_answer_that_hides_others_takes_them_away() -> None:
    form = form_of(
        row(
            "Quan hệ",
            "select",
            id="quan_he",
            options=[{"value": "me", "label": "Mẹ"}, {"value": "khac", "label": "Khác"}],
        ),
        row("Ghi rõ", "text", id="ghi_ro", visible_when={"field": "quan_he", "equals": "khac"}),
    )
    answers, progress, _ = say(form, "Khác", "Bà mụ")
    assert answers == {"quan_he": "khac", "ghi_ro": "Bà mụ"}

    again = chat.reopen(answers, progress, "quan_he")
    turn = chat.take(form, again.answers, again.progress, "mẹ", at=AT)

    assert turn.answers == {"quan_he": "me"}
    assert chat.ask(form, turn.answers, turn.progress) is None


def test_keeping_an_answer_that_is_asked_again_needs_no_typing() -> None:
    form = form_of(row("Họ và tên", "text", id="ten"))
    answers, progress, _ = say(form, "Nguyễn An")
    again = chat.reopen(answers, progress, "ten")

    question = chat.ask(form, again.answers, again.progress)
    assert question is not None
    assert "Đang ghi: Nguyễn An" in question.words
    assert chat.take(form, again.answers, again.progress, "giữ nguyên", at=AT).answers == {"ten": "Nguyễn An"}


def test_no_word_but_the_yes_confirms_a_signature() -> None:
    form = form_of(row("Chữ ký", "signature", id="ky"))

    for word in ("không", "2", "chưa đồng ý", "false"):
        answers, _, said = say(form, word)
        assert said
        assert not answers.get("ky", {}).get("confirmed")
    assert say(form, "1", "Nguyễn An")[0] == {"ky": {"confirmed": True, "name": "Nguyễn An"}}


@pytest.mark.demand("TN19-4.5")
def test_what_the_account_knows_is_filled_in_told_and_not_asked() -> None:
    form = form_of(
        row("Họ, chữ đệm, tên người yêu cầu", "text", id="ten"),
        row("Ngày, tháng, năm sinh", "date", id="sinh"),
    )
    turn = chat.fill_in(form, {}, Progress(), {"account": {"full_name": "Nguyễn An"}}, at=AT)

    assert turn.answers == {"ten": "Nguyễn An"}
    assert "Nguyễn An" in turn.said
    question = chat.ask(form, turn.answers, turn.progress)
    assert question is not None
    assert question.key == "sinh"
