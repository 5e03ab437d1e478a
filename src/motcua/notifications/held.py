"""Notices that wait: joined with their like into one digest, kept in order behind it, or in reserve for Zalo.

Order is kept for each dossier and destination: before anything else about a dossier leaves, what waits about it
leaves; and while a digest with it has not left, later notices about it stay behind. Each destination is worked on
under the locks of its open rows, so that two workers and an act never take the same notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings as installed
from django.db import transaction
from django.db.models import Q

from motcua.delivery.outgoing import orders_on_their_way, states_of
from motcua.delivery.services import enqueue
from motcua.kernel.clock import local_day
from motcua.notifications.contacts import hash_of
from motcua.notifications.events import Digest
from motcua.notifications.kinds import kind_of
from motcua.notifications.models import Held
from motcua.notifications.policies import settings_on
from motcua.notifications.rules import EMAIL, Sending, after_night, bundles
from motcua.notifications.texts import wordings_on
from motcua.notifications.wording import write, write_short

State = Held.State
LISTED = 100
"""How many dossiers a digest names one by one."""
BATCH = 200
_BLANK = {"destination": "", "subject": "", "body": "", "greeting": "", "line": "", "facts": {}}


@dataclass(frozen=True)
class Letter:
    """One notice ready to leave by one channel."""

    channel: str
    destination: str
    event: str
    language: str
    greeting: str
    subject: str
    body: str
    line: str
    dedupe_key: str
    order_key: str
    holder: str
    contact_id: UUID | None = None
    account_id: UUID | None = None
    is_urgent: bool = False
    budget_key: str = ""
    budget_per_day: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def key_of(dedupe_key: str, channel: str, destination: str) -> str:
    """The key of one telling to one destination: the same event may be told to several people by several ways."""
    way = "" if channel == EMAIL else f"{channel}/"
    # keyed: a plain hash of a telephone number is searched in minutes, and this key is never blanked
    return f"{dedupe_key}/{way}{hash_of(destination.lower())[:16]}"


def offer(letter: Letter, sending: Sending, *, at: datetime, minutes: int, stands_by: str = "") -> None:
    """Let a notice leave, or wait as `sending` says; the same key again changes nothing.

    Takes
        minutes    how long what may wait waits
        stands_by  the key of the message whose failure lets this one leave
    """
    if letter.is_urgent:
        _send(letter, at=sending.not_before)
        return
    rows = _open_rows(letter.channel, letter.destination, letter.dedupe_key)
    if any(one.dedupe_key == letter.dedupe_key for one in rows):
        return
    if stands_by:
        _hold(letter, State.STANDBY, at=at, after=stands_by)
    elif sending.may_wait:
        _hold(letter, State.WAITING, at=at, due_at=at + timedelta(minutes=minutes))
    else:
        mine = [one for one in _settle(rows, at) if letter.order_key and one.order_key == letter.order_key]
        if any(one.state in {State.JOINED, State.BEHIND} for one in mine):
            _hold(letter, State.BEHIND, at=at)
            return
        # what waits about this dossier leaves before, by itself: this one waits for nothing
        for one in mine:
            if one.state == State.WAITING:
                _send_held(one, at)
        _send(letter, at=sending.not_before)


def release(*, at: datetime) -> int:
    """Let leave what has waited long enough; gives how many destinations were looked at. A worker's task."""
    due = (
        Held.objects.exclude(state=State.OVER)
        .filter(Q(due_at__lte=at) | ~Q(state=State.WAITING))
        .values_list("channel", "destination")
        .distinct()
    )
    found = list(due.order_by("channel", "destination"))
    for channel, destination in found:
        _release(channel, destination, at)
    return len(found)


@transaction.atomic
def _release(channel: str, destination: str, at: datetime) -> None:
    rows = _settle(_open_rows(channel, destination), at)
    for one in rows:
        if one.state == State.BEHIND and not _is_behind(one, rows):
            for row in _older(one, rows):
                _send_held(row, at)
            _send_held(one, at)
    for bundle in bundles([one for one in rows if one.state == State.WAITING], at):
        _leave(bundle, rows, at)


def _is_behind(one: Held, rows: Iterable[Held]) -> bool:
    """Whether something earlier about the same dossier is in a digest that has not left, or behind one."""
    return bool(one.order_key) and any(
        row.order_key == one.order_key and row.pk < one.pk and row.state in {State.JOINED, State.BEHIND}
        for row in rows
    )


def _older(one: Held, rows: Iterable[Held]) -> list[Held]:
    """What waits about the same dossier in other groups since before."""
    return [
        row
        for row in rows
        if row.state == State.WAITING
        and one.order_key
        and row.order_key == one.order_key
        and row.pk < one.pk
        and row.group != one.group
    ]


def _leave(bundle: list[Held], rows: list[Held], at: datetime) -> None:
    """One leaves as it was written, several as one digest; who has something earlier on its way waits for that."""
    able = [one for one in bundle if one.state == State.WAITING and not _is_behind(one, rows)]
    for one in able:
        for row in _older(one, rows):
            _send_held(row, at)
    if len(able) > 1:
        first = able[0]
        stuck = orders_on_their_way({one.order_key for one in able}, first.channel, first.destination)
        able = [one for one in able if one.order_key not in stuck]
    if len(able) > 1:
        _send_digest(able, at)
    elif able:
        _send_held(able[0], at)


