"""kill -9 in the middle of work loses no act that was acknowledged, and doubles none (design §1, R1 to R3)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.long.drill import Drill, drill


@pytest.fixture
def prepared() -> Iterator[Drill]:
    # a short path: the database's socket lies in it
    with drill(Path(tempfile.mkdtemp(prefix="mc-kill-"))) as made:
        yield made


def no_act_is_lost_or_doubled(verdict: dict[str, Any]) -> None:
    assert verdict["lost_count"] == 0, verdict["lost"]
    assert verdict["doubled"] == []
    assert verdict["broken"] == []
    assert verdict["messages"] > 0
    assert verdict["not_sent"] == 0
    assert verdict["undelivered"] == []
    assert verdict["unknown"] == []


def killed(made: Drill, kills: int, acts_between: int) -> dict[str, Any]:
    """The verdict after `kills` kills, the database's and the worker's in turns, under load."""
    made.begin()
    for number in range(kills):
        made.wait_for_acts(acts_between)
        if number % 2:
            made.kill_worker()
        else:
            made.kill_database()
    made.wait_for_acts(acts_between)
    made.end_clients()
    return made.verdict()


def test_two_kills_lose_and_double_nothing(prepared):
    no_act_is_lost_or_doubled(killed(prepared, kills=2, acts_between=20))


@pytest.mark.long
def test_twenty_kills_lose_and_double_nothing(prepared):
    verdict = killed(prepared, kills=20, acts_between=100)
    assert verdict["acknowledged"] >= 2000
    no_act_is_lost_or_doubled(verdict)


@pytest.mark.long
def test_without_synchronous_commit_acknowledged_acts_are_lost(prepared):
    """The control: a drill that could not lose anything would prove nothing."""
    prepared.forget_synchronous_commit()
    prepared.begin()
    prepared.wait_for_acts(100)
    prepared.cluster.kill()
    for client in prepared.clients:
        client.kill()
    prepared.cluster.start()
    assert prepared.verdict()["lost_count"] > 0
