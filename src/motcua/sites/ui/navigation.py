"""The menus of the sites, one table. An entry shows only to those whom its page lets in (TN14-8.1).

A shape test proves that every entry leads somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_noop

from motcua.agencies.rules import Role
from motcua.sites.ui.permissions import declared


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry: the name of its URL, its words, its icon."""

    url_name: str
    label: str
    icon: str = ""
    key: str = ""  # officers' single-key shortcut
    count: str = ""  # name of the count in the page's `counts`, shown beside the words


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    url: str
    label: str
    icon: str
    key: str
    count: str
    is_current: bool


MENUS: dict[str, list[Entry]] = {
    # TT 32/2017 Điều 16.3b: home, about, online services, map of the portal
    "portal": [
        Entry("portal:home", gettext_noop("Trang chủ"), "home"),
        Entry("portal:about", gettext_noop("Giới thiệu"), "info"),
        Entry("portal:procedures", gettext_noop("Dịch vụ công trực tuyến"), "list"),
        Entry("portal:status", gettext_noop("Tra cứu hồ sơ"), "search"),
        Entry("portal:dossiers", gettext_noop("Hồ sơ của tôi"), "folder"),
        Entry("portal:queue", gettext_noop("Lấy số, đặt hẹn"), "calendar"),
        Entry("portal:sitemap", gettext_noop("Sơ đồ cổng"), "globe"),
    ],
    "desk": [
        Entry("desk:work", gettext_noop("Việc của tôi"), "inbox", key="1", count="mine"),
        Entry("desk:reception", gettext_noop("Tiếp nhận"), "upload", key="2", count="reception"),
        Entry("desk:dossiers", gettext_noop("Hồ sơ"), "folder", key="3"),
        Entry("desk:handover", gettext_noop("Trả kết quả"), "check", key="4", count="handover"),
        Entry("desk:watch", gettext_noop("Theo dõi"), "clock", key="5"),
        Entry("desk:paper", gettext_noop("Giấy tờ"), "file", key="6"),
        Entry("desk:queue", gettext_noop("Gọi số"), "bell", key="7"),
        Entry("desk:post", gettext_noop("Bưu chính"), "mail", key="8"),
        Entry("desk:calls", gettext_noop("Điện thoại"), "phone"),
        Entry("desk:opinions", gettext_noop("Ý kiến"), "list"),
        Entry("desk:leave", gettext_noop("Nghỉ phép"), "calendar"),
        Entry("console:home", gettext_noop("Quản trị"), "shield"),
    ],
    "console": [
        Entry("console:home", gettext_noop("Tổng quan"), "home"),
        Entry("console:agencies", gettext_noop("Cơ quan, đơn vị"), "building"),
        Entry("console:accounts", gettext_noop("Tài khoản"), "user"),
        Entry("console:procedures", gettext_noop("Thủ tục"), "list"),
        Entry("console:holidays", gettext_noop("Ngày nghỉ"), "calendar"),
        Entry("console:devices", gettext_noop("Thiết bị"), "build"),
        Entry("console:zalo", gettext_noop("Zalo"), "mail"),
        Entry("console:carriers", gettext_noop("Bưu chính"), "mail"),
        Entry("console:settings", gettext_noop("Thiết lập"), "edit"),
        Entry("console:wordings", gettext_noop("Mẫu tin"), "mail"),
        Entry("console:health", gettext_noop("Tình trạng hệ thống"), "shield"),
        Entry("desk:work", gettext_noop("Việc của tôi"), "inbox"),
    ],
}


def address_of(url_name: str) -> str:
    """The address behind a URL name, "" where this installation has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@cache
def duties_of(url_name: str) -> frozenset[Role] | None:
    """Whose page it is, as its view declares; None when it is not only for officers of some duties."""
    address = address_of(url_name)
    words = (declared(resolve(address).func) if address else None) or frozenset()
    duties = {role for role in Role if role.value in words}
    return frozenset(duties) if duties and duties == words else None


def links(menu: str, path: str, holds: Callable[..., bool] = lambda *roles: False) -> list[Link]:
    """The entries of a menu that the reader may open, for the page at `path`; its own entry is marked.

    The longest address that begins the path is the current one, so a procedure's page marks "procedures".

    Takes
        holds  whether the reader of the page has one of some duties; nobody has any unless it is told
    """
    entries = [
        entry for entry in MENUS[menu] if (duties := duties_of(entry.url_name)) is None or holds(*duties)
    ]
    found = [(entry, address_of(entry.url_name)) for entry in entries]
    home = address_of(MENUS[menu][0].url_name)
    matching = [url for _, url in found if url and (path == url or (url != home and path.startswith(url)))]
    current = max(matching, key=len, default=None)
    return [
        Link(url, entry.label, entry.icon, entry.key, entry.count, url == current)
        for entry, url in found
        if url
    ]
