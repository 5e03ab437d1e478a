"""Appointments: booked, moved, cancelled without an account, reminded of, kept or missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from motcua.agencies.selectors import desk_on, held_on
from motcua.kernel.clock import TZ, local_day
from motcua.notifications.events import AppointmentBooked, AppointmentReminder
from motcua.notifications.services import queue
from motcua.numbers.rules import parse_secret, reference, secret
from motcua.queues import rules
from motcua.queues.errors import (
    AppointmentOver,
    NoSuchSlot,
    NotTheDay,
    SlotFull,
    TooManyAppointments,
    UnknownAppointment,
)
from motcua.queues.models import Appointment, ServiceVersion
from motcua.queues.policies import APPOINTMENT_GRACE, MOST_APPOINTMENTS
from motcua.queues.rules import Channel, Priority
from motcua.queues.selectors.booking import is_bookable
from motcua.queues.selectors.hours import windows_on
from motcua.queues.selectors.services import service_on
from motcua.queues.services.setup import as_arranged
from motcua.queues.services.tickets import Taken, fits, hash_of, take_ticket


@dataclass(frozen=True)
class Booked:
    """An appointment, and the secret that moves or cancels it; only now is the secret known."""

    appointment: Appointment
    secret: str


@transaction.atomic
def book(
    *,
    service_id: UUID,
    starts_at: datetime,
    at: datetime,
    email: str = "",
    account_id: UUID | None = None,
    priority: Priority = Priority.NONE,
    language: str = "vi",
) -> Booked:
    """Keep a place in a slot (đặt lịch hẹn), with or without an account.

    Takes
        email  for the confirmation and one reminder; forgotten when the day is over; "" for none
    Refuses
        UnknownService, NoSuchSlot, SlotFull, TooManyAppointments
    Writes
        the appointment; the constraint of the table keeps two people from one place
    """
    service = _slot(service_id, starts_at, at)
    _alone(f"{service_id} {starts_at.isoformat()}")
    _refuse_too_many(email, account_id, at)
    key = secret()
    made = Appointment.objects.create(
        service_id=service_id,
        desk_id=service.desk_id,
        starts_at=starts_at,
        place=_free_place(service, starts_at),
        reference=reference(),
        secret_hash=hash_of(key),
        account_id=account_id,
        email=email.strip().lower(),
        language=language,
        priority=priority,
        booked_at=at,
    )
    _tell_booked(made, service, key, at)
    return Booked(made, key)


@transaction.atomic
def prove(*, appointment_id: UUID, typed_secret: str) -> Appointment:
    """Whoever knows the secret may go on to change it. Refuses UnknownAppointment."""
    return _held(appointment_id, typed_secret)


@transaction.atomic
def move(*, appointment_id: UUID, typed_secret: str, starts_at: datetime, at: datetime) -> Appointment:
    """Take another slot of the same service (đổi lịch hẹn); the old place is kept until the new one is sure.

    Refuses
        UnknownAppointment, AppointmentOver, NoSuchSlot, SlotFull
    """
    appointment = _held(appointment_id, typed_secret)
    _require_booked(appointment, at)
    if appointment.starts_at == starts_at:
        return appointment
    service = _slot(appointment.service_id, starts_at, at)
    _alone(f"{service.service_id} {starts_at.isoformat()}")
    appointment.place = _free_place(service, starts_at)
    appointment.starts_at, appointment.reminded_at = starts_at, None
    appointment.moves += 1
    appointment.save(update_fields=["place", "starts_at", "reminded_at", "moves"])
    _tell_booked(appointment, service, typed_secret, at)
    return appointment


@transaction.atomic
def cancel(*, appointment_id: UUID, typed_secret: str, at: datetime) -> Appointment:
    """Give the place back (huỷ lịch hẹn). Again changes nothing. Refuses UnknownAppointment, AppointmentOver."""
    appointment = _held(appointment_id, typed_secret)
    if appointment.state == Appointment.State.CANCELLED:
        return appointment
    _require_booked(appointment, at)
    appointment.state, appointment.ended_at, appointment.email = Appointment.State.CANCELLED, at, ""
    appointment.save(update_fields=["state", "ended_at", "email"])
    return appointment


@transaction.atomic
def check_in(*, appointment_id: UUID, desk_id: UUID, at: datetime) -> Taken:
    """Whoever has an appointment came: a number, called as an appointment when they are in time (xác nhận đến).

    Refuses
        UnknownAppointment, AppointmentOver, NotTheDay, DeskClosed
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).filter(pk=appointment_id).first()
    if appointment is None:
        raise UnknownAppointment
    if appointment.state == Appointment.State.USED:
        return Taken(appointment.ticket, "")
    if appointment.state != Appointment.State.BOOKED:
        raise AppointmentOver
    day = local_day(at)
    if appointment.desk_id != desk_id or local_day(appointment.starts_at) != day:
        starts_at = appointment.starts_at.astimezone(TZ)
        desk = desk_on(appointment.desk_id, day).name
        raise NotTheDay(at=f"{starts_at:%H:%M ngày %d/%m/%Y}", desk=desk)
    appointment.state, appointment.ended_at = Appointment.State.USED, at
    appointment.save(update_fields=["state", "ended_at"])
    grace = timedelta(minutes=APPOINTMENT_GRACE.on(day, desk_on(desk_id, day).desk.agency_id))
    return take_ticket(
        service_id=appointment.service_id,
        channel=Channel.APPOINTMENT,
        priority=Priority(appointment.priority),
        appointment=appointment,
        is_in_time=at <= appointment.starts_at + grace,
        at=at,
    )


