"""The public catalogue: search and browse, and everything about one procedure (TN19-6.1, DN15-4.1a, DN15-4.1b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from motcua.kernel.clock import local_day, now
from motcua.procedures.codes import AUDIENCE_NAMES, Channel, Level
from motcua.procedures.document import Component, ProcedureDocument
from motcua.procedures.rules import FeesAnswer, LimitAnswer, fees_for, limit_for
from motcua.procedures.selectors import (
    Card,
    Page,
    browse,
    desks_open_for,
    is_open_online,
    open_among,
    procedure_page,
    search,
    slugs_in_force,
)
from motcua.processes.schema import Status
from motcua.sites.portal.pages import MAP_BRANCHES, Branch
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.spoken import spoken
from motcua.sites.ui.typed import page_of

PAGE = 20
FILTERS = ("field", "level", "audience", "agency")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the catalogue with what may be chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Limit and fees of one case, on one channel."""

    name: str
    note: str
    limit: LimitAnswer
    fees: FeesAnswer


@dataclass(frozen=True, slots=True)
class ComponentGroup:
    """Components under one heading; `choice` says that one of them is enough."""

    title: str
    choice: str
    items: list[Component]


@permission("public")
def procedures(request: HttpRequest) -> HttpResponse:
    """The list: by words, with or without marks, also mistyped; by field, level, audience, agency."""
    at = now()
    day = local_day(at)
    q = _asked(request, "q")
    chosen = {name: _asked(request, name) for name in FILTERS}
    offset = (_page_number(request) - 1) * PAGE
    found = search(q, day=day, offset=offset, limit=PAGE, **chosen)
    ways = browse(day)
    labels = {
        "field": gettext("Lĩnh vực"),
        "level": gettext("Cấp thực hiện"),
        "audience": gettext("Đối tượng"),
        "agency": gettext("Cơ quan giải quyết"),
    }
    groups = {"field": ways.fields, "level": ways.levels, "audience": ways.audiences, "agency": ways.agencies}
    filters = [
        Filter(
            name,
            labels[name],
            [(one.key, f"{spoken(one.name)} ({one.count})") for one in groups[name]],
            chosen[name],
        )
        for name in FILTERS
    ]
    open_now = open_among([one.release_id for one in found.items], at)
    facts = {
        "q": q,
        "found": found,
        "cards": [(one, one.release_id in open_now) for one in found.items],
        "filters": filters,
        "is_filtered": bool(q or any(chosen.values())),
        "is_narrowed": any(chosen.values()),
        "ways": ways,
        "first": offset + 1,
        "last": offset + len(found.items),
        "previous": _address(request, -1) if offset else "",
        "next": _address(request, 1) if offset + len(found.items) < found.total else "",
    }
    return render(request, "lookup/procedures.html", facts)


def _asked(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name, "")).strip()[:LONGEST].replace("\x00", "")


def _page_number(request: HttpRequest) -> int:
    return page_of(_asked(request, "trang"))


def _address(request: HttpRequest, step: int) -> str:
    query: dict[str, str] = {name: _asked(request, name) for name in ("q", *FILTERS) if _asked(request, name)}
    return "?" + urlencode({**query, "trang": str(_page_number(request) + step)})


