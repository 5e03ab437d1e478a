"""A backup whose success or failure is written down where the health page reads it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from motcua.kernel.clock import now
from motcua.operations.services.backups import note_backup
from motcua.workbench.backup.keys import read_keys
from motcua.workbench.backup.taking import Say, Taken, take
from motcua.workbench.errors import CommandError
from motcua.workbench.folder import DataFolder


def take_and_note(place: Path, *, keep: int | None, say: Say) -> Taken:
    """Take a backup of this installation, and note it.

    Refuses: CommandError, LauncherError; noted too, as far as the database answers
    """
    began = now()
    try:
        taken = take(
            place,
            folder=DataFolder(settings.MOTCUA_DATA),
            keys=read_keys(None),
            at=began,
            keep=keep,
            say=say,
        )
    except CommandError as problem:
        with suppress(DatabaseError, InterfaceError):
            note_backup(place=str(place), began_at=began, at=now(), problem=str(problem))
        raise
    note_backup(
        place=str(taken.place),
        began_at=began,
        at=now(),
        size_bytes=taken.manifest.database.size + taken.manifest.file_bytes,
        files=taken.manifest.file_count,
        problem=taken.problem,
    )
    return taken
