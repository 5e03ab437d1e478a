"""The officers' clock stands at a Monday noon, so that words about due dates are always the same."""

from __future__ import annotations

import pytest
from tests.desk import builders
from tests.journey.builders import Place

from motcua.sites.desk import officers
from motcua.sites.ui import permissions


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: builders.NOW)
    monkeypatch.setattr(permissions, "now", lambda: builders.NOW)


@pytest.fixture
def where(db: None) -> Place:
    return builders.place()
