"""What a desk offers on a day, and its counters."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from motcua.agencies.selectors import held_on
from motcua.queues.errors import UnknownService
from motcua.queues.models import Counter, ServiceVersion, Sitting


def services_on(desk_id: UUID, day: date) -> list[ServiceVersion]:
    """The services of a desk on a day, by their letters; one statement."""
    return list(ServiceVersion.objects.filter(held_on(day), desk_id=desk_id).order_by("prefix"))


def service_on(service_id: UUID, day: date) -> ServiceVersion:
    """One service as it is on a day. Refuses UnknownService."""
    found = ServiceVersion.objects.filter(held_on(day), service_id=service_id).first()
    if found is None:
        raise UnknownService
    return found


def versions_from(desk_id: UUID, day: date) -> list[ServiceVersion]:
    """What is offered on a day or will be, for whoever arranges it."""
    rows = ServiceVersion.objects.filter(desk_id=desk_id).exclude(valid_to__lt=day)
    return list(rows.order_by("prefix", "valid_from"))


def service_for_field(desk_id: UUID, field: str, day: date) -> ServiceVersion | None:
    """Where somebody with a procedure of this field queues: the service that names it, else one for all fields."""
    offered = services_on(desk_id, day)
    named = [one for one in offered if field in one.fields]
    open_to_all = [one for one in offered if not one.fields]
    return next(iter([*named, *open_to_all]), None)


def counters_of(desk_id: UUID, *, active_only: bool = True) -> list[Counter]:
    """The counters of a desk by number, with what they serve; two statements."""
    rows = Counter.objects.filter(desk_id=desk_id).prefetch_related("services").order_by("number")
    return list(rows.filter(is_active=True) if active_only else rows)


def desks_with_queue(day: date) -> list[UUID]:
    """The desks where one takes a number on a day."""
    rows = ServiceVersion.objects.filter(held_on(day)).order_by("desk_id")
    return list(rows.values_list("desk_id", flat=True).distinct())


def sitting_of(account_id: UUID) -> Sitting | None:
    """Where an officer sits now."""
    rows = Sitting.objects.filter(account_id=account_id, closed_at=None)
    return rows.select_related("counter").first()


def sittings_at(desk_id: UUID) -> list[Sitting]:
    """Who sits at the counters of a desk now."""
    rows = Sitting.objects.filter(counter__desk_id=desk_id, closed_at=None)
    return list(rows.select_related("counter", "account").order_by("counter__number"))
