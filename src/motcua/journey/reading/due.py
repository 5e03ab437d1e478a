"""Why the date of return is what it is: each time limit, its stretches, its new date, and what would have been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import Limit, WhatIf, WorkingCalendar, what_if
from motcua.deadlines.selectors import calendar_version
from motcua.documents.rendering import print_once
from motcua.documents.slips import ClockLine, DueExplainedFacts
from motcua.dossiers import selectors
from motcua.dossiers.access import Holder, held_by
from motcua.dossiers.appointments import apologies_of, extensions_of
from motcua.dossiers.models import Apology, Clock, Dossier, Extension
from motcua.dossiers.services.clocks import CAUSES, explained
from motcua.journey.papers.slips import lookup_url
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import TZ
from motcua.kernel.phrases import Phrase, phrase

NAMES = {
    Clock.Kind.LEGAL: phrase("Thời hạn theo quy định"),
    Clock.Kind.SCORING: phrase("Thời gian chấm điểm"),
}


@dataclass(frozen=True)
class Stretch:
    """A stretch in which a clock ran or stood, and why; `to_at` null while it lasts."""

    from_at: datetime
    to_at: datetime | None
    running: bool
    what: str


@dataclass(frozen=True)
class ClockWhy:
    """One time limit explained.

    reasons   each step of the arithmetic, computed again from what the clock pins
    is_same   whether that gives the stored date, as it must for ever (promise 1 of the design)
    others    what would have been due at other times of reception, without pauses and new dates
    """

    name: Phrase
    limit: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    calendar: Phrase
    reasons: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    others: tuple[WhatIf, ...]
    is_same: bool
    is_changed: bool


@dataclass(frozen=True)
class Why:
    """The page: the dossier, its time limits newest first, proposals of another date, apologies."""

    dossier: Dossier
    clocks: tuple[ClockWhy, ...]
    extensions: tuple[Extension, ...]
    apologies: tuple[Apology, ...]


def why_for_officer(dossier_id: UUID, scope: Scope) -> Why:
    """For an officer who may see the dossier; refuses with UnknownDossier."""
    return _why(visible_dossier(dossier_id, scope), with_scoring=True)


def why_for_holder(dossier_id: UUID, holder: Holder) -> Why:
    """For the applicant: the legal time limit only; refuses with UnknownDossier."""
    return _why(selectors.dossier_in(held_by(holder), dossier_id), with_scoring=False)


def _why(dossier: Dossier, *, with_scoring: bool) -> Why:
    clocks = [
        clock
        for clock in selectors.clocks_of(dossier.pk)
        if clock.part_id is None and (with_scoring or clock.kind == Clock.Kind.LEGAL)
    ]
    newest_first = sorted(clocks, key=lambda clock: (clock.kind != Clock.Kind.LEGAL, -clock.no))
    return Why(
        dossier=dossier,
        clocks=tuple(_clock(clock) for clock in newest_first),
        extensions=tuple(extensions_of(dossier.pk)),
        apologies=tuple(apologies_of(dossier.pk)),
    )


def _clock(clock: Clock) -> ClockWhy:
    again = explained(clock)
    calendar = calendar_version(clock.calendar_version_id)
    limit = Limit.parse(clock.limit)
    stretches = tuple(_stretches(clock))
    return ClockWhy(
        name=NAMES[Clock.Kind(clock.kind)],
        limit=limit.label,
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        calendar=_calendar(calendar),
        reasons=tuple(reason.sentence for reason in again.reasons),
        stretches=stretches,
        others=what_if(limit, clock.started_at, calendar),
        is_same=again.due_at == clock.due_at,
        is_changed=clock.appointed_at is not None or any(not one.running for one in stretches),
    )


def _calendar(calendar: WorkingCalendar) -> Phrase:
    return phrase("Lịch làm việc “{name}”, phiên bản {number}.", name=calendar.name, number=calendar.number)


def _stretches(clock: Clock) -> Iterator[Stretch]:
    for segment in sorted(clock.segments.all(), key=lambda segment: segment.from_at):
        what = phrase("tính thời hạn")
        if not segment.running:
            what = phrase("tạm dừng: {cause}", cause=CAUSES.get(segment.cause, segment.cause))
        yield Stretch(segment.from_at, segment.to_at, segment.running, what)


def due_pdf(why: Why, *, at: datetime) -> tuple[bytes, str]:
    """The same on paper, and a name for its file (in cách tính ngày hẹn)."""
    dossier = why.dossier
    assert dossier.due_at is not None
    facts = DueExplainedFacts(
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
        procedure=dossier.procedure_name,
        agency=dossier.agency_name,
        due_at=dossier.due_at,
        clocks=tuple(_line(clock) for clock in why.clocks),
    )
    return print_once("due_explained", facts, at=at), f"ngay-hen-{dossier.code or dossier.reference}.pdf"


def _line(clock: ClockWhy) -> ClockLine:
    return ClockLine(
        name=str(clock.name),
        limit=clock.limit,
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        calendar=str(clock.calendar),
        reasons=clock.reasons,
        segments=tuple(_words(one) for one in clock.stretches),
        others=tuple(str(other.sentence) for other in clock.others),
    )


def _words(one: Stretch) -> str:
    def show(at: datetime) -> str:
        return f"{at.astimezone(TZ):%H:%M %d/%m/%Y}"

    said = gettext("{from_at} đến {to_at}: {what}") if one.to_at else gettext("{from_at} đến nay: {what}")
    return said.format(from_at=show(one.from_at), to_at=show(one.to_at) if one.to_at else "", what=one.what)
