"""The end at the counter: originals laid beside their copies, who took the result, what happened outside the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from motcua.dossiers.models.contents import Paper
from motcua.dossiers.models.core import Dossier
from motcua.dossiers.models.partitions import Numbered, OfDossier
from motcua.kernel.uuid7 import uuid7


class Comparison(OfDossier):
    """One component of an online dossier whose original was laid beside the copy (đối chiếu bản chính); TN19-8.2.

    The newest row of a paper counts. A difference holds the result back until it is compared again and fits, or the
    head of the desk allows the hand-over with a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    fits = models.BooleanField()
    remark = models.TextField(blank=True, default="")
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    allowed_at = models.DateTimeField(null=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    allowed_reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "dossier_comparison"

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.fits}"

    @property
    def holds_back(self) -> bool:
        """Whether the result may not go out because of it."""
        return not self.fits and self.allowed_at is None


class Handing(Numbered):
    """One giving of results: who took them, under which mandate, how that was confirmed (trả kết quả)."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", gettext_noop("Trực tiếp")
        POST = "post", gettext_noop("Bưu chính")

    class Confirmation(models.TextChoices):
        SIGNATURE = "signature", gettext_noop("Ký nhận trên phiếu trả kết quả")
        CODE = "code", gettext_noop("Mã bí mật của người nộp hồ sơ")
        POST = "post", gettext_noop("Số hiệu bưu gửi")

    class Mandate(models.TextChoices):
        NONE = "", gettext_noop("Chính người nộp hồ sơ")
        AUTHORISED = "authorised", gettext_noop("Người được ủy quyền")
        PARENT = "parent", gettext_noop("Cha, mẹ")
        GUARDIAN = "guardian", gettext_noop("Người giám hộ")
        LEGAL_REPRESENTATIVE = "legal_representative", gettext_noop("Người đại diện theo pháp luật")

    way = models.CharField(max_length=10, choices=Way.choices)
    receiver_name = models.CharField(max_length=200)
    number_sealed = models.TextField(blank=True, default="")
    number_hash = models.CharField(max_length=64, blank=True, default="")
    mandate = models.CharField(max_length=24, choices=Mandate.choices, blank=True, default="")
    mandate_paper = models.CharField(max_length=200, blank=True, default="")
    post_number = models.CharField(max_length=60, blank=True, default="")
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    slip = models.ForeignKey(
        "documents.IssuedDocument", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "dossier_handing"

    def __str__(self) -> str:
        return f"handing #{self.no}"


class Visit(OfDossier):
    """What an officer did away from the desk: received the dossier or returned its result."""

    class Kind(models.TextChoices):
        RECEPTION = "reception", gettext_noop("Tiếp nhận ngoài trụ sở")
        RETURN = "return", gettext_noop("Trả kết quả ngoài trụ sở")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=300)
    instrument = models.CharField(max_length=300)
    at = models.DateTimeField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "dossier_visit"

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}"