@transaction.atomic
def remind_due(*, at: datetime) -> int:
    """Remind of tomorrow's appointments, each once (nhắc lịch hẹn). Gives how many people were told."""
    tomorrow = local_day(at) + timedelta(days=1)
    begin = datetime.combine(tomorrow, time.min, TZ)
    reachable = ~Q(email="") | Q(account__isnull=False)
    rows = Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
        reachable, state="booked", reminded_at=None, starts_at__range=(begin, begin + timedelta(days=1))
    )
    found = list(rows.order_by("starts_at"))
    named = {one.service_id for one in found}
    versions = ServiceVersion.objects.filter(held_on(tomorrow), service__in=named)
    services = {one.service_id: one for one in versions}
    # a service that is gone is no reason to remind nobody
    due = [one for one in found if one.service_id in services]
    Appointment.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=at)
    for appointment in due:
        reminder = _reminder(appointment, services[appointment.service_id])
        _tell("appointment_reminder", reminder, appointment, at)
    return len(due)


def _slot(service_id: UUID, starts_at: datetime, at: datetime) -> ServiceVersion:
    """The service as it is on the day of a slot. Refuses UnknownService, NoSuchSlot."""
    day = local_day(starts_at)
    as_arranged(service_on(service_id, day).desk_id)
    service = service_on(service_id, day)  # as it is now that nobody may end it
    there = rules.slots(day, windows_on(service.desk_id, day), service.slot_minutes)
    if not service.slot_capacity or starts_at <= at or starts_at not in there:
        raise NoSuchSlot
    if not is_bookable(service, day, at):
        raise NoSuchSlot
    return service


def _free_place(service: ServiceVersion, starts_at: datetime) -> int:
    """The first free place of a slot; whoever asks has the slot for themselves. Refuses SlotFull."""
    rows = Appointment.objects.filter(service_id=service.service_id, starts_at=starts_at)
    taken = set(rows.filter(state__in=["booked", "used"]).values_list("place", flat=True))
    for place in range(1, service.slot_capacity + 1):
        if place not in taken:
            return place
    raise SlotFull(at=f"{starts_at.astimezone(TZ):%H:%M ngày %d/%m/%Y}")


def _refuse_too_many(email: str, account_id: UUID | None, at: datetime) -> None:
    whose = Q(pk=None)
    if account_id is not None:
        whose |= Q(account_id=account_id)
    if email.strip():
        _alone(f"email {email.strip().lower()}")
        whose |= Q(email=email.strip().lower())
    held = Appointment.objects.filter(whose, state="booked", starts_at__gt=at).count()
    if held >= MOST_APPOINTMENTS.on(local_day(at)):
        raise TooManyAppointments(count=held)


def _held(appointment_id: UUID, typed_secret: str) -> Appointment:
    """The appointment, locked, for whoever knows its secret. Refuses UnknownAppointment, also when it does not fit."""
    found = Appointment.objects.select_for_update(of=("self",)).filter(pk=appointment_id).first()
    if found is None or not fits(typed_secret, found.secret_hash):
        raise UnknownAppointment
    return found


def _require_booked(appointment: Appointment, at: datetime) -> None:
    if appointment.state != Appointment.State.BOOKED or appointment.starts_at <= at:
        raise AppointmentOver


def _alone(what: str) -> None:
    """Whoever books one slot does it one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('queue slot'), hashtext(%s))", [what])


def _reminder(appointment: Appointment, service: ServiceVersion) -> AppointmentReminder:
    desk = desk_on(appointment.desk_id, local_day(appointment.starts_at))
    return AppointmentReminder(
        greeting="Sir or Madam" if appointment.language == "en" else "Quý khách",
        code=appointment.reference,
        service=service.name,
        office=desk.name,
        place=desk.address or desk.name,
        starts_at=appointment.starts_at,
        link=_link(appointment),
    )


def _link(appointment: Appointment) -> str:
    try:
        page = reverse("portal:appointment")
    except NoReverseMatch:  # an installation without the citizens' site
        return str(settings.BASE_URL)
    return f"{settings.BASE_URL}{page}?ma={appointment.reference}"


def _tell_booked(appointment: Appointment, service: ServiceVersion, key: str, at: datetime) -> None:
    known = _reminder(appointment, service)
    _tell("appointment_booked", AppointmentBooked(**vars(known), secret=parse_secret(key)), appointment, at)


def _tell(
    event: str, facts: AppointmentBooked | AppointmentReminder, appointment: Appointment, at: datetime
) -> None:
    queue(
        event,
        facts,
        account_id=appointment.account_id,
        email=appointment.email or None,
        language=appointment.language,
        dedupe_key=f"{appointment.pk}/{event}/{appointment.moves}",
        order_key=str(appointment.pk),
        at=at,
    )
