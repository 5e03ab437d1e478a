"""How the backups stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from motcua.operations.models import BackupRun

LONGEST_WITHOUT = timedelta(days=2)


@dataclass(frozen=True)
class BackupState:
    """What somebody on duty has to know: the last whole backup, and what went wrong after it.

    is_set_up   whether the worker makes one every day (MOTCUA_BACKUPS)
    is_missing  no whole one within two days, however it was made
    """

    is_set_up: bool
    is_missing: bool
    last: BackupRun | None
    failed: BackupRun | None

    @property
    def word(self) -> str:
        """For machines: ok, missing (none within two days), failed (the last try)."""
        if self.is_missing:
            return "missing"
        return "failed" if self.failed else "ok"


def backup_state(at: datetime) -> BackupState:
    """The last whole backup and, when a later try failed, that one."""
    newest = BackupRun.objects.order_by("-ended_at")
    last = newest.filter(problem="").first()
    tried = newest.first()
    return BackupState(
        is_set_up=bool(settings.MOTCUA_BACKUPS),
        is_missing=last is None or last.ended_at < at - LONGEST_WITHOUT,
        last=last,
        failed=tried if tried is not None and tried.problem else None,
    )
