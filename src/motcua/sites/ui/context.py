"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from motcua.sites.ui.theme import theme


def frame(request: HttpRequest) -> dict[str, Any]:
    """The theme and the names of the site in the language of the page."""
    return frame_facts()


def frame_facts() -> dict[str, Any]:
    """The same for pages that must stand without a request (error pages)."""
    return {"theme": theme(), "site": theme().in_language(get_language()), "is_demo": settings.MOTCUA_DEMO}
