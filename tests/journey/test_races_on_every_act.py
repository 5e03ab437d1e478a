"""Two people at the same instant on every legal act: one winner, no half state, and no act without a race."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.core.management import call_command
from tests.journey import races, races_desk, races_end, races_office, races_post
from tests.journey.arena import Arena
from tests.journey.races import End, Race, difference

from motcua import journey
from motcua.audit.selectors import broken_links
from motcua.dossiers.moves import MOVES
from motcua.workbench.check import INVARIANTS, run_all

RACES: tuple[Race, ...] = (*races_desk.RACES, *races_office.RACES, *races_end.RACES, *races_post.RACES)
WHOLE = {"chain", "due", "tallies"}
"""Invariants that recount everything: asked once, when all races are run."""
QUICK = [invariant.name for invariant in INVARIANTS if invariant.name not in WHOLE]


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _django_db_helper() -> None:
    """In the place of pytest-django's, which empties the database after each test: the arena does it once."""


@pytest.fixture(scope="module")
def arena(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Arena]:
    """The races commit for real and share their people; afterwards nothing is left and everything was sound."""
    with django_db_blocker.unblock():
        yield Arena()
        found = [finding for _, findings in run_all() for finding in findings]
        call_command("flush", verbosity=0, interactive=False)
        assert found == []


@pytest.mark.parametrize("race", RACES, ids=str)
def test_as_if_in_turn(arena: Arena, race: Race) -> None:
    """Both at once end like the one before the other or the other before the one, and who clicked twice did it once."""
    first = races.in_turn(race, race.build(arena), reverse=False)
    second = races.in_turn(race, race.build(arena), reverse=True)
    assert (first.winners, second.winners) == race.winners, (first.heard, second.heard)

    ground = race.build(arena)
    met = races.met(race, ground)

    if met not in (first, second):
        pytest.fail(told(met, first, second))
    assert broken_links(ground.id) == []
    assert [finding for _, findings in run_all(QUICK) for finding in findings] == []


def told(met: End, *ends: End) -> str:
    """Why a meeting ended like neither order."""
    lines = [f"both at once heard {met.heard}"]
    for end in ends:
        lines += [f"in turn: {end.heard}", difference(met.standing, end.standing)]
    return "\n".join(lines)


def test_every_move_of_the_table_has_its_race() -> None:
    raced = {race.act for race in RACES}
    for move in MOVES:
        assert move.act in raced, f"no two officers race on {move.act!r}: add it to tests/journey/races_*.py"


def test_every_act_of_the_journey_has_its_race() -> None:
    raced = {deed.act for race in RACES for deed in (race.first, race.second)}
    for module in pkgutil.iter_modules(journey.__path__):
        for name, act in inspect.getmembers(
            import_module(f"{journey.__name__}.{module.name}"), inspect.isfunction
        ):
            takes = inspect.signature(act).parameters
            is_act = (
                not name.startswith("_")
                and act.__module__.endswith(f".{module.name}")
                and {"at", "key"} <= takes.keys()
            )
            if is_act and "dossier_id" in takes:
                assert act in raced, f"nobody races on {name} of journey/{module.name}.py"
