"""The table of moves: one truth for code, database and documents."""

import pytest
from django.db import connection

from motcua.dossiers.errors import IllegalMove
from motcua.dossiers.moves import ENDED, LABELS, MOVES, NATIONAL, State, acts_from, next_state


def test_every_state_but_the_draft_has_a_label_and_a_national_code():
    assert set(LABELS) == set(State)
    assert set(NATIONAL) == set(State) - {State.DRAFT}
    assert set(NATIONAL.values()) <= set(range(1, 11))


def test_an_ended_dossier_can_only_be_closed_or_its_result_corrected():
    assert {move.act for state in ENDED for move in acts_from(state)} == {"close", "correct_result"}


def test_what_no_move_allows_is_refused_with_a_sentence():
    with pytest.raises(IllegalMove) as refusal:
        next_state("handed_over", "accept")
    assert "Tiếp nhận hồ sơ" in refusal.value.sentence
    assert "Đã trả kết quả" in refusal.value.sentence


@pytest.mark.django_db
def test_the_database_knows_exactly_the_moves_of_the_table():
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef('dossier_legal_move'::regproc)")
        body = cursor.fetchone()[0]
    drawn = {
        (str(source), str(move.target))
        for move in MOVES
        for source in move.sources
        if move.target and source not in {State.DRAFT, move.target}
    }
    listed = {
        pair for pair in ((a, b) for a in State for b in State) if f"('{pair[0]}', '{pair[1]}')" in body
    }
    assert listed == drawn, "change dossier_legal_move in a migration together with moves.MOVES"
