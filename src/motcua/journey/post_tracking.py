"""What carriers tell of parcels, and what follows for the dossier (theo dõi hành trình bưu gửi).

Messages come by webhook through the inbox, by asking every quarter of an hour, and from the desk. Repeated, late,
disordered and unknown ones are kept; the parcel stands as all of them together say (custody.post.rules.standing).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, Q

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody.models import Parcel, PostCarrier
from motcua.custody.post import services as post
from motcua.custody.post.carriers import adapter
from motcua.custody.post.models import ParcelEvent
from motcua.custody.post.news import Change, News, take_news
from motcua.custody.post.rules import PASSED_ON, WITH_POST, Direction, Purpose, State
from motcua.custody.post.travelling import bring_items_back, items_sent, send_items
from motcua.custody.services import return_items
from motcua.deadlines.rules import within_hours
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier, Part, Result
from motcua.dossiers.moves import State as Handling
from motcua.dossiers.services import parts
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.results import close_dossier
from motcua.journey.context import calendar_of_desk
from motcua.journey.errands import Errand, open_errand
from motcua.journey.hand_over import deliver_result
from motcua.journey.messages import tell_posted
from motcua.journey.paper_settled import settle_at_the_end
from motcua.kernel.errors import Refusal
from motcua.partners.post import PostFailure, Tracking
from motcua.workflow.models import Task

log = logging.getLogger("motcua.post")

POLL_EVERY = timedelta(hours=2)
POLLED_AT_ONCE = 50
LOOK_INTO_HOURS = 8  # working hours until a parcel that came back or was lost is looked into


@transaction.atomic
def take_parcel_news(parcel_id: UUID, news: News, *, actor: Actor, at: datetime) -> Change:
    """One piece of news of one parcel, and everything that follows from it, or nothing.

    Refuses
        UnknownParcel
    """
    row = Parcel.objects.filter(pk=parcel_id).values_list("dossier_id", flat=True).first()
    dossier = dossier_for_update(row) if row else None
    parcel = post.parcel_for_update(parcel_id)
    change = take_news(parcel, news, at=at)
    if dossier is not None and change.now is not change.before and parcel.direction == Direction.OUT:
        _follow(dossier, parcel, change, actor=actor, at=at)
    return change


def take_tracking(carrier: PostCarrier, told: Tracking, source: ParcelEvent.Source, *, at: datetime) -> bool:
    """What a carrier tells of a parcel it names by its number or our key; false for one we do not know."""
    rows = Parcel.objects.filter(carrier=carrier)
    named = rows.filter(waybill=told.waybill).first() if told.waybill else None
    if named is None and told.key:
        code, _, number = told.key.rpartition("-")
        if code and number.isdigit():
            named = rows.filter(code=code, order_no=int(number)).first()
    if named is None:
        log.info("a carrier tells of a parcel that is not ours: %s", told.code)
        return False
    # the same happening by webhook and by asking is one: its code and its time name it, where it has no id
    dedupe_key = f"{told.code}:{told.happened_at.isoformat()}"
    news = News(
        status=str(told.status),
        code=told.code,
        happened_at=told.happened_at,
        dedupe_key=dedupe_key,
        source=source,
        receiver=told.receiver,
        words=told.words,
    )
    take_parcel_news(named.pk, news, actor=Actor("partner", None, named.agency_id), at=at)
    return True


def poll_parcels(*, at: datetime) -> int:
    """Ask the carriers about parcels that nobody heard of for a while; gives how many were asked.

    No transaction is open while a carrier is asked. A carrier that does not answer is not asked for its other parcels.
    """
    due = Parcel.objects.filter(
        Q(polled_at=None) | Q(polled_at__lte=at - POLL_EVERY),
        state__in=[State.REGISTERED, *WITH_POST],
        carrier__kind=PostCarrier.Kind.HTTP,
        carrier__is_active=True,
    ).exclude(waybill="")
    asked, down = 0, set[UUID]()
    for parcel in due.select_related("carrier").order_by(F("polled_at").asc(nulls_first=True))[
        :POLLED_AT_ONCE
    ]:
        assert parcel.carrier is not None
        if parcel.carrier.pk in down:
            continue
        Parcel.objects.filter(pk=parcel.pk).update(polled_at=at)
        try:
            told = adapter(parcel.carrier).track(parcel.waybill)
        except PostFailure as failure:
            log.warning("carrier %s does not tell of a parcel: %s", parcel.carrier, failure.reason)
            down.add(parcel.carrier.pk)
            continue
        asked += 1
        for one in told:
            take_tracking(parcel.carrier, one, ParcelEvent.Source.POLL, at=at)
    return asked


# what follows for the dossier


def _follow(dossier: Dossier, parcel: Parcel, change: Change, *, actor: Actor, at: datetime) -> None:
    """The papers follow the parcel; its end is the dossier's, or comes back to the desk as work."""
    if change.before not in PASSED_ON and change.now in PASSED_ON:
        _leave(dossier, parcel, actor, at)
    if change.now is State.DELIVERED:
        _delivered(dossier, parcel, actor, at)
    elif change.now is State.RETURNED:
        bring_items_back(dossier, parcel, actor=actor, at=at)
        _to_the_desk(dossier, parcel, "post_returned", actor=actor, at=at)
    elif change.now is State.LOST:
        if change.before is State.RETURNED:
            return  # it is back already; who said so was there
        _to_the_desk(dossier, parcel, "post_lost", actor=actor, at=at)


