"""The kit for an outage: numbers of a series of their own, set aside for a desk and printed beforehand (NB18-13.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.acting import answering
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import Posted, desk_on, scope_of
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.kernel.uuid7 import uuid7
from motcua.numbers.rules import book_day, kit_number, parse_kit_number
from motcua.numbers.services import next_numbers
from motcua.operations.errors import (
    CountOutOfRange,
    NotOfThisDesk,
    NumberUnknown,
    NumberUsed,
    NumberVoid,
    ReasonNeeded,
)
from motcua.operations.models import KitBlock, KitNumber

MOST = 200
SERIES = "outage"
RECEIVING = (Role.RECEIVER, Role.DESK_HEAD)
HEAD = (Role.DESK_HEAD,)


def require_duty(account_id: UUID, desk_id: UUID, roles: tuple[Role, ...], at: datetime) -> list[Posted]:
    """The duties at the desk that give the right; refuses with NotOfThisDesk who has none of them at `at`."""
    postings = scope_of(account_id, at).postings
    fitting = [posted for posted in postings if posted.desk_id == desk_id and posted.role in roles]
    if not fitting:
        who = ROLE_NAMES[roles[-1]]
        raise NotOfThisDesk(who=who, desk=desk_on(desk_id, local_day(at)).name)
    return fitting


@transaction.atomic
def reserve_block(
    *,
    desk_id: UUID,
    count: int,
    officer: Actor,
    at: datetime,
    key: UUID,
    purpose: str = KitBlock.Purpose.PAPER,
) -> KitBlock:
    """Set aside the next numbers of the series for a desk (cấp dải số dự phòng).

    Takes
        purpose  paper: to be printed, by the head of the desk; machine: for one machine's offline page, also by
                 whoever receives there
        key      sent again it gives the same block
    Refuses
        CountOutOfRange, NotOfThisDesk
    Law
        NB18-13.2, TN14-7.3.
    """
    assert officer.id is not None
    roles = HEAD if purpose == KitBlock.Purpose.PAPER else RECEIVING
    doer = answering(officer, require_duty(officer.id, desk_id, roles, at))
    if not 1 <= count <= MOST:
        raise CountOutOfRange(most=MOST)
    given = KitBlock.objects.filter(key=key, desk_id=desk_id).first()
    if given is not None:
        return given
    day = book_day(local_day(at))
    first = next_numbers(scope=SERIES, day=day, count=count)
    block = KitBlock.objects.create(
        id=uuid7(at),
        desk_id=desk_id,
        purpose=purpose,
        count=count,
        key=key,
        reserved_by_id=officer.id,
        reserved_at=at,
    )
    KitNumber.objects.bulk_create(
        KitNumber(number=kit_number(day.year, n), block=block) for n in range(first, first + count)
    )
    append(
        Stream("kit", block.id),
        kind="reserved",
        happened_at=at,
        actor=doer,
        body={"desk": desk_id, "first": kit_number(day.year, first), "count": count, "purpose": purpose},
    )
    return block


def number_for_update(text: str, desk_id: UUID, at: datetime) -> KitNumber:
    """A number of a desk's kit, locked, still free.

    Refuses
        NumberMistyped, NumberUnknown (also one of another desk), NumberUsed, NumberVoid
    """
    number = parse_kit_number(text)
    rows = KitNumber.objects.select_for_update(of=("self",)).filter(number=number, block__desk_id=desk_id)
    found = rows.first()
    if found is None:
        raise NumberUnknown(number=number, desk=desk_on(desk_id, local_day(at)).name)
    if found.state == KitNumber.State.USED:
        raise NumberUsed(number=number)
    if found.state == KitNumber.State.VOID:
        raise NumberVoid(number=number, reason=found.reason)
    return found


@transaction.atomic
def void_number(*, number: str, desk_id: UUID, reason: str, officer: Actor, at: datetime) -> None:
    """Take a spoilt or lost form out of use, with the reason (huỷ số phiếu); its number never returns.

    Refuses
        NotOfThisDesk, ReasonNeeded, NumberUnknown, NumberUsed, NumberVoid
    """
    assert officer.id is not None
    doer = answering(officer, require_duty(officer.id, desk_id, RECEIVING, at))
    found = number_for_update(number, desk_id, at)
    if not reason.strip():
        raise ReasonNeeded
    mark(found, KitNumber.State.VOID, by=officer.id, at=at, reason=nfc(reason))
    append(
        Stream("kit", found.block_id),
        kind="void",
        happened_at=at,
        actor=doer,
        body={"number": found.number},
        words={"reason": found.reason},
    )


def mark(found: KitNumber, state: str, *, by: UUID, at: datetime, reason: str = "") -> None:
    """Write the state of a locked number."""
    found.state, found.reason, found.changed_at, found.changed_by_id = state, reason, at, by
    found.save(update_fields=["state", "reason", "changed_at", "changed_by"])
