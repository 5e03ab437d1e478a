"""What the webhook of the Official Account stored, read by the worker: in order for each person, each once."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from motcua.conversations import dialogue
from motcua.conversations.linking import followed_again
from motcua.conversations.models import Conversation
from motcua.conversations.papers import Brought, Taken, wants_files
from motcua.conversations.selectors import ZALO
from motcua.conversations.talk import Talk
from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.zalo.selectors import account_of, follows
from motcua.delivery.zalo.services import note_receipt, note_user
from motcua.documents.reading import codes_on
from motcua.documents.services import Readable, store_file
from motcua.kernel.clock import TZ
from motcua.kernel.errors import Refusal
from motcua.kernel.phrases import phrase
from motcua.notifications.ownership import unlink_zalo
from motcua.partners.zalo import events
from motcua.partners.zalo.api import fetched
from motcua.partners.zalo.errors import Refused, ZaloError

FILES = frozenset({"image", "gif", "file"})
TRIES = 3
LARGEST_PICTURE = 10 * 1024 * 1024


class ZaloReader(Reader):
    """Texts, photos, following."""

    def fetch(self, arrival: Arrival) -> Brought:
        """Photos and files, fetched at once because their addresses expire, and judged like every upload."""
        event = events.read(arrival.body)
        account = account_of(event.oa_id)
        if account is None or not isinstance(event, events.Said):
            return Brought()
        wanted = [one for one in event.attachments if one.kind in FILES]
        if not wanted:
            return Brought()
        conversation = Conversation.objects.filter(channel=ZALO, peer=event.user_id).first()
        takes = conversation is not None and wants_files(conversation)
        files: list[Taken] = []
        refused: list[str] = []
        codes: list[str] = []
        for number, one in enumerate(wanted, 1):
            name = one.name or _name(event, one, number)
            try:
                with fetched(one.url, hosts=tuple(account.media_hosts)) as stream:
                    if takes:
                        files.append(_stored(stream, name, arrival.received_at))
                    else:
                        codes += _codes(stream)
            except Refusal as refusal:
                refused.append(refusal.sentence)
            except ZaloError as error:
                if not isinstance(error, Refused) and arrival.tries + 1 < TRIES:
                    raise
                refused.append(phrase("Không tải được “{name}” từ Zalo. Vui lòng gửi lại.", name=name))
        return Brought(tuple(files), tuple(refused), tuple(codes))

    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        """Answer one event, in the transaction that notes it as read."""
        event = events.read(arrival.body)
        account = account_of(event.oa_id) or account_of(event.user_id)
        if account is None:
            return
        said_at = event.at or arrival.received_at
        if isinstance(event, events.Delivered):
            note_receipt(zalo_ids=[event.msg_id], at=said_at, is_seen=False)
        if not event.user_id:
            return
        match event:
            case events.Followed():
                note_user(account_id=account.pk, user_id=event.user_id, at=said_at, follows=True)
                self._talk(event, arrival, said_at, fetched, at)
            case events.Unfollowed():
                note_user(account_id=account.pk, user_id=event.user_id, at=said_at, follows=False)
                if not follows(account, event.user_id):  # unless they followed again before this was told
                    unlink_zalo(user_id=event.user_id, at=at)
            case events.Said():
                note_user(account_id=account.pk, user_id=event.user_id, at=said_at)
                self._talk(event, arrival, said_at, fetched, at)
            case events.InfoGiven():
                note_user(account_id=account.pk, user_id=event.user_id, at=said_at)
            case events.Seen():
                note_receipt(zalo_ids=event.msg_ids, at=said_at, is_seen=True)

    def _talk(
        self, event: events.Event, arrival: Arrival, said_at: datetime, brought: Any, at: datetime
    ) -> None:
        conversation, is_new = _locked(event.user_id, at)
        talk = Talk(conversation, arrival.external_id, at, said_at)
        if isinstance(event, events.Followed):
            followed_again(talk)
            if is_new or conversation.state == Conversation.State.MENU:
                dialogue.greet(talk)
        elif isinstance(event, events.Said):
            _hear(talk, event, brought, is_new=is_new)
        conversation.heard_at = at
        conversation.save()


def _hear(talk: Talk, event: events.Said, brought: Brought, *, is_new: bool) -> None:
    if any(one.kind in FILES for one in event.attachments):
        dialogue.hear_files(talk, brought or Brought())
    elif event.text:
        (dialogue.hear_first if is_new else dialogue.hear)(talk, event.text)
    else:
        dialogue.hear_other(talk)


def _locked(peer: str, at: datetime) -> tuple[Conversation, bool]:
    """The dialogue of somebody, locked: one message of a person is answered at a time."""
    new = Conversation(channel=ZALO, peer=peer, started_at=at, heard_at=at)
    Conversation.objects.bulk_create([new], ignore_conflicts=True)
    found = Conversation.objects.select_for_update().get(channel=ZALO, peer=peer)
    return found, found.pk == new.pk


def _stored(stream: Readable, name: str, at: datetime) -> Taken:
    kept = store_file(file=stream, name=name, at=at)
    return Taken(kept.pk, kept.name, kept.media_type, kept.size)


def _codes(stream: Readable) -> list[str]:
    """Codes on a picture that is looked at and not kept."""
    content = io.BytesIO()
    while piece := stream.read(64 * 1024):
        content.write(piece)
        if content.tell() > LARGEST_PICTURE:
            return []
    return codes_on(content.getvalue())


def _name(event: events.Said, one: events.Attachment, number: int) -> str:
    """A name for a photo, which has none of its own, by when it was sent; its true kind is found by its content."""
    ending = urlsplit(one.url).path.rpartition(".")[2].lower()
    at = (event.at or datetime.now(UTC)).astimezone(TZ)
    when = f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}"  # two may be sent in one second
    return f"zalo-{when}-{number}" + (f".{ending}" if ending in {"jpg", "jpeg", "png", "webp", "pdf"} else "")
