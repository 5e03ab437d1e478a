"""The Official Account with its sealed keys, who talks to it, and which approved templates it may send."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7
from motcua.partners.zalo import api, oauth


class ZaloAccount(models.Model):
    """An Official Account (OA) of the province. Secrets and tokens are sealed; one is in use at a time.

    app_secret    of the application, for tokens; webhook_secret, the "OA Secret Key" of the webhook page, is another
    signs_with    what goes first into the signature of a webhook: sources disagree
    media_hosts   hosts that pictures may be fetched from (".zdn.vn": all below it); none: any https address outside
    """

    class SignsWith(models.TextChoices):
        APP_ID = "app_id", "Mã ứng dụng (app id)"
        OA_ID = "oa_id", "Mã Official Account (OA id)"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    app_id = models.CharField(max_length=40)
    oa_id = models.CharField(max_length=40, unique=True)
    app_secret = models.CharField(max_length=500)
    webhook_secret = models.CharField(max_length=500)
    signs_with = models.CharField(max_length=6, choices=SignsWith.choices, default=SignsWith.APP_ID)
    code_verifier = models.CharField(max_length=500, blank=True)
    api_host = models.CharField(max_length=200, default=api.API)
    business_host = models.CharField(max_length=200, default=api.BUSINESS)
    oauth_host = models.CharField(max_length=200, default=oauth.HOST)
    media_hosts = models.JSONField(default=list)
    has_buttons = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    access_token = models.TextField(blank=True)
    access_until = models.DateTimeField(null=True)
    refresh_token = models.TextField(blank=True)
    refresh_until = models.DateTimeField(null=True)
    previous_pair = models.TextField(blank=True)
    refreshed_at = models.DateTimeField(null=True)
    refresh_failed_at = models.DateTimeField(null=True)
    refresh_error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "zalo_account"
        constraints = [
            models.UniqueConstraint("is_active", condition=Q(is_active=True), name="zalo_account_one_in_use"),
            models.CheckConstraint(
                condition=Q(access_token="", access_until=None)
                | (~Q(access_token="") & Q(access_until__isnull=False)),
                name="zalo_account_token_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ZaloUser(models.Model):
    """Somebody who talked to the OA, by the number they have there. No name, no phone.

    last_at      their last interaction: what may be said freely is counted from it
    followed_at  when they last followed or stopped following
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(ZaloAccount, models.PROTECT, related_name="users")
    user_id = models.CharField(max_length=40)
    follows = models.BooleanField(default=False)
    followed_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "zalo_user"
        constraints = [models.UniqueConstraint(fields=["account", "user_id"], name="zalo_user_once")]

    def __str__(self) -> str:
        return self.user_id


class ZaloAttempt(models.Model):
    """One call for one message: Zalo's own code and words, its name for the message, what became of it.

    message  the id of the letter, the same on every try; the outbox knows it by its dedupe key
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(ZaloAccount, models.CASCADE, related_name="+")
    message = models.CharField(max_length=40)
    at = models.DateTimeField()
    code = models.IntegerField()
    words = models.CharField(max_length=200, blank=True)
    zalo_id = models.CharField(max_length=100, blank=True)
    arrived_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "zalo_attempt"
        indexes = [
            models.Index("message", name="zalo_attempt_of_message"),
            models.Index("zalo_id", name="zalo_attempt_named", condition=~Q(zalo_id="")),
            models.Index("at", name="zalo_attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.code}"


class ZaloTemplate(models.Model):
    """An approved template message (ZBS) for an event.

    parameters  name in the template → [its type, the fact it shows]
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(ZaloAccount, models.PROTECT, related_name="templates")
    event = models.CharField(max_length=40)
    template_id = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)

    class Meta:
        db_table = "zalo_template"
        constraints = [models.UniqueConstraint(fields=["account", "event"], name="zalo_template_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.template_id}"
