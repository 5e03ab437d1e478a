"""Reading custody: bundles, records, what is to be handed over, which rules were kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motcua.accounts.selectors import names_of
from motcua.agencies.models import Desk
from motcua.agencies.selectors import Scope, agency_names_on, desk_names_on, unit_names_on
from motcua.custody.access import at_places, places_of
from motcua.custody.errors import BundleCodeMistyped, UnknownBundle, UnknownRecord
from motcua.custody.models import Bundle, HandoverRecord, Item, Line, Passage
from motcua.custody.rules import ENDED, HOLDER_NAMES, Holder, Place
from motcua.dossiers.access import PROVINCE, visible_to
from motcua.numbers.errors import SecretMistyped
from motcua.numbers.rules import parse_secret

LONGEST = 200  # rows of a list of bundles on one page


def with_items(bundles: QuerySet[Bundle]) -> QuerySet[Bundle]:
    """Bundles with their dossiers and what lies in them; two statements."""
    items = Item.objects.order_by("no")
    return bundles.select_related("dossier").prefetch_related(Prefetch("items", items))


def bundles_of(dossier_id: UUID) -> list[Bundle]:
    """The bundles of a dossier with what lies in them, in order."""
    return list(with_items(Bundle.objects.filter(dossier_id=dossier_id)).order_by("no"))


def live_bundles(dossier_id: UUID) -> list[Bundle]:
    """Those that are still somewhere: neither archived nor given back."""
    return [one for one in bundles_of(dossier_id) if one.holder not in ENDED]


def reachable(scope: Scope) -> QuerySet[Bundle]:
    """The bundles an officer may know of: of dossiers they may see, held at their place, or sent to it.

    Who has the paper in hand may read its label; the dossier behind it stays with those who have a part in it.
    """
    places = places_of(scope)
    sent = Line.objects.filter(
        Q(record__in=HandoverRecord.objects.filter(at_places(places, "to_"), state="open")),
        dossier_id=OuterRef("dossier_id"),
        bundle_id=OuterRef("pk"),
        state=Line.State.GIVEN,
    )
    seen = Exists(visible_to(scope).filter(pk=OuterRef("dossier_id")))
    return Bundle.objects.filter(Q(seen) | at_places(places) | Q(Exists(sent)))


def bundle_by_code(text: str, scope: Scope) -> Bundle:
    """The bundle whose label was scanned or typed, for an officer who may know of it.

    Refuses
        BundleCodeMistyped; UnknownBundle, the same for one that does not exist and for somebody else's
    """
    code = parse_code(text)
    found = with_items(reachable(scope).filter(code=code)).first()
    if found is None:
        raise UnknownBundle
    return found


def parse_code(text: str) -> str:
    """The code as the label writes it, from what a scanner or a person typed: also the whole address of the QR."""
    typed = text.strip()
    if "ma=" in typed:
        typed = typed.rsplit("ma=", 1)[1].split("&", 1)[0]
    try:
        return parse_secret(typed)
    except SecretMistyped as mistyped:
        raise BundleCodeMistyped(text=typed[:40]) from mistyped


def is_code(text: str) -> bool:
    """Whether this is the code of a bundle, and nothing else that a search box understands."""
    try:
        parse_code(text)
    except BundleCodeMistyped:
        return False
    return True


def bundles_at(scope: Scope) -> tuple[list[Bundle], bool]:
    """What lies at an officer's places and is not on its way, the most pressing first; and whether there is more."""
    offered = Line.objects.filter(
        dossier_id=OuterRef("dossier_id"), bundle_id=OuterRef("pk"), state=Line.State.GIVEN
    )
    rows = Bundle.objects.filter(at_places(places_of(scope))).exclude(Exists(offered))
    found = list(with_items(rows).order_by(Coalesce("transfer_due_at", "held_since"), "id")[: LONGEST + 1])
    return found[:LONGEST], len(found) > LONGEST


def records_to(scope: Scope) -> list[HandoverRecord]:
    """The records that wait for this officer's places to confirm them, oldest first."""
    rows = HandoverRecord.objects.filter(at_places(places_of(scope), "to_"), state="open")
    return list(_with_lines(rows).order_by("given_at")[:LONGEST])


def records_from(scope: Scope, *, since: datetime) -> list[HandoverRecord]:
    """What this officer's places gave and waits for its receiver, or came back short since an instant."""
    short = Line.objects.filter(record_id=OuterRef("pk"), state=Line.State.MISSING)
    rows = HandoverRecord.objects.filter(at_places(places_of(scope), "from_")).filter(
        Q(state="open") | Q(Exists(short), ended_at__gte=since)
    )
    return list(_with_lines(rows).order_by("given_at")[:LONGEST])


