"""The screens' tests read the compiled English catalogue."""

from __future__ import annotations

import pytest

from motcua.workbench import catalogue


@pytest.fixture(scope="session", autouse=True)
def _english() -> None:
    catalogue.compile_catalogues()
