"""Who waits, who is called, how long it takes. What a public screen gets holds numbers and counters only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.kernel.clock import local_day
from motcua.queues import rules
from motcua.queues.models import Counter, ServiceVersion, Sitting, Ticket, Turn
from motcua.queues.rules import Estimate, Lane, Outcome, State
from motcua.queues.selectors.services import service_on, services_on

RECENT = 20
SHOWN_NEXT = 8
SHOWN_CALLED = 6


@dataclass(frozen=True)
class Called:
    """One number at a counter, as the calling screen shows it; `times` tells a repeated call from the first."""

    turn_id: UUID
    ticket: str
    counter: int
    said_at: datetime
    times: int
    is_serving: bool


@dataclass(frozen=True)
class Board:
    """What everybody in the room may see: called numbers, newest first, the next ones, how many wait."""

    called: tuple[Called, ...]
    following: tuple[str, ...]
    waiting: int


def board(desk_id: UUID, at: datetime) -> Board:
    """The calling screen of a desk (màn hình gọi số); three statements."""
    day = local_day(at)
    running = Turn.objects.filter(desk_id=desk_id, day=day, ended_at=None)
    rows = running.select_related("ticket", "counter").order_by("-said_at")[:SHOWN_CALLED]
    waiting = _waiting(desk_id, at)
    return Board(
        tuple(_called(one) for one in rows),
        tuple(waiting.values_list("label", flat=True)[:SHOWN_NEXT]),
        waiting.count(),
    )


def _called(turn: Turn) -> Called:
    return Called(
        turn.pk, turn.ticket.label, turn.counter.number, turn.said_at, turn.calls, turn.served_at is not None
    )


def turn_of_desk(desk_id: UUID, turn_id: UUID, at: datetime) -> Called | None:
    """A turn of today, for its words."""
    rows = Turn.objects.filter(pk=turn_id, desk_id=desk_id, day=local_day(at))
    found = rows.select_related("ticket", "counter").first()
    return _called(found) if found is not None else None


def turn_at(counter_id: UUID) -> Turn | None:
    """What is at a counter now, with its ticket."""
    rows = Turn.objects.filter(counter_id=counter_id, ended_at=None)
    return rows.select_related("ticket", "counter").first()


def last_turns(counter_id: UUID, at: datetime, most: int = 5) -> list[Turn]:
    """What was at a counter today and is over, newest first."""
    rows = Turn.objects.filter(counter_id=counter_id, day=local_day(at), ended_at__isnull=False)
    return list(rows.select_related("ticket").order_by("-called_at")[:most])


def _waiting(desk_id: UUID, at: datetime) -> QuerySet[Ticket]:
    """The line as it will about be called: whom the law puts first before the others."""
    rows = Ticket.objects.filter(desk_id=desk_id, day=local_day(at), state=State.WAITING)
    return rows.order_by("lane", "lines_at", "pk")  # “first” sorts before “plain”


def line(desk_id: UUID, at: datetime, counter: Counter | None = None) -> list[Ticket]:
    """Who waits at a desk, or for the services of one counter, in order; one statement."""
    rows = _waiting(desk_id, at)
    if counter is not None:
        rows = rows.filter(service__counters=counter)
    return list(rows)


def missed(desk_id: UUID, at: datetime, most: int = 10) -> list[Ticket]:
    """The numbers of today that nobody came with, newest first."""
    rows = Ticket.objects.filter(desk_id=desk_id, day=local_day(at), state=State.NO_SHOW)
    return list(rows.order_by("-ended_at")[:most])


@dataclass(frozen=True)
class Place:
    """Where a ticket stands: for whoever holds its reference. `ahead` and `estimate` only while it waits."""

    ticket: str
    service: str
    desk_id: UUID
    state: str
    state_label: str
    taken_at: datetime
    ahead: int
    estimate: Estimate | None
    counter: int | None
    is_today: bool


def place_of(ticket: Ticket, at: datetime) -> Place:
    """Where a ticket stands now."""
    service = service_on(ticket.service_id, ticket.day)
    is_today = ticket.day == local_day(at)
    is_waiting = ticket.state == State.WAITING and is_today
    return Place(
        ticket=ticket.label,
        service=service.name,
        desk_id=ticket.desk_id,
        state=ticket.state,
        state_label=rules.STATE_NAMES[State(ticket.state)],
        taken_at=ticket.taken_at,
        ahead=_line_before(service, at, ticket)[0] if is_waiting else 0,
        estimate=estimate_for(service, at, ticket=ticket) if is_waiting else None,
        counter=ticket.counter.number if ticket.counter else None,
        is_today=is_today,
    )


def estimate_for(service: ServiceVersion, at: datetime, *, ticket: Ticket | None = None) -> Estimate | None:
    """How long somebody waits who takes a number now, or who has one (thời gian chờ dự kiến).

    Gives nothing while nobody sits at a counter of the service.
    """
    sure, perhaps, beside, counters = _line_before(service, at, ticket)
    day = local_day(at)
    usual = {one.service_id: one.minutes for one in services_on(service.desk_id, day)}
    lengths = [usual.get(one, service.minutes) for one in perhaps] or [service.minutes]
    return rules.estimate(
        ahead_low=sure,
        ahead_high=len(perhaps),
        counters=counters,
        recent_minutes=recent_minutes(beside, day),
        usual_minutes=sum(lengths) / len(lengths),
    )


def _line_before(
    service: ServiceVersion, at: datetime, ticket: Ticket | None
) -> tuple[int, list[UUID], set[UUID], int]:
    """How many are surely called before; the services of all who may be; those services; how many counters call.

    Surely: whose own open counters are all counters of this service. Perhaps: who could go to another one as well.
    """
    seats = Sitting.objects.filter(closed_at=None, counter__desk_id=service.desk_id)
    counters: dict[UUID, set[UUID]] = {}
    for counter_id, served in seats.values_list("counter_id", "counter__services"):
        if served is not None:
            counters.setdefault(served, set()).add(counter_id)
    own = counters.get(service.service_id, set())
    sure = {service.service_id} | {one for one, there in counters.items() if there <= own}
    perhaps = sure | {one for one, there in counters.items() if there & own}
    waiting = Ticket.objects.filter(desk_id=service.desk_id, day=local_day(at), state=State.WAITING)
    if ticket is not None:
        waiting = waiting.filter(_before(ticket))
    found = list(waiting.filter(service__in=perhaps).values_list("service_id", flat=True))
    return sum(one in sure for one in found), found, perhaps, len(own)


def _before(ticket: Ticket) -> Q:
    """The condition that a number stands before another one in the line."""
    earlier = Q(lane=ticket.lane) & (
        Q(lines_at__lt=ticket.lines_at) | Q(lines_at=ticket.lines_at, pk__lt=ticket.pk)
    )
    return earlier | Q(lane=Lane.FIRST) if ticket.lane == Lane.PLAIN else earlier


def recent_minutes(service_ids: Collection[UUID], day: date) -> list[float]:
    """How long the last people of some services were served today, in minutes; by index."""
    rows = Turn.objects.filter(service__in=list(service_ids), day=day, outcome=Outcome.SERVED)
    spans = rows.order_by("-called_at").values_list("called_at", "ended_at")[:RECENT]
    return [(ended - called).total_seconds() / 60 for called, ended in spans if ended is not None]


@dataclass(frozen=True)
class Offer:
    """A service as the kiosk and the portal offer it."""

    service: ServiceVersion
    waiting: int
    estimate: Estimate | None


def offers(desk_id: UUID, at: datetime) -> list[Offer]:
    """What one may queue for now, with who waits and how long."""
    day = local_day(at)
    rows = Ticket.objects.filter(desk_id=desk_id, day=day, state=State.WAITING)
    waiting: dict[UUID, int] = {}
    for service_id in rows.values_list("service_id", flat=True):
        waiting[service_id] = waiting.get(service_id, 0) + 1
    return [
        Offer(one, waiting.get(one.service_id, 0), estimate_for(one, at)) for one in services_on(desk_id, day)
    ]
