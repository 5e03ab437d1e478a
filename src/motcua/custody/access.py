"""Which places an officer stands for: what they hold there they may give, what is sent there they may confirm."""

from __future__ import annotations

from django.db.models import Q

from motcua.agencies.acting import answering, in_duty_of
from motcua.agencies.selectors import Posted, Scope
from motcua.audit.services import Actor
from motcua.custody.rules import AT_DESK, AT_WORK, Holder, Place


def places_of(scope: Scope) -> tuple[Place, ...]:
    """The desks, units and offices an officer works at, and the officer's own hands."""
    found = [place for posted in scope.postings if (place := _place(posted)) is not None]
    return tuple(dict.fromkeys([*found, *_hands(scope)]))


def _place(posted: Posted) -> Place | None:
    if posted.role in AT_DESK and posted.desk_id:
        return Place(Holder.DESK, posted.agency_id, desk_id=posted.desk_id)
    if posted.role in AT_WORK:
        return Place(Holder.UNIT, posted.agency_id, unit_id=posted.unit_id)
    return None


def _hands(scope: Scope) -> list[Place]:
    return [
        Place(Holder.PERSON, posted.agency_id, account_id=scope.account_id)
        for posted in scope.postings
        if posted.role in AT_DESK | AT_WORK
    ]


def stands_for(scope: Scope, place: Place) -> bool:
    """Whether an officer may act for a place; a leader's or clerk's office is the agency's, not each of its units."""
    return place in places_of(scope)


def acting(officer: Actor, scope: Scope, place: Place) -> Actor:
    """The officer as keeper of a place: on whose behalf, where only a delegated duty makes them it."""
    if place.kind is Holder.PERSON:
        return in_duty_of(officer, None, place.agency_id)
    return answering(officer, (posted for posted in scope.postings if _place(posted) == place))


def at_places(places: tuple[Place, ...], prefix: str = "") -> Q:
    """The condition that a row names one of these places; `prefix` is `from_` or `to_` for a record."""
    kind = f"{prefix}kind" if prefix else "holder"
    condition = Q(pk__in=[])
    for place in places:
        if place.kind is Holder.DESK:
            condition |= Q(**{kind: place.kind, f"{prefix}desk_id": place.desk_id})
        elif place.kind is Holder.PERSON:
            condition |= Q(**{kind: place.kind, f"{prefix}account_id": place.account_id})
        else:
            condition |= Q(
                **{kind: place.kind, f"{prefix}agency_id": place.agency_id, f"{prefix}unit_id": place.unit_id}
            )
    return condition
