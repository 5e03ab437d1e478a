"""One message of one person: the dialogue it belongs to, and what is said in return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.conversations.meaning import may_ask
from motcua.conversations.models import Conversation
from motcua.delivery.services import enqueue
from motcua.kernel.phrases import told
from motcua.parties.selectors import sealer

MOST_TITLE = 35
Choice = tuple[str, str]
"""What stands on a button, and what is said by pressing it."""


def _cut(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1].rstrip() + "…"


@dataclass
class Talk:
    """What is known while one message is answered; its conversation is locked.

    heard    the message's own name: what is said in return is said once
    at       the present, aware; said_at  when the person said it, by the channel's clock
    """

    conversation: Conversation
    heard: str
    at: datetime
    said_at: datetime
    _said: int = field(default=0)

    def say(self, *lines: str, choices: Sequence[Choice] = ()) -> None:
        """Say something; it leaves after commit, in order."""
        words = "\n".join(str(told(line, str)) for line in lines if line is not None).strip()
        if not words:
            return
        self._said += 1
        peer = self.conversation.peer
        enqueue(
            channel=self.conversation.channel,
            destination=peer,
            subject="",
            body=words,
            facts={"buttons": [[_cut(title), payload] for title, payload in choices[:5]]},
            dedupe_key=f"talk/{peer}/{self.heard}/{self._said}"[:200],
            order_key=f"talk/{peer}"[:100],
            urgent=True,
            at=self.at,
        )

    def go(self, state: Conversation.State, **place: Any) -> None:
        """Go on to another part; what is named is kept in `place`, None takes it out."""
        self.conversation.state = state
        self.keep(**place)

    def keep(self, **place: Any) -> None:
        """Keep codes for the next message; None takes one out."""
        merged = {**self.conversation.place, **place}
        self.conversation.place = {name: value for name, value in merged.items() if value is not None}

    @property
    def place(self) -> dict[str, Any]:
        """What was kept."""
        return dict(self.conversation.place)

    @property
    def account_id(self) -> UUID | None:
        """The linked account."""
        return self.conversation.account_id

    def may(self, purpose: str, limits: Any) -> bool:
        """Count one more of something that may not be done too often, and say whether it may."""
        counted: dict[str, Any] = self.place.get("asked", {})
        allowed, kept = may_ask(counted.get(purpose, ()), self.at, limits)
        self.keep(asked={**counted, purpose: kept})
        return allowed

    def is_over(self, purpose: str, limits: Any) -> bool:
        """Whether something was done as often as it may be; nothing is counted."""
        counted: dict[str, Any] = self.place.get("asked", {})
        return not may_ask(counted.get(purpose, ()), self.at, limits)[0]

    def mark(self, words: str) -> str:
        """A mark of what was said, from which it cannot be read."""
        return sealer().keyed_hash(words)[:16]
