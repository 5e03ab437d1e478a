"""Paper beside the electronic dossier: the two cannot part (hồ sơ giấy đi cùng hồ sơ điện tử; NB18-13.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from motcua.agencies.errors import NoSuchAgency, NoSuchDesk, NoSuchUnit
from motcua.agencies.models import DeskVersion
from motcua.agencies.selectors import Scope, agency_on, desk_on, scope_of, staff_at, unit_on
from motcua.audit.services import Actor
from motcua.custody import services as custody
from motcua.custody.access import acting, places_of, stands_for
from motcua.custody.errors import (
    NotHeldHere,
    NothingToGive,
    NotTheGiver,
    NotTheReceiver,
    SeveralGivers,
    UnknownBundle,
)
from motcua.custody.models import Bundle, HandoverRecord, Item, Line
from motcua.custody.policies import PAPER_MORNING, UNIT_WITHIN, UNIT_WITHIN_HOURS
from motcua.custody.rules import AT_DESK, AT_WORK, ENDED, Carrier, Holder, ItemFacts, Place
from motcua.custody.selectors import name_of, parse_code, reachable
from motcua.deadlines.rules import WorkingCalendar, transfer_due, within_hours
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers import moves
from motcua.dossiers.models import Dossier, Paper, Part, SupplementPoint
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.parts import open_part_of
from motcua.journey.context import calendar_of_desk, document_of
from motcua.journey.errors import PlaceUnknown
from motcua.journey.paper_messages import tell_paper_missing
from motcua.journey.papers.custody import issue_record
from motcua.kernel.clock import local_day
from motcua.workflow.errors import NobodyThere

THERE = frozenset({Paper.Finding.OK, Paper.Finding.WRONG, Paper.Finding.EXPIRED})
WITH_RESULT = frozenset({moves.State.DECIDED, *moves.ENDED})


# what acceptance does


def open_paper(dossier: Dossier, *, officer: Actor, complete_at: datetime, at: datetime) -> Bundle | None:
    """An accepted dossier with paper gets its bundle at the desk where the paper lies, with the time it must be gone.

    Takes
        complete_at  when the applicant handed in what was found complete: from then the hours of DN15-4.3a count
    Gives
        the bundle; null for a dossier without paper, and for one that brought none since it was accepted before
    Law
        NB18-13.1, TN19-11.2, DN15-4.3a.
    """
    calendar = calendar_named(calendar_of_desk(dossier.desk_id, at))[0]
    unit_due_at = unit_due(dossier.desk_id, complete_at, calendar, at)
    if unit_due_at is not None:
        custody.note_passage(dossier, complete_at=complete_at, unit_due_at=unit_due_at, at=at)
    items = _items_in_hand(dossier)
    if not items:
        return None
    desk_id = filed_desk_id(dossier) or dossier.desk_id
    desk = desk_on(desk_id, local_day(at)).desk
    goes_on = open_part_of(dossier, Part.Duty.LEAD) is not None
    return custody.open_bundle(
        dossier,
        items,
        desk_id=desk_id,
        agency_id=desk.agency_id,
        transfer_due_at=paper_due(at, calendar) if goes_on else None,
        unit_due_at=unit_due_at if goes_on else None,
        actor=officer,
        at=at,
    )


def keep_paper_left(dossier: Dossier, *, officer: Actor, at: datetime) -> Bundle | None:
    """A dossier ends while nobody is at the counter: paper that was noted there and never accepted gets its bundle, so
    that the desk gives it back against a record and not from memory.

    Gives
        the bundle; null where no such paper was noted
    Law
        NB18-13.1.
    """
    items = _items_in_hand(dossier, noted=True)
    if not items:
        return None
    desk_id = filed_desk_id(dossier) or dossier.desk_id
    return custody.open_bundle(
        dossier,
        items,
        desk_id=desk_id,
        agency_id=desk_on(desk_id, local_day(at)).desk.agency_id,
        transfer_due_at=None,
        unit_due_at=None,
        actor=officer,
        at=at,
    )


def paper_due(received_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Until when paper received now has to be on its way, by the 15:00 rule (TN19-11.2)."""
    morning = timedelta(minutes=PAPER_MORNING.on(local_day(received_at)))
    return transfer_due(received_at, calendar, morning=morning).due_at


def unit_due(
    desk_id: UUID, complete_at: datetime, calendar: WorkingCalendar, at: datetime
) -> datetime | None:
    """Until when a complete dossier has to be with its unit; null where the province does not have the rule."""
    day = local_day(at)
    agency_id = desk_on(desk_id, day).desk.agency_id
    if not UNIT_WITHIN.on(day, agency_id):
        return None
    return within_hours(complete_at, UNIT_WITHIN_HOURS.on(day, agency_id), calendar)


