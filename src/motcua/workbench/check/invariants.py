"""Each invariant names the rows that break it; none changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from motcua.workbench.check import chains, clocks, counting, parcels, stalls
from motcua.workbench.check.channels import BROKEN_CHANNELS
from motcua.workbench.check.sql import BROKEN_BY_SQL
from motcua.workbench.check.turns import BROKEN_TURNS


@dataclass(frozen=True)
class Finding:
    """One row that breaks one invariant."""

    invariant: str
    row: str


@dataclass(frozen=True)
class Invariant:
    """Something that is always true; `find` names the rows for which it is not."""

    name: str
    meaning: str
    find: Callable[[], Iterator[str]]


def _by_sql(query: str) -> Callable[[], Iterator[str]]:
    """An invariant told by a query whose only column names the broken row."""

    def find() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            for (row,) in cursor.fetchall():
                yield str(row)

    return find


INVARIANTS: Sequence[Invariant] = (
    Invariant(
        "chain", "Every event names the hash of the one before it; words fit their digest.", chains.broken
    ),
    Invariant("head", "The dossier's row keeps the head of its chain.", chains.heads_astray),
    Invariant("projection", "The dossier's row says what its events say.", chains.projections_astray),
    *(
        Invariant(name, meaning, _by_sql(query))
        for name, meaning, query in (*BROKEN_BY_SQL, *BROKEN_TURNS, *BROKEN_CHANNELS)
    ),
    Invariant("post-news", "A parcel is where all that was told of it together says.", parcels.astray),
    Invariant("due", "A stored due date is what its pinned calendar gives again.", clocks.astray),
    Invariant(
        "watched",
        "What stood still when the watchdog went round last, and still does, is on its list.",
        stalls.unseen,
    ),
    Invariant("tallies", "The tallies are what a recount of the events gives.", counting.astray),
)


def run_all(names: Sequence[str] = ()) -> Iterator[tuple[Invariant, list[Finding]]]:
    """Run the invariants, all or those named, each with what breaks it."""
    for invariant in INVARIANTS:
        if not names or invariant.name in names:
            yield invariant, [Finding(invariant.name, row) for row in invariant.find()]
