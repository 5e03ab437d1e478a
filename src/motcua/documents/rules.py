"""Names and kinds of files: what may come in, and whether a name fits its content."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

NAME_LENGTH = 200


@dataclass(frozen=True)
class FileKind:
    """One kind of file that is taken; `is_image`: the ending may be another image's, phones mix them up."""

    media_type: str
    label: str
    endings: tuple[str, ...]
    is_image: bool = False


# PDF, pictures, open and common office formats (DN15-5.2). What browsers run (HTML, SVG) is never taken.
KINDS = (
    FileKind("application/pdf", "PDF", (".pdf",)),
    FileKind("image/jpeg", "JPG", (".jpg", ".jpeg", ".jfif"), is_image=True),
    FileKind("image/png", "PNG", (".png",), is_image=True),
    FileKind("image/webp", "WEBP", (".webp",), is_image=True),
    FileKind("application/vnd.oasis.opendocument.text", "ODT", (".odt",)),
    FileKind("application/vnd.oasis.opendocument.spreadsheet", "ODS", (".ods",)),
    FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", (".docx",)),
    FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", (".xlsx",)),
)
KIND_OF = {kind.media_type: kind for kind in KINDS}
ALLOWED = ", ".join(kind.label for kind in KINDS)


def clean_name(name: str) -> str:
    """The file's own name: NFC, no path, no control or direction characters, short, never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cf holds the marks that turn the writing direction: "gpj.exe" could be shown as "exe.jpg"
    blanks = " ".join(last.split())
    kept = "".join(
        letter for letter in blanks if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    kept = " ".join(kept.split()).strip(". ")
    if len(kept) > NAME_LENGTH:
        path = PurePosixPath(kept)
        ending = path.suffix[:10]
        kept = kept[: NAME_LENGTH - len(ending)] + ending
    return kept or "tep"


def ending_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def fitting_name(name: str, kind: FileKind) -> str | None:
    """The name as it is kept; None when it contradicts the content.

    A name without an ending gets one; a picture named as another picture gets the true one.
    """
    ending = ending_of(name)
    if ending in kind.endings:
        return name
    if not ending:
        return name + kind.endings[0]
    is_picture_name = any(ending in other.endings for other in KINDS if other.is_image)
    if kind.is_image and is_picture_name:
        return name[: -len(ending)] + kind.endings[0]
    return None


def path_of(sha256: str) -> str:
    """Where a content lies in the store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
