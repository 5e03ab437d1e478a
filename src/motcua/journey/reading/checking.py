"""The desk's check of one dossier: its checklist, what it will cost, until when, and what may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import Deadline, Limit, Unit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier
from motcua.journey.context import calendar_of_desk, document_of, form_of, limit_of
from motcua.journey.custody import paper_due, unit_due
from motcua.journey.desk import handed_in_at
from motcua.journey.fees import FeeChoice, choices, fees_of, must_settle
from motcua.journey.needs import ON_PAPER
from motcua.journey.reading.acts import is_open_to, next_acts
from motcua.journey.reading.asked import Asked, asked_of, leave_of_head
from motcua.journey.reading.dossier import PaperView, PartyView, papers_of, parties_of
from motcua.journey.reading.visible import visible_dossier
from motcua.journey.supplement import may_allow_second
from motcua.procedures.rules import FeesAnswer


@dataclass(frozen=True)
class CheckPage:
    """What the desk sees while it checks.

    is_open           it waits to be checked, and this officer may
    must_settle_fees  the release leaves a choice or an amount open: the clerk settles it before accepting
    may_skip_slip     the result is immediate: a slip only when it is asked for (TN19-10.5)
    asked             the requests to complete that were already made, with their answers (TN19-10.2a)
    is_head           this officer may ask again for what could be seen the first time, with the reason
    leave             who of the heads has allowed that already, and why
    form_parts        id and label of what the form can be asked about
    promised          until when, if it is accepted now
    paper_due_at      until when its paper has to go on then (TN19-11.2); null for one without paper
    unit_due_at       until when it has to be with its unit (DN15-4.3a); null where there is no such rule
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
    asked: tuple[Asked, ...]
    is_head: bool
    leave: tuple[str, str] | None
    form_parts: tuple[tuple[str, str], ...]
    paper_due_at: datetime | None
    unit_due_at: datetime | None
    is_late_for_unit: bool


def check_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> CheckPage:
    """The checklist of a dossier this officer may see; eight statements.

    `is_open` is false once somebody concluded: what was sent by a page opened before is then answered by the
    service, which knows whether it is the same act again.

    Refuses
        UnknownDossier
    """
    dossier = visible_dossier(dossier_id, scope)
    document = document_of(dossier)
    fees = fees_of(dossier, at)
    asked = asked_of(dossier)
    calendar = calendar_named(calendar_of_desk(dossier.desk_id, at))[0]
    limit = limit_of(dossier, calendar, at)
    unit_due_at = unit_due(dossier.desk_id, handed_in_at(dossier), calendar, at)
    return CheckPage(
        dossier=dossier,
        is_open=is_open_to(next_acts(dossier, (), scope), "check"),
        parties=parties_of(dossier.pk),
        papers=papers_of(dossier.pk),
        component_notes={one.id: one.condition for one in document.papers if one.condition},
        limit=limit,
        promised=due(limit, at, calendar, calendar.settings) if limit is not None else None,
        fees=fees,
        fee_choices=choices(fees),
        must_settle_fees=must_settle(fees),
        may_skip_slip=limit is not None and limit.unit is Unit.IMMEDIATE,
        asked=asked,
        is_head=bool(asked) and may_allow_second(dossier, (), scope),
        leave=leave_of_head(dossier.pk) if asked else None,
        form_parts=form_parts(dossier),
        paper_due_at=paper_due(at, calendar) if dossier.channel in ON_PAPER else None,
        unit_due_at=unit_due_at,
        is_late_for_unit=unit_due_at is not None and at > unit_due_at,
    )


def form_parts(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Id and label of every section and field of the form, in its order: what can be asked to be mended."""
    form = form_of(dossier)
    parts: list[tuple[str, str]] = []
    for section in form.sections:
        parts.append((section.id, section.title))
        parts += [(field.id, f"{section.title}: {field.label}") for field in section.fields]
    return tuple(parts)
