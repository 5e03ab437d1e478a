"""The look of one province: names, emblem, colours, facts of the footer; all data (`MOTCUA_THEME`)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

PACKAGE_DATA = Path(__file__).resolve().parent / "data"
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class ThemeError(ValueError):
    """The theme cannot be used; the message says which key of which file and why."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as `#rrggbb`: words and surfaces of the brand, gold only for ornament."""

    brand: str
    brand_dark: str
    on_brand: str
    ornament: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the province and its service are called in one language; footer of TT 32/2017 Điều 16.3."""

    province: str
    service: str
    title: str
    desk: str
    emblem_alt: str
    unit: str
    operator: str
    in_charge: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A province's theme, checked for contrast when it is read."""

    colours: Colours
    names: dict[str, Names]
    emblem: str
    hotline: str
    phone: str
    e_mail: str

    def in_language(self, language: str | None) -> Names:
        """The names in a language, else in Vietnamese."""
        return self.names.get((language or "vi")[:2], self.names["vi"])

    @property
    def css(self) -> str:
        """The colours as CSS custom properties, for the strict Content-Security-Policy a file of its own."""
        colours = self.colours
        return (
            f":root{{--mc-brand:{colours.brand};--mc-brand-dark:{colours.brand_dark};"
            f"--mc-on-brand:{colours.on_brand};--mc-ornament:{colours.ornament}}}"
        )

    @property
    def version(self) -> str:
        """Changes with the colours or the emblem, so that both may be cached for ever."""
        return hashlib.sha256((self.css + self.emblem).encode()).hexdigest()[:10]


def read_theme(path: Path) -> Theme:
    """Read a theme from YAML.

    Refuses
        ThemeError: unreadable, a key missing or unknown, a colour malformed or too weak for words
    """
    try:
        rows: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        colours = Colours(**rows["colours"])
        names = {language: Names(**words) for language, words in rows["names"].items()}
        _check_colours(colours, path)
        drawing = (path.parent / rows["emblem"]).read_text(encoding="utf-8")
        for key in Colours.__slots__:
            drawing = drawing.replace("{" + key + "}", getattr(colours, key))
        theme = Theme(
            colours=colours,
            names=names,
            emblem=drawing,
            hotline=str(rows["hotline"]),
            phone=str(rows["phone"]),
            e_mail=str(rows["e_mail"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as reason:
        raise ThemeError(f"{path}: the theme cannot be read: {reason}") from reason
    if "vi" not in theme.names:
        raise ThemeError(f"{path}: names.vi is missing")
    return theme


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme of this installation; read once a process."""
    return read_theme(Path(settings.MOTCUA_THEME))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, share: float) -> str:
    """A colour laid on white with a share of 0 to 1, as the style sheets' color-mix does."""
    parts = (round(255 + (int(colour[at : at + 2], 16) - 255) * share) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(colour: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_colours(colours: Colours, path: Path) -> None:
    for key in Colours.__slots__:
        if not _COLOUR.fullmatch(str(getattr(colours, key))):
            raise ThemeError(f"{path}: colours.{key} is not written #rrggbb")
    pairs = [
        ("on_brand on brand", colours.on_brand, colours.brand),
        ("on_brand on brand_dark", colours.on_brand, colours.brand_dark),
        ("brand on white", colours.brand, "#ffffff"),
        ("brand on its wash", colours.brand, mixed(colours.brand, 0.06)),
    ]
    for words, front, back in pairs:
        if contrast(front, back) < LEAST_CONTRAST:
            raise ThemeError(
                f"{path}: {words} has a contrast of {contrast(front, back):.1f}, words need {LEAST_CONTRAST}"
            )
