"""A full queue of notices that leaves while something is measured: `python -m … COUNT`, with the worker beside it.

It enters a mail server of its own as the provider, so the notices take the way of every message: outbox, worker,
provider with its pace, SMTP. Every few seconds an urgent one is written; how long it took is measured at the server.
"""

from __future__ import annotations

import json
import logging
import socket
import statistics
import sys
import threading
import time
from email import message_from_bytes

import django

django.setup()

# The services need Django to be set up.
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, transaction

from motcua.delivery.models import OutboxMessage
from motcua.delivery.services import enqueue, save_provider
from motcua.kernel.clock import now

PER_SECOND = 50
URGENT_EVERY_SECONDS = 4.0
PATIENCE = 3  # times the time that the pace of the provider needs


class MailServer:
    """Takes every mail and remembers when, by its subject."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self.doubled = 0

    # aiosmtpd calls it by its name
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        subject = str(message_from_bytes(content if isinstance(content, bytes) else b"")["Subject"])
        self.doubled += subject in self.taken
        self.taken.setdefault(subject, time.monotonic())
        return "250 OK"


def _write(subject: str, *, urgent: bool = False) -> None:
    enqueue(
        channel="email",
        destination="bench@example.vn",
        subject=subject,
        body="Hồ sơ của Ông/Bà đã được tiếp nhận.",
        dedupe_key=f"bench/{subject}",
        urgent=urgent,
        at=now(),
    )


def _write_urgent(over: threading.Event, written: dict[str, float]) -> None:
    try:
        while not over.wait(URGENT_EVERY_SECONDS):
            subject = f"urgent-{len(written)}"
            written[subject] = time.monotonic()
            _write(subject, urgent=True)
    finally:
        connection.close()


def leave(count: int) -> dict[str, float]:
    """Let `count` notices leave and tell how it went; seconds, and messages a second."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every line that was said
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    save_provider(
        channel="email",
        kind="smtp",
        name="bench",
        values={"host": "127.0.0.1", "port": str(port)},
        base_priority=100,
        per_second=PER_SECOND,
        is_stand_in=True,
        at=now(),
    )
    with transaction.atomic():
        for number in range(count):
            _write(f"notice-{number}")
    print("ready", flush=True)
    over, written, began = threading.Event(), dict[str, float](), time.monotonic()
    writer = threading.Thread(target=_write_urgent, args=(over, written))
    writer.start()
    deadline = began + PATIENCE * count / PER_SECOND + 60
    # dossiers of the bench have messages of their own, for a channel without a provider
    own = OutboxMessage.objects.filter(channel="email", state="queued")
    while own.exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    took = time.monotonic() - began
    over.set()
    writer.join()
    while set(written) - set(server.taken) and time.monotonic() < deadline:
        time.sleep(0.1)
    controller.stop()
    waited = [server.taken.get(subject, deadline) - at for subject, at in written.items()]
    return {
        "left": len(server.taken),
        "missing": count + len(written) - len(server.taken),
        "doubled": server.doubled,
        "seconds": took,
        "urgent": len(waited),
        "urgent_p95": statistics.quantiles(waited, n=20)[-1] if len(waited) > 1 else max(waited, default=0.0),
    }


if __name__ == "__main__":
    print(json.dumps(leave(int(sys.argv[1]))), flush=True)
