"""Django's own mails (confirm an address, forgotten password) go through the outbox like all others."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from motcua.delivery.services import enqueue
from motcua.kernel.clock import now
from motcua.kernel.uuid7 import uuid7


class OutboxBackend(BaseEmailBackend):
    """`EMAIL_BACKEND` of the product; the plain text part leaves, at once: somebody waits for it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for recipient in message.recipients():
                enqueue(
                    channel="email",
                    destination=recipient,
                    subject=str(message.subject),
                    body=str(message.body),
                    dedupe_key=f"mail/{uuid7()}",
                    urgent=True,
                    at=now(),
                )
        return len(email_messages)
