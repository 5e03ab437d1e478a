"""The outbox: what is to leave the house, written in the transaction of the act itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7


class OutboxMessage(models.Model):
    """One message on its way out.

    The key is a plain counter because it is the order of the queue; nothing outside refers to it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        DEAD = "dead", "Dừng gửi"

    id = models.BigAutoField(primary_key=True)
    channel = models.CharField(max_length=20)
    destination = models.CharField(max_length=500)
    subject = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    facts = models.JSONField(default=dict)  # what a channel that is no letter needs: codes, never free text
    dedupe_key = models.CharField(max_length=200, unique=True)
    order_key = models.CharField(max_length=100, blank=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)  # a drain holds it until then, without holding a row lock
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "outbox_message"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "dead"]), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outbox_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index("urgent", "next_attempt_at", "id", name="outbox_due", condition=Q(state="queued")),
            models.Index(
                "order_key",
                "channel",
                "destination",
                "id",
                name="outbox_order",
                condition=Q(state="queued") & ~Q(order_key=""),
            ),
            models.Index("id", name="outbox_dead", condition=Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.state}"


class Received(models.Model):
    """One thing that came in from outside, kept before the sender got its answer.

    The key is a plain counter because it is the order of reading; nothing outside refers to it.
    """

    id = models.BigAutoField(primary_key=True)
    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    body = models.JSONField()
    order_key = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "received"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="received_once"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(given_up_at=None), name="received_done_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                "next_try_at", "id", name="received_due", condition=Q(done_at=None, given_up_at=None)
            ),
            models.Index(
                "channel",
                "order_key",
                "id",
                name="received_order",
                condition=Q(done_at=None, given_up_at=None) & ~Q(order_key=""),
            ),
            models.Index("id", name="received_given_up", condition=Q(given_up_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class DemoMail(models.Model):
    """A letter that did not leave: on the laptop it lands here and a page shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message_id = models.CharField(max_length=40, unique=True)
    destination = models.CharField(max_length=500)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    queued_at = models.DateTimeField()

    class Meta:
        db_table = "demo_mail"
        indexes = [models.Index("queued_at", name="demo_mail_by_time")]

    def __str__(self) -> str:
        return self.subject


class WorkerPulse(models.Model):
    """The last sign of life of one worker."""

    worker = models.CharField(max_length=100, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "worker_pulse"

    def __str__(self) -> str:
        return f"{self.worker} {self.beat_at:%Y-%m-%d %H:%M:%S}"
