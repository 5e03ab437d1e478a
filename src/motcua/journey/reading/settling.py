"""What the counter may do with one dossier at once: decide it by authorisation, or receive it in the field only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.agencies import memory
from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier
from motcua.journey.needs import ON_PAPER
from motcua.journey.outside import instrument_of
from motcua.journey.settle import authorisation_for


@dataclass(frozen=True)
class CounterView:
    """Two instruments: by which this officer decides at the counter, by which it is not received there; or empty.

    may_give  the applicant stands at the counter; the originals of an online dossier are compared at its hand-over
    """

    authorised_by: str
    outside: str
    may_give: bool


def counter_view(dossier: Dossier, scope: Scope, at: datetime) -> CounterView:
    """Read from memory, beside the page of the check; one statement."""
    under = memory.stamp()
    authorisation = authorisation_for(dossier, scope, at, under=under)
    return CounterView(
        authorised_by=authorisation.instrument if authorisation else "",
        outside=instrument_of(dossier, at, under=under),
        may_give=dossier.channel in ON_PAPER,
    )
