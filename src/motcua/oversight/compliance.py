"""Which rules of time were broken, by whom, for whoever answers for it (TN19-10.2a, TN19-11.2, DN15-4.3a, HG-4).

A unit's head reads of the unit, a desk's head of the desk, a leader of the agency, the province's eyes of all; each
table is one statement over its own index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.agencies.models import Desk, DeskVersion, Posting
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, agency_names_on
from motcua.custody.selectors import RuleBreaks, rule_breaks
from motcua.dossiers.access import PROVINCE
from motcua.dossiers.models import Part, Supplement
from motcua.dossiers.requests import SecondRequests, second_requests
from motcua.dossiers.selectors import Lateness, late_parts, lateness_by_agency
from motcua.kernel.clock import local_day
from motcua.oversight.errors import NotAnswering

ANSWERING = (Role.UNIT_HEAD, Role.DESK_HEAD, Role.AGENCY_LEADER, *PROVINCE)


@dataclass(frozen=True)
class Answering:
    """What somebody answers for: which desks, which requests to complete, which parts of joint processes."""

    desks: QuerySet[Desk]
    requests: Q
    parts: Q


@dataclass(frozen=True)
class Compliance:
    """The tables of a period, the worst first; `late_now` the open parts past their own date."""

    desks: tuple[tuple[str, str, RuleBreaks], ...]
    officers: tuple[tuple[str, SecondRequests], ...]
    agencies: tuple[tuple[str, Lateness], ...]
    late_now: tuple[tuple[str, Part], ...]


def answers_for(scope: Scope) -> Answering:
    """What an officer's postings make them answer for.

    Refuses
        NotAnswering: neither head nor leader nor one who watches over the province
    """
    if scope.holds(*PROVINCE):
        return Answering(Desk.objects.all(), Q(), Q())
    if not scope.holds(*ANSWERING):
        raise NotAnswering
    desks = requests = parts = Q(pk__in=[])
    for posted in scope.postings:
        if posted.role is Role.AGENCY_LEADER:
            agencies = [posted.agency_id, *posted.former_agency_ids]
            desks |= Q(agency_id__in=agencies)
            requests |= Q(agency_id__in=agencies)
            parts |= Q(agency_id__in=agencies)
        elif posted.role is Role.DESK_HEAD and posted.desk_id:
            here = [posted.desk_id, *posted.former_desk_ids]
            desks |= Q(pk__in=here)
            requests |= Q(stage=Supplement.Stage.RECEPTION, requested_by_id__in=_staff(desk_id__in=here))
        elif posted.role is Role.UNIT_HEAD and posted.unit_id:
            staff = _staff(unit_id=posted.unit_id)
            requests |= Q(stage=Supplement.Stage.HANDLING, requested_by_id__in=staff)
            parts |= Q(unit_id=posted.unit_id)
    return Answering(Desk.objects.filter(desks), requests, parts)


def _staff(**place: object) -> QuerySet[Posting, Any]:
    """Whoever was ever posted at a place: what they asked for there stays counted when they have left."""
    return Posting.objects.filter(**place).values("account_id")


def compliance(scope: Scope, *, since: datetime, until: datetime, at: datetime) -> Compliance:
    """The rules of time from `since` to before `until`, as far as an officer answers for them.

    Refuses
        NotAnswering
    """
    mine = answers_for(scope)
    desks = rule_breaks(mine.desks, since=since, until=until, at=at)
    officers = second_requests(mine.requests, since, until)
    agencies = lateness_by_agency(mine.parts, since, until, at)
    late_now = late_parts(mine.parts, at)
    named = _desk_names(desks)
    ids = {
        *(one.agency_id for one in officers),
        *(one.agency_id for one in agencies),
        *(one.agency_id for one in late_now),
        *(agency_id for _name, agency_id in named.values()),
    }
    names = agency_names_on(ids, local_day(at)) if ids else {}
    worst = sorted(desks.values(), key=lambda one: (-one.late, named[one.desk_id][0]))
    return Compliance(
        desks=tuple((named[one.desk_id][0], names.get(named[one.desk_id][1], ""), one) for one in worst),
        officers=tuple((names.get(one.agency_id, ""), one) for one in officers),
        agencies=tuple((names.get(one.agency_id, ""), one) for one in agencies),
        late_now=tuple((names.get(one.agency_id, ""), one) for one in late_now),
    )


def _desk_names(desks: dict[UUID, RuleBreaks]) -> dict[UUID, tuple[str, UUID]]:
    """What desks are called, closed ones by their last name, and whose they are."""
    newest = DeskVersion.objects.filter(desk_id__in=desks).order_by("desk_id", "-valid_from")
    rows = newest.distinct("desk_id").values_list("desk_id", "name", "desk__agency_id")
    return {desk_id: (name, agency_id) for desk_id, name, agency_id in rows}
