"""The kiosk's clock stands at a Monday morning."""

from __future__ import annotations

import pytest
from tests.journey.builders import Place
from tests.kiosk import builders as b

from motcua.sites.kiosk import device, frame, pages, screen
from motcua.sites.portal.queue import views


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (device, frame, pages, screen, views):
        monkeypatch.setattr(module, "now", lambda: b.NOW)


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()
