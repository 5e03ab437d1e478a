"""What officers see of the post: what to pack, what waits for the postman, what is on its way, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.agencies.selectors import Scope
from motcua.custody.models import Envelope, Item, Parcel, ParcelEvent, PostBatch, PostCarrier
from motcua.custody.post import selectors as post
from motcua.custody.post.carriers import active_carriers
from motcua.custody.post.rules import AT_DESK, WITH_POST, Direction, Purpose, State
from motcua.custody.rules import Holder
from motcua.documents.errors import FileNotFound
from motcua.documents.rendering import render
from motcua.documents.selectors import documents_about
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import ENDED
from motcua.dossiers.moves import State as Handling
from motcua.journey.papers.post import labels_pdf
from motcua.journey.post_back import owed_originals
from motcua.journey.reading.visible import visible_dossier
from motcua.payments.models import Charge

__all__ = [
    "Envelope",
    "Parcel",
    "PostBatch",
    "PostCarrier",
]  # types that screens name without importing models

TOLD = {
    "registered": _("Đã đăng ký"),
    "collected": _("Bưu tá nhận"),
    "under_way": _("Đang chuyển"),
    "attempted": _("Chưa phát được"),
    "delivered": _("Đã phát"),
    "returned": _("Chuyển hoàn"),
    "lost": _("Thất lạc"),
    "unknown": _("Mã chưa biết"),
}


@dataclass(frozen=True)
class ToPack:
    """One parcel that waits to be closed.

    items    originals that lie at the desk and could go along; `owed` of them belong to the applicant
    due_vnd  fees that are not paid: they are paid before, or collected by the post
    """

    parcel: Parcel
    items: tuple[Item, ...]
    due_vnd: int

    @property
    def owed(self) -> tuple[UUID, ...]:
        return tuple(item.pk for item in self.items if item.must_return)


@dataclass(frozen=True)
class PostDesk:
    """The officer's page of the post."""

    troubled: tuple[Parcel, ...]
    to_pack: tuple[ToPack, ...]
    not_ready: int
    packed: tuple[Parcel, ...]
    numbered: tuple[Parcel, ...]
    batches: tuple[PostBatch, ...]
    under_way: tuple[Parcel, ...]
    to_fetch: tuple[Parcel, ...]
    coming: tuple[Parcel, ...]
    envelopes: tuple[Envelope, ...]
    carriers: tuple[PostCarrier, ...]

    @property
    def types_number(self) -> bool:
        """Whether a carrier has no interface: the clerk types its numbers."""
        return any(one.kind == PostCarrier.Kind.BY_HAND for one in self.carriers)


def post_desk(scope: Scope) -> PostDesk:
    """Everything of the post at an officer's desks; a fixed number of statements whatever there lies."""
    desks = post.desks_of(scope)
    out = post.parcels_at(desks, *AT_DESK, *WITH_POST, direction=Direction.OUT)
    coming = post.parcels_at(desks, *AT_DESK, *WITH_POST, direction=Direction.IN)
    # whose dossier ended without a result has nothing to send any more
    wanted = [one for one in out if one.state == State.WANTED and not _is_over(one)]
    ready = [one for one in wanted if one.purpose != Purpose.RESULT or _is_decided(one)]
    return PostDesk(
        troubled=tuple(post.troubled_parcels(desks)),
        to_pack=tuple(_to_pack(ready)),
        not_ready=len(wanted) - len(ready),
        packed=tuple(one for one in out if one.state == State.PACKED),
        numbered=tuple(one for one in out if one.state == State.REGISTERED and one.batch_id is None),
        batches=tuple(post.open_batches(desks)),
        under_way=tuple(one for one in out if one.state in WITH_POST),
        to_fetch=tuple(one for one in coming if one.state == State.WANTED),
        coming=tuple(one for one in coming if one.state != State.WANTED),
        envelopes=tuple(post.envelopes_at(desks)),
        carriers=tuple(active_carriers()),
    )


def _is_over(parcel: Parcel) -> bool:
    is_result = parcel.purpose == Purpose.RESULT
    return is_result and parcel.dossier is not None and parcel.dossier.finished_at is not None


def _is_decided(parcel: Parcel) -> bool:
    return parcel.dossier is not None and parcel.dossier.state == Handling.DECIDED


def _to_pack(parcels: Sequence[Parcel]) -> list[ToPack]:
    ids = [one.dossier_id for one in parcels if one.dossier_id]
    items = Item.objects.filter(
        dossier_id__in=ids, returned_at=None, originals__gt=0, bundle__holder=Holder.DESK,
        bundle__dossier_id=F("dossier_id"),
    ).select_related("bundle").order_by("no")  # fmt: skip
    lying: dict[UUID, list[Item]] = {}
    for item in items:
        lying.setdefault(item.dossier_id, []).append(item)
    due: dict[UUID, int] = {}
    for charge in Charge.objects.filter(dossier_id__in=ids, state=Charge.State.DUE):
        due[charge.dossier_id] = due.get(charge.dossier_id, 0) + charge.amount_vnd
    return [
        ToPack(
            one,
            tuple(item for item in lying.get(one.dossier_id, []) if item.bundle.desk_id == one.desk_id)
            if one.dossier_id and one.purpose != Purpose.SLIP
            else (),
            due.get(one.dossier_id, 0) if one.dossier_id and one.purpose == Purpose.RESULT else 0,
        )
        for one in parcels
    ]


