"""The desk's check of one dossier: its checklist, what it will cost, until when, and what may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import Deadline, Limit, Unit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier, Supplement
from motcua.journey.context import calendar_of_desk, channel_of, document_of
from motcua.journey.reading.acts import is_open_to, next_acts
from motcua.journey.reading.dossier import PaperView, PartyView, papers_of, parties_of
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import local_day
from motcua.procedures.rules import FeesAnswer, fees_for, limit_for


@dataclass(frozen=True, slots=True)
class FeeChoice:
    """One published fee the clerk may charge; `amount_vnd` null = the clerk enters it."""

    name: str
    amount_vnd: int | None
    condition: str
    basis: str


@dataclass(frozen=True)
class CheckPage:
    """What the desk sees while it checks.

    is_open           it waits to be checked, and this officer may
    must_settle_fees  the release leaves a choice or an amount open: the clerk settles it before accepting
    may_skip_slip     the result is immediate: a slip only when it is asked for (TN19-10.5)
    earlier           the one request to complete that was already made, if any (TN19-10.2a)
    promised          until when, if it is accepted now
    """

    dossier: Dossier
    is_open: bool
    parties: tuple[PartyView, ...]
    papers: tuple[PaperView, ...]
    component_notes: dict[str, str]
    limit: Limit | None
    promised: Deadline | None
    fees: FeesAnswer
    fee_choices: tuple[FeeChoice, ...]
    must_settle_fees: bool
    may_skip_slip: bool
    earlier: Supplement | None


def check_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> CheckPage:
    """The checklist of a dossier this officer may see; seven statements.

    `is_open` is false once somebody concluded: what was sent by a page opened before is then answered by the
    service, which knows whether it is the same act again.

    Refuses
        UnknownDossier
    """
    dossier = visible_dossier(dossier_id, scope)
    document = document_of(dossier)
    channel, case = channel_of(dossier), dossier.case or None
    limit = limit_for(document, case, channel).limit
    fees = fees_for(document, case, channel, local_day(at))
    calendar = calendar_named(calendar_of_desk(dossier.desk_id, at))[0]
    return CheckPage(
        dossier=dossier,
        is_open=is_open_to(next_acts(dossier, (), scope), "check"),
        parties=parties_of(dossier.pk),
        papers=papers_of(dossier.pk),
        component_notes={one.id: one.condition for one in document.papers if one.condition},
        limit=limit,
        promised=due(limit, at, calendar, calendar.settings) if limit is not None else None,
        fees=fees,
        fee_choices=_choices(fees),
        must_settle_fees=bool(fees.rows) and fees.total_vnd is None,
        may_skip_slip=limit is not None and limit.unit is Unit.IMMEDIATE,
        earlier=Supplement.objects.filter(dossier_id=dossier.pk).order_by("-no").first(),
    )


def _choices(fees: FeesAnswer) -> tuple[FeeChoice, ...]:
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
