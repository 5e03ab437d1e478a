"""A dialogue is rows: it survives days, restarts and changes of mind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from motcua.kernel.uuid7 import uuid7


class Conversation(models.Model):
    """One person on one channel (hội thoại). No word that was said lies here; answers lie sealed in the draft.

    peer      who it is, as the channel numbers its users
    account   whose account was linked by a one-time code; nothing personal is told before
    place     codes only: how far the form is, which paper is asked for, what was offered
    said_at   when the last message was said, by the channel's own clock: one said before it comes late
    """

    class State(models.TextChoices):
        MENU = "menu", "Chọn việc"
        CHOOSE = "choose", "Chọn thủ tục"
        CASE = "case", "Chọn trường hợp"
        COMMUNE = "commune", "Chọn xã, phường"
        CONSENT = "consent", "Xin đồng ý"
        FILL = "fill", "Điền tờ khai"
        PAPERS = "papers", "Gửi giấy tờ"
        RETURN = "return", "Chọn nơi nhận kết quả"
        REVIEW = "review", "Xem lại và nộp"
        LOOKUP = "lookup", "Tra cứu"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=12)
    peer = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices, default=State.MENU)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(null=True)
    draft_id = models.UUIDField(null=True)  # drafts are swept; no key that would keep them
    secret = models.CharField(max_length=200, blank=True)  # of that draft, sealed, told once when it is filed
    place = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "conversation"
        constraints = [
            models.UniqueConstraint(fields=["channel", "peer"], name="conversation_once"),
            models.UniqueConstraint(
                fields=["channel", "account"],
                name="conversation_one_of_account",
                condition=Q(account__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(account=None, linked_at=None) | Q(account__isnull=False, linked_at__isnull=False),
                name="conversation_link_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Consent(models.Model):
    """What somebody agreed to in a dialogue, and to which words (NB18-15.2)."""

    class Kind(models.TextChoices):
        DATA = "data", "Đồng ý cho dùng dữ liệu cá nhân để giải quyết hồ sơ"
        TRUTH = "truth", "Cam đoan lời khai đúng sự thật"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    draft_id = models.UUIDField()
    wording = models.CharField(max_length=64)  # sha256 of the words that were shown
    given_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "conversation_consent"
        constraints = [models.UniqueConstraint(fields=["draft_id", "kind"], name="conversation_consent_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.draft_id}"


class Filed(models.Model):
    """A dossier that was filed in a dialogue; who filed it is told about it there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="filed")
    dossier_id = models.UUIDField(unique=True)
    reference = models.CharField(max_length=24)
    filed_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "conversation_filed"
        indexes = [models.Index(fields=["conversation", "-filed_at"], name="conversation_filed_newest")]

    def __str__(self) -> str:
        return self.reference


class LinkCode(models.Model):
    """A one-time code shown to a signed-in person, who sends it by message: both ends are the same person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "conversation_link_code"
        indexes = [models.Index(fields=["account", "-made_at"], name="link_code_of_account")]

    def __str__(self) -> str:
        return f"code until {self.until:%H:%M}"


class OpenProcedure(models.Model):
    """A procedure that may be filed by message, at every agency or at one, from a day on (TN19-10.3)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=12, default="zalo")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    instrument = models.CharField(max_length=300)

    class Meta:
        db_table = "conversation_open_procedure"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="open_procedure_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["channel", "procedure", "agency", "valid_from"],
                name="open_procedure_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} from {self.valid_from}"
