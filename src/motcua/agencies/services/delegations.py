"""A colleague does an officer's duties for some days (uỷ quyền, nghỉ phép); TN19-14.5."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.agencies.errors import (
    DelegationOverlaps,
    NotAColleague,
    NothingToDelegate,
    NotYourDelegation,
)
from motcua.agencies.models import Delegation, Posting
from motcua.agencies.rules import PROVINCE_ROLES, Role
from motcua.agencies.selectors import held_on, may_administer, postings_at, scope_of
from motcua.agencies.services.structure import check_days, record
from motcua.audit.services import Actor
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc

NOT_DELEGATED = PROVINCE_ROLES | {Role.AGENCY_IT}
HEADS = frozenset({Role.UNIT_HEAD, Role.DESK_HEAD, Role.AGENCY_LEADER})


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
    """Let a colleague do an officer's duties from one day to another, both inside (uỷ quyền).

    Takes
        pool_ids  the duties; empty = all that can be delegated. Accounts and the province are nobody's to pass on
        actor     the officer, the head of the officer's place, or the agency's IT officer
    Refuses
        DaysOutOfOrder, NothingToDelegate, NotAColleague, NotYourDelegation, DelegationOverlaps
    Writes
        one row and one event of the agency for each duty
    """
    check_days(max(valid_from, local_day(at)), valid_to)
    held = [
        posting
        for posting in Posting.objects.filter(held_on(valid_from), account_id=giver_id)
        if Role(posting.role) not in NOT_DELEGATED and (not pool_ids or posting.pool_id in pool_ids)
    ]
    if not held:
        raise NothingToDelegate()
    agencies = {posting.agency_id for posting in held}
    theirs = set(
        postings_at(at).filter(account_id=delegate_id).values_list("agency_id", flat=True).distinct()
    )
    if delegate_id == giver_id or not agencies <= theirs:
        raise NotAColleague()
    for posting in held:
        _require_right(posting, actor, at)
    made = []
    for posting in held:
        try:
            with transaction.atomic():
                made.append(
                    Delegation.objects.create(
                        giver_id=giver_id,
                        delegate_id=delegate_id,
                        pool_id=posting.pool_id,
                        valid_from=valid_from,
                        valid_to=valid_to,
                        instrument=nfc(instrument),
                    )
                )
        except IntegrityError as error:
            raise DelegationOverlaps() from error
        body = {
            "giver": giver_id,
            "delegate": delegate_id,
            "pool": posting.pool_id,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }
        record(posting.agency_id, "duty_delegated", at, actor, body=body, words={"instrument": instrument})
    return made


def _require_right(posting: Posting, actor: Actor, at: datetime) -> None:
    """The giver, the head of the place, or who keeps the agency's accounts."""
    if actor.id is None or actor.id == posting.account_id:
        return
    heads = any(
        posted.giver_id is None
        and (
            (
                posted.role is Role.UNIT_HEAD
                and posted.unit_id is not None
                and posted.unit_id == posting.unit_id
            )
            or (
                posted.role is Role.DESK_HEAD
                and posted.desk_id is not None
                and posted.desk_id == posting.desk_id
            )
            or (posted.role is Role.AGENCY_LEADER and posted.agency_id == posting.agency_id)
        )
        for posted in scope_of(actor.id, at).postings
    )
    if not heads and not may_administer(actor.id, posting.agency_id, at):
        raise NotYourDelegation()


@transaction.atomic
def end_delegations(*, ids: Collection[UUID], at: datetime, actor: Actor) -> None:
    """The same for all that was given in one act; refuses as `end_delegation`, and then nothing is ended."""
    for delegation_id in sorted(ids):
        end_delegation(delegation_id=delegation_id, at=at, actor=actor)


@transaction.atomic
def end_delegation(*, delegation_id: UUID, at: datetime, actor: Actor) -> None:
    """The giver is back: it ended yesterday, or never began (kết thúc uỷ quyền). Again changes nothing.

    Refuses
        NotYourDelegation
    """
    found = Delegation.objects.select_for_update(of=("self",)).select_related("pool").filter(pk=delegation_id)
    one = found.first()
    if one is None:
        return
    posting = (
        Posting.objects.filter(account_id=one.giver_id, pool_id=one.pool_id).order_by("-valid_from").first()
    )
    if posting is None:
        raise NotYourDelegation()
    _require_right(posting, actor, at)
    yesterday = local_day(at) - timedelta(days=1)
    if one.valid_from > yesterday:
        one.delete()
    elif one.valid_to is None or one.valid_to > yesterday:
        one.valid_to = yesterday
        one.save(update_fields=["valid_to"])
    body = {"giver": one.giver_id, "delegate": one.delegate_id, "pool": one.pool_id, "last_day": yesterday}
    record(one.pool.agency_id, "delegation_ended", at, actor, body=body, words={})
