"""Tasks: who has to do what next, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Task(OfDossier):
    """One step of one part of a dossier, waiting for somebody or done (việc).

    A task waits in one pool (unit + role, or desk + role) until somebody owns it. Work lists are two index scans:
    mine, and unowned in my pools. `step_id` names the step of the pinned process, or `reception` and `return`
    for the desk's own work. While the dossier waits for somebody outside the task is held (`held_at`): its time
    stands still. Partitioned like the dossier; key in the database (dossier_id, id).
    """

    class State(models.TextChoices):
        OPEN = "open", gettext_noop("Đang mở")
        DONE = "done", gettext_noop("Đã xong")
        SENT_BACK = "sent_back", gettext_noop("Đã trả lại bước trước")
        CANCELLED = "cancelled", gettext_noop("Đã huỷ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    part = models.ForeignKey(
        "dossiers.Part", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    step_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    name = models.TextField()
    pool = models.ForeignKey("agencies.Pool", on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    priority = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "task"

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class UnitInCharge(models.Model):
    """Which unit of an agency handles which procedures (phòng chuyên môn phụ trách).

    The most exact row counts: for the procedure, then for its field, then for everything (both empty).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("agencies.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=130, blank=True, default="")
    field = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "unit_in_charge"
        constraints = [
            models.UniqueConstraint(fields=["agency", "procedure_code", "field"], name="unit_in_charge_once"),
            models.CheckConstraint(
                condition=models.Q(procedure_code="") | models.Q(field=""), name="unit_in_charge_one_measure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.procedure_code or self.field or 'tất cả'}"
