"""The stand-in of Zalo for every test that wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.zalo.builders import Town, town


@pytest.fixture
def zalo(db: None, tmp_path: Path) -> Iterator[Town]:
    one = town(tmp_path)
    yield one
    one.end()
    one.stop()
