"""What the operator sees of a call, and the head of all calls of the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from motcua.audit.services import Actor
from motcua.custody.post.selectors import newest_result_parcel
from motcua.dossiers.selectors import open_supplement_of
from motcua.operations.errors import UnknownCall
from motcua.operations.models import Call, CallDossier
from motcua.operations.services.calls import QUESTIONS, TRIES, questions_for
from motcua.payments.selectors import charges_of
from motcua.status.rules import PublicStatus
from motcua.status.selectors import answer
from motcua.status.words import short, what_next

MANY = 6  # look-ups of one call that are worth a glance of the head


@dataclass(frozen=True)
class More:
    """What a known caller is told beyond the public status."""

    code: str
    supplement: tuple[str, ...]
    due_vnd: int
    parcel: str


@dataclass(frozen=True)
class CallerDossier:
    """One dossier of a call.

    words, next  the public status, the same words as on every other channel
    code         masked until the caller is known
    questions    name and words of what may still be asked; none when known or locked
    """

    dossier_id: UUID
    status: PublicStatus
    code: str
    words: str
    next: str
    questions: tuple[tuple[str, str], ...]
    right: int
    tries_left: int
    is_known: bool
    is_locked: bool
    more: More | None


@dataclass(frozen=True)
class CallPage:
    """One call with what it is about."""

    call: Call
    dossiers: tuple[CallerDossier, ...]


def call_page(call_id: UUID, officer: Actor) -> CallPage:
    """Refuses with UnknownCall: a call is its operator's."""
    call = Call.objects.filter(pk=call_id, officer_id=officer.id).first()
    if call is None:
        raise UnknownCall
    if call.ended_at is not None:
        return CallPage(call, ())
    rows = CallDossier.objects.filter(call=call).select_related("dossier", "call").order_by("-dossier_id")
    return CallPage(call, tuple(_shown(row) for row in rows))


def _shown(row: CallDossier) -> CallerDossier:
    code = row.dossier.code or row.dossier.reference
    status = answer(code)
    is_known, is_locked = row.verified_at is not None, row.wrong >= TRIES
    asked = [] if is_known or is_locked else questions_for(row)
    shown = code if is_known else masked(code)
    return CallerDossier(
        dossier_id=row.dossier_id,
        status=status,
        code=shown,
        words=short(status).replace(code, shown),
        next=what_next(status),
        questions=tuple((name, QUESTIONS[name]) for name in asked),
        right=len(row.right),
        tries_left=TRIES - row.wrong,
        is_known=is_known,
        is_locked=is_locked,
        more=_more(row) if is_known else None,
    )


def _more(row: CallDossier) -> More:
    supplement = open_supplement_of(row.dossier_id)
    parcel = newest_result_parcel(row.dossier_id)
    return More(
        code=row.dossier.code or row.dossier.reference,
        supplement=tuple(f"{one.subject}: {one.to_do}" for one in supplement.points.order_by("no"))
        if supplement
        else (),
        due_vnd=sum(one.amount_vnd for one in charges_of(row.dossier_id) if one.state == "due"),
        parcel=f"{parcel.carrier or ''} {parcel.waybill}, {parcel.state_name}".strip() if parcel else "",
    )


def masked(code: str) -> str:
    """The last four signs of a code: enough to tell two dossiers apart, too little to look one up."""
    return f"…{code[-4:]}"


def calls_of(desk_ids: Collection[UUID], *, since: datetime) -> QuerySet[Call]:
    """The calls of some desks since an instant, the odd ones first: locked, or with many look-ups."""
    rows = Call.objects.filter(desk_id__in=desk_ids, began_at__gte=since).select_related("officer")
    counted = rows.annotate(
        asked=Count("questions", distinct=True),
        known=Count("dossiers", filter=Q(dossiers__verified_at__isnull=False), distinct=True),
        shown=Count("dossiers", distinct=True),
        worst=Max("dossiers__wrong"),
    )
    return counted.order_by(F("worst").desc(nulls_last=True), "-asked", "-began_at")
