"""A dossier before it is one: what the applicant has typed so far."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from motcua.kernel.uuid7 import uuid7


class Draft(models.Model):
    """A form being filled (hồ sơ đang soạn). Its id becomes the dossier's: submitting twice makes one dossier.

    `account` is the citizen who fills it; without an account the secret opens it again on another device.
    `officer` is set when a desk officer files for somebody at the counter.
    `desk` is where it is filled; `to_desk` the desk that receives it, where that is another one.
    `key` came with the page that began it: the same page sent twice begins one draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    release = models.ForeignKey("procedures.Release", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    to_desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(null=True, unique=True)
    secret_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=12, default="online")
    case = models.CharField(max_length=60, blank=True, default="")
    answers = models.JSONField(default=dict)
    applicant = models.JSONField(default=dict)
    return_way = models.CharField(max_length=12, default="desk")
    return_desk = models.ForeignKey("agencies.Desk", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_draft"
        indexes = [models.Index(fields=["account", "-updated_at"], name="draft_of_account")]

    def __str__(self) -> str:
        return self.reference


class DraftFile(models.Model):
    """A file attached to a component while the form is being filled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    component_id = models.CharField(max_length=80)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    page = models.SmallIntegerField()

    class Meta:
        db_table = "dossier_draft_file"
        constraints = [
            models.UniqueConstraint(fields=["draft", "component_id", "page"], name="draft_file_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.component_id} p{self.page}"
