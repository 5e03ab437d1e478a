"""Working calendars (lịch làm việc): what officers edit, and the versions that clocks pin.

A clock keeps the version it was computed with. Versions never change, so recomputing gives the same answer
for ever; an edit of hours or holidays takes effect when it is published as the next version.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7


class Calendar(models.Model):
    """A calendar by its name, such as `province`; desks and agencies carry the name.

    `weekly` holds seven texts of hours from Monday on, `settings` the fields of `rules.Settings`. A calendar
    with a `base` has the base's holidays and its own, which win.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    weekly = models.JSONField()
    settings = models.JSONField(default=dict)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="derived")
    seeded_years = ArrayField(models.IntegerField(), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "calendar"
        constraints = [
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z0-9][a-z0-9-]*$"), name="calendar_name_shape"
            ),
            models.CheckConstraint(condition=~Q(base=models.F("id")), name="calendar_not_its_own_base"),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarVersion(models.Model):
    """What was published under a number; no row is ever changed or deleted.

    `known_from` is when it was recorded: whoever asks what was known at an instant gets the version of then.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    known_from = models.DateTimeField()
    instrument = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "calendar_version"
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="calendar_version_from_one"),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="calendar_version_hash_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.number}"


class Holiday(models.Model):
    """A day that differs from its week: off, made up, or other hours. Counts once it is published."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "Ngày nghỉ"
        MAKE_UP = "make_up", "Ngày làm bù"
        HALF_DAY = "half_day", "Ngày làm việc theo giờ khác"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    hours = models.CharField(max_length=100, blank=True)
    instrument = models.CharField(max_length=300, blank=True)
    projected = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "holiday"
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="holiday_one_per_day"),
            models.CheckConstraint(
                condition=Q(kind="holiday", hours="") | (Q(kind__in=["make_up", "half_day"]) & ~Q(hours="")),
                name="holiday_hours_fit_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
