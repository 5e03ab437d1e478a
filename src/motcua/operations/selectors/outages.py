"""The kit, the outages and the late entries of desks, as the screens show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from motcua.agencies.selectors import agency_on, desk_on, held_on
from motcua.documents.paper_facts import KitForm, KitFormsFacts
from motcua.documents.rendering import print_once
from motcua.documents.slips import Office
from motcua.journey.papers.slips import place_of_agency
from motcua.kernel.clock import local_day
from motcua.operations.errors import NumberUnknown
from motcua.operations.models import KitBlock, KitNumber, LateEntry, Outage
from motcua.procedures.models import Reception
from motcua.procedures.selectors.releases import in_force


@dataclass(frozen=True)
class BlockView:
    """A block with how many of its numbers are free, used, void."""

    block: KitBlock
    first: str
    last: str
    free: int
    used: int
    void: int


def blocks_of(desk_ids: Collection[UUID]) -> list[BlockView]:
    """The blocks of some desks, newest first."""
    states = {state: Count("numbers", filter=Q(numbers__state=state)) for state in KitNumber.State.values}
    ends = {"first": Min("numbers__number"), "last": Max("numbers__number")}
    rows = (
        KitBlock.objects.filter(desk_id__in=desk_ids).select_related("reserved_by").annotate(**ends, **states)
    )
    shown = ("first", "last", "printed", "used", "void")
    return [
        BlockView(block, *(getattr(block, name) for name in shown))
        for block in rows.order_by("-reserved_at")[:50]
    ]


def block_in(desk_ids: Collection[UUID], block_id: UUID) -> KitBlock:
    """A block of one of these desks; of others it does not exist. Refuses with NumberUnknown."""
    found = KitBlock.objects.filter(desk_id__in=desk_ids, pk=block_id).first()
    if found is None:
        raise NumberUnknown(number="", desk="")
    return found


def numbers_of(block: KitBlock) -> QuerySet[KitNumber]:
    return block.numbers.select_related("entry", "changed_by").order_by("number")


def outages_of(desk_ids: Collection[UUID]) -> QuerySet[Outage]:
    """Outages of some desks and of the whole province, newest first."""
    here = Outage.objects.filter(Q(desk_id__in=desk_ids) | Q(desk=None))
    return here.select_related("decided_by").annotate(received=Count("entries")).order_by("-began_at")


def entries_of(desk_ids: Collection[UUID]) -> QuerySet[LateEntry]:
    """The late entries of some desks; those that wait first, in the order of their reception."""
    rows = LateEntry.objects.filter(desk_id__in=desk_ids)
    related = rows.select_related("release", "received_by", "entered_by", "decided_by", "outage", "desk")
    return related.defer("release__document", "release__form", "release__process")


def entry_in(desk_ids: Collection[UUID], entry_id: UUID) -> LateEntry | None:
    """A late entry of one of these desks."""
    return entries_of(desk_ids).filter(pk=entry_id).first()


def entry_numbered(desk_ids: Collection[UUID], number: str) -> LateEntry | None:
    """The late entry of a number of the kit, at one of these desks."""
    return entries_of(desk_ids).filter(number_id=number).first()


def entry_of_draft(draft_id: UUID) -> LateEntry | None:
    """The late entry that a draft belongs to, so that it is not filed past the head's approval."""
    return LateEntry.objects.filter(draft_id=draft_id).first()


def kit_pdf(block: KitBlock, at: datetime) -> bytes:
    """The forms of a block, one A5 sheet a number, each with its QR."""
    free = block.numbers.filter(state=KitNumber.State.PRINTED).order_by("number")
    forms = tuple(KitForm(one.number, _address(one.number)) for one in free)
    return print_once("kit_forms", KitFormsFacts(_office(block.desk_id, local_day(at)), forms), at=at)


def _address(number: str) -> str:
    return f"{settings.BASE_URL}/tra-cuu?{urlencode({'ma': number})}"


def _office(desk_id: UUID, day: date) -> Office:
    desk = desk_on(desk_id, day)
    agency = agency_on(desk.desk.agency_id, day)
    return Office(agency.name, desk.name, place_of_agency(agency, day), desk.address or agency.address)


@dataclass(frozen=True)
class OfflineProcedure:
    """A procedure as the offline page keeps it: what to receive, no more."""

    code: str
    name: str
    papers: tuple[tuple[str, str], ...]


def offline_procedures(desk_id: UUID, at: datetime) -> list[OfflineProcedure]:
    """Names and papers of what a desk receives, for the page that works without the system; two statements."""
    day = local_day(at)
    rules = Reception.objects.filter(held_on(day), desk_id=desk_id).values_list("procedure_id", "level")
    received = Q(pk=None)
    for procedure_id, level in rules:
        if procedure_id is not None:
            received |= Q(procedure_id=procedure_id)
        else:
            received |= Q(levels__contains=[level]) if level else ~Q(pk=None)
    rows = in_force(day).filter(received, form_ready=True, process_ready=True).order_by("name")
    return [
        OfflineProcedure(code, name, tuple((paper["id"], paper["name"]) for paper in papers or ()))
        for code, name, papers in rows.values_list("procedure__code", "name", "document__components")
    ]
