"""What the head of a desk sees: waiting, served, missed, by service and counter; from tickets and turns by index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from uuid import UUID

from motcua.queues.models import Appointment, Counter, Rating, ServiceVersion, Ticket, Turn
from motcua.queues.rules import Outcome, State

PERCENTILE = 0.9


@dataclass(frozen=True)
class Figures:
    """One line of the table. Minutes are of those who were served; null when nobody was."""

    name: str
    taken: int
    served: int
    no_shows: int
    lapsed: int
    wait_median: float | None
    wait_ninth: float | None
    service_median: float | None


@dataclass(frozen=True)
class Summary:
    """A desk over some days."""

    total: Figures
    by_service: tuple[Figures, ...]
    by_counter: tuple[Figures, ...]
    by_day: tuple[Figures, ...]
    online: int
    first: int
    appointments: int
    missed_appointments: int
    ratings: int
    score: float | None


@dataclass(frozen=True)
class _Row:
    service_id: UUID
    counter_id: UUID | None
    day: date
    state: str
    waited: float | None
    took: float | None


def summary(desk_id: UUID, since: date, until: date) -> Summary:
    """The figures of a desk from one day to another, both inside (thống kê hàng chờ); six statements.

    The wait is from taking the number to its first call; a turn counts where it was served.
    """
    rows = _rows(desk_id, since, until)
    services = dict(
        ServiceVersion.objects.filter(desk_id=desk_id)
        .order_by("valid_from")
        .values_list("service_id", "name")
    )
    counters = dict(Counter.objects.filter(desk_id=desk_id).values_list("id", "number"))
    tickets = Ticket.objects.filter(desk_id=desk_id, day__range=(since, until))
    hopes = Appointment.objects.filter(desk_id=desk_id, starts_at__date__range=(since, until))
    states = list(hopes.values_list("state", flat=True))
    scores = list(
        Rating.objects.filter(desk_id=desk_id, rated_at__date__range=(since, until)).values_list(
            "score", flat=True
        )
    )
    kinds = list(tickets.values_list("channel", "lane"))
    days = sorted({one.day for one in rows}, reverse=True)
    return Summary(
        total=_figures("", rows),
        by_service=tuple(
            _figures(name, [one for one in rows if one.service_id == key])
            for key, name in sorted(services.items(), key=lambda pair: pair[1])
        ),
        by_counter=tuple(
            _figures(str(number), [one for one in rows if one.counter_id == key])
            for key, number in sorted(counters.items(), key=lambda pair: pair[1])
        ),
        by_day=tuple(_figures(f"{day:%d/%m/%Y}", [one for one in rows if one.day == day]) for day in days),
        online=sum(channel == "online" for channel, _ in kinds),
        first=sum(lane == "first" for _, lane in kinds),
        appointments=len(states) - states.count("cancelled"),
        missed_appointments=states.count("no_show"),
        ratings=len(scores),
        score=sum(scores) / len(scores) if scores else None,
    )


def _rows(desk_id: UUID, since: date, until: date) -> list[_Row]:
    """One row a ticket: its service and counter are those of the turn that served it."""
    first: dict[UUID, datetime] = {}
    served: dict[UUID, tuple[UUID, UUID, float]] = {}
    turns = Turn.objects.filter(desk_id=desk_id, day__range=(since, until)).order_by("called_at")
    for ticket, service, counter, called, ended, outcome in turns.values_list(
        "ticket_id", "service_id", "counter_id", "called_at", "ended_at", "outcome"
    ):
        first.setdefault(ticket, called)
        if outcome == Outcome.SERVED and ended is not None:
            served[ticket] = (service, counter, (ended - called).total_seconds() / 60)
    rows = []
    tickets = Ticket.objects.filter(desk_id=desk_id, day__range=(since, until))
    for key, service, day, state, taken in tickets.values_list(
        "id", "service_id", "day", "state", "taken_at"
    ):
        at_service, counter_id, took = served.get(key, (service, None, None))
        waited = (first[key] - taken).total_seconds() / 60 if key in first else None
        rows.append(_Row(at_service, counter_id, day, state, waited, took))
    return rows


def _figures(name: str, rows: Iterable[_Row]) -> Figures:
    rows = list(rows)
    waits = sorted(one.waited for one in rows if one.waited is not None)
    took = [one.took for one in rows if one.took is not None]
    states = [one.state for one in rows]
    return Figures(
        name=name,
        taken=len(rows),
        served=len(took),
        no_shows=states.count(State.NO_SHOW),
        lapsed=states.count(State.LAPSED),
        wait_median=median(waits) if waits else None,
        wait_ninth=waits[min(len(waits) - 1, int(len(waits) * PERCENTILE))] if waits else None,
        service_median=median(took) if took else None,
    )
