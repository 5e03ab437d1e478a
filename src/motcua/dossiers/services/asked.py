"""What waits for one answer: a proposal of another date, a request to stop."""

from __future__ import annotations

from datetime import datetime

from motcua.audit.services import Actor
from motcua.dossiers.models import Extension, StopRequest
from motcua.kernel.text import nfc


def give_answer(
    row: Extension | StopRequest, state: str, *, words: str = "", actor: Actor, at: datetime
) -> None:
    """Write down who answered, when and in which words; the caller holds the dossier's lock."""
    row.state, row.answer = state, nfc(words)
    row.answered_at, row.answered_by_id = at, actor.id
    row.save()
