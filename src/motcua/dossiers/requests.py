"""Reading requests to complete: what was asked and answered, what runs out, who asks twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from motcua.dossiers.models import (
    Dossier,
    Part,
    Result,
    SecondRequest,
    Supplement,
    SupplementFile,
    SupplementPoint,
)
from motcua.dossiers.moves import State

BATCH = 200


@dataclass(frozen=True)
class SecondRequests:
    """How often an officer asked again for what could be seen the first time."""

    account_id: UUID
    full_name: str
    agency_id: UUID
    count: int


def requests_of(dossier_id: UUID) -> list[Supplement]:
    """Every request of a dossier with its points and what was given for each, oldest first; three statements."""
    files = SupplementFile.objects.filter(dossier_id=dossier_id).select_related("file").order_by("page")
    points = (
        SupplementPoint.objects.filter(dossier_id=dossier_id)
        .order_by("no")
        .prefetch_related(Prefetch("files", files))
    )
    return list(
        Supplement.objects.filter(dossier_id=dossier_id)
        .select_related("requested_by", "head")
        .order_by("no")
        .prefetch_related(Prefetch("points", points))
    )


def is_given_for_a_point(dossier_id: UUID, file_id: UUID, *, is_sent: bool) -> bool:
    """Whether a file answers a point; `is_sent` leaves out what the applicant still prepares."""
    rows = SupplementFile.objects.filter(dossier_id=dossier_id, file_id=file_id)
    if is_sent:
        sent = SupplementPoint.objects.filter(dossier_id=dossier_id, answered_at__isnull=False)
        rows = rows.filter(point_id__in=list(sent.values_list("pk", flat=True)))
    return rows.exists()


def leave_to_ask_again(dossier_id: UUID) -> SecondRequest | None:
    """The head's word that one more request may be made, not used yet."""
    return SecondRequest.objects.filter(dossier_id=dossier_id, supplement=None).select_related("head").first()


def first_result_of(dossier_id: UUID) -> str | None:
    """The name of the first result that the lead agency recorded; null while nothing is decided."""
    lead = Part.objects.filter(dossier_id=dossier_id, duty=Part.Duty.LEAD)
    rows = Result.objects.filter(dossier_id=dossier_id, part__in=lead).order_by("recorded_at")
    return rows.values_list("name", flat=True).first()


def overdue_answers(at: datetime, *, limit: int = BATCH) -> list[UUID]:
    """Dossiers whose applicant did not answer in time, the longest overdue first."""
    rows = Dossier.objects.filter(state=State.SUPPLEMENT_REQUESTED, waits_until__lt=at)
    return list(rows.order_by("waits_until").values_list("pk", flat=True)[:limit])


def answers_running_out(at: datetime, until: datetime, *, limit: int = BATCH) -> list[UUID]:
    """Dossiers whose time to answer ends before `until` and whose applicant was not reminded yet."""
    waiting = Dossier.objects.filter(
        state=State.SUPPLEMENT_REQUESTED, waits_until__gt=at, waits_until__lte=until
    ).values("pk")
    rows = Supplement.objects.filter(dossier_id__in=waiting, answered_at=None, reminded_at=None)
    return list(rows.order_by("requested_at").values_list("dossier_id", flat=True)[:limit])


def second_requests(right: Q, since: datetime, until: datetime) -> list[SecondRequests]:
    """By officer, among the requests that somebody answers for: how often it was asked again for what could be seen
    the first time (TN19-10.2a)."""
    rows = (
        Supplement.objects.filter(right, is_repeat=True, requested_at__gte=since, requested_at__lt=until)
        .values_list("requested_by_id", "requested_by__full_name", "agency_id")
        .annotate(count=Count("id"))
        .order_by("-count", "requested_by__full_name")
    )
    return [SecondRequests(*row) for row in rows]
