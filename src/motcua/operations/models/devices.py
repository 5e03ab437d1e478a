"""Devices given to desks, what they are used for, and the weekly check of them (TN14-7.4, TN14-8.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from motcua.kernel.uuid7 import uuid7


class Device(models.Model):
    """One device of a desk (thiết bị): what it is, by which decision it was given, when it was last heard of.

    generation    of the signed cookie: enrolled again, the machine before is a stranger
    enrol_hash    of the one-time code; "" when none is waiting
    last_seen_at  of kiosks and calling screens; the others have no voice
    """

    class Kind(models.TextChoices):
        KIOSK = "kiosk", gettext_noop("Ki-ốt thông tin")
        SCREEN = "screen", gettext_noop("Màn hình gọi số")
        SCANNER = "scanner", gettext_noop("Máy quét mã vạch")
        PRINTER = "printer", gettext_noop("Máy in phiếu")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    serial = models.CharField(max_length=60)
    instrument = models.CharField(max_length=300)
    handed_out_on = models.DateField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    enrol_hash = models.CharField(max_length=64, blank=True, default="")
    enrol_until = models.DateTimeField(null=True)
    generation = models.PositiveSmallIntegerField(default=0)
    enrolled_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "device"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "serial"], condition=Q(retired_at=None), name="device_serial_once"
            ),
            models.UniqueConstraint(
                fields=["enrol_hash"], condition=~Q(enrol_hash=""), name="device_enrolment_once"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | ~Q(retired_why=""), name="device_retired_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["desk"], condition=Q(retired_at=None), name="device_of_desk")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class DeviceUse(models.Model):
    """How often something was done at a device on a day: a row a device, day and thing; no person, no content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uses")
    day = models.DateField()
    what = models.CharField(max_length=12)
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "device_use"
        constraints = [
            models.UniqueConstraint(fields=["device", "day", "what"], name="device_use_one_row_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"


class DeviceCheck(models.Model):
    """What the desk found of a device in a week (sổ kiểm tra thiết bị); `week` is its Monday."""

    class Result(models.TextChoices):
        WORKS = "works", gettext_noop("Hoạt động tốt")
        FAULTY = "faulty", gettext_noop("Hỏng hoặc lỗi")
        ABSENT = "absent", gettext_noop("Không có tại bộ phận")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="checks")
    week = models.DateField()
    result = models.CharField(max_length=8, choices=Result.choices)
    remark = models.CharField(max_length=500, blank=True, default="")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "device_check"
        constraints = [
            models.UniqueConstraint(fields=["device", "week"], name="device_check_one_a_week"),
            models.CheckConstraint(
                condition=Q(result="works") | ~Q(remark=""), name="device_check_says_what_is_wrong"
            ),
        ]
        indexes = [models.Index(fields=["week"], name="device_check_of_week")]

    def __str__(self) -> str:
        return f"{self.week}: {self.result}"
