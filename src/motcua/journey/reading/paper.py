"""What officers see of paper: the desk of bundles, one dossier's bundles, a hand-over record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope, desks_on, officers_of, units_of
from motcua.custody.access import places_of, stands_for
from motcua.custody.models import Bundle, HandoverRecord, Item, Line
from motcua.custody.rules import HOLDER_NAMES, Holder, Place
from motcua.custody.selectors import (
    bundle_by_code,
    bundles_at,
    bundles_of,
    live_bundles,
    name_of,
    names_by_place,
    record_for,
    records_from,
    records_to,
)
from motcua.custody.services import is_offered
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.documents.errors import FileNotFound
from motcua.documents.rendering import render
from motcua.documents.selectors import documents_about
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.moves import ENDED as ENDED_STATES
from motcua.dossiers.moves import LABELS, State
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.custody import WITH_RESULT, next_place
from motcua.journey.papers.custody import carrier_words, label_pdf
from motcua.journey.post_back import owed_originals
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import local_day

SHORT_SHOWN = timedelta(days=7)  # how long a giver sees what a receiver reported missing


@dataclass(frozen=True)
class BundleView:
    """One bundle as a list shows it.

    goal         the place it should go to now, as `Place.key`; "" where it lies right
    due_at       until when it has to be on its way; null when it went or stays
    may_open     the dossier behind it is this officer's to see
    is_here      it lies at a place this officer stands for; is_at_counter: and that is a desk
    may_archive  it may be filed away here
    is_awaited   its dossier has ended and the applicant is to fetch originals here
    state_name   how its dossier stands, in words
    """

    id: UUID
    dossier_id: UUID
    no: int
    code: str
    dossier: str
    applicant: str
    procedure: str
    holder: str
    holder_kind: str
    since: datetime
    due_at: datetime | None
    items: tuple[Item, ...]
    goal: str
    goal_name: str
    may_open: bool
    is_here: bool
    is_at_counter: bool
    may_archive: bool
    is_awaited: bool
    state_name: str


@dataclass(frozen=True)
class Group:
    """What is to be handed over to one place."""

    goal: str
    name: str
    bundles: tuple[BundleView, ...]


@dataclass(frozen=True)
class RecordView:
    """One hand-over record; `missing` counts the bundles its receiver did not find."""

    id: UUID
    number: str
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    carrier: str
    state: str
    state_name: str
    given_at: datetime
    ended_at: datetime | None
    remark: str
    lines: tuple[tuple[Line, BundleView], ...]
    missing: int
    may_confirm: bool
    may_withdraw: bool


@dataclass(frozen=True)
class PaperDesk:
    """The officer's page of paper: due today or late, to be confirmed, given, for applicants to fetch, and the rest.

    shown, has_more  how many bundles lie here, the most pressing ones; others are found by their labels
    """

    groups: tuple[Group, ...]
    to_confirm: tuple[RecordView, ...]
    given: tuple[RecordView, ...]
    to_return: tuple[BundleView, ...]
    resting: tuple[BundleView, ...]
    calendar: WorkingCalendar
    shown: int
    has_more: bool

    @property
    def due_count(self) -> int:
        return sum(len(group.bundles) for group in self.groups)


def paper_desk(scope: Scope, *, at: datetime) -> PaperDesk:
    """Everything on paper at an officer's places; a fixed number of statements whatever there lies."""
    bundles, has_more = bundles_at(scope)
    receipts, given = records_to(scope), records_from(scope, since=at - SHORT_SHOWN)
    shown = _shown(bundles, [*receipts, *given], scope, at)
    seen = [shown.views[one.pk] for one in bundles]
    groups: dict[str, list[BundleView]] = {}
    for view in seen:
        if view.goal:
            groups.setdefault(view.goal, []).append(view)
    return PaperDesk(
        groups=tuple(Group(goal, views[0].goal_name, tuple(views)) for goal, views in groups.items()),
        to_confirm=tuple(_record(one, scope, shown) for one in receipts),
        given=tuple(_record(one, scope, shown) for one in given),
        to_return=tuple(view for view in seen if view.is_awaited),
        resting=tuple(view for view in seen if not view.goal and not view.is_awaited),
        calendar=calendar_named(PROVINCE_CALENDAR)[0],
        shown=len(bundles),
        has_more=has_more,
    )


