"""Reading what was promised anew, apologised for, verified and asked to stop."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch

from motcua.dossiers.models import Apology, Extension, StopRequest, Verification, VerificationFile
from motcua.kernel.clock import TZ


def extensions_of(dossier_id: UUID) -> list[Extension]:
    """The proposals to set the date anew, oldest first, with who made and answered them."""
    rows = Extension.objects.filter(dossier_id=dossier_id).select_related("proposed_by", "answered_by")
    return list(rows.order_by("no"))


def apologies_of(dossier_id: UUID) -> list[Apology]:
    """The late apologies, oldest first."""
    return list(Apology.objects.filter(dossier_id=dossier_id).select_related("issued_by").order_by("no"))


def apologies_counted(agency_id: UUID, first: date, last: date) -> int:
    """How many late apologies an agency issued from a day up to and with another (TN19-12.8)."""
    since = datetime.combine(first, time(), TZ)
    until = datetime.combine(last + timedelta(days=1), time(), TZ)
    return Apology.objects.filter(agency_id=agency_id, issued_at__gte=since, issued_at__lt=until).count()


def verifications_of(dossier_id: UUID) -> list[Verification]:
    """The verifications with their files, oldest first; two statements."""
    files = VerificationFile.objects.filter(dossier_id=dossier_id).select_related("file").order_by("no")
    rows = Verification.objects.filter(dossier_id=dossier_id).select_related("recorded_by")
    return list(rows.prefetch_related(Prefetch("files", files)).order_by("no"))


def is_of_verification(dossier_id: UUID, file_id: UUID) -> bool:
    """Whether a file lies with a verification of a dossier."""
    return VerificationFile.objects.filter(dossier_id=dossier_id, file_id=file_id).exists()


def stop_requests_of(dossier_id: UUID) -> list[StopRequest]:
    """What the applicant asked about stopping and what was answered, oldest first."""
    rows = StopRequest.objects.filter(dossier_id=dossier_id).select_related("answered_by")
    return list(rows.order_by("no"))