def filed_desk_id(dossier: Dossier) -> UUID | None:
    """The desk that filed it for somebody, where another one receives it: its part was over when it began."""
    rows = Part.objects.filter(dossier=dossier, duty=Part.Duty.RECEPTION, started_at=F("finished_at"))
    return rows.exclude(desk_id=dossier.desk_id).values_list("desk_id", flat=True).first()


def _items_in_hand(dossier: Dossier, *, noted: bool = False) -> list[ItemFacts]:
    """The paper the checklist found in order, without what was only shown; the second time only what came since.

    Takes
        noted  also what was found wanting: it lies there all the same
    """
    shown = {one.id for one in document_of(dossier).papers if one.shown_only}
    known = set(Item.objects.filter(dossier=dossier).values_list("paper_id", flat=True))
    if known:  # what was asked for and brought lies in the old bundle in its old form only
        last = Bundle.objects.filter(dossier=dossier).latest("no").opened_at
        known -= set(
            SupplementPoint.objects.filter(dossier=dossier, answered_at__gt=last).values_list(
                "paper_id", flat=True
            )
        )
    return [
        ItemFacts(paper.name, paper.originals, paper.copies, paper_id=paper.pk)
        for paper in Paper.objects.filter(dossier=dossier).order_by("no")
        if paper.finding in (THERE if noted else {Paper.Finding.OK})
        and (paper.originals or paper.copies)
        and paper.component_id not in shown
        and paper.pk not in known
    ]


# from hand to hand


