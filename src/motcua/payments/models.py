"""Money of a dossier: what is owed and what was paid. Amounts are integer đồng."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Charge(OfDossier):
    """One fee of one dossier (phí, lệ phí); partitioned like the dossier.

    Where a dossier was stopped, `settled_why` says on what ground the fee was waived, given back or kept, and
    `settled_at` when.
    """

    class State(models.TextChoices):
        DUE = "due", gettext_noop("Chưa nộp")
        PAID = "paid", gettext_noop("Đã nộp")
        WAIVED = "waived", gettext_noop("Được miễn")
        REFUNDED = "refunded", gettext_noop("Đã hoàn trả")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    no = models.SmallIntegerField()
    name = models.TextField()
    amount_vnd = models.BigIntegerField()
    basis = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    raised_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=12, blank=True, default="")
    receipt_number = models.CharField(max_length=40, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_why = models.TextField(blank=True, default="")
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "charge"

    def __str__(self) -> str:
        return f"{self.name}: {self.amount_vnd} đ"
