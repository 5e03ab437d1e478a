"""The clocks of a dossier: what runs, since when, why it stands still (design §3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.core import Dossier, Part
from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Clock(OfDossier):
    """One time limit at work (đồng hồ thời hạn).

    `legal` restarts from zero after a supplement, `scoring` pauses as the national index counts. The calendar
    version is pinned: a holiday added later changes nothing that was computed, it makes an event.
    `appointed_due` is the date that the one lawful re-appointment set (hẹn lại), `appointed_at` when.
    """

    class Kind(models.TextChoices):
        LEGAL = "legal", gettext_noop("Thời hạn theo quy định")
        SCORING = "scoring", gettext_noop("Thời gian chấm điểm")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    part = models.ForeignKey(
        Part, null=True, on_delete=models.PROTECT, related_name="clocks", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    no = models.SmallIntegerField()
    limit = models.CharField(max_length=40)
    calendar_version = models.ForeignKey(
        "deadlines.CalendarVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reasons = models.JSONField()
    stopped_at = models.DateTimeField(null=True)
    appointed_at = models.DateTimeField(null=True)
    appointed_due = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_clock"

    def __str__(self) -> str:
        return f"{self.kind} #{self.no} until {self.due_at}"


class ClockSegment(OfDossier):
    """A stretch of time in which a clock ran or stood, with its cause. Segments of a clock never overlap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, related_name="segments", db_constraint=False, db_index=False
    )
    running = models.BooleanField()
    cause = models.CharField(max_length=24)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_clock_segment"

    def __str__(self) -> str:
        return f"{'runs' if self.running else 'stands'} from {self.from_at}"


class ClockRule(models.Model):
    """Which cause of waiting does what to which clock; dated, with the instrument that says so."""

    class Effect(models.TextChoices):
        NONE = "none", "Vẫn chạy"
        PAUSES = "pauses", "Tạm dừng"
        RESTARTS = "restarts", "Tính lại từ đầu"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.CharField(max_length=24)
    clock = models.CharField(max_length=10, choices=Clock.Kind.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    instrument = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "clock_rule"
        constraints = [
            models.UniqueConstraint(fields=["cause", "clock", "valid_from"], name="clock_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.clock} {self.effect}"
