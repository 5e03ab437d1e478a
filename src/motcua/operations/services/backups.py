"""Writing down that a backup was made, or that it failed."""

from __future__ import annotations

from datetime import datetime

from motcua.operations.models import BackupRun


def note_backup(
    *, place: str, began_at: datetime, at: datetime, size_bytes: int = 0, files: int = 0, problem: str = ""
) -> BackupRun:
    """Write down one try, whole or failed (TN14-8.8); the health page tells the last one."""
    return BackupRun.objects.create(
        place=place[:300],
        began_at=began_at,
        ended_at=at,
        size_bytes=size_bytes,
        files=files,
        problem=problem[:2000],
    )
