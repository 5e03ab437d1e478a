"""Reading parcels, batches and envelopes."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.agencies.selectors import Scope
from motcua.custody.post.errors import UnknownBatch, UnknownEnvelope, UnknownParcel
from motcua.custody.post.models import Envelope, Parcel, ParcelEvent, PostBatch
from motcua.custody.post.rules import LIVE, Direction, Purpose, State
from motcua.custody.rules import AT_DESK as DESK_ROLES
from motcua.dossiers.access import visible_to

LONGEST = 200


def desks_of(scope: Scope) -> tuple[UUID, ...]:
    """The desks where an officer packs and receives, those that were merged into them too."""
    found: list[UUID] = []
    for posted in scope.postings:
        if posted.role in DESK_ROLES and posted.desk_id:
            found += [posted.desk_id, *posted.former_desk_ids]
    return tuple(dict.fromkeys(found))


def visible_parcels(scope: Scope) -> QuerySet[Parcel]:
    """Of one's own desks, and of dossiers one may see."""
    seen = visible_to(scope).values("pk")
    return Parcel.objects.filter(Q(desk_id__in=desks_of(scope)) | Q(dossier_id__in=seen))


def parcel_in(parcel_id: UUID, scope: Scope) -> Parcel:
    """Refuses with UnknownParcel."""
    found = _whole(visible_parcels(scope)).filter(pk=parcel_id).first()
    if found is None:
        raise UnknownParcel
    return found


def parcels_numbered(text: str, scope: Scope) -> list[Parcel]:
    """By the carrier's number or the code on our label, for an officer who may know of them; newest first."""
    rows = visible_parcels(scope).filter(Q(waybill=text) | Q(code=text))
    return list(_whole(rows).order_by("-id")[:10])


def parcels_at(
    desk_ids: Collection[UUID], *states: State, direction: Direction | None = None
) -> list[Parcel]:
    """The parcels of some desks in some states, the oldest wish first."""
    rows = Parcel.objects.filter(desk_id__in=desk_ids, state__in=states)
    if direction is not None:
        rows = rows.filter(direction=direction)
    return list(_whole(rows).order_by("asked_at", "id")[:LONGEST])


def troubled_parcels(desk_ids: Collection[UUID]) -> list[Parcel]:
    """What somebody has to look at: refused, returned, lost, an unknown code, nobody at home."""
    rows = Parcel.objects.filter(desk_id__in=desk_ids).exclude(problem="")
    return list(_whole(rows).order_by("asked_at")[:LONGEST])


def parcels_of(dossier_id: UUID) -> list[Parcel]:
    """All parcels of a dossier, newest first, without those that were cancelled."""
    rows = Parcel.objects.filter(dossier_id=dossier_id).exclude(state=State.CANCELLED)
    return list(_whole(rows).order_by("-id"))


def result_parcel(dossier_id: UUID) -> Parcel | None:
    """The parcel that is to bring the result, or is on its way with it; none where the applicant comes."""
    rows = Parcel.objects.filter(
        dossier_id=dossier_id, direction=Direction.OUT, purpose=Purpose.RESULT, state__in=LIVE
    )
    return _whole(rows).first()


def papers_parcel(dossier_id: UUID) -> Parcel | None:
    """The parcel that is to bring an ended dossier's originals home, or is on its way with them."""
    rows = Parcel.objects.filter(
        dossier_id=dossier_id, direction=Direction.OUT, purpose=Purpose.PAPERS, state__in=LIVE
    )
    return _whole(rows).first()


def newest_papers_parcel(dossier_id: UUID) -> Parcel | None:
    """The newest parcel with originals, whatever became of it; none where nobody asked for one."""
    rows = Parcel.objects.filter(dossier_id=dossier_id, direction=Direction.OUT, purpose=Purpose.PAPERS)
    return _whole(rows.exclude(state=State.CANCELLED)).order_by("-id").first()


def newest_result_parcel(dossier_id: UUID) -> Parcel | None:
    """The newest parcel with the result, whatever became of it; none where nobody asked for the post."""
    rows = Parcel.objects.filter(dossier_id=dossier_id, direction=Direction.OUT, purpose=Purpose.RESULT)
    return _whole(rows.exclude(state=State.CANCELLED)).order_by("-id").first()


def events_of(parcel: Parcel) -> list[ParcelEvent]:
    """What was told of a parcel, in the order in which it happened."""
    return list(ParcelEvent.objects.filter(parcel=parcel).select_related("by").order_by("happened_at", "id"))


def batch_in(batch_id: UUID, scope: Scope) -> PostBatch:
    """Refuses with UnknownBatch."""
    rows = PostBatch.objects.filter(desk_id__in=desks_of(scope), pk=batch_id)
    found = rows.select_related("carrier", "made_by", "taken_by").first()
    if found is None:
        raise UnknownBatch
    return found


def parcels_in_batch(batch: PostBatch) -> list[Parcel]:
    """The parcels of a batch, in the order of their codes."""
    return list(_whole(Parcel.objects.filter(batch=batch)).order_by("code"))


def open_batches(desk_ids: Collection[UUID]) -> list[PostBatch]:
    """Records that a postman has not confirmed yet."""
    rows = PostBatch.objects.filter(desk_id__in=desk_ids, taken_at=None).select_related("carrier")
    return list(rows.order_by("made_at")[:LONGEST])


def envelopes_at(desk_ids: Collection[UUID], *, limit: int = 50) -> list[Envelope]:
    """Envelopes of some desks, those without a dossier first, then the newest."""
    rows = Envelope.objects.filter(desk_id__in=desk_ids).select_related("dossier", "recorded_by")
    waiting = list(rows.filter(dossier=None).order_by("arrived_at")[:LONGEST])
    return [*waiting, *rows.exclude(dossier=None).order_by("-arrived_at")[:limit]]


def envelope_in(envelope_id: UUID, scope: Scope) -> Envelope:
    """Refuses with UnknownEnvelope."""
    rows = Envelope.objects.filter(desk_id__in=desks_of(scope), pk=envelope_id)
    found = rows.select_related("dossier", "desk", "parcel").first()
    if found is None:
        raise UnknownEnvelope
    return found


def envelope_of_draft(draft_id: UUID) -> Envelope | None:
    """The envelope whose papers a draft is filled from: its filing is dated by the arrival."""
    return Envelope.objects.filter(draft_id=draft_id).first()


def envelopes_of(dossier_id: UUID) -> list[Envelope]:
    """The envelopes whose papers are in a dossier."""
    return list(Envelope.objects.filter(dossier_id=dossier_id).order_by("arrived_at"))


def _whole(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    return rows.select_related("dossier", "carrier", "batch")
