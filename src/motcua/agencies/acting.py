"""As whom an officer acts: in which of their duties, for which agency, and whose duty it is (uỷ quyền); TN19-14.5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Posted, Scope
from motcua.audit.services import Actor


@dataclass(frozen=True)
class PostedOfficer(Actor):
    """An officer who comes with all their duties: which of them an act is done in is found when it is written down.

    Whoever already knows the duty (a task's, a place's) says it with `answering` or `in_duty_of`.
    """

    postings: tuple[Posted, ...] = ()


def posted_officer(scope: Scope, *, agency_id: UUID | None = None) -> PostedOfficer:
    """The officer of a scope, acting for an agency; for that of their first duty where none is given."""
    first = next((posted.agency_id for posted in scope.postings), None)
    return PostedOfficer("officer", scope.account_id, agency_id or first, postings=scope.postings)


def in_duty_of(officer: Actor, giver_id: UUID | None, agency_id: UUID | None = None) -> Actor:
    """The officer as the doer of somebody's duty, or of their own where nobody else's; nothing is left to find."""
    return Actor(officer.kind, officer.id, agency_id or officer.agency_id, giver_id)


def answering(officer: Actor, duties: Iterable[Posted]) -> Actor:
    """The officer in one of the duties that give the right to an act: an own one before a delegated one."""
    fitting = sorted(duties, key=lambda posted: posted.giver_id is not None)
    if not fitting:
        return officer
    return in_duty_of(officer, fitting[0].giver_id, fitting[0].agency_id)


def headships_of_desk(scope: Scope, desk_id: UUID) -> list[Posted]:
    """An officer's duties as head of a desk, own and delegated."""
    return [one for one in scope.postings if one.role is Role.DESK_HEAD and one.desk_id == desk_id]
