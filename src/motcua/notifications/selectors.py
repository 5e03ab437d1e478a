"""The inbox, and what a reader is told by which way, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.delivery.plugins import is_registered
from motcua.kernel.clock import local_day
from motcua.kernel.phones import mask_phone
from motcua.kernel.phrases import phrase
from motcua.notifications.contacts import Chosen, choices_of, hash_of, mobile_of, shown
from motcua.notifications.errors import NoticeNotFound
from motcua.notifications.kinds import KINDS, Kind
from motcua.notifications.models import Contact, Held, InboxMessage
from motcua.notifications.policies import settings_on
from motcua.notifications.rules import EMAIL, OUTSIDE, SMS, ZALO, Settings, route
from motcua.notifications.wording import has_short

UNREAD_SHOWN = 99


def inbox_of(account_id: UUID, *, unread_only: bool = False) -> QuerySet[InboxMessage]:
    """The notices of one account, newest first; slice it."""
    notices = InboxMessage.objects.filter(account_id=account_id).order_by("-created_at", "-id")
    return notices.filter(read_at=None) if unread_only else notices


def notice_of(account_id: UUID, message_id: UUID) -> InboxMessage:
    """One notice of one account.

    Refuses
        NoticeNotFound, also for a notice of somebody else
    """
    try:
        return InboxMessage.objects.get(id=message_id, account_id=account_id)
    except InboxMessage.DoesNotExist:
        raise NoticeNotFound from None


def unread_count(account_id: UUID) -> int:
    """How many notices are unread, at most `UNREAD_SHOWN` + 1, which a page shows as "99+"."""
    return InboxMessage.objects.filter(account_id=account_id, read_at=None)[: UNREAD_SHOWN + 1].count()


@dataclass(frozen=True)
class Number:
    """One telephone or Zalo account as its reader sees it; `id` None: given with a dossier, nothing was sent yet."""

    id: UUID | None
    kind: str
    shown: str
    is_proven: bool
    lost: str
    since: datetime | None


@dataclass(frozen=True)
class Standing:
    """What a reader is told, by which ways, at which numbers, and what they agreed to since when.

    ways     the channels of this province, outside of the inbox
    told     each kind of notice with the channels by which it goes now
    email    where letters go, "" without one
    """

    has_inbox: bool
    email: str
    ways: tuple[str, ...]
    numbers: tuple[Number, ...]
    chosen: Chosen
    told: tuple[tuple[Kind, tuple[str, ...]], ...]
    settings: Settings

    @property
    def is_without_phone(self) -> bool:
        """Whether no telephone takes messages for the reader."""
        return not any(one.kind == Contact.Kind.PHONE and not one.lost for one in self.numbers)


def standing_of(
    holder: str, *, email: str, phone: str, has_inbox: bool, at: datetime, is_officer: bool = False
) -> Standing:
    """The page "Nhận thông báo" of one reader; nothing is written.

    Takes
        is_officer  what is told is work, not news of the reader's own dossiers
    """
    number = mobile_of(phone)
    given = hash_of(number) if number else ""
    linked = Q(kind=Contact.Kind.ZALO, phone_hash=given) if given else Q(pk=None)
    rows = list(Contact.objects.filter(Q(holder=holder) | linked).order_by("kind", "-seen_at", "-id"))
    numbers = [
        Number(
            one.pk,
            one.kind,
            shown(one),
            one.confirmed_at is not None,
            one.disowned_how,
            one.disowned_at or one.confirmed_at or one.seen_at,
        )
        for one in rows
        if one.disowned_how != Contact.Lost.WITHDRAWN
    ]
    if given and all(one.value_hash != given for one in rows):
        numbers.append(Number(None, Contact.Kind.PHONE, mask_phone(number), False, "", None))
    living = [one for one in numbers if not one.lost]
    there = {
        EMAIL: bool(email),
        SMS: any(one.kind == Contact.Kind.PHONE for one in living),
        ZALO: any(one.kind == Contact.Kind.ZALO for one in living),
    }
    reachable = {name for name, is_there in there.items() if is_there and is_registered(name)}
    chosen, settings = choices_of(holder), settings_on(local_day(at))
    told = []
    for event, kind in KINDS.items():
        if kind.to_officers is not is_officer or event in {"digest", "account_created", "file_infected"}:
            continue
        ways = route(
            kind, reachable, chosen.levels, settings, at, has_inbox=has_inbox, has_short=has_short(event)
        )
        told.append((kind, tuple(one.channel for one in ways if not one.instead_of)))
    return Standing(
        has_inbox,
        email,
        tuple(one for one in OUTSIDE if is_registered(one)),
        tuple(numbers),
        chosen,
        tuple(told),
        settings,
    )


@dataclass(frozen=True)
class HeldNotice:
    """A notice that has not left by itself: gathered, or told in one message with others."""

    dedupe_key: str
    channel: str
    destination: str
    queued_at: datetime
    words: str


_WAITS = {
    Held.State.WAITING: phrase("đang gom với tin cùng loại"),
    Held.State.BEHIND: phrase("chờ tin trước đi"),
    Held.State.STANDBY: phrase("dự phòng, gửi nếu Zalo không đến"),
}


def held_named(prefix: str) -> list[HeldNotice]:
    """What waits, or left together with others, of the notices whose key begins so, oldest first."""
    rows = Held.objects.filter(dedupe_key__startswith=prefix).order_by("id")
    together = phrase("đã báo trong một tin chung với hồ sơ khác")
    return [
        HeldNotice(
            one.dedupe_key,
            one.channel,
            one.destination,
            one.held_at,
            _WAITS.get(Held.State(one.state), together),
        )
        for one in rows
        if one.state != Held.State.OVER or one.after.startswith("digest/")
    ]
