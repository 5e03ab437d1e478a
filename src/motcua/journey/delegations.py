"""A colleague does an officer's duties for some days, and hears of it (nghỉ phép, uỷ quyền); TN19-14.5."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.accounts.selectors import names_of
from motcua.agencies.models import Delegation, Pool
from motcua.agencies.services import delegations
from motcua.audit.services import Actor
from motcua.journey.reading.leave import duties_in_words
from motcua.notifications.events import DelegationEnded, DutyDelegated, EventFacts
from motcua.notifications.services import queue


@transaction.atomic
def delegate(
    *,
    giver_id: UUID,
    delegate_id: UUID,
    valid_from: date,
    valid_to: date,
    at: datetime,
    actor: Actor,
    pool_ids: Collection[UUID] = (),
    instrument: str = "",
) -> list[Delegation]:
    """Let a colleague do an officer's duties, as `agencies.services.delegations.delegate`; the colleague is told.

    Refuses
        DaysOutOfOrder, NothingToDelegate, NotAColleague, NotYourDelegation, DelegationOverlaps
    """
    made = delegations.delegate(
        giver_id=giver_id,
        delegate_id=delegate_id,
        valid_from=valid_from,
        valid_to=valid_to,
        at=at,
        actor=actor,
        pool_ids=pool_ids,
        instrument=instrument,
    )
    words = duties_in_words(Pool.objects.filter(pk__in=[row.pool_id for row in made]), valid_from)
    names = names_of([giver_id, delegate_id])
    facts = DutyDelegated(
        greeting=names[delegate_id],
        giver=names[giver_id],
        duties=tuple(words[row.pool_id] for row in made),
        first=f"{valid_from:%d/%m/%Y}",
        last=f"{valid_to:%d/%m/%Y}",
        link=_page(),
    )
    _tell("duty_delegated", facts, delegate_id, f"delegation/{made[0].pk}", at)
    return made


@transaction.atomic
def end_delegations(*, ids: Collection[UUID], at: datetime, actor: Actor) -> None:
    """The giver is back, as `agencies.services.delegations.end_delegations`; who stood in is told once.

    Refuses
        NotYourDelegation
    """
    rows = list(Delegation.objects.filter(pk__in=ids).order_by("pk"))
    delegations.end_delegations(ids=ids, at=at, actor=actor)
    people = {(row.giver_id, row.delegate_id): row.pk for row in reversed(rows)}
    for (giver_id, delegate_id), first in people.items():
        if actor.id == delegate_id:
            continue
        names = names_of([giver_id, delegate_id])
        facts = DelegationEnded(greeting=names[delegate_id], giver=names[giver_id], link=_page())
        _tell("delegation_ended", facts, delegate_id, f"delegation/{first}/ended", at)


def _page() -> str:
    return f"{settings.BASE_URL}/can-bo/nghi-phep/"


def _tell(event: str, facts: EventFacts, account_id: UUID, key: str, at: datetime) -> None:
    queue(event, facts, account_id=account_id, dedupe_key=key, order_key="", at=at)
