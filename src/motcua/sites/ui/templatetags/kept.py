"""Parts of the frame that are the same for every stranger are put together once (design §11, the public status page).

    {% load kept %}
    {% kept "footer" %} … {% endkept %}

Somebody who is signed in gets the part made anew. Inside, only the theme, the language, the demo and the path may be
asked; the full address of the page is written by `{% here %}`, which is filled in afterwards.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST = 256
_HERE = "@mc-here@"
_INSIDE = "is_inside_kept"
_parts: dict[tuple[Any, ...], str] = {}


class Kept(template.Node):
    """The part between the tags."""

    def __init__(self, name: str, nodes: NodeList) -> None:
        self.name, self.nodelist = name, nodes

    def render(self, context: template.Context) -> SafeString:
        request = context.get("request")
        if request is None or settings.DEBUG or request.user.is_authenticated:
            return self.nodelist.render(context)
        key = (
            *(self.name, get_language(), request.path, context["theme"].version),
            *(settings.ROOT_URLCONF, settings.MOTCUA_DEMO),
        )
        part = _parts.get(key)
        if part is None:
            with context.push(**{_INSIDE: True}):
                part = self.nodelist.render(context)
            if len(_parts) >= MOST:
                _parts.clear()
            _parts[key] = part
        return mark_safe(part.replace(_HERE, _address(request)))  # noqa: S308 rendered by this very node


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept "name" %} … {% endkept %}`; the name tells the parts of one page apart."""
    name = token.split_contents()[1].strip('"')
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name, nodes)


@register.simple_tag(takes_context=True)
def here(context: template.Context) -> str:
    """The page's own address, fit for `?next=`."""
    if context.get(_INSIDE):
        return _HERE
    request = context.get("request")
    return _address(request) if request else ""


def _address(request: Any) -> str:
    return quote(request.get_full_path())
