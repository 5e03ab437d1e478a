from __future__ import annotations

from typing import Any

import pytest
from tests.console.builders import House, house


@pytest.fixture
def place(db: Any) -> House:
    return house()
