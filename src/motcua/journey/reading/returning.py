"""The page of the hand-over: originals to compare, wrong results that are out, who may decide what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Comparison, Dossier, Handing, Paper, Result
from motcua.dossiers.selectors import handings_of, newest_comparisons
from motcua.dossiers.services.returning import wrong_results_out
from motcua.journey.originals import is_head, to_compare
from motcua.journey.outside import instrument_of

MANDATES = tuple((one.value, one.label) for one in Handing.Mandate)


@dataclass(frozen=True)
class ReturnView:
    """What the clerk needs beside the result.

    papers      components with what the last comparison gave, null before the first
    held        those whose difference holds the result back
    outside     the instrument by which it is returned away from the desk; empty at the desk
    wrong_out   superseded results that are still in somebody's hands
    """

    papers: Sequence[tuple[Paper, Comparison | None]]
    held: Sequence[Comparison]
    wrong_out: Sequence[Result]
    has_code: bool
    may_allow: bool
    outside: str


def return_view(dossier: Dossier, scope: Scope, at: datetime) -> ReturnView:
    """Read beside the dossier's page."""
    found = newest_comparisons(dossier.pk)
    papers = [(paper, found.get(paper.pk)) for paper in to_compare(dossier)]
    held = [one for _, one in papers if one is not None and one.holds_back]
    return ReturnView(
        papers=papers,
        held=held,
        wrong_out=wrong_results_out(dossier.pk),
        has_code=bool(dossier.secret_hash),
        may_allow=bool(held) and is_head(dossier, scope),
        outside=instrument_of(dossier, at),
    )


def last_handing(dossier: Dossier) -> Handing | None:
    """Who took the result last, with the slip they signed."""
    return next(reversed(handings_of(dossier.pk)), None)
