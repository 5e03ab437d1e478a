"""Words of the lower floors are said in the language of the page, and only there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils import translation

from motcua.dossiers.errors import IllegalMove
from motcua.dossiers.moves import LABELS, MOVES, State
from motcua.eforms.problems import Problem
from motcua.kernel.identifiers import PersonalNumber, PersonalNumberContradicts
from motcua.kernel.phrases import Phrase
from motcua.procedures.document import Duration
from motcua.sites.ui.refusals import sentence_of
from motcua.sites.ui.spoken import spoken
from motcua.sites.ui.templatetags.motcua import vnd


@dataclass(frozen=True, slots=True)
class Inner:
    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    inner: Inner


def test_vietnamese_is_given_back_untouched() -> None:
    record = Outer("Người mẹ", Inner(LABELS[State.SUBMITTED], ()))

    assert spoken(record) is record


def test_every_phrase_inside_a_record_is_told_and_data_stays() -> None:
    record = Outer("Chờ tiếp nhận", Inner(LABELS[State.SUBMITTED], (LABELS[State.ACCEPTED], "Sở Xây dựng")))

    with translation.override("en"):
        said = spoken({"it": [record]})["it"][0]

    assert said.name == "Chờ tiếp nhận"
    assert said.inner == Inner("Waiting for acceptance", ("Accepted", "Sở Xây dựng"))


def test_a_refusal_tells_its_facts_in_english() -> None:
    move = next(one for one in MOVES if one.act == "accept")
    refusal = IllegalMove(act=move.title, state=LABELS[State.ACCEPTED])

    with translation.override("en"):
        sentence = sentence_of(refusal)

    assert sentence.startswith(
        "“Accept the dossier” is not possible because the dossier is in the state “Accepted”."
    )


def test_every_state_and_every_act_can_be_said_in_english() -> None:
    silent = [
        one for one in (*LABELS.values(), *(move.title for move in MOVES)) if not isinstance(one, Phrase)
    ]

    assert not silent, f"make these a phrase(…) in dossiers/moves.py: {silent}"


def test_a_contradiction_is_told_whole() -> None:
    with pytest.raises(PersonalNumberContradicts) as refused:
        PersonalNumber.parse("072095000123").require_agreement(None, "female")

    with translation.override("en"):
        sentence = sentence_of(refused.value)

    assert "says sex male, but female was declared." in sentence
    assert "Số" not in sentence


def test_a_time_limit_and_an_amount_have_english_words() -> None:
    with translation.override("en"):
        assert spoken(Duration(amount=3, unit="working_day").words) == "03 working days"
        assert vnd(75000) == "75,000 VND"
    assert Duration(amount=3, unit="working_day").words == "03 ngày làm việc"
    assert vnd(75000) == "75.000 đồng"


def test_a_problem_keeps_its_code_and_field() -> None:
    problem = Problem("ho_ten", "required", LABELS[State.DRAFT], row=1)

    with translation.override("en"):
        said = spoken(problem)

    assert (said.name, said.code) == ("ho_ten.1", "required")
    assert said.sentence != problem.sentence
