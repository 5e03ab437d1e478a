"""What the importer tells: every problem by file and key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem leads to.

    ERROR    the file is refused
    DRAFT    imported, but not opened for online submission before the agency settles it
    WARNING  imported; somebody should look
    NOTE     what was done, for the record
    """

    ERROR = "error"
    DRAFT = "draft"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in one file.

    path  the key, as `documents[2].copies`; `line 12` where the YAML itself is broken
    """

    file: str
    path: str
    code: str
    sentence: str
    severity: Severity

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.sentence}" if self.path else f"{self.file}: {self.sentence}"
