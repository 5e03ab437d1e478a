"""Outages, the kit of numbers for them, and what was received by hand meanwhile (NB18-13.2, TN14-7.3, TN14-9.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from motcua.kernel.uuid7 import uuid7


class Outage(models.Model):
    """The system was away (sự cố ngừng hệ thống): since when, why, who decided to work by hand, what was done about it.

    desk  where; null for the whole province
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cause = models.TextField()
    decision = models.TextField()
    repair = models.TextField(blank=True, default="")
    prevention = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "outage"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("began_at")), name="outage_ends_after_begin"
            )
        ]
        indexes = [models.Index(fields=["-began_at"], name="outage_newest")]

    def __str__(self) -> str:
        return f"{self.began_at}: {self.cause}"


class KitBlock(models.Model):
    """Numbers set aside for a desk before anything breaks: printed forms, or kept by one machine's offline page."""

    class Purpose(models.TextChoices):
        PAPER = "paper", "Phiếu in sẵn"
        MACHINE = "machine", "Máy nhận ngoại tuyến"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    count = models.PositiveSmallIntegerField()
    key = models.UUIDField(unique=True)
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "kit_block"
        indexes = [models.Index(fields=["desk", "-reserved_at"], name="kit_block_of_desk")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.count}"


class KitNumber(models.Model):
    """One number of the kit. Never given twice: it is the key of its row."""

    class State(models.TextChoices):
        PRINTED = "printed", "Chưa dùng"
        USED = "used", "Đã dùng"
        VOID = "void", "Đã huỷ"

    number = models.CharField(primary_key=True, max_length=20)
    block = models.ForeignKey(KitBlock, on_delete=models.PROTECT, related_name="numbers")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRINTED)
    reason = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "kit_number"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["printed", "used", "void"]), name="kit_number_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(reason=""), name="kit_number_void_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LateEntry(models.Model):
    """A dossier received by hand while the system was away, on its way into the system (nhập sau).

    Its draft is filled like any other; what is filed from it has the draft's id. `received_at` is when the paper
    came, `entered_at` when it was typed: both stay.

    papers  component ids that the clerk ticked as handed in
    """

    class State(models.TextChoices):
        FILLING = "filling", "Đang hoàn thiện tờ khai"
        WAITING = "waiting", "Chờ phê duyệt"
        APPROVED = "approved", "Đã phê duyệt"
        DECLINED = "declined", "Không phê duyệt"

    class Origin(models.TextChoices):
        PAPER = "paper", "Phiếu giấy"
        OFFLINE = "offline", "Trang ngoại tuyến"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)
    number = models.OneToOneField(KitNumber, on_delete=models.PROTECT, related_name="entry")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    outage = models.ForeignKey(Outage, null=True, on_delete=models.PROTECT, related_name="entries")
    release = models.ForeignKey("procedures.Release", on_delete=models.PROTECT, related_name="+")
    draft_id = models.UUIDField(unique=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    papers = models.JSONField(default=list)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.FILLING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, default="")

    class Meta:
        db_table = "late_entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__gte=F("received_at")), name="late_entry_after_reception"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(outage__isnull=False, decided_by__isnull=False),
                name="late_entry_approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "received_at"],
                condition=Q(state__in=["filling", "waiting"]),
                name="late_entry_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number_id}"
