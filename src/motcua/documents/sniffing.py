"""What a file truly is, by its content; a name is only a claim."""

from __future__ import annotations

import warnings
import zipfile
from typing import IO

import filetype
from PIL import Image, UnidentifiedImageError

from motcua.documents.errors import FileBroken, FileTypeNotAllowed, FileWithMacros, PhotoFormatNotShown
from motcua.documents.rules import ALLOWED, KIND_OF, FileKind

HEAD_BYTES = 4096
UNZIPPED_BYTES = 300 * 1024 * 1024
ZIP_ENTRIES = 5000
# A JPEG is decoded at an eighth of its size, so the biggest phone cameras pass; others are decoded whole.
PIXELS = {"image/jpeg": 220_000_000, "image/png": 60_000_000, "image/webp": 60_000_000}

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sniff(stream: IO[bytes], name: str) -> FileKind:
    """The kind of the content, opened far enough to know that it is sound.

    Refuses
        FileTypeNotAllowed, PhotoFormatNotShown, FileWithMacros, FileBroken
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    media_type = _media_type(head, stream, name)
    if media_type in {"image/heic", "image/heif"}:
        raise PhotoFormatNotShown(name=name)
    kind = KIND_OF.get(media_type)
    if kind is None:
        raise FileTypeNotAllowed(name=name, allowed=ALLOWED)
    if kind.is_image:
        _check_picture(stream, name, kind)
    stream.seek(0)
    return kind


def _media_type(head: bytes, stream: IO[bytes], name: str) -> str:
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        # readers also accept a later %PDF-, which lets a program pose as a paper: we do not
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office_type(stream, name)
    guess = filetype.guess(head)
    return str(guess.mime) if guess else ""


def _office_type(stream: IO[bytes], name: str) -> str:
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            if len(entries) > ZIP_ENTRIES or sum(entry.file_size for entry in entries) > UNZIPPED_BYTES:
                raise FileBroken(name=name)
            names = {entry.filename for entry in entries}
            if any(entry.rpartition("/")[2].lower() == "vbaproject.bin" for entry in names) or any(
                entry.startswith(("Basic/", "Scripts/")) for entry in names
            ):
                raise FileWithMacros(name=name)
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE.items() if part in names), "")
            if entries and entries[0].filename == "mimetype" and entries[0].file_size < 200:
                return archive.read(entries[0]).decode("ascii", errors="replace").strip()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, RuntimeError) as error:
        raise FileBroken(name=name) from error
    return ""


def _check_picture(stream: IO[bytes], name: str, kind: FileKind) -> None:
    """Decode the picture once: a cut-off or a bomb is known now, not on an officer's screen."""
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below
            with Image.open(stream, formats=[kind.media_type.removeprefix("image/").upper()]) as picture:
                if picture.width * picture.height > PIXELS[kind.media_type]:
                    raise FileBroken(name=name)
                picture.draft("RGB", (picture.width // 8, picture.height // 8))
                picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise FileBroken(name=name) from error
