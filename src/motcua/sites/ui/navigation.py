"""The menus of the sites, one table. A shape test proves that every entry leads somewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop

from motcua.agencies.rules import Role

KEEPERS: Final = (Role.AGENCY_IT, Role.PROVINCE_ADMINISTRATOR)
"""Duties of the administrators' site; all others read dossiers on the officers' site."""
READERS: Final = tuple(role for role in Role if role not in KEEPERS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry: the name of its URL, its words, its icon."""

    url_name: str
    label: str
    icon: str = ""
    key: str = ""  # officers' single-key shortcut
    count: str = ""  # name of the count in the page's `counts`, shown beside the words
    roles: tuple[Role, ...] = ()  # shown only to whoever has one of these duties; empty: to everybody


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
        Entry("portal:sitemap", gettext_noop("Sơ đồ cổng"), "globe"),
    ],
    "desk": [
        Entry("desk:work", gettext_noop("Việc của tôi"), "inbox", key="1", count="mine"),
        Entry("desk:reception", gettext_noop("Tiếp nhận"), "upload", key="2", count="reception"),
        Entry("desk:dossiers", gettext_noop("Hồ sơ"), "folder", key="3"),
        Entry("desk:handover", gettext_noop("Trả kết quả"), "check", key="4", count="handover"),
        Entry("desk:watch", gettext_noop("Theo dõi"), "clock", key="5"),
        Entry("desk:paper", gettext_noop("Giấy tờ"), "file", key="6"),
        Entry("desk:opinions", gettext_noop("Ý kiến"), "list"),
        Entry("console:home", gettext_noop("Quản trị"), "shield", roles=KEEPERS),
    ],
    "console": [
        Entry("console:home", gettext_noop("Tổng quan"), "home"),
        Entry("console:agencies", gettext_noop("Cơ quan, đơn vị"), "building"),
        Entry("console:accounts", gettext_noop("Tài khoản"), "user"),
        Entry("console:procedures", gettext_noop("Thủ tục"), "list"),
        Entry("console:holidays", gettext_noop("Ngày nghỉ"), "calendar"),
        Entry("console:settings", gettext_noop("Thiết lập"), "edit"),
        Entry("console:health", gettext_noop("Tình trạng hệ thống"), "shield"),
        Entry("desk:work", gettext_noop("Việc của tôi"), "inbox", roles=READERS),
    ],
    # an agency's own IT officers: only what is theirs (TN14-8.1)
    "console_agency": [
        Entry("console:home", gettext_noop("Tổng quan"), "home"),
        Entry("console:agencies", gettext_noop("Cơ quan, đơn vị"), "building"),
        Entry("console:accounts", gettext_noop("Tài khoản"), "user"),
        Entry("desk:work", gettext_noop("Việc của tôi"), "inbox", roles=READERS),
    ],
}


def address_of(url_name: str) -> str:
    """The address behind a URL name, "" where this installation has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def links(menu: str, path: str, holds: Callable[..., bool] = lambda *roles: False) -> list[Link]:
    """The entries of a menu for the page at `path`; its own entry is marked.

    The longest address that begins the path is the current one, so a procedure's page marks "procedures".

    Takes
        holds  whether the reader of the page has one of some duties; nobody has any unless it is told
    """
    entries = [entry for entry in MENUS[menu] if not entry.roles or holds(*entry.roles)]
    found = [(entry, address_of(entry.url_name)) for entry in entries]
    home = address_of(MENUS[menu][0].url_name)
    matching = [url for _, url in found if url and (path == url or (url != home and path.startswith(url)))]
    current = max(matching, key=len, default=None)
    return [
        Link(url, entry.label, entry.icon, entry.key, entry.count, url == current)
        for entry, url in found
        if url
    ]
