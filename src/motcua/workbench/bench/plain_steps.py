"""Steps of the reference: the plain Django ORM step on a random row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from motcua.workbench.bench import SIZE_VARIABLE
from motcua.workbench.bench.minimal import move


def steps(chance: Random, worker: int, workers: int) -> Iterator[Callable[[], object]]:
    """Without end."""
    size = int(os.environ[SIZE_VARIABLE])
    while True:
        yield partial(move, chance.randint(1, size))
