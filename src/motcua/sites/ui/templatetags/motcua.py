"""How values look on screens: money, times, codes, telephone numbers; icons, bundles, menus."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from motcua.kernel.clock import TZ
from motcua.notifications.selectors import UNREAD_SHOWN, unread_count
from motcua.sites.ui.bundles import bundle as bundle_address
from motcua.sites.ui.navigation import Link, address_of, links
from motcua.sites.ui.permissions import APPLICANT_KINDS, holds
from motcua.sites.ui.spoken import spoken
from motcua.sites.ui.states import Look, look_of

register = template.Library()

WEEKDAYS = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))


@register.simple_tag
def bundle(name: str) -> str:
    """`{% bundle "portal.css" %}`: the address of a built file."""
    return bundle_address(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: a drawing beside words; silent to screen readers, so never alone."""
    return format_html(
        '<svg class="mc-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        bundle_address("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def menu(context: template.Context, name: str) -> list[Link]:
    """`{% menu "portal" as entries %}`: the menu of a site, the current page marked."""
    request = context.get("request")
    return links(name, request.path, lambda *roles: holds(request, *roles)) if request else links(name, "")


@register.simple_tag(takes_context=True)
def unread(context: template.Context) -> str | None:
    """`{% unread as unread_count %}`: a citizen's unread notices, "0" to "99+", by one statement; else nothing."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.kind not in APPLICANT_KINDS:
        return None
    number = unread_count(user.id)
    return f"{UNREAD_SHOWN}+" if number > UNREAD_SHOWN else str(number)


@register.simple_tag
def address(url_name: str) -> str:
    """`{% address "account_login" as url %}`: "" where this installation has no such page."""
    return address_of(url_name)


@register.filter
def look(state: str) -> Look:
    """`{{ dossier.state|look }}`: word, tone, drawing of a state of handling."""
    return look_of(state)


@register.filter(name="spoken")
def said(value: Any) -> Any:
    """`{{ one.sentence|spoken }}`: words of the lower floors in the language of the page."""
    return spoken(value)


@register.filter
def error_of(problems: Any, field_id: str) -> str:
    """The first problem's sentence of a field: `{{ problems|error_of:"full_name" }}`."""
    return next((spoken(problem.sentence) for problem in problems or () if problem.field_id == field_id), "")


@register.filter
def lookup(mapping: Any, key: str) -> Any:
    """`{{ counts|lookup:entry.count }}`: a value by a name that is itself a variable."""
    return mapping.get(key) if isinstance(mapping, dict) and key else None


@register.filter
def vnd(amount: int | None) -> str:
    """75000 -> "75.000 đồng" (English: "75,000 VND"); nothing for no amount."""
    if amount is None:
        return ""
    if get_language() == "en":
        return f"{amount:,} VND"
    return f"{amount:,}".replace(",", ".") + " đồng"


@register.filter
def figure(number: int | None) -> str:
    """1234567 -> "1.234.567", as Vietnamese writes whole numbers."""
    return "" if number is None else f"{number:,}".replace(",", ".")


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as officials write it: "22/11/2026", in the zone of the province."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(TZ).date()
    return f"{value:%d/%m/%Y}"


@register.filter
def clock(value: datetime | None) -> str:
    """The hour of an instant in the zone of the province: "15:30"."""
    return "" if value is None else f"{value.astimezone(TZ):%H:%M}"


@register.filter
def moment(value: datetime | None) -> str:
    """An instant as slips write it: "15:30 ngày 22/11/2026" (English: "15:30 on 22/11/2026")."""
    if value is None:
        return ""
    between = "on" if get_language() == "en" else "ngày"
    return f"{clock(value)} {between} {day(value)}"


@register.filter
def weekday(value: date | datetime | None) -> str:
    """ "Chủ nhật, 22/11/2026"."""
    if value is None:
        return ""
    on = value.astimezone(TZ).date() if isinstance(value, datetime) else value
    return f"{gettext(WEEKDAYS[on.weekday()])}, {day(on)}"


@register.filter
def stamp(value: datetime | None) -> SafeString | str:
    """A `<time>` with the machine's form inside: `{{ dossier.due_at|stamp }}`."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', value.astimezone(TZ).isoformat(timespec="minutes"), moment(value)
    )


@register.filter
def code(value: str | None) -> SafeString | str:
    """A dossier's code in even figures, never broken over two lines."""
    return format_html('<span class="mc-code">{}</span>', value) if value else ""


@register.filter
def phone(value: str | None) -> str:
    """0901234567 -> "0901 234 567"; what has another shape stays as it is."""
    if not value:
        return ""
    figures = re.sub(r"\D", "", value)
    if len(figures) in {10, 11} and figures.startswith("0"):
        return f"{figures[:4]} {figures[4:7]} {figures[7:]}"
    return value


@register.filter
def picture(svg: str) -> str:
    """`<img src="{{ qr|picture }}">`: an SVG of ours as an address; no request, nothing inline in the page."""
    return f"data:image/svg+xml,{quote(svg)}"


@register.filter
def dial(value: str | None) -> str:
    """The figures of a telephone number, for `tel:`."""
    return re.sub(r"[^\d+]", "", value or "")
