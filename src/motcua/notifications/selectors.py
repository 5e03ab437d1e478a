"""The inbox, read."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from motcua.notifications.errors import NoticeNotFound
from motcua.notifications.models import InboxMessage

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
