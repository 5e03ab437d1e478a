"""The inbox on the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7


class InboxMessage(models.Model):
    """One notice to one account (thông báo), shown on the portal until it is read, and kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    event = models.CharField(max_length=30)
    dedupe_key = models.CharField(max_length=150)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_message"
        constraints = [
            models.UniqueConstraint(fields=["account", "dedupe_key"], name="inbox_message_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="inbox_message_newest"),
            models.Index("account", name="inbox_message_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject
