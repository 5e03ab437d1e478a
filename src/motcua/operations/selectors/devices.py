"""Which devices are used and which are silent; whose weekly check is late (TN14-7.4, TN14-8.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from motcua.agencies.selectors import desk_on, desks_on
from motcua.kernel.clock import local_day
from motcua.operations.models import Device, DeviceCheck, DeviceUse
from motcua.operations.policies import SILENT_MINUTES
from motcua.operations.rules import check_day, is_check_late, is_silent, monday_of
from motcua.operations.services.devices import USES, WITH_SCREEN
from motcua.queues.selectors.hours import calendar_of

SPAN = timedelta(days=30)


@dataclass(frozen=True)
class DeviceLine:
    """One device with its figures of the last 30 days; `is_unused`: a kiosk where nobody did anything."""

    device: Device
    desk: str
    kind: str
    uses: dict[str, int]
    used: int
    days_seen: int
    is_silent: bool
    is_unused: bool
    check: DeviceCheck | None


def device_with(device_id: UUID, generation: int) -> Device | None:
    """The device a machine says it is, as long as it is that one; one statement."""
    rows = Device.objects.filter(pk=device_id, generation=generation, retired_at=None)
    return rows.first()


def devices_of(desk_ids: Collection[UUID], at: datetime) -> list[DeviceLine]:
    """The devices of some desks, silent ones first (TN14-8.2: every kiosk given out is in use)."""
    day = local_day(at)
    rows = list(_in_use(desk_ids).order_by("desk_id", "kind", "name"))
    uses: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    seen: dict[UUID, set[date]] = defaultdict(set)
    counted = DeviceUse.objects.filter(device__in=[one.pk for one in rows], day__gt=day - SPAN)
    for device_id, on, what, count in counted.values_list("device_id", "day", "what", "count"):
        seen[device_id].add(on)
        uses[device_id][what] += count
    checks = {
        one.device_id: one
        for one in DeviceCheck.objects.filter(device__in=[row.pk for row in rows], week=monday_of(day))
    }
    lines = [_line(one, uses[one.pk], len(seen[one.pk]), checks.get(one.pk), at) for one in rows]
    return sorted(lines, key=lambda one: (not (one.is_silent or one.is_unused), one.desk, one.kind))


def _in_use(desk_ids: Collection[UUID]) -> QuerySet[Device]:
    return Device.objects.filter(desk_id__in=list(desk_ids), retired_at=None)


def _line(
    device: Device, uses: dict[str, int], days_seen: int, check: DeviceCheck | None, at: datetime
) -> DeviceLine:
    day = local_day(at)
    desk = desk_on(device.desk_id, day)
    has_voice = device.kind in WITH_SCREEN
    limit = SILENT_MINUTES.on(day, desk.desk.agency_id)
    used = sum(uses.get(what, 0) for what in USES)
    is_new = device.handed_out_on > day - timedelta(days=7)
    return DeviceLine(
        device=device,
        desk=desk.name,
        kind=Device.Kind(device.kind).label,
        uses=dict(uses),
        used=used,
        days_seen=days_seen,
        is_silent=has_voice and is_silent(device.last_seen_at, at, calendar_of(desk), limit),
        is_unused=device.kind == Device.Kind.KIOSK and not used and not is_new,
        check=check,
    )


@dataclass(frozen=True)
class WeekCheck:
    """The check of one desk in one week: when it has to be, what is missing."""

    desk_id: UUID
    desk: str
    week: date
    on: date | None
    devices: int
    checked: int
    faulty: int
    is_late: bool


def week_check(desk_id: UUID, at: datetime) -> WeekCheck:
    """This week's check of a desk."""
    return _week_checks([desk_id], at)[0]


def late_checks(at: datetime, desk_ids: Collection[UUID] | None = None) -> list[WeekCheck]:
    """The desks whose check of this week is late (TN14-7.4)."""
    rows = Device.objects.filter(retired_at=None)
    if desk_ids is not None:
        rows = rows.filter(desk_id__in=list(desk_ids))
    having = set(rows.values_list("desk_id", flat=True))
    open_now = {one.desk_id for one in desks_on(local_day(at))}
    found = _week_checks(having & open_now, at)
    return sorted((one for one in found if one.is_late), key=lambda one: one.desk)


def _week_checks(desk_ids: Collection[UUID], at: datetime) -> list[WeekCheck]:
    """This week's checks of some desks; two statements."""
    devices: dict[UUID, int] = dict(_in_use(desk_ids).order_by().values_list("desk_id").annotate(Count("pk")))
    written: dict[UUID, list[str]] = defaultdict(list)
    monday = monday_of(local_day(at))
    rows = DeviceCheck.objects.filter(
        device__desk_id__in=list(desk_ids), device__retired_at=None, week=monday
    )
    for desk_id, result in rows.values_list("device__desk_id", "result"):
        written[desk_id].append(result)
    return [_week_check(one, devices.get(one, 0), written[one], at) for one in desk_ids]


def _week_check(desk_id: UUID, devices: int, results: list[str], at: datetime) -> WeekCheck:
    day = local_day(at)
    desk, monday = desk_on(desk_id, day), monday_of(day)
    calendar = calendar_of(desk)
    return WeekCheck(
        desk_id=desk_id,
        desk=desk.name,
        week=monday,
        on=check_day(monday, calendar),
        devices=devices,
        checked=len(results),
        faulty=sum(one != DeviceCheck.Result.WORKS for one in results),
        is_late=len(results) < devices and is_check_late(monday, at, calendar),
    )


def checks_of(desk_id: UUID, most: int = 60) -> list[DeviceCheck]:
    """The check log of a desk, newest first (sổ kiểm tra)."""
    rows = DeviceCheck.objects.filter(device__desk_id=desk_id).select_related("device", "checked_by")
    return list(rows.order_by("-week", "device__kind", "device__name")[:most])


def has_printer(desk_id: UUID) -> bool:
    """Whether a printer of slips was given to a desk."""
    return _in_use([desk_id]).filter(kind=Device.Kind.PRINTER).exists()


def device_in(desk_ids: Collection[UUID], device_id: UUID) -> Device | None:
    """A device of one of these desks."""
    return _in_use(desk_ids).filter(pk=device_id).first()
