"""The pages of the portal that stand for themselves: home, about, guide, accessibility, map."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.kernel.clock import local_day, now
from motcua.procedures.selectors import Browse, browse
from motcua.sites.ui.navigation import address_of
from motcua.sites.ui.permissions import permission


@dataclass(frozen=True, slots=True)
class Tile:
    """One way in on the home page: words, where it leads, a drawing, a line of explanation."""

    label: str
    url: str
    icon: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the map of the portal, with what lies under it."""

    label: str
    url: str
    children: list[Branch] = field(default_factory=list)


# Parts of the map and of the home page that other modules bring: called on each request, newest data
MAP_BRANCHES: list[Callable[[], list[Branch]]] = []
# what is looked for in the catalogue, whose words are Vietnamese in every language
SEARCHES = {
    "baby": "khai sinh",
    "family": "hộ tịch",
    "house": "xây dựng nhà ở",
    "land": "quyền sử dụng đất",
    "briefcase": "hộ kinh doanh",
    "build": "lao động",
    "heart-hand": "trợ cấp",
    "car": "vận tải",
    "leaf": "thú y",
    "heart": "an toàn thực phẩm",
    "book": "giáo dục",
    "scale": "chứng thực",
}
COMMON_SEARCHES = ("đăng ký khai sinh", "giấy phép xây dựng", "hộ kinh doanh", "trích lục hộ tịch")
_BROWSED: dict[str, Any] = {}


@permission("public")
def home(request: HttpRequest) -> HttpResponse:
    """Home: search first, then look-up, life events, fields, how it works (TT 32/2017 Điều 16.3, DN15-4.1a)."""
    ways = ways_to_browse()
    shown = {
        "events": life_events(),
        "common": common_searches(),
        "fields": ways.fields,
        "levels": ways.levels,
    }
    return render(request, "portal/home.html", shown)


def ways_to_browse() -> Browse:
    """The fields and levels of the catalogue, asked anew each minute: a launch day is a stampede on this page."""
    minute = int(time.monotonic() // 60)
    if _BROWSED.get("minute") != minute:
        _BROWSED.update(minute=minute, ways=browse(local_day(now())))
    ways: Browse = _BROWSED["ways"]
    return ways


@permission("public")
def about(request: HttpRequest) -> HttpResponse:
    """What this portal is and who runs it."""
    return render(request, "portal/about.html")


@permission("public")
def guide(request: HttpRequest) -> HttpResponse:
    """Guide and questions (TT 32/2017 Điều 11.1)."""
    return render(request, "portal/help.html")


@permission("public")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility statement (DN15-5.1, TT 26/2020)."""
    return render(request, "portal/accessibility.html")


@permission("public")
def sitemap(request: HttpRequest) -> HttpResponse:
    """The map as a tree of words (TT 32/2017 Điều 16.4b)."""
    return render(request, "portal/sitemap.html", {"branches": map_of_portal()})


@permission("public")
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The map for search engines."""
    addresses = [request.build_absolute_uri(url) for url in _all_urls(map_of_portal())]
    return render(
        request, "portal/sitemap.xml", {"addresses": addresses}, content_type="application/xml; charset=utf-8"
    )


@permission("public")
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone: look-ups, forms, officers."""
    lines = ["User-agent: *"]
    lines += [
        f"Disallow: {path}" for path in ("/tra-cuu", "/can-bo/", "/quan-tri/", "/tai-khoan/", "/ngon-ngu/")
    ]
    lines.append(f"Sitemap: {request.build_absolute_uri(address_of('portal:sitemap_xml'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def life_events() -> list[Tile]:
    """Events of a life or a business, each a search in the catalogue."""
    events = [
        (_("Sinh con, nuôi con"), "baby", _("Khai sinh, bảo hiểm y tế trẻ em")),
        (_("Kết hôn, hộ tịch"), "family", _("Kết hôn, xác nhận hôn nhân, trích lục")),
        (_("Nhà ở, xây dựng"), "house", _("Giấy phép xây dựng, số nhà")),
        (_("Đất đai"), "land", _("Cấp, đổi, đăng ký biến động Giấy chứng nhận")),
        (_("Mở cửa hàng, hộ kinh doanh"), "briefcase", _("Đăng ký, thay đổi, chấm dứt")),
        (_("Việc làm, lao động"), "build", _("Giấy phép lao động, nội quy lao động")),
        (_("Người có công, trợ giúp xã hội"), "heart-hand", _("Trợ cấp, mai táng phí, hộ nghèo")),
        (_("Xe, vận tải"), "car", _("Giấy phép lái xe, kinh doanh vận tải")),
        (_("Nông nghiệp, thú y, thủy sản"), "leaf", _("Chứng chỉ hành nghề, đủ điều kiện")),
        (_("Y tế, an toàn thực phẩm"), "heart", _("Cơ sở ăn uống, hành nghề y")),
        (_("Giáo dục, đào tạo"), "book", _("Học bạ, văn bằng, chuyển trường")),
        (_("Chứng thực, tư pháp"), "scale", _("Bản sao, chữ ký, lý lịch tư pháp")),
    ]
    catalogue = address_of("portal:procedures")
    return [
        Tile(label, f"{catalogue}?q={SEARCHES[icon]}", icon, text)
        for label, icon, text in events
        if catalogue
    ]


def common_searches() -> list[Tile]:
    """What most people come for, under the search box."""
    catalogue = address_of("portal:procedures")
    return [Tile(word, f"{catalogue}?q={word}", "search") for word in COMMON_SEARCHES if catalogue]


def map_of_portal() -> list[Branch]:
    """Every public page an ordinary visitor may look for."""
    fixed = [
        (_("Trang chủ"), "portal:home"),
        (_("Giới thiệu"), "portal:about"),
        (_("Dịch vụ công trực tuyến"), "portal:procedures"),
        (_("Tra cứu hồ sơ"), "portal:status"),
        (_("Hồ sơ của tôi"), "portal:dossiers"),
        (_("Hướng dẫn, hỏi đáp"), "portal:help"),
        (_("Tiếp cận cho mọi người"), "portal:accessibility"),
        (_("Đăng nhập"), "account_login"),
        (_("Đăng ký tài khoản"), "account_signup"),
    ]
    branches = [Branch(label, address_of(name)) for label, name in fixed if address_of(name)]
    for more in MAP_BRANCHES:
        branches += more()
    return branches


def _all_urls(branches: list[Branch]) -> list[str]:
    return [url for branch in branches for url in [branch.url, *_all_urls(branch.children)]]
