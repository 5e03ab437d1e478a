"""One thing an officer may do next with a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NextAct:
    """One thing to do; `act` is the URL name of its page or button.

    is_main  what the dossier waits for; the others are possible besides
    """

    act: str
    label: str
    task_id: UUID | None = None
    is_main: bool = False
