"""The stand-in of Zalo for every test that wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journey.builders import SINCE, Place
from tests.portal.builders import open_place
from tests.zalo.builders import Town, town

from motcua.conversations.services import open_procedure
from motcua.kernel.clock import now


@pytest.fixture
def zalo(db: None, tmp_path: Path) -> Iterator[Town]:
    one = town(tmp_path)
    yield one
    one.end()
    one.stop()


@pytest.fixture
def here(zalo: Town) -> Place:
    where = open_place()
    open_procedure(procedure_id=where.release.procedure_id, valid_from=SINCE, instrument="QĐ thử", at=now())
    return where
