"""What an applicant hands in to show that a financial duty was paid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.core import Dossier
from motcua.dossiers.models.partitions import OfDossier
from motcua.dossiers.models.pauses import Pause
from motcua.kernel.uuid7 import uuid7


class DutyReceipt(OfDossier):
    """A receipt as its applicant sent it (chứng từ nộp tiền), until an officer recorded the payment or said why not.

    Part of the dossier's pause; while it waits to be looked at the desk has a task of kind `receipt`.
    """

    class State(models.TextChoices):
        GIVEN = "given", gettext_noop("Chờ kiểm tra")
        RECORDED = "recorded", gettext_noop("Đã ghi nhận")
        DECLINED = "declined", gettext_noop("Chưa ghi nhận được")
        LAPSED = "lapsed", gettext_noop("Không cần nữa")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    pause = models.ForeignKey(
        Pause, on_delete=models.PROTECT, related_name="receipts", db_constraint=False, db_index=False
    )
    no = models.SmallIntegerField()
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)
    given_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "dossier_duty_receipt"

    def __str__(self) -> str:
        return f"receipt #{self.no} ({self.state})"


class DutyReceiptFile(OfDossier):
    """A page of a receipt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey(
        DutyReceipt, on_delete=models.PROTECT, related_name="files", db_constraint=False, db_index=False
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    page = models.SmallIntegerField()

    class Meta:
        db_table = "dossier_duty_receipt_file"

    def __str__(self) -> str:
        return f"page {self.page}"
