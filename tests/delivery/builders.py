"""What tests of the outbox write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import enqueue
from motcua.kernel.clock import local

NOON = local("2026-08-28T12:00")


def message(key: str = "one", *, at: datetime = NOON, channel: str = "test", **more: Any) -> None:
    enqueue(
        **{
            "channel": channel,
            "destination": "khai@example.vn",
            "subject": "Hồ sơ đã được tiếp nhận",
            "body": "Kính gửi Bà Khai.",
            "dedupe_key": key,
            "at": at,
        }
        | more
    )


def row(key: str = "one") -> OutboxMessage:
    return OutboxMessage.objects.get(dedupe_key=key)
