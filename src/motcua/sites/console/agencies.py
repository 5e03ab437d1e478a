"""Agencies, units, desks and communes: what there is on a day, and the decisions that change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext

from motcua.agencies import administration, selectors, services
from motcua.agencies.rules import LEVEL_NAMES, AgencyFacts, Level
from motcua.deadlines.selectors import calendars
from motcua.kernel.clock import local_day, now
from motcua.kernel.text import fold, nfc
from motcua.procedures.selectors import browse, search
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, actor_of, get_or_post, perform
from motcua.sites.console.officers.shown import duty_rows
from motcua.sites.console.rights import day_asked, keeper_for, keepers, province_only
from motcua.workflow.selectors import units_in_charge
from motcua.workflow.services import put_in_charge


@keepers
def listing(request: HttpRequest) -> HttpResponse:
    """The agencies there were on a day, by level and name; an agency's IT officer sees what is kept."""
    day, level, words = day_asked(request), request.GET.get("cap", ""), request.GET.get("q", "")
    keeper = keeper_for(request)
    known = set(LEVEL_NAMES)
    there = selectors.agencies_on(day)
    if not keeper.is_province:
        there = [version for version in there if version.agency_id in keeper.agencies]
    wanted = fold(nfc(words)).split()
    found = [
        version
        for version in there
        if (level not in known or version.level == level)
        and all(word in version.folded or word in version.agency.code.lower() for word in wanted)
    ]
    names = {version.agency_id: version.short_name for version in there}
    groups = [
        (gettext(LEVEL_NAMES[one]), [version for version in found if version.level == one.value])
        for one in Level
    ]
    facts = {
        "groups": [(name, versions) for name, versions in groups if versions],
        "total": len(found),
        "provisional": sum(version.agency.code_is_provisional for version in found),
        "names": names,
        "levels": [(one.value, gettext(name)) for one, name in LEVEL_NAMES.items()],
        "level": level,
        "words": words,
        "day": day,
        "is_today": day == local_day(now()),
    }
    return render(request, "console/agencies.html", facts)


@province_only
def communes(request: HttpRequest) -> HttpResponse:
    """The communes there were on a day, and what each was made of (sáp nhập)."""
    day, words = day_asked(request), request.GET.get("q", "")
    origins = administration.origins_of_communes(day)
    wanted = fold(nfc(words)).split()

    def is_meant(text: str) -> bool:
        return all(word in text for word in wanted)

    rows = [
        (commune, origins.get(commune.id, []))
        for commune in selectors.communes_on(day)
        if is_meant(
            " ".join(
                [
                    commune.folded,
                    commune.code or "",
                    *(one.predecessor.folded for one in origins.get(commune.id, [])),
                ]
            )
        )
    ]
    facts = {"rows": rows, "words": words, "day": day, "is_today": day == local_day(now())}
    return render(request, "console/communes.html", facts)


