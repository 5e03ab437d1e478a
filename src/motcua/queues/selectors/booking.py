"""Which slots are free, and whose appointment a reference is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.numbers.rules import parse_reference
from motcua.queues.errors import UnknownAppointment, UnknownTicket
from motcua.queues.models import Appointment, ServiceVersion, Ticket
from motcua.queues.policies import APPOINTMENT_DAYS
from motcua.queues.rules import slots
from motcua.queues.selectors.hours import calendar_of, windows_on
from motcua.queues.selectors.services import service_on


@dataclass(frozen=True)
class Slot:
    """When one may come, and how many places are left."""

    starts_at: datetime
    free: int


def slots_of(service_id: UUID, day: date, at: datetime) -> list[Slot]:
    """The slots of a day that are still to come, full ones with 0 places; two statements besides the calendar."""
    service = service_on(service_id, day)
    if not service.slot_capacity or not is_bookable(service, day, at):
        return []
    starts = [one for one in slots(day, windows_on(service.desk_id, day), service.slot_minutes) if one > at]
    taken = Appointment.objects.filter(
        service_id=service_id, starts_at__in=starts, state__in=["booked", "used"]
    )
    counts: dict[datetime, int] = dict(taken.values_list("starts_at").annotate(Count("pk")))
    return [Slot(one, max(0, service.slot_capacity - counts.get(one, 0))) for one in starts]


def is_bookable(service: ServiceVersion, day: date, at: datetime) -> bool:
    """Whether a day is near enough, and not over."""
    today = local_day(at)
    most = APPOINTMENT_DAYS.on(today, desk_on(service.desk_id, today).desk.agency_id)
    return today <= day <= today + timedelta(days=most)


def days_open(service: ServiceVersion, at: datetime) -> list[date]:
    """The working days on which one may book, nearest first."""
    today = local_day(at)
    desk = desk_on(service.desk_id, today)
    calendar = calendar_of(desk)
    most = APPOINTMENT_DAYS.on(today, desk.desk.agency_id)
    days = (today + timedelta(days=ahead) for ahead in range(most + 1))
    return [one for one in days if calendar.is_working_day(one)]


def appointment_typed(text: str) -> Appointment:
    """The appointment with this reference. Refuses UnknownAppointment."""
    try:
        found = Appointment.objects.filter(reference=parse_reference(text)).first()
    except Refusal as mistyped:
        raise UnknownAppointment from mistyped
    if found is None:
        raise UnknownAppointment
    return found


def ticket_with_reference(text: str) -> Ticket:
    """The ticket with this reference, of any day. Refuses UnknownTicket."""
    try:
        found = Ticket.objects.filter(reference=parse_reference(text)).first()
    except Refusal as mistyped:
        raise UnknownTicket from mistyped
    if found is None:
        raise UnknownTicket
    return found


def appointments_of_day(desk_id: UUID, day: date) -> list[Appointment]:
    """The appointments of a desk on a day, by time."""
    rows = Appointment.objects.filter(desk_id=desk_id, starts_at__date=day).exclude(state="cancelled")
    return list(rows.select_related("ticket").order_by("starts_at", "place"))
