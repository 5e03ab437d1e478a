"""The book of dossiers (Sổ theo dõi hồ sơ): lines with numbers where the province keeps it, and its printings."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from motcua.kernel.uuid7 import uuid7


class BookEntry(models.Model):
    """The line of a dossier in its desk's book; unique in the province, so not partitioned.

    No key to the dossier, so that a year can be detached.
    """

    dossier_id = models.UUIDField(primary_key=True)
    book = models.ForeignKey("numbers.Book", on_delete=models.PROTECT, related_name="+", db_index=False)
    no = models.PositiveIntegerField()

    class Meta:
        db_table = "dossier_book_entry"
        constraints = [models.UniqueConstraint(fields=["book", "no"], name="dossier_book_entry_once")]

    def __str__(self) -> str:
        return f"{self.book_id} #{self.no}"


class BookPrint(models.Model):
    """One printing of a book, made by the worker volume by volume; who asked sees how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=200)
    year = models.SmallIntegerField()
    number = models.CharField(max_length=60)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_book_print"
        indexes = [models.Index(fields=["desk", "-asked_at"], name="book_print_of_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "field", "year"],
                condition=models.Q(finished_at=None),
                name="book_print_one_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.year}"

    @property
    def percent(self) -> int:
        """How far it is, in hundredths."""
        if self.finished_at is not None:
            return 100
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0


class BookVolume(models.Model):
    """One bound part of a printing: lines from `first_no` to `last_no`, as PDF."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    printing = models.ForeignKey(BookPrint, on_delete=models.PROTECT, related_name="volumes")
    no = models.PositiveSmallIntegerField()
    first_no = models.PositiveIntegerField()
    last_no = models.PositiveIntegerField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "dossier_book_volume"
        constraints = [models.UniqueConstraint(fields=["printing", "no"], name="book_volume_once")]

    def __str__(self) -> str:
        return f"volume {self.no}"
