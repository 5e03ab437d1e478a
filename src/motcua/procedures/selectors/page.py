"""The public page of one procedure (TN19-6.1). Everything given is frozen and plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.agencies.selectors import agency_names_on, held_on
from motcua.kernel.text import fold
from motcua.procedures.codes import CHANNEL_NAMES, Channel
from motcua.procedures.document import Component, Duration, ProcedureDocument
from motcua.procedures.models import Commitment, Competence, Release
from motcua.procedures.rules import FeesAnswer, LimitAnswer, fees_for, limit_for
from motcua.procedures.selectors.catalogue import Card, cards
from motcua.procedures.selectors.competence import competence_words
from motcua.procedures.selectors.releases import release_on


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Limit and fees of one way of submitting."""

    channel: Channel
    name: str
    limit: LimitAnswer
    fees: FeesAnswer


@dataclass(frozen=True, slots=True)
class Promise:
    """A shorter time that an agency keeps (HG-17)."""

    agency: str
    duration: Duration


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the public page of a procedure shows (TN19-6.1, DN15-4.1a, DN15-4.1b)."""

    card: Card
    release: Release
    number: int
    document: ProcedureDocument
    channels: tuple[ChannelRow, ...]
    general_limit: LimitAnswer
    general_fees: FeesAnswer
    competence: str
    promises: tuple[Promise, ...]
    downloads: tuple[Component, ...]
    in_use_from: date | None
    decision: str
    effective_from: date | None
    effective_to: date | None


def procedure_page(code: str, day: date) -> Page:
    """Everything about one procedure on a day (TN19-6.1).

    Refuses
        UnknownProcedure, NotInForce
    """
    release = release_on(code, day)
    document = release.procedure_document()
    rule = Competence.objects.filter(held_on(day), procedure_id=release.procedure_id).first()
    return Page(
        card=next(iter(cards(Release.objects.filter(pk=release.pk)))),
        release=release,
        number=release.number,
        document=document,
        channels=tuple(
            ChannelRow(
                channel=channel,
                name=CHANNEL_NAMES[channel],
                limit=limit_for(document, channel=channel),
                fees=fees_for(document, channel=channel, day=day),
            )
            for channel in document.channels
        ),
        general_limit=limit_for(document),
        general_fees=fees_for(document, day=day),
        competence=(document.competence.words if document.competence else "")
        or competence_words(rule, day)
        or document.agency,
        promises=_promises(release, day),
        downloads=document.forms_to_download,
        in_use_from=document.in_use_from or _first_day(release),
        decision=release.decision,
        effective_from=release.effective_from,
        effective_to=release.effective_to,
    )


def _promises(release: Release, day: date) -> tuple[Promise, ...]:
    rows = list(Commitment.objects.filter(held_on(day), procedure_id=release.procedure_id))
    names = agency_names_on([row.agency_id for row in rows], day) if rows else {}
    made = [Promise(names.get(row.agency_id, ""), Duration(amount=row.amount, unit=row.unit)) for row in rows]
    return tuple(sorted(made, key=lambda one: fold(one.agency)))


def _first_day(release: Release) -> date | None:
    rows = Release.objects.filter(procedure_id=release.procedure_id, state=Release.State.PUBLISHED)
    return rows.order_by("effective_from").values_list("effective_from", flat=True).first()
