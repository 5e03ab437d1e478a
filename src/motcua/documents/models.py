"""Files that came in, and papers that went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.kernel.uuid7 import uuid7


class StoredFile(models.Model):
    """One upload. Equal contents lie once in the store; name, uploader and time belong to the upload."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", "Chưa quét vi-rút"
        CLEAN = "clean", "Đã quét, không thấy vi-rút"
        INFECTED = "infected", "Có mã độc, đã khoá"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=9, choices=Scan.choices, default=Scan.UNSCANNED)
    scanned_by = models.CharField(max_length=20, blank=True)
    scanned_at = models.DateTimeField(null=True)
    signature = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploader_told_at = models.DateTimeField(null=True)  # that malware was found in it after all

    append_only = True  # what was handed in as evidence stays; only the verdict on it changes
    updatable_columns = ("scan", "scanned_by", "scanned_at", "signature", "uploader_told_at")

    class Meta:
        db_table = "stored_file"
        constraints = [
            models.CheckConstraint(
                condition=Q(scan__in=["unscanned", "clean", "infected"]), name="stored_file_scan_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256_hex"
            ),
            models.CheckConstraint(
                condition=Q(scan="unscanned", scanned_at=None)
                | (~Q(scan="unscanned") & Q(scanned_at__isnull=False)),
                name="stored_file_verdict_has_its_time",
            ),
        ]
        indexes = [
            models.Index("sha256", name="stored_file_content"),
            models.Index("id", name="stored_file_unscanned", condition=Q(scan="unscanned")),
            models.Index(
                "id", name="stored_file_to_tell", condition=Q(scan="infected", uploader_told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IssuedDocument(models.Model):
    """A paper as it was issued: template, version and facts give the same bytes again (design §7).

    The database lets nobody change or delete a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    template = models.CharField(max_length=40)
    template_version = models.PositiveIntegerField()
    number = models.CharField(max_length=60, blank=True)
    facts = models.JSONField()  # personal numbers in it are sealed
    facts_hash = models.CharField(max_length=64)  # of the opened facts
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    about = models.UUIDField()  # the dossier or other thing above; no foreign key goes upward

    append_only = True

    class Meta:
        db_table = "issued_document"
        indexes = [models.Index("about", "issued_at", name="issued_document_about")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"