def scanned(text: str, scope: Scope, *, at: datetime) -> BundleView:
    """Who holds the bundle whose label was scanned or typed. Refuses with BundleCodeMistyped, UnknownBundle."""
    return _views([bundle_by_code(text, scope)], scope, at)[0]


@dataclass(frozen=True)
class DossierPaper:
    """The paper of one dossier.

    may_mark    which originals go back
    may_return  over this officer's counter, now
    may_post    home by post: it ended without a result
    """

    dossier: Dossier
    bundles: tuple[BundleView, ...]
    may_mark: bool
    may_return: bool
    may_post: bool


def paper_of(dossier_id: UUID, scope: Scope, *, at: datetime) -> DossierPaper:
    """The bundles of a dossier this officer may see. Refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    views = _views(bundles_of(dossier.pk), scope, at)
    may_return = State(dossier.state) in WITH_RESULT and any(view.is_at_counter for view in views)
    return DossierPaper(
        dossier,
        tuple(views),
        may_mark=any(view.is_here for view in views),
        may_return=may_return,
        may_post=may_return and bool(owed_originals(dossier)),
    )


def owed_at(dossier: Dossier, desk_id: UUID) -> tuple[Item, ...]:
    """The originals that lie at a desk and can be given back over its counter."""
    return tuple(
        item
        for bundle in live_bundles(dossier.pk)
        if bundle.holder == Holder.DESK and bundle.desk_id == desk_id and not is_offered(bundle)
        for item in bundle.items.all()
        if item.originals and item.returned_at is None
    )


def elsewhere(dossier: Dossier, desk_id: UUID, at: datetime) -> str:
    """Where the rest of a dossier's paper is, in words; empty when all of it lies at the desk or is done with."""
    places = {one.place for one in live_bundles(dossier.pk) if one.desk_id != desk_id}
    return "; ".join(sorted(names_by_place(places, local_day(at)).values()))


def label(dossier_id: UUID, bundle_id: UUID, scope: Scope, *, at: datetime) -> tuple[bytes, str]:
    """The label of a bundle as PDF and a name for its file. Refuses with UnknownDossier, FileNotFound."""
    dossier = visible_dossier(dossier_id, scope)
    bundle = next((one for one in bundles_of(dossier.pk) if one.pk == bundle_id), None)
    if bundle is None:
        raise FileNotFound
    return label_pdf(bundle, at=at), f"tui-giay-to-{dossier}-{bundle.no}.pdf"


def record_page(record_id: UUID, scope: Scope, *, at: datetime) -> RecordView:
    """A hand-over record for the officers of both places. Refuses with UnknownRecord."""
    record = record_for(record_id, scope)
    return _record(record, scope, _shown([], [record], scope, at))


def record_pdf(record_id: UUID, scope: Scope) -> tuple[bytes, str]:
    """The record as it was issued. Refuses with UnknownRecord, FileNotFound."""
    record = record_for(record_id, scope)
    issued = next((one for one in documents_about(record.pk) if one.pk == record.document_id), None)
    if issued is None:
        raise FileNotFound
    return render(issued), f"giay-ban-giao-{record.number.replace('/', '-')}.pdf"


