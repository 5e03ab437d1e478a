"""Due dates: computed again from what was known then, they are the same for ever (promise 1 of the design)."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.deadlines.rules import Limit, Pause, due
from motcua.deadlines.selectors import calendar_version
from motcua.dossiers.models import Clock, ClockSegment


def astray() -> Iterator[str]:
    """Clocks whose stored due date is not what their start, limit, calendar version and pauses give."""
    clocks = (
        Clock.objects.select_related("dossier")
        .prefetch_related("segments")
        .order_by("dossier_id", "kind", "no")
    )
    for clock in clocks.iterator(chunk_size=1000):
        calendar = calendar_version(clock.calendar_version_id)
        again = due(Limit.parse(clock.limit), clock.started_at, calendar, calendar.settings, _pauses(clock))
        if again.due_at != clock.due_at:
            yield (
                f"{clock.kind} clock {clock.no} of dossier {clock.dossier.reference}: "
                f"due {clock.due_at.isoformat()}, computed {again.due_at.isoformat()}"
            )


def _pauses(clock: Clock) -> list[Pause]:
    finished: list[ClockSegment] = [
        one for one in clock.segments.all() if not one.running and one.to_at is not None
    ]
    return [Pause(one.from_at, one.to_at, one.cause) for one in finished if one.to_at is not None]
