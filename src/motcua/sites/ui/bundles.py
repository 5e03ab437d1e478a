"""Where the built bundles lie: the name in a template -> the file with its hash."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.templatetags.static import static

DIST = Path(__file__).resolve().parent / "static" / "dist"


_known: dict[str, str] = {}


def bundle(name: str) -> str:
    """The address of a bundle, `portal.css`; the plain name where nothing has been built yet (unit tests)."""
    if name in _known and not settings.DEBUG:
        return _known[name]
    if not (DIST / "manifest.json").exists():
        return static(f"dist/{name}")
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    _known.update({key: static(f"dist/{file}") for key, file in names.items()})
    return _known[name]


def forget() -> None:
    """Read the names anew: bundles were built while this process lived (tests)."""
    _known.clear()


@register("motcua", deploy=True)
def bundles_are_built(**_: object) -> list[CheckMessage]:
    """`check --deploy` refuses to go live without styles."""
    if (DIST / "manifest.json").exists():
        return []
    return [
        Error("The screens' bundles are not built.", hint="python -m motcua.workbench.assets", id="ui.E001")
    ]
