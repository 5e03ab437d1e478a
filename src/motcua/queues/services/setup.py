"""How a desk arranges its queue: services with validity, counters."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max

from motcua.agencies.selectors import desk_of, held_on
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.text import nfc
from motcua.queues.access import HEAD, require_duty
from motcua.queues.errors import (
    CounterInvalid,
    PrefixInvalid,
    PrefixTaken,
    ServiceAwaited,
    ServiceIncomplete,
    UnknownCounter,
    UnknownService,
)
from motcua.queues.models import Appointment, Counter, Service, ServiceVersion


@dataclass(frozen=True)
class ServiceFacts:
    """What a service is: see `models.ServiceVersion`."""

    name: str
    prefix: str
    minutes: int = 10
    fields: tuple[str, ...] = ()
    slot_minutes: int = 30
    slot_capacity: int = 0
    is_online: bool = False


@transaction.atomic
def set_service(
    *,
    desk_id: UUID,
    facts: ServiceFacts,
    valid_from: date,
    officer: Actor,
    at: datetime,
    service_id: UUID | None = None,
    instrument: str = "",
) -> ServiceVersion:
    """Offer a service from a day on, or offer it differently (mở, đổi dịch vụ xếp hàng).

    Takes
        service_id  of the service that changes; none: a new one
    Refuses
        NotAtThisQueue, ServiceIncomplete, PrefixInvalid, PrefixTaken, UnknownService
    """
    assert officer.id is not None
    require_duty(officer.id, desk_id, HEAD, at)
    prefix = facts.prefix.strip().upper()
    if not re.fullmatch("[A-Z]{1,2}", prefix):
        raise PrefixInvalid
    if not (facts.name.strip() and 1 <= facts.minutes <= 240 and 5 <= facts.slot_minutes <= 240):
        raise ServiceIncomplete
    _alone(desk_id)
    service = _service(desk_id, service_id)
    others = ServiceVersion.objects.filter(desk_id=desk_id, prefix=prefix).exclude(service=service)
    taken = others.exclude(valid_to__lt=valid_from).first()
    if taken is not None:
        raise PrefixTaken(prefix=prefix, name=taken.name)
    _end_before(service, valid_from)
    made = ServiceVersion.objects.create(
        service=service,
        desk_id=desk_id,
        name=nfc(facts.name.strip()),
        prefix=prefix,
        fields=[nfc(one) for one in facts.fields],
        minutes=facts.minutes,
        slot_minutes=facts.slot_minutes,
        slot_capacity=facts.slot_capacity,
        is_online=facts.is_online,
        valid_from=valid_from,
        instrument=nfc(instrument.strip()),
    )
    body = {"desk": desk_id, "prefix": prefix, "from": valid_from, "minutes": facts.minutes}
    append(
        Stream("queue_service", service.pk),
        kind="set",
        happened_at=at,
        actor=officer,
        body=body | {"online": facts.is_online, "slots": [facts.slot_minutes, facts.slot_capacity]},
    )
    return made


@transaction.atomic
def end_service(*, service_id: UUID, last_day: date, officer: Actor, at: datetime) -> None:
    """A service is offered until this day and no longer (ngừng dịch vụ).

    Refuses
        NotAtThisQueue, UnknownService
        ServiceAwaited  somebody has an appointment for a later day: nobody shall come in vain
    """
    assert officer.id is not None
    service = Service.objects.filter(pk=service_id).first()
    if service is None:
        raise UnknownService
    require_duty(officer.id, service.desk_id, HEAD, at)
    _alone(service.desk_id)
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, TZ)
    later = Appointment.objects.filter(service=service, state="booked", starts_at__gte=midnight)
    awaited = later.aggregate(count=Count("pk"), last=Max("starts_at"))
    if awaited["count"]:
        raise ServiceAwaited(count=awaited["count"], last=f"{awaited['last'].astimezone(TZ):%d/%m/%Y}")
    _end_before(service, last_day + timedelta(days=1))
    body = {"desk": service.desk_id, "last_day": last_day}
    append(Stream("queue_service", service.pk), kind="ended", happened_at=at, actor=officer, body=body)


@transaction.atomic
def set_counter(
    *,
    desk_id: UUID,
    number: int,
    service_ids: Collection[UUID],
    officer: Actor,
    at: datetime,
    name: str = "",
    is_active: bool = True,
) -> Counter:
    """Arrange the counter with this number (bố trí quầy): what it serves, whether it is used.

    Refuses
        NotAtThisQueue, CounterInvalid, UnknownService
    """
    assert officer.id is not None
    require_duty(officer.id, desk_id, HEAD, at)
    if not 1 <= number <= 99 or not service_ids:
        raise CounterInvalid
    wanted = list(Service.objects.filter(pk__in=service_ids, desk_id=desk_id))
    if {one.pk for one in wanted} != set(service_ids):
        raise UnknownService
    _alone(desk_id)
    counter, _ = Counter.objects.update_or_create(
        desk_id=desk_id, number=number, defaults={"name": nfc(name.strip()), "is_active": is_active}
    )
    counter.services.set(wanted)
    body = {
        "desk": desk_id,
        "number": number,
        "services": sorted(str(one.pk) for one in wanted),
        "is_active": is_active,
    }
    append(Stream("queue_counter", counter.pk), kind="set", happened_at=at, actor=officer, body=body)
    return counter


USUAL = (
    ServiceFacts("Tiếp nhận hồ sơ", "A", minutes=12, slot_minutes=30, slot_capacity=2, is_online=True),
    ServiceFacts("Trả kết quả", "B", minutes=5, slot_minutes=30, slot_capacity=2, is_online=True),
    ServiceFacts("Hướng dẫn, tra cứu", "C", minutes=8),
)


@transaction.atomic
def open_usual(*, desk_id: UUID, counters: int, officer: Actor, at: datetime) -> list[ServiceVersion]:
    """Begin with what most desks have: reception, return, advice; each counter serves all (thiết lập nhanh).

    A desk that has services keeps them: they are given back, and nothing changes.
    """
    assert officer.id is not None
    require_duty(officer.id, desk_id, HEAD, at)
    day = local_day(at)
    there = list(ServiceVersion.objects.filter(held_on(day), desk_id=desk_id).order_by("prefix"))
    if there:
        return there
    made = [set_service(desk_id=desk_id, facts=one, valid_from=day, officer=officer, at=at) for one in USUAL]
    for number in range(1, max(1, counters) + 1):
        ids = [one.service_id for one in made]
        set_counter(desk_id=desk_id, number=number, service_ids=ids, officer=officer, at=at)
    return made


def counter_at(counter_id: UUID) -> Counter:
    """Refuses UnknownCounter."""
    counter = Counter.objects.filter(pk=counter_id, is_active=True).first()
    if counter is None:
        raise UnknownCounter
    return counter


def _service(desk_id: UUID, service_id: UUID | None) -> Service:
    if service_id is None:
        return Service.objects.create(desk_id=desk_id)
    found = Service.objects.filter(pk=service_id, desk_id=desk_id).first()
    if found is None:
        raise UnknownService
    return found


def _end_before(service: Service, day: date) -> None:
    """What was to hold from this day on is taken back; what holds before ends the day before."""
    service.versions.filter(valid_from__gte=day).delete()
    service.versions.exclude(valid_to__lt=day).update(valid_to=day - timedelta(days=1))


def _alone(desk_id: UUID) -> None:
    """Two heads arrange one desk one after the other, and not while somebody makes an appointment there."""
    desk_of(desk_id)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('queue'), hashtext(%s))", [str(desk_id)])


def as_arranged(desk_id: UUID) -> None:
    """How a desk is arranged stays so until the transaction ends; many may ask for it at once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtext('queue'), hashtext(%s))", [str(desk_id)])
