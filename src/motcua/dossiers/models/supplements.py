"""What is asked for once, completely, and what was answered to it (yêu cầu bổ sung)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.contents import Paper
from motcua.dossiers.models.core import Dossier
from motcua.dossiers.models.partitions import OfDossier
from motcua.kernel.uuid7 import uuid7


class Supplement(OfDossier):
    """One request to complete the dossier (yêu cầu bổ sung); its points are rows.

    stage         asked before acceptance, or by the handling agency after it (TN19-12.4)
    is_repeat     asks again for what could be seen the first time: only with `head` and `head_reason`
    drafted_form  the form as the applicant corrects it, sealed whole; empty once it was sent
    """

    class Stage(models.TextChoices):
        RECEPTION = "reception", gettext_noop("Khi tiếp nhận")
        HANDLING = "handling", gettext_noop("Khi giải quyết")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements", db_index=False)
    no = models.SmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEPTION)
    reason = models.TextField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_repeat = models.BooleanField(default=False)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    head_reason = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    drafted_form = models.TextField(blank=True, default="")
    slip_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_supplement"

    def __str__(self) -> str:
        return f"supplement #{self.no}"


class SupplementPoint(OfDossier):
    """One thing to add or mend: which component or which part of the form, what is wrong with it, what to do.

    field_id    id of a field or a section of the form, where the point is about the form itself
    is_repeat   could be seen when the first request was made
    reply       what the applicant answered in words; kept as it is typed, sent when `answered_at` is set
    brings_new  the answer brought something that nobody could have checked before
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    supplement = models.ForeignKey(
        Supplement, on_delete=models.PROTECT, related_name="points", db_constraint=False, db_index=False
    )
    paper = models.ForeignKey(
        Paper, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    field_id = models.CharField(max_length=80, blank=True, default="")
    no = models.SmallIntegerField()
    finding = models.CharField(max_length=12)
    subject = models.TextField()
    to_do = models.TextField()
    is_repeat = models.BooleanField(default=False)
    reply = models.TextField(blank=True, default="")
    brings_new = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_supplement_point"

    def __str__(self) -> str:
        return self.subject


class SupplementFile(OfDossier):
    """A file given for a point; until the answer is sent it belongs to the applicant alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    point = models.ForeignKey(
        SupplementPoint, on_delete=models.PROTECT, related_name="files", db_constraint=False, db_index=False
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    page = models.SmallIntegerField()

    class Meta:
        db_table = "dossier_supplement_file"

    def __str__(self) -> str:
        return f"page {self.page}"


class SecondRequest(OfDossier):
    """The head lets an officer ask again for what could be seen the first time; used by one request."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.TextField()
    allowed_at = models.DateTimeField()
    supplement = models.ForeignKey(
        Supplement, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "dossier_second_request"

    def __str__(self) -> str:
        return self.reason
