"""Codes on a picture: the QR of a slip, photographed by whoever holds it."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from PIL import Image

from motcua.documents.errors import FileBroken, FileTypeNotAllowed, FileWithMacros, PhotoFormatNotShown
from motcua.documents.sniffing import sniff

LONGEST_SIDE = 2400


def codes_on(content: bytes) -> list[str]:
    """The texts of the QR codes and bars on a picture, QR first; none when it is no picture or has none."""
    stream = io.BytesIO(content)
    try:
        if not sniff(stream, "anh").is_image:
            return []
    except (FileBroken, FileTypeNotAllowed, FileWithMacros, PhotoFormatNotShown):
        return []
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # sniffing has its own limit
        with Image.open(stream) as picture:
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = picture.convert("L")
            grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey)
    ordered = sorted(found, key=lambda one: "QR" not in str(one.format).upper())
    return [one.text for one in ordered if one.text]
