"""A full disk, however it shows: what is then refused instead of broken."""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass

from django.conf import settings
from psycopg.errors import DiskFull

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space, no quota, or more than a file may hold here: all want an administrator, none a developer."""
LEAST_FREE = 0.1  # of the disk; less is told in red
NONE_LEFT_MB = 64
"""Below this nothing should be promised: one upload and its copy may need twenty megabytes."""
_MB = 1024 * 1024


def is_full(problem: BaseException | None) -> bool:
    """Whether something failed for want of room, in the store, in a temporary file or in the database."""
    while problem is not None:
        if isinstance(problem, DiskFull) or (isinstance(problem, OSError) and problem.errno in FULL):
            return True
        problem = problem.__cause__
    return False


@dataclass(frozen=True, slots=True)
class Room:
    """The disk of the data folder: bytes free of the total."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        return self.free < LEAST_FREE * self.total

    @property
    def is_gone(self) -> bool:
        return self.free < NONE_LEFT_MB * _MB


def room() -> Room:
    """Room where uploads lie and, unless DATABASE_URL names another machine, the database too."""
    usage = shutil.disk_usage(settings.MOTCUA_DATA if settings.MOTCUA_DATA.exists() else "/")
    return Room(usage.free, usage.total)
