"""Taking a number, giving it up, rating what came of it; the end of a day."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.kernel.clock import TZ, local_day
from motcua.kernel.errors import Refusal
from motcua.numbers.rules import parse_reference, parse_secret, reference, secret
from motcua.numbers.services import next_number
from motcua.parties.selectors import sealer
from motcua.queues.errors import (
    AlreadyRated,
    NotYetRated,
    ScoreInvalid,
    TicketMoved,
    UnknownService,
    UnknownTicket,
)
from motcua.queues.models import Appointment, Rating, Sitting, Ticket, Turn
from motcua.queues.rules import STATE_NAMES, Channel, Outcome, Priority, State, label, lane_of
from motcua.queues.selectors.hours import require_open
from motcua.queues.selectors.services import service_on


@dataclass(frozen=True)
class Taken:
    """A number, and the secret that gives it up; only now is the secret known."""

    ticket: Ticket
    secret: str


def hash_of(text: str) -> str:
    """What is kept of a secret."""
    return sealer().keyed_hash(text)


def fits(typed: str, kept: str) -> bool:
    """Whether somebody knows the secret; a mistyped one does not fit."""
    try:
        return bool(kept) and hmac.compare_digest(hash_of(parse_secret(typed)), kept)
    except Refusal:
        return False


@transaction.atomic
def take_ticket(
    *,
    service_id: UUID,
    channel: Channel,
    at: datetime,
    priority: Priority = Priority.NONE,
    dossier_code: str = "",
    appointment: Appointment | None = None,
    is_in_time: bool = False,
) -> Taken:
    """Take the next number of a service at its desk (lấy số thứ tự).

    Takes
        channel       online: from elsewhere on the same day, where the service allows it
        dossier_code  what its holder scanned, so that the clerk need not type it; shown to the clerk only
        appointment   whose holder came; is_in_time: it is called as an appointment
    Refuses
        UnknownService, DeskClosed
    Writes
        the ticket; the number is taken last, from a counter row that everybody with this letter waits for
    Law
        TT 01/2018 and NĐ 118/2025: queue numbers at a desk; TN14-4.3c.
    """
    day = local_day(at)
    service = service_on(service_id, day)
    if channel is Channel.ONLINE and not service.is_online:
        raise UnknownService
    require_open(service.desk_id, at, is_far=channel is Channel.ONLINE)
    key = secret()
    # of the letter, not of the service: a letter that changes its service within a day gives no number twice
    number = next_number(scope=f"queue:{service.desk_id}:{service.prefix}", day=day)
    ticket = Ticket.objects.create(
        desk_id=service.desk_id,
        service_id=service.service_id,
        first_service_id=service.service_id,
        appointment=appointment,
        day=day,
        label=label(service.prefix, number),
        channel=channel,
        priority=priority,
        lane=lane_of(priority, keeps_appointment=is_in_time),
        reference=reference(),
        secret_hash=hash_of(key),
        dossier_code=dossier_code[:40],
        taken_at=at,
        lines_at=at,
    )
    return Taken(ticket, key)


@transaction.atomic
def cancel_ticket(*, ticket_id: UUID, typed_secret: str, at: datetime) -> Ticket:
    """Give a number up, by whoever knows its secret (huỷ số). Refuses UnknownTicket, TicketMoved."""
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).first()
    if ticket is None or not fits(typed_secret, ticket.secret_hash):
        raise UnknownTicket
    if ticket.state == State.CANCELLED:
        return ticket
    require_state(ticket, State.WAITING)
    ticket.state, ticket.ended_at = State.CANCELLED, at
    ticket.save(update_fields=["state", "ended_at"])
    return ticket


def require_state(ticket: Ticket, *states: State) -> None:
    """Refuses with TicketMoved a ticket that is somewhere else by now."""
    if ticket.state not in states:
        raise TicketMoved(ticket=ticket.label, state=STATE_NAMES[State(ticket.state)])


def rate(*, desk_id: UUID, typed: str, score: int, at: datetime) -> Rating:
    """Say how one was served, once for a number of today (đánh giá mức độ hài lòng).

    Takes
        typed  the number on the slip (A012) or the reference in its QR
    Refuses
        ScoreInvalid, UnknownTicket, NotYetRated, AlreadyRated
    """
    if not 1 <= score <= 5:
        raise ScoreInvalid
    ticket = ticket_typed(desk_id, typed, at)
    if ticket.state != State.DONE:
        raise NotYetRated(ticket=ticket.label)
    try:
        with transaction.atomic():
            return Rating.objects.create(ticket=ticket, desk_id=desk_id, score=score, rated_at=at)
    except IntegrityError as double:
        raise AlreadyRated(ticket=ticket.label) from double


def ticket_typed(desk_id: UUID, typed: str, at: datetime) -> Ticket:
    """A number of today at a desk, by what stands on it. Refuses UnknownTicket."""
    today = Ticket.objects.filter(desk_id=desk_id, day=local_day(at))
    plain = "".join(typed.split()).upper()
    try:
        found = today.filter(reference=parse_reference(plain)).first()
    except Refusal:
        found = today.filter(label=plain[:8]).first()
    if found is None:
        raise UnknownTicket
    return found


@transaction.atomic
def close_days(*, at: datetime) -> int:
    """What earlier days left open ends: numbers nobody called lapse, counters are left (kết thúc ngày).

    Appointments that nobody came to are counted as no-shows, and the addresses for their reminders are forgotten.
    Gives how many numbers lapsed.
    """
    today = local_day(at)
    for turn in Turn.objects.select_for_update(of=("self",)).filter(day__lt=today, ended_at=None):
        turn.ended_at, turn.outcome = at, Outcome.DAY_ENDED
        turn.save(update_fields=["ended_at", "outcome"])
    left = Ticket.objects.filter(day__lt=today)
    left.filter(state__in=[State.CALLED, State.SERVING]).update(state=State.DONE, counter=None, ended_at=at)
    lapsed = left.filter(state=State.WAITING).update(state=State.LAPSED, ended_at=at)
    midnight = datetime.combine(today, time.min, TZ)
    Sitting.objects.filter(closed_at=None, opened_at__lt=midnight).update(closed_at=at)
    waiting = Q(state="booked") | ~Q(email="")
    over = Appointment.objects.filter(waiting, starts_at__lt=midnight)
    over.filter(state="booked").update(state="no_show", ended_at=at)
    over.update(email="")
    return lapsed
