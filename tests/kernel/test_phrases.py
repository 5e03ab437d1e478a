"""Words that a screen may say in another language stay plain Vietnamese for everybody else."""

from __future__ import annotations

import json
import pickle

from motcua.kernel.identifiers import PersonalNumberInvalid
from motcua.kernel.phrases import Phrase, joined, phrase, shaped, told

ENGLISH = {
    "Chọn {part} ở mục “{field}”.": "Choose {part} at “{field}”.",
    "giới tính": "sex",
    "Dòng {number}: {sentence}": "Row {number}: {sentence}",
    "{first} hoặc {second}": "{first} or {second}",
}


def english(words: str) -> str:
    return ENGLISH.get(words, words)


def test_a_phrase_is_its_vietnamese_text() -> None:
    words = phrase("Chọn {part} ở mục “{field}”.", part=phrase("giới tính"), field="Người mẹ")

    assert words == "Chọn giới tính ở mục “Người mẹ”."
    assert json.dumps([words], ensure_ascii=False) == '["Chọn giới tính ở mục “Người mẹ”."]'
    assert pickle.loads(pickle.dumps(words)) == words


def test_a_phrase_is_told_with_its_facts_and_data_stays() -> None:
    words = phrase("Chọn {part} ở mục “{field}”.", part=phrase("giới tính"), field="Người mẹ")

    assert words.told(english) == "Choose sex at “Người mẹ”."
    assert told("Người mẹ", english) == "Người mẹ"


def test_the_last_touch_is_given_in_every_language() -> None:
    inner = shaped(phrase("Chọn {part} ở mục “{field}”.", part="x", field="y"), str.lower)
    words = phrase("Dòng {number}: {sentence}", number=2, sentence=inner)

    assert words == "Dòng 2: chọn x ở mục “y”."
    assert words.told(english) == "Row 2: choose x at “y”."
    assert shaped("Tên", str.upper) == "TÊN"
    assert shaped(inner, str.upper) == "CHỌN X Ở MỤC “Y”."


def test_braces_in_what_somebody_typed_are_no_facts() -> None:
    words = phrase("{first} hoặc {second}", first="{second}", second="{x}")

    assert words == "{second} hoặc {x}"
    assert words.told(english) == "{second} or {x}"


def test_texts_in_a_row_are_told_one_by_one() -> None:
    row = joined("; ", [phrase("giới tính"), "Nam {0}"])

    assert row == "giới tính; Nam {0}"
    assert row.told(english) == "sex; Nam {0}"
    assert joined(", ", []) == ""


def test_the_sentence_of_a_refusal_remembers_its_facts() -> None:
    sentence = PersonalNumberInvalid(digits=11).sentence

    assert isinstance(sentence, Phrase)
    assert sentence.told(lambda template: "{digits} figures") == "11 figures"
