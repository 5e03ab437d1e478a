"""Files in a folder, by content: a name exists only once its whole content is safe on disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class ContentStorage(FileSystemStorage):
    """Writes beside the target, syncs, renames: a power cut leaves no half file under a true name."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        # same name, same content: writing it twice is harmless
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".half-", delete=False) as half:
            try:
                for chunk in content.chunks():
                    half.write(chunk)
                half.flush()
                os.fsync(half.fileno())
                os.chmod(half.name, 0o640)
                os.replace(half.name, target)
            except BaseException:
                Path(half.name).unlink(missing_ok=True)
                raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name