def _leave(dossier: Dossier, parcel: Parcel, actor: Actor, at: datetime) -> None:
    send_items(dossier, parcel, actor=actor, at=at)
    note(
        *(dossier, "post_taken"),
        at=parcel.collected_at or at,
        actor=actor,
        body={"parcel": parcel.pk},
        words={"carrier": f"{parcel.carrier} {parcel.waybill}".strip()},
    )
    tell_posted(dossier, carrier=str(parcel.carrier), waybill=parcel.waybill, at=at)


def _delivered(dossier: Dossier, parcel: Parcel, actor: Actor, at: datetime) -> None:
    """The delivery is the hand-over, and the dossier closes with it; what stands against that goes to the desk.

    Of papers that go home it is their return, of a slip nothing but the news.
    """
    if parcel.purpose != Purpose.RESULT:
        _return_travelled(dossier, parcel, actor, at)
        note(dossier, "post_delivered", at=parcel.ended_at or at, actor=actor, body={"parcel": parcel.pk})
        return
    if dossier.state != Handling.DECIDED:
        _unsettled(dossier, parcel, "hồ sơ không còn chờ trả kết quả", actor=actor, at=at)
        return
    if Result.objects.filter(dossier=dossier, superseded_at=None, recorded_at__gt=parcel.packed_at).exists():
        _unsettled(dossier, parcel, "kết quả được đính chính sau khi đóng gói", actor=actor, at=at)
        return
    # never before it was packed or taken, whatever the carrier's clock says
    when = max(one for one in (parcel.ended_at, parcel.packed_at, parcel.collected_at) if one)
    reporter = actor if actor.kind == "officer" else Actor("partner", None, parcel.agency_id)
    key = uuid5(parcel.pk, "delivered")
    try:
        with transaction.atomic():
            deliver_result(dossier, parcel, actor=reporter, at=when, key=key)
    except Refusal as refusal:
        dossier.refresh_from_db()
        _unsettled(dossier, parcel, refusal.sentence, actor=actor, at=at)
        return
    try:
        with transaction.atomic():
            settle_at_the_end(dossier, reason="", officer=reporter, at=when)
            close_dossier(dossier, officer=reporter, at=when, key=uuid5(key, "close"))
    except Refusal as refusal:
        # paper is elsewhere: the dossier is handed over, the desk closes it by hand
        log.info("dossier %s stays open after its parcel: %s", dossier.pk, refusal.code)
        dossier.refresh_from_db()


def _return_travelled(dossier: Dossier, parcel: Parcel, actor: Actor, at: datetime) -> None:
    """The originals in a delivered parcel are with their owner (NB18-13.1)."""
    receiver = parcel.receiver_name or parcel.name
    return_items(
        dossier, items_sent(dossier, parcel), actor=actor, at=parcel.ended_at or at, receiver=receiver
    )


def _unsettled(dossier: Dossier, parcel: Parcel, why: str, *, actor: Actor, at: datetime) -> None:
    """The result cannot count as handed over; the papers that travelled with it are with their owner all the same."""
    _return_travelled(dossier, parcel, actor, at)
    parcel.problem = f"Bưu chính báo đã phát nhưng chưa ghi được trả kết quả: {why}"[:500]
    parcel.save(update_fields=["problem"])
    _to_the_desk(dossier, parcel, "post_unsettled", actor=actor, at=at, words={"reason": why})


def _to_the_desk(
    dossier: Dossier,
    parcel: Parcel,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    words: dict[str, str] | None = None,
) -> None:
    """Somebody at the desk has to look into it: a task with a date, as long as the dossier is open."""
    if kind != "post_unsettled":
        parcel.problem = (
            f"{parcel.state_name}: liên hệ người nhận và bưu chính, rồi gửi lại hoặc mời đến nhận."
        )
        parcel.save(update_fields=["problem"])
    told = words or {"carrier": f"{parcel.carrier} {parcel.waybill}".strip()}
    note(dossier, kind, at=at, actor=actor, body={"parcel": parcel.pk}, words=told)
    part = parts.open_part_of(dossier, Part.Duty.RETURN)
    if part is None:
        return
    if Task.objects.filter(dossier_id=dossier.pk, kind=Errand.POST, state=Task.State.OPEN).exists():
        return
    calendar = calendar_named(calendar_of_desk(dossier.return_desk_id, at))[0]
    due_at = within_hours(at, LOOK_INTO_HOURS, calendar)
    try:
        with transaction.atomic():
            open_errand(dossier, Errand.POST, part, role=Role.RECEIVER, due_at=due_at, at=at)
    except Refusal as refusal:
        # nobody is posted there any more: the parcel's own line on the desk's page says it, and the watchdog the rest
        log.warning("no task for parcel %s: %s", parcel.pk, refusal.code)
