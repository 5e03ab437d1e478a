"""QR and Code128 as small SVG pictures."""

from __future__ import annotations

import io

import segno
from barcode import Code128

_QUIET = 10  # modules that Code128 wants empty on both sides


def qr_svg(text: str) -> str:
    """A QR with its quiet zone; level M stands a fold and a stamp."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="svg", border=4, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


def code128_svg(text: str) -> str:
    """The bars of a Code128 without words; ASCII only."""
    modules = Code128(text).build()[0]
    bars, start = [], None
    for place, module in enumerate(modules + "0"):
        if module == "1" and start is None:
            start = place
        elif module == "0" and start is not None:
            bars.append(f"M{start + _QUIET} 0h{place - start}v40h-{place - start}z")
            start = None
    width = len(modules) + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 40" width="{width}" height="40" '
        f'preserveAspectRatio="none"><path d="{"".join(bars)}"/></svg>'
    )
