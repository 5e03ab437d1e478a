"""While the handling waits for somebody outside: since when, for what, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from motcua.dossiers.models.core import Dossier, Part
from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Pause(OfDossier):
    """One waiting of a dossier (tạm dừng): a financial duty to be paid, a public posting to run out.

    Which clocks it stops is `ClockRule`'s. `step_id` names the step of the process that is nothing but this
    waiting; without it somebody paused the work of `part`. A pause is open while its dossier waits, and only then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses", db_index=False)
    part = models.ForeignKey(
        Part, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    cause = models.CharField(max_length=24)
    step_id = models.CharField(max_length=40, blank=True, default="")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True, default="")
    notice_number = models.CharField(max_length=80, blank=True, default="")
    notice_on = models.DateField(null=True)
    amount_vnd = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    receipt_number = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "dossier_pause"

    def __str__(self) -> str:
        return f"{self.cause} until {self.until_at}"