@dataclass(frozen=True)
class Told:
    """One line of a parcel's way, in words."""

    at: datetime
    title: str
    words: str
    source: str


@dataclass(frozen=True)
class ParcelPage:
    """One parcel with its way, and what may be done with it.

    may_open  the dossier behind it is this officer's to see
    """

    parcel: Parcel
    lines: tuple[Told, ...]
    may_open: bool
    is_own: bool
    may_unpack: bool
    may_type: bool
    may_tell: bool
    may_send_again: bool


def parcel_page(parcel_id: UUID, scope: Scope) -> ParcelPage:
    """Refuses with UnknownParcel."""
    parcel = post.parcel_in(parcel_id, scope)
    is_own = parcel.desk_id in post.desks_of(scope)
    return ParcelPage(
        parcel=parcel,
        lines=tuple(_told(one) for one in post.events_of(parcel)),
        may_open=parcel.dossier_id is not None,
        is_own=is_own,
        may_unpack=is_own and parcel.state in {State.PACKED, State.REGISTERED},
        may_type=is_own and parcel.state == State.PACKED,
        may_tell=is_own and parcel.state in {State.REGISTERED, *WITH_POST, State.LOST},
        may_send_again=is_own and _may_go_again(parcel),
    )  # fmt: skip


def _may_go_again(parcel: Parcel) -> bool:
    """What came back or was lost may be asked for anew, where nobody did yet."""
    if parcel.state not in {State.RETURNED, State.LOST} or parcel.dossier is None:
        return False
    if parcel.purpose == Purpose.PAPERS:
        return post.papers_parcel(parcel.dossier.pk) is None and bool(owed_originals(parcel.dossier))
    return _is_decided(parcel) and post.result_parcel(parcel.dossier.pk) is None


def _told(event: ParcelEvent) -> Told:
    words = "; ".join(part for part in (event.words, event.receiver) if part)
    if event.status == "unknown":
        words = "; ".join(part for part in (event.code, words) if part)
    by = event.by.full_name if event.by else gettext(ParcelEvent.Source(event.source).label)
    return Told(event.happened_at, gettext(TOLD.get(event.status, event.status)), words, by)


@dataclass(frozen=True)
class BatchPage:
    """A record for the postman with its parcels."""

    batch: PostBatch
    parcels: tuple[Parcel, ...]

    @property
    def collect_vnd(self) -> int:
        return sum(one.collect_vnd for one in self.parcels)


def batch_page(batch_id: UUID, scope: Scope) -> BatchPage:
    """Refuses with UnknownBatch."""
    batch = post.batch_in(batch_id, scope)
    return BatchPage(batch, tuple(post.parcels_in_batch(batch)))


def batch_pdf(batch_id: UUID, scope: Scope) -> tuple[bytes, str]:
    """The record as it was issued. Refuses with UnknownBatch, FileNotFound."""
    batch = post.batch_in(batch_id, scope)
    issued = next((one for one in documents_about(batch.pk) if one.pk == batch.document_id), None)
    if issued is None:
        raise FileNotFound
    return render(issued), f"giay-ban-giao-buu-chinh-{batch.number.replace('/', '-')}.pdf"


def batch_labels(batch_id: UUID, scope: Scope, *, at: datetime) -> tuple[bytes, str]:
    """The labels of all its parcels. Refuses with UnknownBatch, FileNotFound."""
    page = batch_page(batch_id, scope)
    if not page.parcels:
        raise FileNotFound
    return labels_pdf(page.parcels, at=at), f"nhan-buu-gui-{page.batch.number.replace('/', '-')}.pdf"


def parcel_label(parcel_id: UUID, scope: Scope, *, at: datetime) -> tuple[bytes, str]:
    """The label of one parcel. Refuses with UnknownParcel."""
    parcel = post.parcel_in(parcel_id, scope)
    return labels_pdf([parcel], at=at), f"nhan-buu-gui-{parcel}.pdf"


def wish_of(dossier_id: UUID, scope: Scope) -> tuple[Dossier, Parcel | None]:
    """A dossier this officer may see, with the parcel that brings its result, or after its end the originals.

    Refuses
        UnknownDossier
    """
    dossier = visible_dossier(dossier_id, scope)
    if sends_back(dossier):
        return dossier, post.newest_papers_parcel(dossier.pk)
    return dossier, post.newest_result_parcel(dossier.pk)


def sends_back(dossier: Dossier) -> bool:
    """Whether what may go by post are the originals of an ended dossier, and not its result."""
    return dossier.state in ENDED