@permission("public")
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one procedure; a big button only where it can be filed online now."""
    at = now()
    day = local_day(at)
    page = procedure_page(slug, day)
    document = page.document
    is_open = is_open_online(page.release, at)
    facts: dict[str, Any] = {
        "page": page,
        "document": document,
        "is_open": is_open,
        "why_closed": "" if is_open else why_closed(page),
        "desks": [] if is_open else desks_open_for(page.release, at),
        "groups": component_groups(document),
        "cases": [
            CaseRow(one.name, one.note, limit_for(document, one.id), fees_for(document, one.id, day=day))
            for one in document.cases
        ],
        "published": published(page),
        "papers_wait": all(one.status is Status.TO_BE_CONFIRMED for one in document.papers),
        "related": related(document, page.card),
    }
    return render(request, "lookup/procedure.html", facts)


def why_closed(page: Page) -> str:
    """Why there is no button, and where to go instead."""
    release = page.release
    if Channel.ONLINE not in page.document.channels:
        return gettext("Thủ tục này không tiếp nhận trực tuyến theo quyết định công bố.")
    if not release.form_ready:
        return gettext(
            "Biểu mẫu điện tử của thủ tục này đang chờ cơ quan xác nhận nên chưa nhận hồ sơ trực tuyến."
        )
    if not release.process_ready:
        return gettext(
            "Quy trình giải quyết điện tử đang chờ cơ quan xác nhận nên chưa nhận hồ sơ trực tuyến."
        )
    if page.card.levels == (Level.NONE,):
        return gettext("Nội dung này không còn là thủ tục hành chính độc lập.")
    return gettext("Chưa có cơ quan nào trong tỉnh mở nhận trực tuyến thủ tục này.")


def published(page: Page) -> list[tuple[str, str, bool]]:
    """What TN19-6.1 and DN15-4.1a name besides: label, words, whether the agency stands behind it."""
    document = page.document
    audiences = "; ".join(spoken(AUDIENCE_NAMES[one]) for one in document.audiences)
    code = (
        gettext("{code} (mã tạm)").format(code=page.card.code)
        if page.card.code_is_provisional
        else page.card.code
    )
    rows = [
        (gettext("Mã thủ tục"), code, ""),
        (gettext("Lĩnh vực"), document.field, "field"),
        (gettext("Cấp thực hiện"), spoken(page.card.level_names), "levels"),
        (gettext("Đối tượng thực hiện"), "; ".join(document.applicants) or audiences, "applicants"),
        (gettext("Cơ quan thực hiện"), document.agency, "agency"),
        (gettext("Cơ quan phối hợp"), document.coordinating_agency, "coordinating_agency"),
        (gettext("Kết quả"), "\n".join(one.name for one in document.results), "results"),
        (gettext("Yêu cầu, điều kiện"), document.conditions, "conditions"),
        (gettext("Hình thức trực tuyến"), spoken(page.card.online_class_name), "online_class"),
        (gettext("Đăng ký sử dụng"), document.registration, "registration"),
        (
            gettext("Quyết định công bố"),
            page.decision or document.decision,
            "" if page.decision else "decision",
        ),
        (
            gettext("Đưa vào sử dụng từ"),
            f"{page.in_use_from:%d/%m/%Y}" if page.in_use_from else "",
            "in_use_from" if document.in_use_from else "",
        ),
        (
            gettext("Phiên bản"),
            gettext("{number}, có hiệu lực từ {day}").format(
                number=page.number, day=f"{page.effective_from:%d/%m/%Y}"
            )
            if page.effective_from
            else "",
            "",
        ),
    ]
    return [(label, words, not key or document.is_confirmed(key)) for label, words, key in rows if words]


def component_groups(document: ProcedureDocument) -> list[ComponentGroup]:
    """The components in the order of the source, headed as published; alternatives stand together."""
    titles = {choice.id: choice.title for choice in document.choices}
    groups: list[ComponentGroup] = []
    for one in document.papers:
        choice = titles.get(one.choice or "", "")
        if not groups or (groups[-1].title, groups[-1].choice) != (one.group, choice):
            groups.append(ComponentGroup(one.group, choice, []))
        groups[-1].items.append(one)
    return groups


def related(document: ProcedureDocument, card: Card) -> list[tuple[str, str]]:
    """Related procedures: words, and a search for them."""
    home = reverse("portal:procedures")
    return [(one.name, f"{home}?{urlencode({'q': one.code or one.name})}") for one in document.related]


def catalogue_branch() -> list[Branch]:
    """The procedures on the map of the portal and for search engines."""
    day = local_day(now())
    found = search("", day=day, limit=None)
    slugs = {slug for slug, _ in slugs_in_force(day)}
    children = [
        Branch(one.name, reverse("portal:procedure", args=[one.slug]))
        for one in found.items
        if one.slug in slugs
    ]
    return [Branch(gettext("Tất cả thủ tục"), reverse("portal:procedures"), children)]


MAP_BRANCHES.append(catalogue_branch)