@keepers
def page(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """One agency on a day: versions, units, desks, people, whose work it took over."""
    keeper, day, at = keeper_for(request, agency_id), day_asked(request), now()
    versions = administration.versions_of(agency_id)
    present = next((one for one in versions if _holds(one, day)), versions[0])
    origins, successions = administration.successions_of(agency_id)
    units = administration.units_from(agency_id, day)
    desks = administration.desks_from(agency_id, day)
    names = selectors.agency_names_on(
        [
            *(one.predecessor_id for one in origins),
            *(one.successor_id for one in successions),
            *([present.parent_id] if present.parent_id else []),
        ],
        day,
    )
    hosts = administration.place_names([], [one.desk.host_id for one in desks if one.desk.host_id], day)
    rows = duty_rows(administration.postings_in(agency_id, day), local_day(at))
    unit_names = {one.unit_id: one.name for one in units}
    facts = {
        "agency": present.agency,
        "present": present,
        "is_open": _holds(present, day),
        "level": gettext(LEVEL_NAMES[Level(present.level)]),
        "parent": names.get(present.parent_id) if present.parent_id else "",
        "versions": versions,
        "origins": [(names.get(one.predecessor_id, ""), one) for one in origins],
        "successions": [(names.get(one.successor_id, ""), one) for one in successions],
        "units": units,
        "desks": [(one, hosts.get(one.desk.host_id) if one.desk.host_id else "") for one in desks],
        "duties": rows,
        "has_administrator": any(row.is_now and row.posting.role == "agency_it" for row in rows),
        "charges": [(one, unit_names.get(one.unit_id, "")) for one in units_in_charge(agency_id)],
        "is_province": keeper.is_province,
        "day": day,
        "is_today": day == local_day(at),
    }
    return render(request, "console/agency.html", facts)


def _holds(version: Any, day: date) -> bool:
    return bool(version.valid_from <= day and (version.valid_to is None or day <= version.valid_to))


def trail_of(name: str, agency_id: UUID) -> Trail:
    """The way down to an act of an agency."""
    return (
        (gettext("Cơ quan, đơn vị"), reverse("console:agencies")),
        (name, reverse("console:agency", args=[agency_id])),
    )


def present_name(agency_id: UUID) -> str:
    """What the agency is called now, or was called last."""
    today = local_day(now())
    versions = administration.versions_of(agency_id)
    return next((one.short_name for one in versions if _holds(one, today)), versions[0].short_name)


@province_only
@get_or_post
def settle_code(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Ghi mã chính thức."""
    keeper_for(request, agency_id)
    versions = administration.versions_of(agency_id)
    agency, name = versions[0].agency, present_name(agency_id)
    act = Act(
        title=gettext("Ghi mã định danh chính thức"),
        submit=gettext("Ghi mã"),
        done=gettext("Đã ghi mã định danh chính thức."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(name, agency_id),
        intro=gettext("Mã chính thức thay cho mã tạm. Hồ sơ đã cấp mã trước đó giữ nguyên mã của mình."),
        facts=((gettext("Cơ quan"), name), (gettext("Mã hiện nay"), agency.code)),
    )

    def settle(given: dict[str, Any]) -> None:
        services.settle_code(agency_id=agency_id, **given, at=now(), actor=actor_of(request, agency_id))

    return perform(request, forms.CodeForm(request.POST or None), settle, act)


@province_only
@get_or_post
def new_version(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Đổi tên, địa chỉ, cấp trên từ một ngày."""
    keeper = keeper_for(request, agency_id)
    today = local_day(now())
    versions = administration.versions_of(agency_id)
    present = next((one for one in versions if _holds(one, today)), versions[0])
    parents = [(one.agency_id, one.name) for one in keeper.agencies.values() if one.agency_id != agency_id]
    kept = ("name", "short_name", "address", "phone", "email")
    form = forms.AgencyVersionForm(
        request.POST or None,
        choices={"parent": [("", gettext("Không có")), *parents]},
        initial={name: getattr(present, name) for name in kept} | {"parent": present.parent_id},
    )
    act = Act(
        title=gettext("Thay đổi thông tin cơ quan từ một ngày"),
        submit=gettext("Ghi thay đổi"),
        done=gettext("Đã ghi. Thông tin cũ có hiệu lực đến hết ngày hôm trước."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present.short_name, agency_id),
        intro=gettext("Giấy tờ đã phát hành giữ tên cũ; từ ngày có hiệu lực, mọi giấy tờ mới mang tên mới."),
        facts=((gettext("Đang có hiệu lực"), present.name), (gettext("Mã"), present.agency.code)),
    )

    def publish(given: dict[str, Any]) -> None:
        facts = AgencyFacts(
            **{name: given[name] for name in kept},
            level=Level(present.level),
            kind=present.kind,
            parent_id=UUID(given["parent"]) if given["parent"] else None,
            commune_code=present.commune_code,
        )
        services.publish_version(
            agency_id=agency_id,
            facts=facts,
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, publish, act)


def _free_key(name: str, taken: Sequence[str], day: date) -> str:
    """A name inside the agency for what a person only gave a title."""
    key = slugify(fold(nfc(name)))[:60] or "don-vi"
    return f"{key}-{day:%Y%m%d}" if key in taken else key


@keepers
@get_or_post
def open_unit(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Thêm phòng, đơn vị."""
    keeper_for(request, agency_id)
    act = Act(
        title=gettext("Thêm phòng, đơn vị"),
        submit=gettext("Thêm"),
        done=gettext("Đã thêm phòng, đơn vị."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present_name(agency_id), agency_id),
    )

    def open_it(given: dict[str, Any]) -> None:
        taken = [one.unit.key for one in selectors.units_of(agency_id, local_day(now()))]
        key = _free_key(given["name"], taken, given["valid_from"])
        services.open_unit(
            agency_id=agency_id, key=key, **given, at=now(), actor=actor_of(request, agency_id)
        )

    return perform(request, forms.UnitForm(request.POST or None), open_it, act)


@keepers
@get_or_post
def rename_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Đổi tên phòng, đơn vị từ một ngày."""
    present = selectors.unit_on(unit_id, day_asked(request))
    agency_id = present.unit.agency_id
    keeper_for(request, agency_id)
    act = Act(
        title=gettext("Đổi tên phòng, đơn vị từ một ngày"),
        submit=gettext("Ghi thay đổi"),
        done=gettext("Đã ghi tên mới của phòng, đơn vị."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present_name(agency_id), agency_id),
        facts=((gettext("Tên đang có hiệu lực"), present.name),),
    )

    def rename(given: dict[str, Any]) -> None:
        services.publish_unit(
            unit_id=unit_id, **given, kind=present.kind, at=now(), actor=actor_of(request, agency_id)
        )

    return perform(request, forms.UnitForm(request.POST or None, initial={"name": present.name}), rename, act)


def _calendar_choices() -> list[tuple[str, str]]:
    return [("", gettext("Lịch chung của tỉnh")), *((one.name, one.title) for one in calendars())]


@keepers
@get_or_post
def open_desk(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Mở Bộ phận Một cửa, hoặc quầy của cơ quan tại Trung tâm."""
    keeper_for(request, agency_id)
    hosts = [
        (one.desk_id, one.name)
        for one in selectors.desks_on(local_day(now()))
        if one.desk.host_id is None and one.desk.agency_id != agency_id
    ]
    form = forms.DeskForm(
        request.POST or None,
        choices={
            "host": [("", gettext("Không, Bộ phận riêng của cơ quan")), *hosts],
            "calendar_name": _calendar_choices(),
        },
    )
    act = Act(
        title=gettext("Mở Bộ phận Một cửa hoặc quầy"),
        submit=gettext("Mở"),
        done=gettext("Đã mở Bộ phận Một cửa."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present_name(agency_id), agency_id),
        intro=gettext("Sau khi mở, giao thủ tục tiếp nhận trong trang của từng thủ tục."),
    )

    def open_it(given: dict[str, Any]) -> None:
        host = given.pop("host")
        taken = [one.desk.key for one in selectors.desks_of(agency_id, local_day(now()))]
        services.open_desk(
            agency_id=agency_id,
            key=_free_key(given["name"], taken, given["valid_from"]),
            host_id=UUID(host) if host else None,
            **given,
            at=now(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, open_it, act)


@keepers
@get_or_post
def change_desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """Đổi tên, địa chỉ, lịch của Bộ phận Một cửa từ một ngày."""
    present = selectors.desk_on(desk_id, day_asked(request))
    agency_id = present.desk.agency_id
    keeper_for(request, agency_id)
    kept = ("name", "address", "phone", "calendar_name")
    form = forms.DeskForm(
        request.POST or None,
        choices={"calendar_name": _calendar_choices()},
        initial={name: getattr(present, name) for name in kept},
    )
    del form.fields["host"]
    act = Act(
        title=gettext("Thay đổi Bộ phận Một cửa từ một ngày"),
        submit=gettext("Ghi thay đổi"),
        done=gettext("Đã ghi thay đổi của Bộ phận Một cửa."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present_name(agency_id), agency_id),
        facts=(
            (gettext("Đang có hiệu lực"), present.name),
            (gettext("Địa chỉ"), present.address or gettext("Chưa ghi")),
        ),
    )

    def change(given: dict[str, Any]) -> None:
        services.publish_desk(desk_id=desk_id, **given, at=now(), actor=actor_of(request, agency_id))

    return perform(request, form, change, act)


@keepers
@get_or_post
def charge_unit(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Giao phòng phụ trách thủ tục (TN19-14.5b)."""
    keeper_for(request, agency_id)
    today = local_day(now())
    form = forms.ChargeForm(
        request.POST or None,
        choices={
            "unit": [
                ("", gettext("– Chọn –")),
                *((u.unit_id, u.name) for u in selectors.units_of(agency_id, today)),
            ],
            "field": [("", gettext("– Chọn –")), *((one.key, one.name) for one in browse(today).fields)],
            "procedure": [
                ("", gettext("– Chọn –")),
                *((one.code, one.name) for one in search(day=today, limit=None).items),
            ],
        },
    )
    act = Act(
        title=gettext("Giao phòng phụ trách thủ tục"),
        submit=gettext("Giao"),
        done=gettext("Đã giao phòng phụ trách. Việc mới sẽ đến phòng này."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(present_name(agency_id), agency_id),
        intro=gettext("Phân công cụ thể hơn được ưu tiên: một thủ tục, rồi lĩnh vực, rồi mọi thủ tục."),
    )

    def charge(given: dict[str, Any]) -> None:
        measure = given["measure"]
        put_in_charge(
            agency_id=agency_id,
            unit_id=UUID(given["unit"]),
            procedure_codes=[given["procedure"]] if measure == "procedure" else [],
            field=given["field"] if measure == "field" else "",
            at=now(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, charge, act)
