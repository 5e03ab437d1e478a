"""Files and papers, read."""

from __future__ import annotations

import logging
from typing import IO
from uuid import UUID

from django.core.files.storage import storages
from django.db.models import QuerySet

from motcua.documents.errors import FileLocked, FileLost, FileNotFound
from motcua.documents.models import IssuedDocument, StoredFile
from motcua.documents.rules import path_of

log = logging.getLogger("motcua.documents")


def file_named(file_id: UUID) -> StoredFile:
    """One upload by its id.

    Refuses
        FileNotFound
    """
    try:
        return StoredFile.objects.get(id=file_id)
    except StoredFile.DoesNotExist:
        raise FileNotFound from None


def read_file(file_id: UUID) -> tuple[IO[bytes], StoredFile]:
    """The content of an upload, to be closed by the caller, and its row. Who may read is decided above.

    Refuses
        FileNotFound; FileLocked when malware was found in it, for everybody (TN19-4.6); FileLost
    """
    stored = file_named(file_id)
    if stored.scan == StoredFile.Scan.INFECTED:
        raise FileLocked(name=stored.name)
    try:
        return open_content(stored.sha256), stored
    except FileNotFoundError as error:
        log.error("content %s of file %s is missing", stored.sha256, stored.id)
        raise FileLost(name=stored.name) from error


def open_content(sha256: str) -> IO[bytes]:
    """The bytes under a fingerprint, for scanning; FileNotFoundError when the store lost them."""
    return storages["files"].open(path_of(sha256), "rb")


def infected_uploads_to_tell() -> QuerySet[StoredFile]:
    """Uploads in which malware was found later, whose uploader does not know yet."""
    return StoredFile.objects.filter(
        scan="infected", uploader_told_at=None, uploaded_by__isnull=False
    ).select_related("uploaded_by")


def documents_about(about: UUID) -> QuerySet[IssuedDocument]:
    """All papers issued about one thing, oldest first."""
    return IssuedDocument.objects.filter(about=about).order_by("issued_at", "id")
