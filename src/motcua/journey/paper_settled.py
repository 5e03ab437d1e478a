"""Paper at the end of a dossier: handed back, archived, or its absence explained (NB18-13.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import Scope
from motcua.audit.services import SYSTEM, Actor
from motcua.custody import services as custody
from motcua.custody.access import acting, stands_for
from motcua.custody.errors import ItemsOwed, NotHeldHere, NothingToGive, NotYetToArchive, PaperElsewhere
from motcua.custody.models import Bundle, Item
from motcua.custody.rules import Holder
from motcua.custody.selectors import live_bundles, name_of
from motcua.dossiers.errors import ReceiverMissing
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import ENDED, State
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.custody import keep_paper_left
from motcua.journey.desk import expect, is_done
from motcua.journey.errors import NotYourDuty
from motcua.journey.post_back import take_from_post
from motcua.kernel.clock import local_day


def settle_with_result(
    dossier: Dossier, *, returned: Collection[UUID], reason: str, officer: Actor, at: datetime
) -> None:
    """The result goes out: originals of the applicant go with it, the rest lies at this desk or is archived.

    Takes
        dossier   locked
        returned  ids of the items that the clerk gave back now
        reason    why the result goes out although paper is elsewhere or an original is kept; empty when all is there
    Refuses
        PaperElsewhere, ItemsOwed
    Law
        NB18-13.1, TN19-8.2.
    """
    bundles = live_bundles(dossier.pk)
    away = [one for one in bundles if not lies_at(one, dossier.return_desk_id)]
    here = [item for one in bundles if one not in away for item in one.items.all() if not item.returned_at]
    given = [item for item in here if item.pk in returned]
    owed = [
        item
        for one in bundles
        for item in one.items.all()
        if item.must_return and item.returned_at is None and item not in given
    ]
    _explain(dossier, "hand_over", away, owed, reason=reason, officer=officer, at=at)
    custody.return_items(dossier, given, actor=officer, at=at)


def require_accounted(dossier: Dossier, *, going: Collection[UUID], reason: str, at: datetime) -> None:
    """What `settle_with_result` would refuse, asked before the result is closed into a parcel (NB18-13.1).

    Takes
        going  ids of the items that lie in the parcel
    Refuses
        PaperElsewhere, ItemsOwed; NotHeldHere for an item that does not lie at the desk of return
    """
    bundles = live_bundles(dossier.pk)
    away = [one for one in bundles if not lies_at(one, dossier.return_desk_id)]
    here = {item.pk for one in bundles if one not in away for item in one.items.all() if not item.returned_at}
    if set(going) - here:
        raise NotHeldHere(dossier=str(dossier), holder=_where(away, at))
    owed = [
        item
        for one in bundles
        for item in one.items.all()
        if item.must_return and item.returned_at is None and item.pk not in going
    ]
    if reason.strip():
        return
    if away:
        raise PaperElsewhere(where=_where(away, at))
    if owed:
        raise ItemsOwed(names="; ".join(item.name for item in owed))


def _where(bundles: Sequence[Bundle], at: datetime) -> str:
    return "; ".join(sorted({name_of(one.place, local_day(at)) for one in bundles}))


def settle_at_the_end(dossier: Dossier, *, reason: str, officer: Actor, at: datetime) -> None:
    """The dossier is closed: the paper at this desk goes to the archive, all other is archived already or explained.

    Refuses
        PaperElsewhere, ItemsOwed
    Law
        TN19-13.1, TN19-13.2, NB18-13.1.
    """
    bundles = live_bundles(dossier.pk)
    here = [one for one in bundles if lies_at(one, dossier.return_desk_id)]
    away = [one for one in bundles if one not in here]
    owed = [item for one in here for item in one.items.all() if item.must_return and item.returned_at is None]
    _explain(dossier, "close", away, owed, reason=reason, officer=officer, at=at)
    custody.archive_bundles(dossier, here, actor=officer, at=at)


def give_paper_back(
    dossier: Dossier, *, officer: Actor, at: datetime, reason: str = "", act: str = "refuse"
) -> None:
    """A dossier ends without a result: the applicant gets back what they handed in (trả lại giấy tờ).

    For whatever refuses, stops or returns a dossier; it does nothing for one without paper.

    Takes
        dossier  locked
        reason   why it ends although paper is elsewhere; empty when all lies at the desk that received it
        act      of the table of moves, for the event that keeps the reason
    Refuses
        PaperElsewhere
    Law
        NB18-13.1, TN19-10.1b.
    """
    bundles = live_bundles(dossier.pk)
    away = [one for one in bundles if not lies_at(one, dossier.desk_id)]
    _explain(dossier, act, away, [], reason=reason, officer=officer, at=at)
    items = [item for one in bundles if one not in away for item in one.items.all() if not item.returned_at]
    custody.return_items(dossier, items, actor=officer, at=at)


def leave_paper(dossier: Dossier, *, officer: Actor, at: datetime, reason: str, act: str) -> None:
    """A dossier ends at its desk: who handed the paper in there has it back, who posted it is owed it.

    Refuses
        PaperElsewhere
    Law
        NB18-13.1: custody says where paper is, and nobody stands at the counter for a dossier that came by post.
    """
    if dossier.channel == "post":
        keep_paper_left(dossier, officer=officer, at=at)
        owe_paper(dossier, officer=officer, at=at, reason=reason, act=act)
    else:
        give_paper_back(dossier, officer=officer, at=at, reason=reason, act=act)


def owe_paper(dossier: Dossier, *, officer: Actor, at: datetime, reason: str, act: str) -> None:
    """A dossier ends without a result and the applicant comes later for the paper: all originals are owed.

    Takes
        dossier  locked
        reason   why it ends although paper is elsewhere; empty when all lies at the desk that received it
    Refuses
        PaperElsewhere
    Law
        NB18-13.1; TT 03/2025/TT-VPCP Đ.7 (originals go back).
    """
    bundles = live_bundles(dossier.pk)
    if not bundles:
        return
    away = [one for one in bundles if not lies_at(one, dossier.desk_id)]
    _explain(dossier, act, away, [], reason=reason, officer=officer, at=at)
    originals = [item.pk for one in bundles for item in one.items.all() if item.originals]
    custody.mark_owed(dossier, originals, actor=officer, at=at)


def keep_paper_for(dossier: Dossier, *, reason: str, act: str, at: datetime) -> bool:
    """A dossier ended by itself: its paper waits for the applicant, wherever it is now (giấy tờ chờ trả lại).

    Takes
        dossier  locked
        reason   for the event, where paper is not at the desk that received it
    Gives
        whether originals wait to be fetched
    Law
        NB18-13.1, TN19-10.2a.
    """
    keep_paper_left(dossier, officer=SYSTEM, at=at)
    owe_paper(dossier, officer=SYSTEM, at=at, reason=reason, act=act)
    return any(item.must_return for one in live_bundles(dossier.pk) for item in one.items.all())


def hand_back_now(dossier: Dossier, paper_ids: Collection[UUID], *, officer: Actor, at: datetime) -> None:
    """The originals of some papers go over the counter with the act that ends the dossier (trả bản chính ngay).

    Only what lies at the desk that received it: the rest is owed.
    """
    items = [
        item
        for bundle in live_bundles(dossier.pk)
        for item in bundle.items.all()
        if lies_at(bundle, dossier.desk_id) and item.paper_id in paper_ids and item.returned_at is None
    ]
    custody.return_items(dossier, items, actor=officer, at=at)


@transaction.atomic
def return_paper(
    *,
    dossier_id: UUID,
    item_ids: Collection[UUID],
    receiver_name: str,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> None:
    """Give papers of a dossier that has its result or has ended back over the counter (trả lại giấy tờ).

    Refuses
        UnknownDossier, NotYetToArchive (it is still handled), NothingToGive, NotHeldHere, ReceiverMissing,
        ParcelOnItsWay (they are packed for the post)
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    if State(dossier.state) not in {State.DECIDED, *ENDED}:
        raise NotYetToArchive(dossier=str(dossier))
    bundles = [
        one
        for one in live_bundles(dossier.pk)
        if any(item.pk in item_ids and item.returned_at is None for item in one.items.all())
    ]
    if not bundles:
        raise NothingToGive
    for bundle in bundles:
        at_counter = bundle.holder == Holder.DESK and stands_for(scope, bundle.place)
        if not at_counter or custody.is_offered(bundle):
            raise NotHeldHere(dossier=str(dossier), holder=name_of(bundle.place, local_day(at)))
    if not receiver_name.strip():
        raise ReceiverMissing
    items = [
        item
        for one in bundles
        for item in one.items.all()
        if item.pk in item_ids and item.returned_at is None
    ]
    take_from_post(dossier, items, at=at)
    officer = acting(officer, scope, bundles[0].place)
    custody.return_items(dossier, items, actor=officer, at=at, receiver=receiver_name, key=key)