def receivers(scope: Scope, chosen: Iterable[BundleView], *, at: datetime) -> list[tuple[str, str]]:
    """Where paper can be given to: what the chosen bundles wait for, own units and colleagues, every desk."""
    day = local_day(at)
    found = {view.goal: view.goal_name for view in chosen if view.goal}
    for agency_id in scope.agency_ids:
        units = units_of(agency_id, day)
        for unit in units:
            place = Place(Holder.UNIT, agency_id, unit_id=unit.unit_id)
            found.setdefault(place.key, unit.name)
        office = Place(Holder.UNIT, agency_id)
        found.setdefault(office.key, gettext("Văn phòng: {name}").format(name=name_of(office, day)))
        for posting in officers_of(agency_id, at):
            found.setdefault(f"person:{posting.account_id}", posting.account.full_name)
    for desk in desks_on(day):
        found.setdefault(f"desk:{desk.desk_id}", desk.name)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the bundles and records of a page show of them, by bundle and by place."""

    views: dict[UUID, BundleView]
    names: dict[Place, str]


def _views(bundles: Sequence[Bundle], scope: Scope, at: datetime) -> list[BundleView]:
    shown = _shown(bundles, [], scope, at)
    return [shown.views[one.pk] for one in bundles]


def _shown(
    bundles: Sequence[Bundle], records: Sequence[HandoverRecord], scope: Scope, at: datetime
) -> _Shown:
    """All the bundles of a page at once, those on its records too."""
    every = {one.pk: one for one in bundles}
    every |= {line.bundle.pk: line.bundle for record in records for line in record.lines.all()}
    ids, day = {one.dossier_id for one in every.values()}, local_day(at)
    leads = {
        part.dossier_id: part
        for part in Part.objects.filter(dossier_id__in=ids, duty=Part.Duty.LEAD, state="open")
    }
    visible = set(visible_to(scope).filter(pk__in=ids).values_list("pk", flat=True))
    desks = desks_on(day) if every else []
    goals = {pk: next_place(one, leads.get(one.dossier_id), desks) for pk, one in every.items()}
    places = {one.place for one in every.values()} | {goal for goal in goals.values() if goal}
    places |= {place for record in records for place in (record.giver, record.receiver)}
    names, mine = names_by_place(places, day), set(places_of(scope))
    views = {
        pk: _view(one, goals[pk], names, visible, is_here=one.place in mine) for pk, one in every.items()
    }
    return _Shown(views, names)


def _view(
    bundle: Bundle, goal: Place | None, names: dict[Place, str], visible: set[UUID], *, is_here: bool
) -> BundleView:
    dossier = bundle.dossier
    items = tuple(bundle.items.all())
    owes = any(item.must_return and item.returned_at is None for item in items)
    return BundleView(
        id=bundle.pk,
        dossier_id=dossier.pk,
        no=bundle.no,
        code=bundle.code,
        dossier=str(dossier),
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        holder=names[bundle.place],
        holder_kind=gettext(HOLDER_NAMES[Holder(bundle.holder)]),
        since=bundle.held_since,
        due_at=bundle.transfer_due_at if bundle.transferred_at is None and goal else None,
        items=items,
        goal=goal.key if goal else "",
        goal_name=names[goal] if goal else "",
        may_open=dossier.pk in visible,
        is_here=is_here,
        state_name=gettext(LABELS[State(dossier.state)]),
        is_awaited=is_here
        and owes
        and not goal
        and bundle.holder == Holder.DESK
        and dossier.state in ENDED_STATES,
        is_at_counter=is_here and bundle.holder == Holder.DESK,
        may_archive=is_here and dossier.state in WITH_RESULT and not owes and not goal,
    )


def _record(record: HandoverRecord, scope: Scope, shown: _Shown) -> RecordView:
    lines = list(record.lines.all())
    is_open = record.state == HandoverRecord.State.OPEN
    return RecordView(
        id=record.pk,
        number=record.number,
        giver=shown.names[record.giver],
        giver_name=record.given_by.full_name,
        receiver=shown.names[record.receiver],
        receiver_name=record.ended_by.full_name if record.ended_by else "",
        carrier=carrier_words(record),
        state=record.state,
        state_name=gettext(record.get_state_display()),
        given_at=record.given_at,
        ended_at=record.ended_at,
        remark=record.remark,
        lines=tuple((line, shown.views[line.bundle.pk]) for line in lines),
        missing=sum(line.state == Line.State.MISSING for line in lines),
        may_confirm=is_open and stands_for(scope, record.receiver),
        may_withdraw=is_open and stands_for(scope, record.giver),
    )
