"""Taking files in and issuing papers."""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime
from hashlib import sha256
from typing import IO, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from motcua.documents.disk import is_full
from motcua.documents.errors import (
    FileEmpty,
    FileInfected,
    FileTooBig,
    NameAndContentDisagree,
    StorageFull,
)
from motcua.documents.facts import Facts, plain, sealed
from motcua.documents.models import IssuedDocument, StoredFile
from motcua.documents.plugins import Verdict, current_scanner
from motcua.documents.rendering import latest_version
from motcua.documents.rules import clean_name, fitting_name, path_of
from motcua.documents.selectors import open_content
from motcua.documents.sniffing import sniff
from motcua.kernel.canonical import digest
from motcua.parties.selectors import sealer

log = logging.getLogger("motcua.documents")

_CHUNK = 256 * 1024
_MB = 1024 * 1024


class Readable(Protocol):
    """An upload: read in pieces, never whole."""

    def read(self, size: int, /) -> bytes: ...


def store_file(*, file: Readable, name: str, at: datetime, uploaded_by: UUID | None = None) -> StoredFile:
    """Take an uploaded file in, as evidence: its bytes are kept unchanged (nhận tệp đính kèm).

    Call it outside of a transaction: a virus scanner may take seconds.

    Takes
        file         a stream, read once from where it stands
        name         as the uploader's machine gave it
        at           aware instant of the upload
        uploaded_by  account, None for an applicant without one
    Gives
        StoredFile, scan `clean`, or `unscanned` while no scanner gives a verdict
    Refuses
        FileTooBig, FileEmpty, FileTypeNotAllowed, PhotoFormatNotShown, FileWithMacros, FileBroken,
        NameAndContentDisagree, FileInfected, StorageFull; nothing is kept of a refused file
    Writes
        the content once per sha256, one row
    Law
        TN19-4.6 (virus protection), DN15-5.2 (open formats), HG-8 (certified electronic copies, kept
        bit by bit so that their signatures stay valid).
    """
    name = clean_name(name)
    try:
        taken = _taken_in(file, name)
    except OSError as problem:
        if not is_full(problem):
            raise
        log.error("no room for an upload: %s", problem)
        raise StorageFull(name=name) from problem
    fingerprint, size, kept_name, media_type, verdict = taken
    return StoredFile.objects.create(
        sha256=fingerprint,
        size=size,
        name=kept_name,
        media_type=media_type,
        scan=verdict.state,
        scanned_by=verdict.scanner if verdict.state != "unscanned" else "",
        scanned_at=at if verdict.state != "unscanned" else None,
        uploaded_at=at,
        uploaded_by_id=uploaded_by,
    )


def _taken_in(file: Readable, name: str) -> tuple[str, int, str, str, Verdict]:
    """The content looked at, then safe in the store: fingerprint, size, name, type, what the scanner says."""
    with tempfile.TemporaryFile() as copy:
        fingerprint, size = _copy(file, copy, name)
        kind = sniff(copy, name)
        kept_name = fitting_name(name, kind)
        if kept_name is None:
            raise NameAndContentDisagree(name=name)
        verdict = current_scanner().scan(copy)
        if verdict.state == "infected" or _is_known_as_infected(fingerprint):
            raise FileInfected(name=name)
        path = path_of(fingerprint)
        store = storages["files"]
        if not store.exists(path):
            store.save(path, File(copy))
    return fingerprint, size, kept_name, kind.media_type, verdict


def _is_known_as_infected(fingerprint: str) -> bool:
    return StoredFile.objects.filter(sha256=fingerprint, scan="infected").exists()


def _copy(file: Readable, copy: IO[bytes], name: str) -> tuple[str, int]:
    limit = settings.MOTCUA_FILE_LIMIT_MB * _MB
    fingerprint, size = sha256(), 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooBig(name=name, limit_mb=settings.MOTCUA_FILE_LIMIT_MB)
        fingerprint.update(chunk)
        copy.write(chunk)
    if size == 0:
        raise FileEmpty(name=name)
    copy.flush()
    return fingerprint.hexdigest(), size


def scan_unscanned(*, at: datetime, limit: int = 500) -> int:
    """Scan what came in while no scanner was there (quét lại); stops when the scanner does not answer.

    A content that gets no verdict although the scanner answers, being too big for it, holds up no other.

    Gives
        how many contents have a verdict now
    Writes
        the verdict on every upload of the same content
    """
    scanner = current_scanner()
    if not scanner.finds_viruses:
        return 0
    done = 0
    waiting = StoredFile.objects.filter(scan="unscanned").order_by("sha256").values_list("sha256", flat=True)
    for fingerprint in waiting.distinct()[:limit]:
        try:
            stream = open_content(fingerprint)
        except FileNotFoundError:
            continue
        with stream:
            verdict = scanner.scan(stream)
        if verdict.state == "unscanned":
            if scanner.check_config():
                break
            continue
        StoredFile.objects.filter(sha256=fingerprint, scan="unscanned").update(
            scan=verdict.state, scanned_by=verdict.scanner, scanned_at=at, signature=verdict.signature[:200]
        )
        done += 1
    return done


def note_uploader_told(*, file_id: UUID, at: datetime) -> None:
    """Note that the uploader was told of the malware."""
    StoredFile.objects.filter(id=file_id, uploader_told_at=None).update(uploader_told_at=at)


@transaction.atomic
def issue(
    template: str, facts: Facts, *, number: str, at: datetime, by: UUID | None, about: UUID
) -> IssuedDocument:
    """Issue a paper: freeze its facts with the newest version of its template (phát hành giấy tờ).

    Takes
        template  name of a template, e.g. "slip_01"
        facts     the frozen facts of exactly this template
        number    as printed after "Số:", may be blank
        at        aware instant of issue, printed as the paper's date
        by        the officer's account, None when the system issues
        about     id of the dossier
    Gives
        IssuedDocument; `rendering.render` prints it, now or in ten years, to the same bytes
    Refuses
        UnknownTemplate
    Law
        TN19-10.1a to 10.1c (the three slips of reception), DN15-3.3.
    """
    version = latest_version(template, facts)
    return IssuedDocument.objects.create(
        template=template,
        template_version=version,
        number=number,
        facts=sealed(facts, sealer().seal),
        facts_hash=digest(plain(facts)).hex(),
        issued_at=at,
        issued_by_id=by,
        about=about,
    )