@transaction.atomic
def give_paper(
    *,
    bundle_ids: Collection[UUID] = (),
    codes: Collection[str] = (),
    to: Place,
    carrier: Carrier,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> HandoverRecord:
    """Give bundles in one batch, by list or by scanning one after the other (lập giấy bàn giao hồ sơ).

    Takes
        codes  as a scanner typed them; the same bundle twice counts once
        key    becomes the record's id: the same key again gives the same record
    Refuses
        BundleCodeMistyped, UnknownBundle, NothingToGive, NotHeldHere, SeveralGivers, AlreadyOffered, SamePlace,
        CarrierMissing, PlaceUnknown
    Law
        TN19-11.2, TN19-11.3 (post or another safe service, with a record), NB18-13.1.
    """
    wanted = _wanted(bundle_ids, codes, scope)
    dossiers = _locked(bundle.dossier_id for bundle in wanted)
    done = HandoverRecord.objects.filter(pk=key, given_by_id=officer.id).first()
    if done is not None:
        return done
    bundles = _read_again(Bundle.objects.filter(dossier_id__in=dossiers, pk__in=[one.pk for one in wanted]))
    givers = {bundle.place for bundle in bundles}
    for bundle in bundles:
        if not stands_for(scope, bundle.place):
            raise NotHeldHere(dossier=str(bundle.dossier), holder=name_of(bundle.place, local_day(at)))
    if len(givers) > 1:
        raise SeveralGivers
    _require_staffed(to, at)
    officer = acting(officer, scope, bundles[0].place)
    record = custody.give_bundles(
        bundles,
        dossiers,
        record_id=key,
        giver=givers.pop(),
        receiver=to,
        carrier=carrier,
        actor=officer,
        at=at,
    )
    record.document_id = issue_record(record, bundles, officer=officer, at=at).pk
    record.save(update_fields=["document_id"])
    return record


@transaction.atomic
def confirm_receipt(
    *,
    record_id: UUID,
    received: Collection[UUID],
    remark: str = "",
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> list[Line]:
    """The receiver confirms all or some; what is missing stays with the giver, who is told (xác nhận nhận giấy tờ).

    Takes
        received  ids of the bundles that are there
    Gives
        the lines that are missing
    Refuses
        UnknownRecord, NotTheReceiver, RecordEnded, RemarkMissing
    Law
        TN19-11.3, NB18-13.1.
    """
    record = custody.record_for_update(record_id)
    if record.confirm_key == key:
        return list(record.lines.filter(state=Line.State.MISSING))
    if not stands_for(scope, record.receiver):
        raise NotTheReceiver(place=name_of(record.receiver, local_day(at)))
    officer = acting(officer, scope, record.receiver)
    custody.require_open(record)
    lines, dossiers = _lines_locked(record)
    missing = custody.confirm_record(
        record, lines, dossiers, received=received, remark=remark, actor=officer, at=at, key=key
    )
    if missing:
        tell_paper_missing(record, missing, at=at)
    return missing


@transaction.atomic
def withdraw_giving(*, record_id: UUID, officer: Actor, scope: Scope, at: datetime) -> None:
    """The giver takes back what nobody confirmed yet (thu hồi giấy bàn giao).

    Refuses
        UnknownRecord, NotTheGiver, RecordEnded
    """
    record = custody.record_for_update(record_id)
    if not stands_for(scope, record.giver):
        raise NotTheGiver(place=name_of(record.giver, local_day(at)))
    officer = acting(officer, scope, record.giver)
    custody.require_open(record)
    lines, dossiers = _lines_locked(record)
    custody.withdraw_record(record, lines, dossiers, actor=officer, at=at)


def place_named(text: str, at: datetime) -> Place:
    """The place that `Place.key` names, as it exists at `at`. Refuses with PlaceUnknown."""
    kind, _, number = text.partition(":")
    try:
        one, day = UUID(number), local_day(at)
        if kind == "desk":
            return Place(Holder.DESK, desk_on(one, day).desk.agency_id, desk_id=one)
        if kind == "unit":
            return Place(Holder.UNIT, unit_on(one, day).unit.agency_id, unit_id=one)
        if kind == "agency":
            agency_on(one, day)
            return Place(Holder.UNIT, one)
        if kind == "person":
            return next(own for own in places_of(scope_of(one, at)) if own.kind is Holder.PERSON)
    except (ValueError, StopIteration, NoSuchDesk, NoSuchUnit, NoSuchAgency) as unknown:
        raise PlaceUnknown from unknown
    raise PlaceUnknown


def next_place(bundle: Bundle, lead: Part | None, desks: Sequence[DeskVersion]) -> Place | None:
    """Where a bundle should go now; null when it lies where it should, is on its way or done with.

    To who decides, by way of that agency's desk when it is another agency; once there is a result, what belongs to the
    applicant goes to the desk that returns it.

    Takes
        desks  all that are open now, by name
    """
    here = bundle.place
    goal: Place | None = None
    if here.kind in {*ENDED, Holder.TRANSIT, Holder.POST}:
        return None
    if bundle.dossier.state in WITH_RESULT:
        if any(item.must_return and item.returned_at is None for item in bundle.items.all()):
            goal = _first(one for one in desks if one.desk_id == bundle.dossier.return_desk_id)
    elif lead is not None and here.agency_id != lead.agency_id:  # TN19-11.3
        inside = Place(Holder.UNIT, lead.agency_id, unit_id=lead.unit_id)
        goal = _first(one for one in desks if one.desk.agency_id == lead.agency_id) or inside
    elif lead is not None and here.kind is not Holder.PERSON:
        goal = Place(Holder.UNIT, lead.agency_id, unit_id=lead.unit_id)
    return None if goal == here else goal


def _first(desks: Iterator[DeskVersion]) -> Place | None:
    found = next(desks, None)
    return None if found is None else Place(Holder.DESK, found.desk.agency_id, desk_id=found.desk_id)


def keepers_of(place: Place, at: datetime) -> list[UUID]:
    """The accounts that may act for a place now: give what lies there, confirm what comes."""
    if place.agency_id is None:
        return []
    if place.kind is Holder.DESK:
        return staff_at(AT_DESK, at, agency_id=place.agency_id, desk_id=place.desk_id)
    if place.kind is Holder.UNIT:
        return staff_at(AT_WORK, at, agency_id=place.agency_id, unit_id=place.unit_id)
    if place.account_id is not None and stands_for(scope_of(place.account_id, at), place):
        return [place.account_id]
    return []


def _require_staffed(place: Place, at: datetime) -> None:
    """Refuses with NobodyThere a place where nobody could confirm."""
    if not keepers_of(place, at):
        raise NobodyThere(step="nhận bàn giao giấy tờ", place=name_of(place, local_day(at)))


def _wanted(bundle_ids: Collection[UUID], codes: Collection[str], scope: Scope) -> list[Bundle]:
    """Refuses BundleCodeMistyped, UnknownBundle, NothingToGive."""
    by_code = {parse_code(text) for text in codes if text.strip()}
    if not bundle_ids and not by_code:
        raise NothingToGive
    mine = reachable(scope)
    found = {one.pk: one for one in mine.filter(pk__in=bundle_ids)}
    scanned = {one.code: one for one in mine.filter(code__in=by_code)}
    if set(bundle_ids) - found.keys() or by_code - scanned.keys():
        raise UnknownBundle
    return list({**found, **{one.pk: one for one in scanned.values()}}.values())


def _locked(dossier_ids: Iterable[UUID]) -> dict[UUID, Dossier]:
    """Always in the same order, so that two batches never wait for each other."""
    return {one: dossier_for_update(one) for one in sorted(set(dossier_ids))}


def _read_again(bundles: QuerySet[Bundle]) -> list[Bundle]:
    """As they stand under the locks, in the order of their dossiers."""
    return list(
        bundles.select_related("dossier")
        .prefetch_related("items")
        .order_by("dossier__code", "dossier_id", "no")
    )


def _lines_locked(record: HandoverRecord) -> tuple[list[Line], dict[UUID, Dossier]]:
    dossiers = _locked(record.lines.values_list("dossier_id", flat=True))
    # read under the locks: a merger may have ended some lines meanwhile, their bundles lie elsewhere
    open_lines = record.lines.filter(dossier_id__in=dossiers, state=Line.State.GIVEN)
    return list(open_lines.select_related("bundle__dossier").order_by("no")), dossiers
