"""The screens' tests read the compiled English catalogue and start with full rate limits."""

from __future__ import annotations

import pytest

from motcua.sites.ui import ratelimit
from motcua.workbench import catalogue


@pytest.fixture(scope="session", autouse=True)
def _english() -> None:
    catalogue.compile_catalogues()


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    for buckets in ratelimit.ALL.values():
        buckets.forget()
