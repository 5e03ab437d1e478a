"""A number that is proven, or turns out to be somebody else's: from then on nothing more goes to it for the earlier
reader, who hears of it in the inbox and by e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings as installed
from django.db import connection, transaction

from motcua.accounts.selectors import names_of
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.delivery.outgoing import withdraw
from motcua.kernel.clock import local_day
from motcua.notifications import held
from motcua.notifications.contacts import hash_of, holder_of_account, mobile_of, remember, shown, value_of
from motcua.notifications.errors import CannotReceive, LinkUnknown
from motcua.notifications.events import ContactLost
from motcua.notifications.models import Contact
from motcua.notifications.policies import UNKNOWN_DAYS
from motcua.notifications.rules import SMS, ZALO
from motcua.notifications.services import queue

_CHANNELS = {Contact.Kind.PHONE: SMS, Contact.Kind.ZALO: ZALO}


@dataclass(frozen=True)
class Loss:
    """A reader lost a number: who, and the number as the desk may see it."""

    holder: str
    account_id: UUID | None
    shown: str
    how: str


@transaction.atomic
def confirm_phone(
    *, holder: str, phone: str, at: datetime, account_id: UUID | None = None, keeps_others: bool = False
) -> tuple[Contact, list[Loss]]:
    """A code sent to the number came back: it is this reader's (xác nhận số điện thoại).

    Takes
        holder        whose it is (`contacts.holder_of_…`), with the account where there is one
        phone         as people write it
        keeps_others  the number also takes messages for relatives who have no account of their own
    Gives
        the number, and who lost it: whoever else proved it before, and (unless kept) whoever else gave it before now
    Refuses
        CannotReceive
    """
    number = mobile_of(phone)
    if not number:
        raise CannotReceive
    _wait_for_others(hash_of(number))
    lost = _take(Contact.Kind.PHONE, hash_of(number), holder, at, keeps_others=keeps_others)
    mine = _proven(Contact.Kind.PHONE, number, holder, account_id, at)
    _record(mine, "contact_confirmed", at, Actor("applicant", account_id))
    return mine, lost


@transaction.atomic
def link_zalo(
    *, user_id: str, at: datetime, phone: str = "", account_id: UUID | None = None
) -> tuple[Contact, list[Loss]]:
    """A Zalo user proved a telephone by a code, or an account by a link: notices may go there (liên kết Zalo).

    Takes
        user_id     of the official account's follower
        phone       the proven number as people write it: dossiers that give it are told of there
        account_id  the account that was proven; without one the number is the reader
    Refuses
        CannotReceive: neither a mobile number nor an account
    """
    number = mobile_of(phone)
    if not number and account_id is None:
        raise CannotReceive
    phone_hash = hash_of(number) if number else ""
    holder = holder_of_account(account_id) if account_id else f"phone/{phone_hash}"
    _wait_for_others(hash_of(user_id))
    lost = _take(Contact.Kind.ZALO, hash_of(user_id), holder, at, keeps_others=False)
    mine = _proven(Contact.Kind.ZALO, user_id, holder, account_id, at)
    if mine.phone_hash != phone_hash:
        mine.phone_hash = phone_hash
        mine.save(update_fields=["phone_hash"])
    _record(mine, "contact_confirmed", at, Actor("applicant", account_id))
    return mine, lost


@transaction.atomic
def unlink_zalo(*, user_id: str, at: datetime) -> None:
    """The user stopped following, or asked for it: nothing more goes there. Again changes nothing."""
    _wait_for_others(hash_of(user_id))
    rows = Contact.objects.select_for_update().filter(
        kind=Contact.Kind.ZALO, value_hash=hash_of(user_id), disowned_at=None
    )
    for one in rows:
        _end(one, Contact.Lost.WITHDRAWN, at)


@transaction.atomic
def withdraw_contact(*, holder: str, contact_id: UUID, at: datetime) -> None:
    """A reader wants nothing more at a number of theirs. Refuses with LinkUnknown what is not theirs."""
    one = Contact.objects.select_for_update().filter(pk=contact_id, holder=holder).first()
    if one is None:
        raise LinkUnknown
    if one.disowned_at is None:
        _end(one, Contact.Lost.WITHDRAWN, at)


def asked_about(token: str) -> Contact:
    """The number that a link "not mine" is about. Refuses with LinkUnknown."""
    found = Contact.objects.filter(token=token, kind=Contact.Kind.PHONE).first()
    if found is None:
        raise LinkUnknown
    return found


@transaction.atomic
def disown_by_link(*, token: str, at: datetime) -> Loss | None:
    """Whoever has the telephone says that it is not the reader's (số này không phải của tôi); None: said already.

    Refuses
        LinkUnknown
    """
    return _lose(asked_about(token), Contact.Lost.DISOWNED, at)


@transaction.atomic
def disown_by_reply(*, phone: str, at: datetime) -> Loss | None:
    """The same by SMS ("SAI"): whoever was told last at this number is not there; None: nobody was told there."""
    number = mobile_of(phone)
    last = (
        Contact.objects.filter(
            kind=Contact.Kind.PHONE, value_hash=hash_of(number), disowned_at=None, told_at__isnull=False
        )
        .order_by("-told_at", "-id")
        .first()
    )
    return _lose(last, Contact.Lost.DISOWNED, at) if number and last else None


@transaction.atomic
def note_unknown(*, phone: str, at: datetime, is_certain: bool = False) -> list[Loss]:
    """Nothing arrives at a number; on enough different days in a row it is lost.

    Takes
        is_certain  the operator says that nobody has it: it is lost at once, nothing more is sent there
    """
    day, number = local_day(at), mobile_of(phone)
    most = UNKNOWN_DAYS.on(day)
    rows = Contact.objects.select_for_update().filter(
        kind=Contact.Kind.PHONE, value_hash=hash_of(number), disowned_at=None
    )
    losses = []
    for one in rows.order_by("id") if number else ():
        if one.unknown_on is None or one.unknown_on < day:
            one.unknown_days, one.unknown_on = one.unknown_days + 1, day
            one.save(update_fields=["unknown_days", "unknown_on"])
        loss = _lose(one, Contact.Lost.UNKNOWN, at) if is_certain or one.unknown_days >= most else None
        losses += [loss] if loss else []
    return losses


def note_reached(*, phone: str) -> None:
    """A message arrived: what the operator said before does not count any more."""
    rows = Contact.objects.filter(kind=Contact.Kind.PHONE, value_hash=hash_of(mobile_of(phone)))
    rows.filter(unknown_days__gt=0).update(unknown_days=0, unknown_on=None)


def _proven(kind: str, value: str, holder: str, account_id: UUID | None, at: datetime) -> Contact:
    mine = remember(kind, value, holder, account_id=account_id, at=at)
    mine.confirmed_at, mine.disowned_at, mine.disowned_how = at, None, ""
    mine.unknown_days, mine.unknown_on = 0, None
    mine.save(update_fields=["confirmed_at", "disowned_at", "disowned_how", "unknown_days", "unknown_on"])
    return mine


def _take(kind: str, value_hash: str, holder: str, at: datetime, *, keeps_others: bool) -> list[Loss]:
    """Everybody else loses the number; relatives without account may keep it, a Zalo linked by it may not."""
    rows = list(
        Contact.objects.select_for_update()
        .filter(kind=kind, value_hash=value_hash, disowned_at=None)
        .exclude(holder=holder)
        .order_by("id")
    )
    if kind == Contact.Kind.PHONE:
        rows += (
            Contact.objects.select_for_update()
            .filter(kind=Contact.Kind.ZALO, phone_hash=value_hash, disowned_at=None)
            .exclude(holder__in=[holder, f"phone/{value_hash}"])
        )
    losses = []
    for one in rows:
        if keeps_others and one.account_id is None and one.confirmed_at is None:
            continue
        loss = _lose(one, Contact.Lost.TAKEN, at)
        losses += [loss] if loss else []
    return losses


def _lose(contact: Contact, how: str, at: datetime) -> Loss | None:
    """End it and tell its reader; None when it was lost before."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.disowned_at is not None:
        return None
    _end(contact, how, at)
    loss = Loss(contact.holder, contact.account_id, shown(contact), how)
    name = names_of([contact.account_id])[contact.account_id] if contact.account_id else ""
    facts = ContactLost(
        greeting=name or "Ông/Bà",
        contact=loss.shown if contact.kind == Contact.Kind.ZALO else f"số điện thoại {loss.shown}",
        is_taken=how == Contact.Lost.TAKEN,
        is_unknown=how == Contact.Lost.UNKNOWN,
        link=f"{installed.BASE_URL}/{'nhan-thong-bao/' if contact.account_id else 'tra-cuu'}",
    )
    queue(
        *("contact_lost", facts),
        account_id=contact.account_id,
        email=contact.email or None,
        holder=contact.holder,
        dedupe_key=f"contact/{contact.pk}/{at:%Y%m%d%H%M%S}",
        order_key="",
        at=at,
    )
    return loss


def _end(contact: Contact, how: str, at: datetime) -> None:
    contact.disowned_at, contact.disowned_how, contact.confirmed_at = at, how, None
    contact.save(update_fields=["disowned_at", "disowned_how", "confirmed_at"])
    held.drop(contact.pk, at=at)
    withdraw(
        channel=_CHANNELS[Contact.Kind(contact.kind)],
        destination=value_of(contact),
        contact=str(contact.pk),
    )
    _record(contact, "contact_lost", at, SYSTEM, how=how)


def _record(contact: Contact, kind: str, at: datetime, actor: Actor, **more: str) -> None:
    """In the account's history; a number of nobody's account has only its own row."""
    if contact.account_id is None:
        return
    body = {"contact": contact.pk, "contact_kind": contact.kind, **more}
    append(Stream("account", contact.account_id), kind=kind, happened_at=at, actor=actor, body=body)


def _wait_for_others(value_hash: str) -> None:
    """Two who prove one number do it one after the other; a number that nobody gave yet has no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('contact'), hashtext(%s))", [value_hash])
