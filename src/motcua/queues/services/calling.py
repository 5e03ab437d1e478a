"""At the counter: sit down, call, call again, serve, finish, and whatever else becomes of a called number.

Lock order: the officer's sitting, then the ticket, then its turn. Two officers never get the same number: each takes
the first waiting row that nobody else has locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from motcua.kernel.clock import local_day
from motcua.queues.access import CALLERS, require_duty
from motcua.queues.errors import (
    CallAgainFirst,
    CounterTaken,
    NobodyAtCounter,
    NobodyWaiting,
    NoCounterChosen,
    StillServing,
    UnknownService,
    UnknownTicket,
)
from motcua.queues.models import Counter, Service, Sitting, Ticket, Turn
from motcua.queues.policies import CALLS_BEFORE_NO_SHOW, FIRST_IN_A_ROW
from motcua.queues.rules import Lane, Outcome, State, next_lane
from motcua.queues.selectors.services import service_on
from motcua.queues.services.setup import counter_at
from motcua.queues.services.tickets import require_state

LOOKED_BACK = 50


@transaction.atomic
def sit_down(*, counter_id: UUID, account_id: UUID, at: datetime) -> Sitting:
    """Take a seat at a counter (vào quầy); one's seat before is left, an idle one of somebody else is taken over.

    Refuses
        UnknownCounter, NotAtThisQueue, StillServing (at the counter one leaves), CounterTaken
    """
    counter = counter_at(counter_id)
    require_duty(account_id, counter.desk_id, CALLERS, at)
    # the counter's row first: two officers who want one seat come one after the other
    Counter.objects.select_for_update().get(pk=counter.pk)
    own = (
        Sitting.objects.select_for_update(of=("self",)).filter(account_id=account_id, closed_at=None).first()
    )
    if own is not None and own.counter_id == counter.pk:
        return own
    if own is not None:
        leave(account_id=account_id, at=at)
    there = Sitting.objects.filter(counter=counter, closed_at=None).select_related("account").first()
    if there is not None:
        running = _running(counter.pk)
        if running is not None:
            raise CounterTaken(
                counter=counter.number, who=there.account.full_name, ticket=running.ticket.label
            )
        there.closed_at = at
        there.save(update_fields=["closed_at"])
    return Sitting.objects.create(counter=counter, account_id=account_id, opened_at=at)


@transaction.atomic
def leave(*, account_id: UUID, at: datetime) -> None:
    """Leave the counter (rời quầy). Refuses NoCounterChosen, StillServing."""
    sitting = _seat(account_id)
    running = _running(sitting.counter_id)
    if running is not None:
        raise StillServing(ticket=running.ticket.label)
    sitting.closed_at = at
    sitting.save(update_fields=["closed_at"])


@transaction.atomic
def call_next(*, account_id: UUID, at: datetime, seen: UUID | None = None) -> Turn | None:
    """Finish what is at the counter and call the next number (gọi số tiếp theo).

    Takes
        seen  the turn the page showed, none when it showed none: the key pressed twice calls once
    Gives
        the turn that is at the counter now; none: the last one is finished, and nobody waits
    Refuses
        NoCounterChosen, NotAtThisQueue, NobodyWaiting (nothing was at the counter either)
    """
    sitting = _seat(account_id)
    require_duty(account_id, sitting.counter.desk_id, CALLERS, at)
    running = _running(sitting.counter_id)
    if running is not None and running.pk != seen:
        return running
    if running is not None:
        _end(running, State.DONE, Outcome.SERVED, at)
    ticket = _first_waiting(sitting.counter, at)
    if ticket is None and running is None:
        raise NobodyWaiting
    return _call(ticket, sitting, at) if ticket is not None else None


@transaction.atomic
def call_ticket(*, account_id: UUID, ticket_id: UUID, at: datetime) -> Turn:
    """Call this one number out of its turn, waiting or back after a no-show (gọi đích danh một số).

    Refuses
        NoCounterChosen, NotAtThisQueue, StillServing, UnknownTicket, TicketMoved
    """
    sitting = _seat(account_id)
    require_duty(account_id, sitting.counter.desk_id, CALLERS, at)
    running = _running(sitting.counter_id)
    if running is not None:
        raise StillServing(ticket=running.ticket.label)
    ticket = _locked(ticket_id, sitting.counter.desk_id, at)
    require_state(ticket, State.WAITING, State.NO_SHOW)
    return _call(ticket, sitting, at)


@transaction.atomic
def call_again(*, account_id: UUID, at: datetime) -> Turn:
    """Call the number at the counter once more (gọi lại). Refuses NobodyAtCounter, TicketMoved."""
    turn = _own_turn(account_id, at)
    require_state(turn.ticket, State.CALLED)
    turn.calls += 1
    turn.said_at = at
    turn.save(update_fields=["calls", "said_at"])
    turn.ticket.calls += 1
    turn.ticket.save(update_fields=["calls"])
    return turn


@transaction.atomic
def serve(*, account_id: UUID, at: datetime) -> Turn:
    """The person is there (bắt đầu phục vụ). Again changes nothing. Refuses NobodyAtCounter."""
    turn = _own_turn(account_id, at)
    if turn.served_at is None:
        turn.served_at = at
        turn.save(update_fields=["served_at"])
        turn.ticket.state = State.SERVING
        turn.ticket.save(update_fields=["state"])
    return turn


@transaction.atomic
def finish(*, account_id: UUID, at: datetime) -> Turn:
    """The person was served (xong). Refuses NobodyAtCounter."""
    return _end(_own_turn(account_id, at), State.DONE, Outcome.SERVED, at)


@transaction.atomic
def note_no_show(*, account_id: UUID, at: datetime) -> Turn:
    """Nobody came (vắng mặt), after as many calls as the desk's rule says.

    Refuses
        NobodyAtCounter, TicketMoved, CallAgainFirst
    """
    turn = _own_turn(account_id, at)
    require_state(turn.ticket, State.CALLED)
    most = CALLS_BEFORE_NO_SHOW.on(local_day(at))
    if turn.calls < most:
        raise CallAgainFirst(ticket=turn.ticket.label, calls=turn.calls, most=most)
    return _end(turn, State.NO_SHOW, Outcome.NO_SHOW, at)


@transaction.atomic
def put_back(*, account_id: UUID, at: datetime) -> Turn:
    """The number waits again, behind those who wait now (đưa lại hàng chờ). Refuses NobodyAtCounter."""
    turn = _own_turn(account_id, at)
    turn.ticket.lines_at = at
    return _end(turn, State.WAITING, Outcome.PUT_BACK, at)


@transaction.atomic
def transfer(*, account_id: UUID, service_id: UUID, at: datetime) -> Turn:
    """The person queues for another service with the same number, from when it was taken (chuyển dịch vụ).

    Refuses
        NobodyAtCounter, UnknownService
    """
    turn = _own_turn(account_id, at)
    service = service_on(service_id, local_day(at))
    if service.desk_id != turn.desk_id or service.service_id == turn.ticket.service_id:
        raise UnknownService
    turn.ticket.service = Service.objects.get(pk=service.service_id)
    turn.ticket.lines_at = turn.ticket.taken_at
    return _end(turn, State.WAITING, Outcome.TRANSFERRED, at)


@transaction.atomic
def bring_back(*, account_id: UUID, ticket_id: UUID, at: datetime) -> Ticket:
    """Somebody came after all: the number of a no-show waits again, behind the others (nhận lại số).

    Refuses
        NoCounterChosen, UnknownTicket, TicketMoved
    """
    sitting = _seat(account_id)
    require_duty(account_id, sitting.counter.desk_id, CALLERS, at)
    ticket = _locked(ticket_id, sitting.counter.desk_id, at)
    require_state(ticket, State.NO_SHOW)
    ticket.state, ticket.ended_at, ticket.lines_at = State.WAITING, None, at
    ticket.save(update_fields=["state", "ended_at", "lines_at"])
    return ticket


def _seat(account_id: UUID) -> Sitting:
    """The officer's seat, locked: whatever one officer does at a counter happens one after the other."""
    rows = Sitting.objects.select_for_update(of=("self",)).filter(account_id=account_id, closed_at=None)
    sitting = rows.select_related("counter").first()
    if sitting is None:
        raise NoCounterChosen
    return sitting


