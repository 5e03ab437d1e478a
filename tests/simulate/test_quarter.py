"""A quarter of a province at once: 5,000 dossiers over all paths, every invariant, every due date computed again."""

from datetime import timedelta

import pytest

from motcua.kernel.clock import local
from motcua.workbench.commands.check import report
from motcua.workbench.demo.cast import read_cast
from motcua.workbench.demo.loading import load
from motcua.workbench.simulate import Simulation, world_of
from motcua.workbench.simulate.paths import taken

AT = local("2026-11-20T16:00")


@pytest.mark.long
@pytest.mark.django_db
def test_a_quarter_of_five_thousand_dossiers_over_all_paths_breaks_nothing(capsys):
    load(read_cast().model_copy(update={"dossiers": 0}), at=AT, say=lambda _words: None)

    outcome = Simulation(
        world_of(AT), start=AT - timedelta(days=90), end=AT, total=5000, seed=1, whole=True
    ).run()

    assert outcome.filed >= 4_900
    assert report() == 0, capsys.readouterr().out
    assert [name for name, times in taken().items() if not times] == []
