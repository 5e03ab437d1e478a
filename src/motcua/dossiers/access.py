"""Who may see which dossier: one SQL predicate over parts, and the same for applicants over accounts.

Everything that shows a dossier goes through `visible_to` or `of_account`; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier, Draft, Part

DESK = frozenset({Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER})
UNIT = frozenset({Role.HANDLER, Role.UNIT_HEAD})
AGENCY = frozenset({Role.AGENCY_LEADER, Role.RECORDS_CLERK})
PROVINCE = frozenset({Role.SUPERVISOR, Role.INSPECTOR})


def parts_of(scope: Scope) -> Q:
    """The parts an officer's postings give a right to.

    At a desk: what the desk receives or returns. In a unit: what the unit handles. As leader or records clerk:
    what the agency has a part in. What merged agencies had is read by the desk, the leader and the clerk of the
    successor. A handler without a unit works for the whole agency. IT officers and
    administrators keep accounts, they read no dossier.
    """
    desks, units, agencies = set[UUID](), set[UUID](), set[UUID]()
    for posted in scope.postings:
        if posted.role in DESK and posted.desk_id:
            desks.update((posted.desk_id, *posted.former_desk_ids))
        elif posted.role in UNIT and posted.unit_id:
            units.add(posted.unit_id)
        elif posted.role in AGENCY | UNIT:
            agencies.update((posted.agency_id, *(posted.former_agency_ids if posted.role in AGENCY else ())))
    right = Q(pk__in=[])
    if desks:
        right |= Q(desk_id__in=desks)
    if units:
        right |= Q(unit_id__in=units)
    if agencies:
        right |= Q(agency_id__in=agencies)
    return right


def visible_to(scope: Scope) -> QuerySet[Dossier]:
    """The dossiers an officer may see now."""
    if scope.holds(*PROVINCE):
        return Dossier.objects.all()
    mine = Part.objects.filter(parts_of(scope), dossier_id=OuterRef("pk"))
    return Dossier.objects.filter(Exists(mine))


def of_account(account_id: UUID) -> QuerySet[Dossier]:
    """The dossiers a citizen or organisation filed while signed in."""
    return Dossier.objects.filter(account_id=account_id)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on the citizens' side: an account, and the dossiers whose secret this visit has proven."""

    account_id: UUID | None = None
    proven: frozenset[UUID] = frozenset()


def held_by(holder: Holder) -> QuerySet[Dossier]:
    """The dossiers somebody filed while signed in, and those whose secret they know."""
    return Dossier.objects.filter(_is_held(holder))


def drafts_held_by(holder: Holder) -> QuerySet[Draft]:
    """The drafts of a citizen; what an officer fills at the counter is not among them."""
    return Draft.objects.filter(_is_held(holder), officer=None)


def _is_held(holder: Holder) -> Q:
    mine = Q(pk__in=holder.proven)
    return mine | Q(account_id=holder.account_id) if holder.account_id else mine
