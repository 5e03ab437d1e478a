"""What keeping the system going leaves behind: backups made."""

from __future__ import annotations

from django.db import models

from motcua.kernel.uuid7 import uuid7


class BackupRun(models.Model):
    """One try to make a backup (sao lưu); `problem` is empty when it is whole."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    size_bytes = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, default="")

    class Meta:
        db_table = "backup_run"
        indexes = [models.Index(fields=["-ended_at"], name="backup_run_newest")]

    def __str__(self) -> str:
        return f"{self.place} {self.ended_at}"
