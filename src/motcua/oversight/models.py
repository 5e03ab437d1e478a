"""What the watchdog found standing still, and who was urged to move it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7


class Watch(models.Model):
    """One round of the watchdog over all open dossiers."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    found = models.IntegerField()
    resolved = models.IntegerField()

    class Meta:
        db_table = "watch"
        indexes = [models.Index(fields=["-at"], name="watch_newest")]

    def __str__(self) -> str:
        return f"{self.at}: {self.found}"


class Stall(models.Model):
    """An open dossier that nobody moves (hồ sơ đứng yên): why, where, since when. Resolved, it stays as history."""

    class Cause(models.TextChoices):
        NO_STEP = "no_step", "Không có bước tiếp theo"
        NO_DATE = "no_date", "Không có hạn"
        NOBODY_THERE = "nobody_there", "Nơi xử lý không còn ai"
        LEFT = "left", "Người giữ việc không còn ở vị trí đó"
        UNOWNED = "unowned", "Chưa có người nhận việc"
        STILL = "still", "Không có chuyển động"
        WAIT_OVER = "wait_over", "Hết thời gian chờ mà chưa xử lý"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", db_index=False)
    part_no = models.SmallIntegerField(default=0)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    desk = models.ForeignKey("agencies.Desk", models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "stall"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "part_no", "cause"], condition=Q(resolved_at=None), name="stall_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "since"], condition=Q(resolved_at=None), name="stall_of_agency"),
            models.Index(fields=["dossier"], name="stall_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} since {self.since}"


class Urge(models.Model):
    """Somebody answerable asks whoever has the next step to move, and must get an answer (đôn đốc); TN19-14.4."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", db_index=False)
    task_id = models.UUIDField()
    step = models.TextField()
    pool = models.ForeignKey("agencies.Pool", models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "urge"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "task_id"], condition=Q(answered_at=None), name="urge_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="urge_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "-asked_at"], name="urge_of_dossier"),
            models.Index(fields=["pool"], condition=Q(answered_at=None), name="urge_of_pool"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.words}"
