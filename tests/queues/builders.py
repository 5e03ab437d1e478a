"""A desk with the usual services, three counters, and clerks who sit at them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.kernel.clock import local, local_day
from motcua.queues import selectors, services
from motcua.queues.models import Ticket
from motcua.queues.rules import Channel
from motcua.queues.services import Booked

MORNING = local("2026-09-07T08:30")  # a Monday
SOME_DAYS_BEFORE = local("2026-09-01T09:00")


def desk(counters: int = 3) -> Place:
    where = journey.place()
    journey.post(where, Role.DESK_HEAD, "Bùi Thị Phụ Trách", desk_id=where.desk_id)
    services.open_usual(
        desk_id=where.desk_id, counters=counters, officer=where.actor(Role.DESK_HEAD), at=SOME_DAYS_BEFORE
    )
    return where


def service(where: Place, prefix: str = "A") -> UUID:
    found = selectors.services_on(where.desk_id, local_day(MORNING))
    return next(one.service_id for one in found if one.prefix == prefix)


def take(where: Place, prefix: str = "A", *, at: datetime = MORNING, **options: Any) -> Ticket:
    options = {"channel": Channel.KIOSK} | options
    return services.take_ticket(service_id=service(where, prefix), at=at, **options).ticket


def clerk(where: Place, name: str = "Trần Văn Quầy") -> Account:
    return journey.post(where, Role.RECEIVER, name, desk_id=where.desk_id)


def seated(
    where: Place, number: int = 1, *, account: Account | None = None, at: datetime = MORNING
) -> Account:
    account = account or where.officers[Role.RECEIVER]
    counter = next(one for one in selectors.counters_of(where.desk_id) if one.number == number)
    services.sit_down(counter_id=counter.pk, account_id=account.pk, at=at)
    return account


def booked(where: Place, when: str = "2026-09-08T09:00", *, at: datetime = MORNING, **options: Any) -> Booked:
    return services.book(service_id=service(where), starts_at=local(when), at=at, **options)


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)
