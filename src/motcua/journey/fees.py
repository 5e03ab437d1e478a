"""What a dossier costs: the fees of its release, and what the clerk settles where they leave it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.models import Dossier
from motcua.journey.context import channel_of, document_of
from motcua.journey.errors import FeeUnsettled
from motcua.kernel.clock import local_day
from motcua.payments.services import FeeFacts
from motcua.procedures.rules import FeesAnswer, fees_for


@dataclass(frozen=True, slots=True)
class FeeChoice:
    """One published fee the clerk may charge; `amount_vnd` null = the clerk enters it."""

    name: str
    amount_vnd: int | None
    condition: str
    basis: str


def fees_of(dossier: Dossier, at: datetime) -> FeesAnswer:
    """The fees of the release of a dossier on this day, for its case and channel."""
    return fees_for(document_of(dossier), dossier.case or None, channel_of(dossier), local_day(at))


def choices(fees: FeesAnswer) -> tuple[FeeChoice, ...]:
    """Fees of one name are told apart by their condition."""
    names = [row.name for row in fees.rows]
    return tuple(
        FeeChoice(
            name=f"{row.name} ({row.condition})" if names.count(row.name) > 1 and row.condition else row.name,
            amount_vnd=row.amount_vnd,
            condition=row.condition,
            basis=row.basis,
        )
        for row in fees.rows
    )


def must_settle(fees: FeesAnswer) -> bool:
    """Whether the release leaves a choice or an amount open: the clerk settles it before accepting."""
    return bool(fees.rows) and fees.total_vnd is None


def owed(fees: FeesAnswer, settled: Mapping[str, int]) -> list[FeeFacts]:
    """What is charged: what the release fixes, else what the clerk chose of it.

    Takes
        settled  by the name of the choice, in đồng; counts only where the release leaves it open, and never
                 changes an amount the release fixes, other than to 0 = free
    Refuses
        FeeUnsettled
    """
    rows = choices(fees)
    if not must_settle(fees):
        return [FeeFacts(row.name, row.amount_vnd or 0, row.basis) for row in rows]
    chosen = [row for row in rows if row.name in settled]
    if not chosen:
        raise FeeUnsettled(fee="; ".join(row.name for row in rows))
    return [FeeFacts(row.name, _amount(row, settled[row.name]), row.basis) for row in chosen]


def _amount(row: FeeChoice, settled_vnd: int) -> int:
    return settled_vnd if row.amount_vnd is None or settled_vnd == 0 else row.amount_vnd
