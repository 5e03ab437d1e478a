"""What a page of the portal shows."""

from __future__ import annotations

from typing import Any


def text(answer: Any) -> str:
    return str(answer.content.decode())
