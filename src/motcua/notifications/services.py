"""Telling people: into the inbox on the portal, and out by e-mail."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from motcua.accounts.models import Account
from motcua.delivery.services import enqueue
from motcua.documents.models import StoredFile
from motcua.documents.services import note_uploader_told
from motcua.notifications.errors import NoticeNotFound
from motcua.notifications.events import URGENT, EventFacts, FileInfected
from motcua.notifications.models import InboxMessage
from motcua.notifications.wording import write


@transaction.atomic
def queue(
    event: str,
    facts: EventFacts,
    *,
    account_id: UUID | None = None,
    email: str | None = None,
    language: str = "vi",
    dedupe_key: str,
    order_key: str,
    at: datetime,
) -> None:
    """Tell somebody of an event, in the transaction of the event itself (thông báo).

    Takes
        event       one of `events.FACTS_OF`, told from exactly its facts
        account_id  whose inbox; None for an applicant without an account
        email       where a letter goes; None: the account's own address, if it is open
        dedupe_key  names this telling, e.g. "<dossier>/accepted/1"; again changes nothing
        order_key   the dossier's id: its letters arrive in order
    Writes
        at most one inbox row and one outbox row; neither account nor address: nothing
    Law
        TN19-10.2a (one full notice by e-mail), DN15-3.3 (reception and result are announced by message).
    """
    words = write(event, facts, language)
    if account_id is not None:
        notice = InboxMessage(
            account_id=account_id,
            event=event,
            dedupe_key=dedupe_key,
            subject=words.subject,
            body=words.body,
            link=facts.link,
            created_at=at,
        )
        InboxMessage.objects.bulk_create([notice], ignore_conflicts=True)
        email = email or _address_of(account_id)
    if email:
        enqueue(
            channel="email",
            destination=email,
            subject=words.subject,
            body=words.body,
            # the same event may be told to several people
            dedupe_key=f"{dedupe_key}/{sha256(email.lower().encode()).hexdigest()[:16]}",
            order_key=order_key,
            urgent=event in URGENT,
            at=at,
        )


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