def _running(counter_id: UUID) -> Turn | None:
    rows = Turn.objects.filter(counter_id=counter_id, ended_at=None)
    return rows.select_related("ticket").first()


def _own_turn(account_id: UUID, at: datetime) -> Turn:
    sitting = _seat(account_id)
    require_duty(account_id, sitting.counter.desk_id, CALLERS, at)
    turn = _running(sitting.counter_id)
    if turn is None:
        raise NobodyAtCounter
    return turn


def _locked(ticket_id: UUID, desk_id: UUID, at: datetime) -> Ticket:
    rows = Ticket.objects.select_for_update(of=("self",))
    ticket = rows.filter(pk=ticket_id, desk_id=desk_id, day=local_day(at)).first()
    if ticket is None:
        raise UnknownTicket
    return ticket


def _first_waiting(counter: Counter, at: datetime) -> Ticket | None:
    """The first of the line that is due, locked; a row that another officer is calling just now is passed over."""
    day = local_day(at)
    services = list(counter.services.values_list("pk", flat=True))
    waiting = Ticket.objects.filter(
        desk_id=counter.desk_id, day=day, state=State.WAITING, service__in=services
    )
    lanes = {Lane(lane) for lane, _ in waiting.values_list("lane").annotate(Count("pk"))}
    recent = Turn.objects.filter(desk_id=counter.desk_id, day=day, service__in=services)
    seen: Iterable[str] = recent.order_by("-called_at").values_list("lane", flat=True)[:LOOKED_BACK]
    first = next_lane([Lane(one) for one in seen], lanes, FIRST_IN_A_ROW.on(day))
    if first is None:
        return None
    free = waiting.select_for_update(of=("self",), skip_locked=True).order_by("lines_at", "pk")
    # the other line too: all of the first may be just being called elsewhere
    return free.filter(lane=first).first() or free.exclude(lane=first).first()


def _call(ticket: Ticket, sitting: Sitting, at: datetime) -> Turn:
    waited_since = ticket.lines_at
    ticket.state, ticket.counter, ticket.called_at, ticket.ended_at = State.CALLED, sitting.counter, at, None
    ticket.calls += 1
    ticket.save(update_fields=["state", "counter", "called_at", "ended_at", "calls"])
    return Turn.objects.create(
        ticket=ticket,
        desk_id=ticket.desk_id,
        service_id=ticket.service_id,
        counter=sitting.counter,
        account_id=sitting.account_id,
        day=ticket.day,
        lane=ticket.lane,
        waited_since=waited_since,
        called_at=at,
        said_at=at,
    )


def _end(turn: Turn, state: State, outcome: Outcome, at: datetime) -> Turn:
    turn.ended_at, turn.outcome = at, outcome
    if outcome is Outcome.SERVED and turn.served_at is None:
        turn.served_at = turn.called_at  # called and finished: the person came at once
    turn.save(update_fields=["ended_at", "outcome", "served_at"])
    ticket = turn.ticket
    ticket.state, ticket.counter = state, None
    ticket.ended_at = None if state is State.WAITING else at
    ticket.save(update_fields=["state", "counter", "ended_at", "service", "lines_at"])
    return turn
