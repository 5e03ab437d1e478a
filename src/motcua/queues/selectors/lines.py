"""Who waits, who is called, how long it takes. What a public screen gets holds numbers and counters only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from motcua.kernel.clock import local_day
from motcua.queues import rules
from motcua.queues.models import Counter, ServiceVersion, Sitting, Ticket, Turn
from motcua.queues.rules import Estimate, Lane, Outcome, State
from motcua.queues.selectors.services import service_on, services_on

RECENT = 20
LOOKED_BACK = 200  # turns of all services of a desk, among which the recent ones of some are found
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
    room = _room(ticket.desk_id, at) if ticket.state == State.WAITING and is_today else None
    return Place(
        ticket=ticket.label,
        service=service.name,
        desk_id=ticket.desk_id,
        state=ticket.state,
        state_label=rules.STATE_NAMES[State(ticket.state)],
        taken_at=ticket.taken_at,
        ahead=_line_before(room, service.service_id, ticket)[0] if room else 0,
        estimate=_estimate(room, service, ticket) if room else None,
        counter=ticket.counter.number if ticket.counter else None,
        is_today=is_today,
    )


@dataclass(frozen=True)
class _Room:
    """A desk at one moment.

    calling  open counters by the service they serve
    waiting  who waits, in no order
    served   service and minutes of the last people who were served today, newest first
    """

    services: list[ServiceVersion]
    calling: dict[UUID, set[UUID]]
    waiting: list[Ticket]
    served: list[tuple[UUID, float]]


def _room(desk_id: UUID, at: datetime) -> _Room:
    """Four statements, however many services there are."""
    day = local_day(at)
    calling: dict[UUID, set[UUID]] = {}
    seats = Sitting.objects.filter(closed_at=None, counter__desk_id=desk_id)
    for counter_id, served in seats.values_list("counter_id", "counter__services"):
        if served is not None:
            calling.setdefault(served, set()).add(counter_id)
    waiting = Ticket.objects.filter(desk_id=desk_id, day=day, state=State.WAITING)
    turns = Turn.objects.filter(desk_id=desk_id, day=day, outcome=Outcome.SERVED).order_by("-called_at")
    spans = turns.values_list("service_id", "called_at", "ended_at")[:LOOKED_BACK]
    return _Room(
        services=services_on(desk_id, day),
        calling=calling,
        waiting=list(waiting.only("service_id", "lane", "lines_at")),
        served=[
            (service, (ended - called).total_seconds() / 60) for service, called, ended in spans if ended
        ],
    )


def estimate_for(service: ServiceVersion, at: datetime, *, ticket: Ticket | None = None) -> Estimate | None:
    """How long somebody waits who takes a number now, or who has one (thời gian chờ dự kiến).

    Gives nothing while nobody sits at a counter of the service.
    """
    return _estimate(_room(service.desk_id, at), service, ticket)


def _estimate(room: _Room, service: ServiceVersion, ticket: Ticket | None = None) -> Estimate | None:
    sure, perhaps, beside = _line_before(room, service.service_id, ticket)
    usual = {one.service_id: one.minutes for one in room.services}
    lengths = [usual.get(one, service.minutes) for one in perhaps] or [service.minutes]
    return rules.estimate(
        ahead_low=sure,
        ahead_high=len(perhaps),
        counters=len(room.calling.get(service.service_id, ())),
        recent_minutes=[minutes for one, minutes in room.served if one in beside][:RECENT],
        usual_minutes=sum(lengths) / len(lengths),
    )


def _line_before(room: _Room, service_id: UUID, ticket: Ticket | None) -> tuple[int, list[UUID], set[UUID]]:
    """How many are surely called before; the services of all who may be; those services.

    Surely: whose own open counters are all counters of this service. Perhaps: who could go to another one as well.
    """
    own = room.calling.get(service_id, set())
    sure = {service_id} | {one for one, there in room.calling.items() if there <= own}
    perhaps = sure | {one for one, there in room.calling.items() if there & own}
    ahead = [one for one in room.waiting if ticket is None or _order(one) < _order(ticket)]
    found = [one.service_id for one in ahead if one.service_id in perhaps]
    return sum(one in sure for one in found), found, perhaps


def _order(ticket: Ticket) -> tuple[bool, datetime, UUID]:
    """Where a number stands in the line; as `_waiting` orders it."""
    return ticket.lane != Lane.FIRST, ticket.lines_at, ticket.pk


@dataclass(frozen=True)
class Offer:
    """A service as the kiosk and the portal offer it."""

    service: ServiceVersion
    waiting: int
    estimate: Estimate | None


def offers(desk_id: UUID, at: datetime) -> list[Offer]:
    """What one may queue for now, with who waits and how long; four statements."""
    room = _room(desk_id, at)
    waiting = [one.service_id for one in room.waiting]
    return [Offer(one, waiting.count(one.service_id), _estimate(room, one)) for one in room.services]
