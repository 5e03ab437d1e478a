"""Telling people: into the inbox on the portal, and out by e-mail, SMS and Zalo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings as installed
from django.db import transaction

from motcua.accounts.models import Account
from motcua.delivery.plugins import is_registered
from motcua.documents.models import StoredFile
from motcua.documents.services import note_uploader_told
from motcua.kernel.clock import local_day
from motcua.notifications import wording
from motcua.notifications.contacts import (
    Reach,
    choices_of,
    holder_of_account,
    holder_of_dossier,
    mobile_of,
    reach_of,
    value_of,
)
from motcua.notifications.errors import NoticeNotFound
from motcua.notifications.events import URGENT, EventFacts, FileInfected
from motcua.notifications.held import Letter, key_of, offer
from motcua.notifications.kinds import kind_of
from motcua.notifications.models import Contact, InboxMessage
from motcua.notifications.policies import SMS_PER_DAY, settings_on
from motcua.notifications.rules import EMAIL, SMS, ZALO, Sending, route
from motcua.notifications.texts import wordings_on

NOT_MINE = {"vi": "Không phải của bạn? {link}", "en": "Not yours? {link}"}
"""Behind an SMS to a number that nobody proved: whoever reads it can say that it went astray."""


@transaction.atomic
def queue(
    event: str,
    facts: EventFacts,
    *,
    account_id: UUID | None = None,
    email: str | None = None,
    phone: str | None = None,
    holder: str = "",
    language: str = "",
    agency_id: UUID | None = None,
    dedupe_key: str,
    order_key: str,
    at: datetime,
) -> None:
    """Tell somebody of an event, in the transaction of the event itself (thông báo).

    Takes
        event       one of `events.FACTS_OF`, told from exactly its facts
        account_id  whose inbox; None for an applicant without an account
        email       where a letter goes; None: the account's own address, if it is open
        phone       the number that was given for it, as people write it; None or a land line: a proven number of
                    the reader, else no SMS
        holder      whose numbers and choices count (`contacts.holder_of_…`); "": the account's, else the dossier's
        language    "": the reader's choice, else Vietnamese
        agency_id   at whose daily expense an SMS goes; None: nobody's
        dedupe_key  names this telling, e.g. "<dossier>/accepted/1"; again changes nothing
        order_key   the dossier's id: its messages arrive in order
    Writes
        at most one inbox row, and one message for each way that `rules.route` gives: into the outbox at once, or
        held with its like, by night, or as a reserve; neither account nor address: nothing
    Law
        TN19-10.2a (one full notice by e-mail and SMS), DN15-3.3 (reception and result are announced by message),
        TN19-12.8.
    """
    holder = holder or (holder_of_account(account_id) if account_id else holder_of_dossier(order_key))
    chosen = choices_of(holder)
    telling = _Telling(
        event,
        facts,
        language or chosen.language,
        wordings_on(local_day(at)),
        dedupe_key,
        order_key,
        budget_key=f"agency/{agency_id.hex}" if agency_id else "",
        budget_per_day=(SMS_PER_DAY.on(local_day(at), agency_id) or None) if agency_id else None,
    )
    if account_id is not None:
        _into_inbox(telling, account_id, at)
    address = email or (account_id and _address_of(account_id)) or ""
    reach = Reach()
    if is_registered(SMS) or is_registered(ZALO):
        reach = reach_of(holder, mobile_of(phone or ""), account_id=account_id, email=address, at=at)
    reader = _Reader(holder, account_id, address, reach)
    settings = settings_on(local_day(at))
    ways = route(
        kind_of(event),
        reader.ways,
        chosen.levels,
        settings,
        at,
        has_inbox=account_id is not None,
        has_short=wording.has_short(event),
        is_urgent=event in URGENT,
    )
    keys: dict[str, str] = {}
    # Zalo before the SMS that stands by for it
    for way in sorted(ways, key=lambda one: bool(one.instead_of)):
        letter = _letter(way, reader, telling)
        keys[way.channel] = letter.dedupe_key
        after = keys[way.instead_of] if way.instead_of else ""
        offer(letter, way, at=at, minutes=settings.group_minutes, stands_by=after)
        if letter.contact_id:
            # after the act: two acts that tell the same people would wait for each other crosswise
            transaction.on_commit(partial(_note_told, letter.contact_id, at), robust=True)


@dataclass(frozen=True)
class _Telling:
    """What is told, before it is known by which way."""

    event: str
    facts: EventFacts
    language: str
    wordings: wording.Wordings
    dedupe_key: str
    order_key: str
    budget_key: str = ""
    budget_per_day: int | None = None


@dataclass(frozen=True)
class _Reader:
    holder: str
    account_id: UUID | None
    email: str
    reach: Reach

    @property
    def ways(self) -> set[str]:
        """The channels that lead to the reader and are set up here."""
        there = {
            EMAIL: bool(self.email),
            SMS: self.reach.phone is not None,
            ZALO: self.reach.zalo is not None,
        }
        return {name for name, is_there in there.items() if is_there and is_registered(name)}


def _note_told(contact_id: UUID, at: datetime) -> None:
    Contact.objects.filter(pk=contact_id).update(told_at=at)


def _into_inbox(told: _Telling, account_id: UUID, at: datetime) -> None:
    words = wording.write(told.event, told.facts, told.language, wording.INBOX, told.wordings)
    notice = InboxMessage(
        account_id=account_id,
        event=told.event,
        dedupe_key=told.dedupe_key,
        subject=words.subject,
        body=words.body,
        link=told.facts.link,
        created_at=at,
    )
    InboxMessage.objects.bulk_create([notice], ignore_conflicts=True)


def _letter(way: Sending, reader: _Reader, told: _Telling) -> Letter:
    """The notice in the words of its channel, with what a digest would say of it."""
    words = wording.write(told.event, told.facts, told.language, EMAIL, told.wordings)
    contact = {SMS: reader.reach.phone, ZALO: reader.reach.zalo}.get(way.channel)
    codes: dict[str, str] = {}
    subject, body, destination = words.subject, words.body, reader.email
    if contact is not None:
        is_proven = contact.confirmed_at is not None or way.channel == ZALO
        subject, destination = "", value_of(contact)
        body = wording.write_short(
            told.event,
            told.facts,
            told.language,
            way.channel,
            wordings=told.wordings,
            suffix="" if is_proven else _not_mine(contact, told.language),
        )
        codes = {"event": told.event, "language": told.language, "contact": str(contact.pk)}
        codes["code"] = getattr(told.facts, "code", "")
    return Letter(
        channel=way.channel,
        destination=destination,
        event=told.event,
        language=told.language,
        greeting=told.facts.greeting,
        subject=subject,
        body=body,
        line=f"{words.subject}\n   {told.facts.link}",
        dedupe_key=key_of(told.dedupe_key, way.channel, destination),
        order_key=told.order_key,
        holder=reader.holder,
        contact_id=contact.pk if contact else None,
        account_id=reader.account_id,
        is_urgent=told.event in URGENT,
        facts=codes,
        budget_key=told.budget_key if way.channel == SMS else "",
        budget_per_day=told.budget_per_day if way.channel == SMS else None,
    )


def _not_mine(contact: Contact, language: str) -> str:
    words = NOT_MINE.get(language, NOT_MINE["vi"])
    return words.format(link=f"{installed.BASE_URL}/so/{contact.token}")


def _address_of(account_id: UUID) -> str | None:
    return Account.objects.filter(id=account_id, is_active=True).values_list("email", flat=True).first()


@transaction.atomic
def tell_of_infected_file(*, stored: StoredFile, link: str, at: datetime) -> None:
    """Tell an uploader that malware was found in a file after all, once (TN19-4.6)."""
    assert stored.uploaded_by is not None
    queue(
        "file_infected",
        FileInfected(greeting=stored.uploaded_by.full_name, file_name=stored.name, link=link),
        account_id=stored.uploaded_by_id,
        dedupe_key=f"file/{stored.id}/infected",
        order_key="",
        at=at,
    )
    note_uploader_told(file_id=stored.id, at=at)


def mark_read(*, account_id: UUID, message_id: UUID, at: datetime) -> None:
    """Note that a notice was read; again keeps the first time.

    Refuses
        NoticeNotFound: none such in this account's inbox
    """
    mine = InboxMessage.objects.filter(id=message_id, account_id=account_id)
    if not mine.filter(read_at=None).update(read_at=at) and not mine.exists():
        raise NoticeNotFound


def mark_all_read(*, account_id: UUID, at: datetime) -> None:
    """Note that everything in the inbox was read."""
    InboxMessage.objects.filter(account_id=account_id, read_at=None).update(read_at=at)
