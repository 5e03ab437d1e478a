"""Files as people upload them."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from motcua.documents.models import StoredFile
from motcua.documents.services import store_file
from motcua.kernel.clock import local

NOON = local("2026-08-28T12:00")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(2000)
# the harmless test virus of the anti-virus industry, in two halves so that no scanner takes this file for it
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(content: bytes = PDF, name: str = "giay.pdf") -> StoredFile:
    return store_file(file=io.BytesIO(content), name=name, at=NOON)


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600)) -> bytes:
    made = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(made, kind)
    return made.getvalue()


def packed(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


DOCX = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"))
XLSX = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
ODT = packed(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
