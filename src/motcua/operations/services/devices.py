"""Devices of the desks: registered, enrolled, heard of, checked each week, retired."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_of, may_administer, scope_of
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.kernel.uuid7 import uuid7
from motcua.numbers.rules import ALPHABET
from motcua.operations.errors import (
    CheckIncomplete,
    DeviceFactsMissing,
    DeviceHasNoScreen,
    DeviceKnown,
    EnrolmentRefused,
    NotKeeperOfDevices,
    ReasonNeeded,
    UnknownDevice,
)
from motcua.operations.models import Device, DeviceCheck
from motcua.operations.rules import monday_of
from motcua.operations.services.kit import RECEIVING, require_duty
from motcua.parties.selectors import sealer

CODE_LENGTH = 8
CODE_MINUTES = 30
WITH_SCREEN = (Device.Kind.KIOSK, Device.Kind.SCREEN)
USES = ("start", "procedure", "lookup", "ticket", "rating")  # what a kiosk counts, besides its beats
_COUNT = """
insert into device_use (id, device_id, day, what, count) values (%s, %s, %s, %s, 1)
on conflict (device_id, day, what) do update set count = device_use.count + 1
"""


@dataclass(frozen=True)
class DeviceFacts:
    """What is written down of a device: see `models.Device`."""

    kind: str
    desk_id: UUID
    name: str
    serial: str
    instrument: str
    handed_out_on: date


@transaction.atomic
def register_device(*, facts: DeviceFacts, officer: Actor, at: datetime) -> Device:
    """Write down a device that is given to a desk (đăng ký thiết bị), by whoever administers its agency.

    Refuses
        NotKeeperOfDevices, DeviceFactsMissing, DeviceKnown
    Law
        TN14-8.2.
    """
    assert officer.id is not None
    desk = desk_of(facts.desk_id)
    if not may_administer(officer.id, desk.agency_id, at):
        raise NotKeeperOfDevices
    words = [
        nfc(one.strip())[:longest]
        for one, longest in ((facts.name, 120), (facts.serial, 60), (facts.instrument, 300))
    ]
    if not all(words) or facts.kind not in Device.Kind.values or facts.handed_out_on > local_day(at):
        raise DeviceFactsMissing
    name, serial, instrument = words
    try:
        with transaction.atomic():
            device = Device.objects.create(
                id=uuid7(at),
                kind=facts.kind,
                desk_id=desk.pk,
                name=name,
                serial=serial,
                instrument=instrument,
                handed_out_on=facts.handed_out_on,
                registered_by_id=officer.id,
                registered_at=at,
            )
    except IntegrityError as double:
        raise DeviceKnown(serial=serial) from double
    _tell(device, "registered", {"desk": desk.pk, "kind": device.kind, "serial": serial}, officer, at)
    return device


@transaction.atomic
def new_enrolment(*, device_id: UUID, officer: Actor, at: datetime) -> str:
    """A one-time code that makes a machine this device (mã kích hoạt); an older code is worth nothing any more.

    Takes
        officer  who administers the agency, or the head of the desk
    Refuses
        UnknownDevice, DeviceHasNoScreen
    """
    device = _for_update(device_id, officer, at, is_head_enough=True)
    if device.kind not in WITH_SCREEN:
        raise DeviceHasNoScreen
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    device.enrol_hash = _hash(code)
    device.enrol_until = at + timedelta(minutes=CODE_MINUTES)
    device.save(update_fields=["enrol_hash", "enrol_until"])
    _tell(device, "enrolment_code", {}, officer, at)
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def enrol(*, typed: str, at: datetime) -> Device:
    """The machine in front of which the code is typed is the device from now on; the code is used up (kích hoạt).

    Refuses
        EnrolmentRefused
    """
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    rows = Device.objects.select_for_update(of=("self",)).filter(enrol_hash=_hash(plain), retired_at=None)
    device = rows.first() if plain else None
    if device is None or device.enrol_until is None or at > device.enrol_until:
        raise EnrolmentRefused(minutes=CODE_MINUTES)
    device.enrol_hash, device.enrol_until = "", None
    device.generation += 1
    device.enrolled_at = device.last_seen_at = at
    device.save()
    _tell(device, "enrolled", {"generation": device.generation}, Actor("system"), at)
    return device


@transaction.atomic
def retire_device(*, device_id: UUID, reason: str, officer: Actor, at: datetime) -> Device:
    """A device is given back or thrown away (thu hồi); its figures stay. Refuses UnknownDevice, ReasonNeeded."""
    device = _for_update(device_id, officer, at)
    if not reason.strip():
        raise ReasonNeeded
    device.retired_at, device.retired_why = at, nfc(reason.strip())[:300]
    device.enrol_hash, device.enrol_until = "", None
    device.generation += 1
    device.save()
    _tell(device, "retired", {}, officer, at)
    return device


def beat(*, device_id: UUID, at: datetime) -> None:
    """A kiosk or a screen says that it is there (tín hiệu); a sign of life is no event."""
    Device.objects.filter(pk=device_id, retired_at=None).update(last_seen_at=at)
    _count(device_id, "beat", at)


def note_use(*, device_id: UUID, what: str, at: datetime) -> None:
    """Somebody did something at a device; only how often is kept, not what (TN14-8.2)."""
    if what not in USES:
        raise ValueError(f"nothing is counted as {what}")
    _count(device_id, what, at)


def _count(device_id: UUID, what: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [uuid7(), device_id, local_day(at), what])


@dataclass(frozen=True)
class Found:
    """What the check found of one device."""

    result: str
    remark: str = ""


@transaction.atomic
def check_devices(*, desk_id: UUID, found: Mapping[UUID, Found], officer: Actor, at: datetime) -> None:
    """The desk's check of the week (kiểm tra thiết bị ngày làm việc đầu tuần); again in a week mends what was written.

    Takes
        found  of every device of the desk
    Refuses
        NotOfThisDesk, CheckIncomplete
    Law
        TN14-7.4.
    """
    assert officer.id is not None
    require_duty(officer.id, desk_id, RECEIVING, at)
    devices = set(Device.objects.filter(desk_id=desk_id, retired_at=None).values_list("pk", flat=True))
    results = set(DeviceCheck.Result.values)
    is_whole = devices and devices == set(found) and all(one.result in results for one in found.values())
    if not is_whole or any(one.result != "works" and not one.remark.strip() for one in found.values()):
        raise CheckIncomplete
    for device_id, one in found.items():
        DeviceCheck.objects.update_or_create(
            device_id=device_id,
            week=monday_of(local_day(at)),
            defaults={
                "result": one.result,
                "remark": nfc(one.remark.strip())[:500],
                "checked_by_id": officer.id,
                "checked_at": at,
            },
        )
        body = {"result": one.result, "week": monday_of(local_day(at))}
        append(Stream("device", device_id), kind="checked", happened_at=at, actor=officer, body=body)


def _for_update(device_id: UUID, officer: Actor, at: datetime, *, is_head_enough: bool = False) -> Device:
    """The device, locked, for whoever may keep it. Refuses UnknownDevice, also for somebody else's."""
    assert officer.id is not None
    rows = Device.objects.select_for_update(of=("self",)).filter(pk=device_id, retired_at=None)
    device = rows.select_related("desk").first()
    if device is None:
        raise UnknownDevice
    postings = scope_of(officer.id, at).postings
    is_head = any(one.desk_id == device.desk_id and one.role is Role.DESK_HEAD for one in postings)
    if not ((is_head and is_head_enough) or may_administer(officer.id, device.desk.agency_id, at)):
        raise UnknownDevice
    return device


def _hash(code: str) -> str:
    return sealer().keyed_hash(f"device {code}")


def _tell(device: Device, kind: str, body: dict[str, object], officer: Actor, at: datetime) -> None:
    append(Stream("device", device.pk), kind=kind, happened_at=at, actor=officer, body=body)