def _send_digest(bundle: list[Held], at: datetime) -> None:
    first = bundle[0]
    key = f"digest/{first.pk}"
    subject, body = _digest(bundle, at)
    enqueue(
        channel=first.channel,
        destination=first.destination,
        subject=subject,
        body=body,
        dedupe_key=key,
        at=_loud_at(first.channel, at),
        budget_key=first.budget_key,
        budget_per_day=first.budget_per_day,
        facts={**first.facts, "event": "digest", "count": len(bundle)} if first.facts else {},
    )
    Held.objects.filter(after__in=[one.dedupe_key for one in bundle], state=State.STANDBY).update(after=key)
    for one in bundle:
        one.state, one.after = State.JOINED, key
    Held.objects.bulk_update(bundle, ["state", "after"])


def drop(contact_id: UUID, *, at: datetime) -> None:
    """Forget what waits for a number that is no longer its reader's; what stood by for it is needed now."""
    rows = Held.objects.filter(contact_id=contact_id).exclude(state=State.OVER)
    keys = list(rows.values_list("dedupe_key", flat=True))
    rows.update(state=State.OVER, **_BLANK)
    Held.objects.filter(after__in=keys, state=State.STANDBY).update(state=State.WAITING, due_at=at, after="")


def _open_rows(channel: str, destination: str, dedupe_key: str = "") -> list[Held]:
    """What is open for a destination, oldest first, locked; and the row of this very notice, if there was one."""
    wanted = Q(channel=channel, destination=destination) & ~Q(state=State.OVER)
    if dedupe_key:
        wanted |= Q(dedupe_key=dedupe_key)
    return list(Held.objects.select_for_update(of=("self",)).filter(wanted).order_by("id"))


def _settle(rows: list[Held], at: datetime) -> list[Held]:
    """What the outbox says meanwhile: digests that left, Zalo messages that failed for good or arrived."""
    watched = {one.after for one in rows if one.state in {State.JOINED, State.STANDBY}}
    states = states_of(watched) if watched else {}
    for one in rows:
        state = states.get(one.after)
        has_left = one.state == State.JOINED and state not in {None, "queued"}
        if one.state == State.STANDBY and state == "sent":
            one.after = ""
            _over([one])
        elif has_left:
            _over([one])
        elif one.state == State.STANDBY and state == "dead":
            one.state, one.due_at, one.after = State.WAITING, at, ""
            one.save(update_fields=["state", "due_at", "after"])
    return [one for one in rows if one.state != State.OVER]


def _digest(bundle: list[Held], at: datetime) -> tuple[str, str]:
    """Subject and text of one message for several dossiers."""
    first = bundle[0]
    link = "/ho-so-cua-toi/" if first.account_id else "/tra-cuu"
    facts = Digest(
        greeting=first.greeting,
        count=len({one.order_key or one.dedupe_key for one in bundle}),
        what=kind_of(first.event).many[first.language == "en"],
        lines=tuple(one.line for one in bundle[:LISTED]),
        more=max(0, len(bundle) - LISTED),
        link=f"{installed.BASE_URL}{link}",
    )
    wordings = wordings_on(local_day(at))
    if first.channel == EMAIL:
        words = write("digest", facts, first.language, EMAIL, wordings)
        return words.subject, words.body
    return "", write_short("digest", facts, first.language, first.channel, wordings=wordings)


def _send(letter: Letter, *, at: datetime) -> None:
    enqueue(
        channel=letter.channel,
        destination=letter.destination,
        subject=letter.subject,
        body=letter.body,
        dedupe_key=letter.dedupe_key,
        order_key=letter.order_key,
        urgent=letter.is_urgent,
        at=at,
        facts=letter.facts,
        budget_key=letter.budget_key,
        budget_per_day=letter.budget_per_day,
    )


def _send_held(one: Held, at: datetime) -> None:
    enqueue(
        channel=one.channel,
        destination=one.destination,
        subject=one.subject,
        body=one.body,
        dedupe_key=one.dedupe_key,
        order_key=one.order_key,
        at=_loud_at(one.channel, at),
        facts=one.facts,
        budget_key=one.budget_key,
        budget_per_day=one.budget_per_day,
    )
    _over([one])


def _over(rows: Iterable[Held]) -> None:
    for one in rows:
        one.state = State.OVER
        for name, value in _BLANK.items():
            setattr(one, name, value)
        one.save(update_fields=["state", "after", *_BLANK])


def _loud_at(channel: str, at: datetime) -> datetime:
    return at if channel == EMAIL else after_night(at, settings_on(local_day(at)))


def _group(letter: Letter) -> str:
    return f"{letter.holder}/{letter.channel}/{letter.event}/{letter.language}"


def _hold(
    letter: Letter, state: str, *, at: datetime, due_at: datetime | None = None, after: str = ""
) -> None:
    row = Held(
        state=state,
        channel=letter.channel,
        destination=letter.destination,
        contact_id=letter.contact_id,
        account_id=letter.account_id,
        event=letter.event,
        language=letter.language,
        greeting=letter.greeting[:300],
        subject=letter.subject,
        body=letter.body,
        facts=letter.facts,
        line=letter.line[:1000],
        group=_group(letter),
        order_key=letter.order_key,
        dedupe_key=letter.dedupe_key,
        budget_key=letter.budget_key,
        budget_per_day=letter.budget_per_day,
        after=after,
        held_at=at,
        due_at=due_at or at,
    )
    Held.objects.bulk_create([row], ignore_conflicts=True)
