"""The inbox on the portal; whose numbers are whose; what people chose; the province's own words; what is gathered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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


class Contact(models.Model):
    """A telephone number or Zalo account that notices of one reader may go to (nơi nhận tin).

    The value is kept like a personal number: sealed to be used, as a keyed hash to be found. `holder` names the
    reader: an account, a person without one (keyed hash of the personal number), or one dossier (`contacts.holder`).
    A number has many rows over the years; the one that somebody proved by a code is nobody else's.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Điện thoại"
        ZALO = "zalo", "Zalo"

    class Lost(models.TextChoices):
        TAKEN = "taken", "người khác đã xác nhận số này"
        DISOWNED = "disowned", "người dùng số này báo không phải"
        UNKNOWN = "unknown", "nhà mạng báo số không liên lạc được"
        WITHDRAWN = "withdrawn", "người nhận tự bỏ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value_sealed = models.TextField()
    value_hash = models.CharField(max_length=64)
    phone_hash = models.CharField(max_length=64, blank=True)  # of Zalo: the telephone that was proven with it
    holder = models.CharField(max_length=80)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    email = models.CharField(max_length=254, blank=True)  # where a holder without account hears of the loss
    token = models.CharField(max_length=16, unique=True)  # of the link "not mine"
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # the last time a message went to it
    confirmed_at = models.DateTimeField(null=True)
    disowned_at = models.DateTimeField(null=True)
    disowned_how = models.CharField(max_length=9, choices=Lost.choices, blank=True)
    unknown_days = models.PositiveSmallIntegerField(default=0)
    unknown_on = models.DateField(null=True)

    class Meta:
        db_table = "contact"
        constraints = [
            models.UniqueConstraint(fields=["kind", "value_hash", "holder"], name="contact_once_a_holder"),
            models.UniqueConstraint(
                fields=["kind", "value_hash"],
                condition=Q(confirmed_at__isnull=False, disowned_at=None),
                name="contact_proven_by_one",
            ),
            models.CheckConstraint(condition=Q(kind__in=["phone", "zalo"]), name="contact_kind_known"),
            models.CheckConstraint(
                condition=Q(disowned_at=None, disowned_how="")
                | Q(
                    disowned_at__isnull=False, disowned_how__in=["taken", "disowned", "unknown", "withdrawn"]
                ),
                name="contact_lost_has_its_reason",
            ),
        ]
        indexes = [
            models.Index("holder", name="contact_by_holder"),
            models.Index("phone_hash", name="contact_by_phone", condition=~Q(phone_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Choice(models.Model):
    """What one reader wants by one channel, or in which language, since when; the newest row counts (sự đồng ý)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.CharField(max_length=80)
    name = models.CharField(max_length=8)
    value = models.CharField(max_length=9)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "notice_choice"
        constraints = [
            models.CheckConstraint(
                condition=Q(name__in=["email", "sms", "zalo"], value__in=["all", "essential", "none"])
                | Q(name="language", value__in=["vi", "en"]),
                name="notice_choice_known",
            ),
        ]
        indexes = [models.Index(fields=["holder", "name", "-id"], name="notice_choice_newest")]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Wording(models.Model):
    """The province's own words for one event, channel and language from a day on (mẫu tin).

    Without text the packaged words are back. Of two from the same day the later written counts; none is ever changed.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.CharField(max_length=30)
    channel = models.CharField(max_length=5)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    valid_from = models.DateField()
    instrument = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "notice_wording"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["inbox", "email", "sms", "zalo"]),
                name="notice_wording_channel_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "channel", "language", "-valid_from", "-id"], name="notice_wording_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.language} {self.valid_from}"


class Held(models.Model):
    """A notice that waits: for its like, behind a digest that has not left, or for Zalo to fail.

    The key is a plain counter because it is the order of the queue. What left keeps its row, without words and
    destination, so that it is not told again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ gom"
        JOINED = "joined", "đã vào tin gom, tin gom chưa đi"
        BEHIND = "behind", "chờ tin gom đi trước"
        STANDBY = "standby", "dự phòng khi kênh khác không gửi được"
        OVER = "over", "xong"

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=7, choices=State.choices)
    channel = models.CharField(max_length=5)
    destination = models.CharField(max_length=500, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    event = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    greeting = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    line = models.CharField(max_length=1000, blank=True)  # what a digest says of it
    group = models.CharField(max_length=160)
    order_key = models.CharField(max_length=100, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    budget_key = models.CharField(max_length=40, blank=True)  # at whose expense, as the outbox has it
    budget_per_day = models.PositiveIntegerField(null=True)
    after = models.CharField(max_length=200, blank=True)  # key of the outbox row that decides about this one
    held_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "notice_held"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "joined", "behind", "standby", "over"]),
                name="notice_held_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="over") | Q(destination="", subject="", body="", greeting="", line=""),
                name="notice_held_over_is_blank",
            ),
        ]
        indexes = [
            models.Index("channel", "destination", "id", name="notice_held_open", condition=~Q(state="over")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.state}"


class OneTimeCode(models.Model):
    """A code sent to a telephone to prove that it is the reader's; kept as a keyed hash, good once and for minutes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.CharField(max_length=80)
    phone_sealed = models.TextField()
    phone_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "one_time_code"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="one_time_code_expires"),
        ]
        indexes = [
            models.Index(fields=["phone_hash", "-sent_at"], name="one_time_code_by_phone"),
            models.Index(fields=["holder", "-sent_at"], name="one_time_code_by_holder"),
        ]

    def __str__(self) -> str:
        return str(self.id)
