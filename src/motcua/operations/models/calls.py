"""Telephone calls of people who ask about their dossiers: who answered, what was asked, what was proven."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from motcua.kernel.uuid7 import uuid7


class Call(models.Model):
    """One call (cuộc gọi). `number` is the telephone it comes from, "" where it is hidden."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=15, blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "phone_call"
        indexes = [
            models.Index(fields=["desk", "-began_at"], name="phone_call_at_desk"),
            models.Index(fields=["officer", "-began_at"], name="phone_call_of_officer"),
        ]

    def __str__(self) -> str:
        return f"call {self.began_at:%H:%M}"


class CallQuestion(models.Model):
    """One look-up in a call; a personal number is kept masked. Never changed."""

    append_only = True

    class Kind(models.TextChoices):
        CODE = "code", gettext_noop("Mã hồ sơ")
        PHONE = "phone", gettext_noop("Số điện thoại đang gọi")
        NAME = "name", gettext_noop("Họ tên và năm sinh")
        NUMBER = "number", gettext_noop("Số định danh")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    asked = models.CharField(max_length=200)
    found = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "phone_call_question"

    def __str__(self) -> str:
        return f"{self.kind}: {self.found}"


class CallDossier(models.Model):
    """A dossier that a call was about: how many answers were right and wrong, when the caller was known.

    `right` holds the names of the questions answered rightly, `wrong` counts the others; three of them lock it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="dossiers")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    right = models.JSONField(default=list)
    wrong = models.SmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "phone_call_dossier"
        constraints = [
            models.UniqueConstraint(fields=["call", "dossier"], name="phone_call_dossier_once"),
            models.CheckConstraint(
                condition=Q(wrong__gte=0, wrong__lte=3) & (Q(wrong__lt=3) | Q(verified_at=None)),
                name="phone_call_locked_is_not_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.wrong} wrong"
