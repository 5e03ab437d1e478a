"""Due dates: computed again from what was known then, they are the same for ever (promise 1 of the design)."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.dossiers.models import Clock
from motcua.dossiers.services.clocks import explained


def astray() -> Iterator[str]:
    """Clocks whose stored due date is not what their start, limit, calendar version and pauses give."""
    clocks = Clock.objects.select_related("dossier").order_by("dossier_id", "kind", "no")
    for clock in clocks.iterator(chunk_size=1000):
        again = explained(clock).due_at
        if again != clock.due_at:
            yield (
                f"{clock.kind} clock {clock.no} of dossier {clock.dossier.reference}: "
                f"due {clock.due_at.isoformat()}, computed {again.isoformat()}"
            )