@transaction.atomic
def mark_originals(
    *,
    dossier_id: UUID,
    item_ids: Collection[UUID],
    officer: Actor,
    scope: Scope,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Say which originals belong to the applicant and go back with the result (bản chính phải trả lại).

    Refuses
        UnknownDossier, Changed, NotYourDuty (the officer stands for no place that holds the paper)
    """
    dossier = dossier_for_update(dossier_id)
    expect(dossier, expected_version)
    bundles = live_bundles(dossier.pk)
    held = next((one.place for one in bundles if stands_for(scope, one.place)), None)
    if held is None:
        raise NotYourDuty(act="Ghi bản chính phải trả lại")
    officer = acting(officer, scope, held)
    custody.mark_owed(dossier, item_ids, actor=officer, at=at)


@transaction.atomic
def archive_paper(
    *, dossier_id: UUID, bundle_id: UUID, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> None:
    """Whoever holds the paper of a dossier that is decided or ended files it away (lưu hồ sơ giấy); TN19-13.2.

    Refuses
        UnknownDossier, NotHeldHere, NotYetToArchive, ItemsOwed
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    bundle = next((one for one in live_bundles(dossier.pk) if one.pk == bundle_id), None)
    if bundle is None or not stands_for(scope, bundle.place) or custody.is_offered(bundle):
        holder = "không còn" if bundle is None else name_of(bundle.place, local_day(at))
        raise NotHeldHere(dossier=str(dossier), holder=holder)
    if State(dossier.state) not in {State.DECIDED, *ENDED}:
        raise NotYetToArchive(dossier=str(dossier))
    owed = [item.name for item in bundle.items.all() if item.must_return and item.returned_at is None]
    if owed:
        raise ItemsOwed(names="; ".join(owed))
    officer = acting(officer, scope, bundle.place)
    custody.archive_bundles(dossier, [bundle], actor=officer, at=at, key=key)


def lies_at(bundle: Bundle, desk_id: UUID) -> bool:
    """Whether a bundle is in the hands of a desk, and not on its way from there."""
    return bundle.holder == Holder.DESK and bundle.desk_id == desk_id and not custody.is_offered(bundle)


def _explain(
    dossier: Dossier,
    act: str,
    away: Sequence[Bundle],
    owed: Sequence[Item],
    *,
    reason: str,
    officer: Actor,
    at: datetime,
) -> None:
    """Nothing for paper that is accounted for; else the reason is kept. Refuses with PaperElsewhere, ItemsOwed."""
    if not away and not owed:
        return
    if not reason.strip():
        if away:
            raise PaperElsewhere(where=_where(away, at))
        raise ItemsOwed(names="; ".join(item.name for item in owed))
    custody.note_unaccounted(dossier, act, reason, actor=officer, at=at)
