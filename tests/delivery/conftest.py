"""A channel of its own for every test that wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.delivery.builders import Line, lines


@pytest.fixture
def line() -> Iterator[type[Line]]:
    with lines() as made:
        yield made
