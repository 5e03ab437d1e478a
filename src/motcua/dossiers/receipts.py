"""Reading receipts of financial duties."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch

from motcua.dossiers.models import DutyReceipt, DutyReceiptFile


def receipts_of(dossier_id: UUID) -> list[DutyReceipt]:
    """What was handed in for the financial duties of a dossier, with its pages, oldest first; two statements."""
    files = DutyReceiptFile.objects.filter(dossier_id=dossier_id).select_related("file").order_by("page")
    rows = DutyReceipt.objects.filter(dossier_id=dossier_id).order_by("no")
    return list(rows.prefetch_related(Prefetch("files", files)))


def is_of_receipt(dossier_id: UUID, file_id: UUID) -> bool:
    """Whether a file is a page of a receipt of the dossier."""
    return DutyReceiptFile.objects.filter(dossier_id=dossier_id, file_id=file_id).exists()
