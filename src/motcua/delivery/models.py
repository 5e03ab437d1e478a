"""The outbox: what is to leave the house, written in the transaction of the act itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.delivery.rules import Fate
from motcua.delivery.zalo.models import ZaloAccount as ZaloAccount
from motcua.delivery.zalo.models import ZaloAttempt as ZaloAttempt
from motcua.delivery.zalo.models import ZaloTemplate as ZaloTemplate
from motcua.delivery.zalo.models import ZaloUser as ZaloUser
from motcua.kernel.uuid7 import uuid7


class Provider(models.Model):
    """One way to send on a channel that has several (nhà cung cấp): the highest is asked first, the next when it fails.

    kind           of `gateways`: what it speaks
    settings       by name, as its gateway declares them; those that are secret lie sealed in `secrets`
    hook_hash      keyed hash of the unguessable word in the addresses it calls; the word itself is in `secrets`
    allowed_from   addresses or networks it may call from, separated by commas
    priority       where it stood at `priority_at`; where it stands now is `selectors.standing_of`
    is_stand_in    put there by `motcua emulate`
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60, unique=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    hook_hash = models.CharField(max_length=64, unique=True)
    allowed_from = models.CharField(max_length=300, default="127.0.0.1,::1", blank=True)
    base_priority = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()
    priority_at = models.DateTimeField(null=True)
    per_second = models.PositiveSmallIntegerField(default=0)  # 0: as fast as it takes them
    next_slot_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    is_stand_in = models.BooleanField(default=False)
    last_error = models.CharField(max_length=60, blank=True)
    last_error_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "provider"
        constraints = [
            models.CheckConstraint(
                condition=Q(base_priority__gte=1, base_priority__lte=100), name="provider_base_bounded"
            ),
            models.CheckConstraint(
                condition=Q(priority__lte=models.F("base_priority")), name="provider_not_above_base"
            ),
        ]
        indexes = [models.Index("channel", name="provider_of_channel", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return f"{self.channel} {self.name}"


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
    replayed_at = models.DateTimeField(
        null=True
    )  # somebody put the dead letter back: it may come out of its order
    last_error = models.CharField(max_length=200, blank=True)
    provider = models.ForeignKey(Provider, models.SET_NULL, null=True, related_name="+")  # who took it
    fate = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in Fate], blank=True, default=""
    )
    fate_at = models.DateTimeField(null=True)
    budget_key = models.CharField(max_length=40, blank=True)  # whose daily budget it counts against
    budget_per_day = models.PositiveIntegerField(null=True)

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
            # in the order of the queue, so that its head is found however long it is
            models.Index(
                fields=["-urgent", "next_attempt_at", "id"], name="outbox_head", condition=Q(state="queued")
            ),
            models.Index(
                "order_key",
                "channel",
                "destination",
                "id",
                name="outbox_order",
                condition=Q(state="queued") & ~Q(order_key=""),
            ),
            models.Index("id", name="outbox_dead", condition=Q(state="dead")),
            models.Index(fields=["channel", "destination", "-id"], name="outbox_to", condition=~Q(fate="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.state}"


class Attempt(models.Model):
    """One try of one message at one provider, with the provider's own code."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "Đã nhận"
        LATER = "later", "Chưa nhận"
        DOWN = "down", "Không phục vụ"
        UNSURE = "unsure", "Không rõ đã nhận chưa"
        REFUSED = "refused", "Từ chối hẳn"

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seconds = models.FloatField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "delivery_attempt"
        indexes = [models.Index(fields=["provider", "-at"], name="attempt_newest")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"


class Part(models.Model):
    """One message of the network that a message of ours became, by the provider's name for it; receipts name it."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="parts")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=100)
    fate = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in Fate], blank=True, default=""
    )
    fate_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True)  # what the last receipt said, in the provider's words

    class Meta:
        db_table = "delivery_part"
        constraints = [models.UniqueConstraint(fields=["provider", "external_id"], name="part_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.external_id}"


class DailyUse(models.Model):
    """How many messages left at one's expense on one day and channel."""

    id = models.BigAutoField(primary_key=True)
    budget_key = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "delivery_daily_use"
        constraints = [
            models.UniqueConstraint(fields=["budget_key", "channel", "day"], name="daily_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.budget_key} {self.channel} {self.day} {self.used}"


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
            models.Index(
                "channel", "order_key", "received_at", name="received_from", condition=~Q(order_key="")
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
