"""In which of their duties an officer did what is written into a dossier's history; TN19-14.5.

Every event of a dossier passes here, so that no act of a stand-in leaves out whose duty it was (thay mặt ai).
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from motcua.agencies.acting import PostedOfficer, answering
from motcua.agencies.rules import DESK_ROLES, Role
from motcua.agencies.selectors import Posted
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.moves import MOVES

_DESK: Final = "receiver desk_head"
_WORK: Final = "handler unit_head"
_HEADS: Final = "unit_head desk_head agency_leader"

NOTES: Final = {
    "check": _DESK,
    "charged": _DESK,
    "paid": f"cashier {_DESK}",
    "settled": _DESK,
    "compared": _DESK,
    "difference_allowed": "desk_head",
    "taken_back": "agency_leader",
    "stop_asked": _DESK,
    "stop_declined": _DESK,
    "extension_proposed": _WORK,
    "extension_refused": "agency_leader",
    "result": "agency_leader handler records_clerk",
    "duty_told": f"{_WORK} {_DESK}",
    "duty_paid": f"{_WORK} {_DESK}",
    "receipt_declined": f"{_WORK} {_DESK}",
    "opinion_revoked": f"{_WORK} agency_leader {_DESK}",
    "opinion_reminded": f"{_WORK} agency_leader {_DESK}",
    "urged": _HEADS,
    "taken_over": _HEADS,
    "released": _HEADS,
    "late_entry": "desk_head",
    "paper_opened": _DESK,
    "paper_owed": _DESK,
    "paper_returned": _DESK,
    "paper_unaccounted": _DESK,
    "paper_posted": _DESK,
    "paper_back": _DESK,
    "post_asked": _DESK,
    "post_cancelled": _DESK,
    "return_asked": _DESK,
    "return_cancelled": _DESK,
    "post_packed": _DESK,
    "post_unpacked": _DESK,
    "post_taken": _DESK,
    "post_delivered": _DESK,
    "post_returned": _DESK,
    "post_lost": _DESK,
    "post_unsettled": _DESK,
    "post_received": _DESK,
}
"""Who writes what moves nothing, as the table of moves says it of what does. A kind that stands in neither may be
written by any duty that reaches the dossier."""

ROLES: Final = {
    **{move.act: frozenset(move.roles) for move in MOVES},
    **{kind: frozenset(roles.split()) for kind, roles in NOTES.items()},
}


def doer(actor: Actor, dossier: Dossier, kind: str) -> Actor:
    """The actor of an event: in the duty whose right was used, own ones before delegated ones.

    One statement, and only for an officer who stands in for somebody or works for several agencies.
    """
    if not isinstance(actor, PostedOfficer) or actor.on_behalf_of is not None:
        return actor
    if len({(posted.agency_id, posted.giver_id) for posted in actor.postings}) < 2:
        return actor
    roles = ROLES.get(kind)
    able = [posted for posted in actor.postings if roles is None or posted.role in roles]
    return answering(actor, _reaching(dossier, able or list(actor.postings)) or able)


def _reaching(dossier: Dossier, duties: list[Posted]) -> list[Posted]:
    """Those of the duties that have the dossier in hand: at its desks, in the units and agencies of its open parts."""
    rows = Part.objects.filter(dossier_id=dossier.pk).filter(Q(state="open") | Q(duty=Part.Duty.LEAD))
    parts = list(rows.values_list("agency_id", "unit_id", "desk_id"))
    desks = {dossier.desk_id, dossier.return_desk_id, *(desk for _, _, desk in parts)}
    units = {unit for _, unit, _ in parts if unit}
    agencies = {dossier.agency_id, *(agency for agency, _, _ in parts)}

    def reaches(posted: Posted) -> bool:
        if posted.role in DESK_ROLES:
            return not desks.isdisjoint([posted.desk_id, *posted.former_desk_ids])
        if posted.role in {Role.HANDLER, Role.UNIT_HEAD} and posted.unit_id and units:
            return posted.unit_id in units
        return not agencies.isdisjoint([posted.agency_id, *posted.former_agency_ids])

    return [posted for posted in duties if reaches(posted)]
