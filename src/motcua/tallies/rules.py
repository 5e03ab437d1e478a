"""Which measures an event moves, from the states before and after it. Pure: `recount` uses the same rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel.clock import local_day

# A measure counts dossiers: how many came in, how many are being handled, how many ended and how.
OPEN_STATES = frozenset({"accepted", "in_process", "waiting"})


@dataclass(frozen=True)
class Face:
    """What a tally may know of a dossier: no names, no numbers."""

    state: str
    agency_id: str
    procedure_code: str
    channel: str
    due_at: datetime | None
    is_accepted: bool = False


@dataclass(frozen=True)
class Change:
    day: date
    agency_id: str
    procedure_code: str
    channel: str
    measure: str
    delta: int


def measures(face: Face | None, at: datetime) -> frozenset[str]:
    """The measures a dossier stands in while its face is this; `at` is when it got this face."""
    if face is None:
        return frozenset()
    found = {"submitted"}
    if face.state == "submitted":
        found.add("awaiting_reception")
    if face.state == "supplement_requested":
        found.add("awaiting_supplement")
    if face.state == "refused":
        found.add("refused")
    if face.is_accepted:
        found.add("accepted")
    if face.state in OPEN_STATES:
        found.add("in_hand")
    if face.state in {"decided", "handed_over"}:
        found.add("decided")
    if face.state in {"stopped", "withdrawn", "expired"}:
        found.add(face.state)
    if face.state == "handed_over":
        found.add("handed_over")
    return frozenset(found)


def deltas(before: Face | None, after: Face, at: datetime) -> list[Change]:
    """What an act appends: +1 for each measure entered, -1 for each left, on the day it happened.

    A decision is counted on time or late once, by the minute: that question cannot be asked again later.
    """
    if (
        before is not None and before.agency_id != after.agency_id
    ):  # passed on: it leaves there, it enters here
        left = [_change(before, at, measure, -1) for measure in sorted(measures(before, at))]
        return left + [_change(after, at, measure, 1) for measure in sorted(measures(after, at))]
    was, now = measures(before, at), measures(after, at)
    changed = [(measure, 1) for measure in sorted(now - was)] + [
        (measure, -1) for measure in sorted(was - now)
    ]
    if "decided" in now - was and after.due_at is not None:
        changed.append(("decided_on_time" if at <= after.due_at else "decided_late", 1))
    return [_change(after, at, measure, delta) for measure, delta in changed]


def _change(face: Face, at: datetime, measure: str, delta: int) -> Change:
    return Change(local_day(at), face.agency_id, face.procedure_code, face.channel, measure, delta)
