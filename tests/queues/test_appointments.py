"""An appointment is one place for one person, without an account, and nobody is told who it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.journey.builders import Place
from tests.queues import builders as b
from tests.queues.builders import MORNING

from motcua.agencies.rules import Role
from motcua.delivery.models import OutboxMessage
from motcua.kernel.clock import local, local_day
from motcua.queues import errors, selectors, services
from motcua.queues.models import Appointment
from motcua.queues.rules import Lane

EMAIL = "me@example.vn"


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


def free(where: Place, when: str) -> int:
    found = selectors.slots_of(b.service(where), local_day(local(when)), MORNING)
    return next(one.free for one in found if one.starts_at == local(when))


def test_a_slot_has_so_many_places_and_the_table_itself_keeps_them_apart(where: Place) -> None:
    when = "2026-09-08T09:00"
    assert free(where, when) == 2
    first = b.booked(where, when).appointment
    b.booked(where, when)
    assert free(where, when) == 0
    with pytest.raises(errors.SlotFull):
        b.booked(where, when)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.exclude(pk=first.pk).update(place=first.place)


@pytest.mark.parametrize(
    "when",
    ["2026-09-08T09:10", "2026-09-08T12:00", "2026-09-06T09:00", "2026-09-07T08:00", "2026-12-01T09:00"],
)
def test_only_slots_of_the_desks_own_hours_are_given(where: Place, when: str) -> None:
    with pytest.raises(errors.NoSuchSlot):
        b.booked(where, when)


def test_it_is_moved_and_cancelled_by_its_secret_and_the_old_place_is_free_again(where: Place) -> None:
    made = b.booked(where, email=EMAIL)
    other = {"appointment_id": made.appointment.pk, "at": MORNING}
    with pytest.raises(errors.UnknownAppointment):
        services.move(typed_secret="sai", starts_at=local("2026-09-08T10:00"), **other)
    moved = services.move(typed_secret=made.secret, starts_at=local("2026-09-08T10:00"), **other)
    assert (moved.reference, free(where, "2026-09-08T09:00"), free(where, "2026-09-08T10:00")) == (
        made.appointment.reference, 2, 1,
    )  # fmt: skip
    services.cancel(typed_secret=made.secret, **other)
    assert free(where, "2026-09-08T10:00") == 2
    services.cancel(typed_secret=made.secret, **other)
    with pytest.raises(errors.AppointmentOver):
        services.move(typed_secret=made.secret, starts_at=local("2026-09-09T10:00"), **other)
    assert Appointment.objects.get().email == ""


def test_a_full_slot_keeps_the_old_place(where: Place) -> None:
    made = b.booked(where, "2026-09-08T09:00")
    b.booked(where, "2026-09-08T10:00"), b.booked(where, "2026-09-08T10:00")
    with pytest.raises(errors.SlotFull):
        services.move(
            appointment_id=made.appointment.pk, typed_secret=made.secret, at=MORNING,
            starts_at=local("2026-09-08T10:00"),
        )  # fmt: skip
    assert free(where, "2026-09-08T09:00") == 1


def test_whoever_comes_in_time_is_called_first_and_who_is_late_waits_like_all(where: Place) -> None:
    walked_in = b.take(where, at=local("2026-09-08T08:40"))
    early = b.booked(where, "2026-09-08T09:00").appointment
    late = b.booked(where, "2026-09-08T08:00").appointment
    at = local("2026-09-08T08:50")
    ticket = services.check_in(appointment_id=early.pk, desk_id=where.desk_id, at=at).ticket
    assert ticket.lane == Lane.FIRST
    assert services.check_in(appointment_id=early.pk, desk_id=where.desk_id, at=at).ticket == ticket
    assert services.check_in(appointment_id=late.pk, desk_id=where.desk_id, at=at).ticket.lane == Lane.PLAIN
    assert selectors.line(where.desk_id, at)[:2] == [ticket, walked_in]


def test_an_appointment_is_for_its_day_and_its_desk(where: Place) -> None:
    made = b.booked(where).appointment
    with pytest.raises(errors.NotTheDay):
        services.check_in(appointment_id=made.pk, desk_id=where.desk_id, at=MORNING)
    with pytest.raises(errors.NotTheDay):
        services.check_in(appointment_id=made.pk, desk_id=b.desk().desk_id, at=local("2026-09-08T08:50"))


def test_one_address_keeps_so_many_places(where: Place) -> None:
    for hour in ("08", "09", "10"):
        b.booked(where, f"2026-09-08T{hour}:00", email=EMAIL)
    with pytest.raises(errors.TooManyAppointments):
        b.booked(where, "2026-09-09T09:00", email=EMAIL.upper())
    b.booked(where, "2026-09-09T09:00", email="khac@example.vn")


def test_the_day_before_each_is_reminded_once_and_afterwards_the_address_is_forgotten(where: Place) -> None:
    made = b.booked(where, email=EMAIL).appointment
    b.booked(where, "2026-09-09T09:00", email="mai@example.vn")
    afternoon = local("2026-09-07T16:00")
    assert services.remind_due(at=afternoon) == 1
    assert services.remind_due(at=afternoon) == 0
    letters = list(OutboxMessage.objects.filter(destination=EMAIL).order_by("id"))
    assert ["Đã đặt lịch hẹn" in one.subject for one in letters] == [True, False]
    assert "Nhắc lịch hẹn ngày mai" in letters[1].subject

    services.close_days(at=MORNING + timedelta(days=2))
    made.refresh_from_db()
    assert (made.state, made.email) == ("no_show", "")
    day = local_day(made.starts_at)
    found = selectors.summary(where.desk_id, day, day)
    assert (found.appointments, found.missed_appointments) == (1, 1)


def test_a_service_somebody_has_an_appointment_for_ends_after_it_not_before(where: Place) -> None:
    made = b.booked(where, "2026-09-09T09:00")
    head, service = where.actor(Role.DESK_HEAD), b.service(where)
    with pytest.raises(errors.ServiceAwaited) as refused:
        services.end_service(
            service_id=service, last_day=local_day(local("2026-09-08T09:00")), officer=head, at=MORNING
        )
    assert "ngày 09/09/2026" in str(refused.value)
    last = local_day(local("2026-09-09T09:00"))
    services.end_service(service_id=service, last_day=last, officer=head, at=MORNING)
    with pytest.raises(errors.UnknownService):
        b.booked(where, "2026-09-10T09:00")
    taken = services.check_in(
        appointment_id=made.appointment.pk, desk_id=where.desk_id, at=local("2026-09-09T08:50")
    )
    assert taken.ticket.label == "A001"