def record_for(record_id: UUID, scope: Scope) -> HandoverRecord:
    """A record with its lines, for the officers of both places and those who watch over the province.

    Refuses
        UnknownRecord
    """
    rows = HandoverRecord.objects.filter(pk=record_id)
    if not scope.holds(*PROVINCE):
        places = places_of(scope)
        rows = rows.filter(at_places(places, "from_") | at_places(places, "to_"))
    found = _with_lines(rows).first()
    if found is None:
        raise UnknownRecord
    return found


def open_record_of(dossier_id: UUID) -> HandoverRecord | None:
    """The record on which paper of a dossier waits to be confirmed, if any; with its lines."""
    lines = Line.objects.filter(dossier_id=dossier_id, state=Line.State.GIVEN)
    return _with_lines(HandoverRecord.objects.filter(pk__in=lines.values("record_id"))).first()


def _with_lines(rows: QuerySet[HandoverRecord]) -> QuerySet[HandoverRecord]:
    items = Item.objects.order_by("no")
    lines = (
        Line.objects.order_by("no").select_related("bundle__dossier").prefetch_related(
            Prefetch("bundle__items", items)
        )
    )  # fmt: skip
    return rows.select_related("given_by", "ended_by").prefetch_related(Prefetch("lines", lines))


def name_of(place: Place, day: date) -> str:
    """What a place is called on a day, as labels and lists write it; a closed one by its last name."""
    return names_by_place([place], day)[place]


def names_by_place(places: Iterable[Place], day: date) -> dict[Place, str]:
    """The same for several; at most four statements."""
    wanted = set(places)
    desks = desk_names_on((one.desk_id for one in wanted if one.desk_id), day)
    people = names_of({one.account_id for one in wanted if one.account_id})
    inside = [one for one in wanted if one.kind is Holder.UNIT and one.agency_id]
    units = unit_names_on((one.unit_id for one in inside if one.unit_id), day)
    agencies = agency_names_on((one.agency_id for one in inside if one.agency_id), day)

    def name(place: Place) -> str:
        if place.desk_id is not None:
            return desks.get(place.desk_id, "")
        if place.account_id is not None:
            return people.get(place.account_id, "")
        unit = units.get(place.unit_id) if place.unit_id else None
        agency = agencies.get(place.agency_id) if place.agency_id else None
        return ", ".join(part for part in (unit, agency) if part)

    return {place: name(place) or HOLDER_NAMES[place.kind] for place in wanted}


@dataclass(frozen=True)
class RuleBreaks:
    """How a desk kept the two rules in a period: how many there were, how many went late.

    paper_*  paper accepted there that had to go the same day or the next morning (TN19-11.2)
    hours_*  complete dossiers that had to be with the unit within so many working hours (DN15-4.3a)
    """

    desk_id: UUID
    paper_total: int = 0
    paper_late: int = 0
    hours_total: int = 0
    hours_late: int = 0

    @property
    def late(self) -> int:
        return self.paper_late + self.hours_late


def rule_breaks(
    desks: QuerySet[Desk], *, since: datetime, until: datetime, at: datetime
) -> dict[UUID, RuleBreaks]:
    """By desk: what it accepted from `since` to before `until`; what still lies there at `at` past its time counts as
    late. One statement; desks without any such paper or dossier are left out."""
    bundles = Bundle.objects.filter(
        opened_desk_id__in=desks.values("pk"), opened_at__gte=since, opened_at__lt=until
    ).annotate(gone_at=Coalesce("transferred_at", at))
    late_paper = Bundle.objects.filter(dossier_id=OuterRef("dossier_id"), unit_due_at__lt=at).filter(
        Q(transferred_at=None) | Q(transferred_at__gt=F("unit_due_at"))
    )
    passages = Passage.objects.filter(
        desk_id__in=desks.values("pk"), with_unit_at__gte=since, with_unit_at__lt=until
    )
    paper = (
        bundles.exclude(transfer_due_at=None)
        .values_list("opened_desk_id", Value("paper"))
        .annotate(total=Count("id"), late=Count("id", filter=Q(gone_at__gt=F("transfer_due_at"))))
    )
    hours = passages.values_list("desk_id", Value("hours")).annotate(
        total=Count("id"),
        late=Count("id", filter=Q(with_unit_at__gt=F("unit_due_at")) | Q(Exists(late_paper))),
    )
    found: dict[UUID, RuleBreaks] = {}
    for desk_id, rule, total, late in paper.order_by().union(hours.order_by(), all=True):
        told = found.get(desk_id, RuleBreaks(desk_id))
        found[desk_id] = replace(told, **{f"{rule}_total": total, f"{rule}_late": late})
    return found
