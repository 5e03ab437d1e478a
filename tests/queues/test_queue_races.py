"""At the same instant: two clerks never get one number, two people never one number or one place."""

from __future__ import annotations

from functools import partial

import pytest
from tests.journey.builders import Place
from tests.journey.races import at_once
from tests.queues import builders as b
from tests.queues.builders import MORNING, later

from motcua.agencies.rules import Role
from motcua.kernel.clock import local_day
from motcua.queues import services
from motcua.queues.errors import (
    AlreadyRated,
    CounterTaken,
    NobodyWaiting,
    ServiceAwaited,
    SlotFull,
    UnknownService,
)
from motcua.queues.models import Appointment, Rating, Sitting, Ticket, Turn


@pytest.fixture
def where(transactional_db: None) -> Place:
    return b.desk()


def clerks(where: Place) -> list[object]:
    return [b.seated(where, number, account=b.clerk(where, f"Quầy {number}")).pk for number in (1, 2, 3)]


def test_three_clerks_who_call_at_once_get_three_numbers(where: Place) -> None:
    seats = clerks(where)
    for minute in range(3):
        b.take(where, at=later(minute))
    answers = at_once(*(partial(services.call_next, account_id=one, at=later(9)) for one in seats))

    assert sorted(one.ticket.label for one in answers) == ["A001", "A002", "A003"]


def test_for_one_number_one_clerk_wins(where: Place) -> None:
    seats = clerks(where)
    b.take(where)
    answers = at_once(*(partial(services.call_next, account_id=one, at=later(9)) for one in seats))

    assert sum(isinstance(one, Turn) for one in answers) == 1
    assert sum(isinstance(one, NobodyWaiting) for one in answers) == 2
    assert Turn.objects.count() == 1


def test_one_clerks_key_pressed_four_times_at_once_calls_one_number(where: Place) -> None:
    seat = b.seated(where).pk
    for minute in range(4):
        b.take(where, at=later(minute))
    answers = at_once(*(partial(services.call_next, account_id=seat, at=later(9)) for _ in range(4)))

    assert {one.ticket.label for one in answers} == {"A001"}
    assert Ticket.objects.filter(state="called").count() == 1


def test_people_who_take_numbers_at_once_get_different_ones_without_a_gap(where: Place) -> None:
    answers = at_once(*(partial(b.take, where) for _ in range(6)))

    assert sorted(one.label for one in answers) == [f"A00{number}" for number in range(1, 7)]


def test_two_places_of_a_slot_go_to_two_of_five(where: Place) -> None:
    answers = at_once(*(partial(b.booked, where) for _ in range(5)))

    assert sum(isinstance(one, SlotFull) for one in answers) == 3
    assert sorted(Appointment.objects.values_list("place", flat=True)) == [1, 2]


def test_a_service_does_not_end_under_an_appointment_that_is_just_made(where: Place) -> None:
    service, head = b.service(where), where.actor(Role.DESK_HEAD)
    end = partial(
        services.end_service, service_id=service, last_day=local_day(MORNING), officer=head, at=MORNING
    )
    answers = at_once(end, partial(b.booked, where), partial(b.booked, where))

    is_ended = not any(isinstance(one, ServiceAwaited) for one in answers)
    assert Appointment.objects.count() == (0 if is_ended else 2)
    assert sum(isinstance(one, UnknownService) for one in answers) == (2 if is_ended else 0)


def test_one_of_two_officers_gets_the_seat_where_somebody_is_served(where: Place) -> None:
    b.take(where)
    sitting = b.seated(where)
    services.call_next(account_id=sitting.pk, at=later(1))
    others = [b.clerk(where, f"Người {number}") for number in range(2)]
    answers = at_once(*(partial(b.seated, where, account=one) for one in others))

    assert all(isinstance(one, CounterTaken) for one in answers)
    assert Sitting.objects.filter(closed_at=None).count() == 1


def test_a_number_is_rated_once(where: Place) -> None:
    b.take(where)
    clerk = b.seated(where)
    services.call_next(account_id=clerk.pk, at=MORNING)
    services.finish(account_id=clerk.pk, at=later(5))
    rate = partial(services.rate, desk_id=where.desk_id, typed="A001", score=5, at=later(6))
    answers = at_once(rate, rate, rate)

    assert sum(isinstance(one, AlreadyRated) for one in answers) == 2
    assert Rating.objects.count() == 1
