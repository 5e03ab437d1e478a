"""The clocks of a dossier: started, paused, resumed, stopped; every stretch is kept with its cause."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from motcua.deadlines.rules import Limit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Clock, ClockSegment, Dossier, Part


def start_clock(
    dossier: Dossier,
    *,
    kind: Clock.Kind,
    limit: Limit,
    calendar_name: str,
    at: datetime,
    part: Part | None = None,
) -> Clock:
    """Start a time limit (bắt đầu tính thời hạn).

    Takes
        limit          of the release, for this case and channel
        calendar_name  of the agency whose working hours count; the version in force now is pinned
        at             the event the limit counts from: acceptance of a valid dossier (HG-4)
    Gives
        the clock; its `due_at` and `reasons` explain themselves for ever
    """
    calendar, version_id = calendar_named(calendar_name)
    deadline = due(limit, at, calendar, calendar.settings)
    last = Clock.objects.filter(dossier=dossier, kind=kind).aggregate(last=Max("no"))["last"] or 0
    clock = Clock.objects.create(
        dossier=dossier,
        part=part,
        kind=kind,
        no=last + 1,
        limit=str(limit),
        calendar_version_id=version_id,
        started_at=at,
        due_at=deadline.due_at,
        reasons=[reason.as_json() for reason in deadline.reasons],
    )
    ClockSegment.objects.create(dossier=dossier, clock=clock, running=True, cause="started", from_at=at)
    return clock


def stop_clocks(dossier: Dossier, *, cause: str, at: datetime) -> None:
    """End every running clock of a dossier: it is decided, refused or stopped."""
    running = Clock.objects.filter(dossier=dossier, stopped_at=None)
    ClockSegment.objects.filter(dossier=dossier, clock__in=running, to_at=None).update(to_at=at)
    running.update(stopped_at=at)
