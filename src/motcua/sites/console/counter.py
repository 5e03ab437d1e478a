"""What is decided at the counter and what is not received there: dated decisions of one procedure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.accounts.selectors import account_by_email
from motcua.agencies import selectors
from motcua.agencies.administration import place_names
from motcua.kernel.clock import local_day, now
from motcua.procedures import services
from motcua.procedures.selectors import administration as catalogue
from motcua.procedures.selectors.counter import authorisations_of, outside_decisions_of
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.errors import NoSuchOfficer
from motcua.sites.console.rights import province_only


@province_only
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Who may decide this procedure at the counter, and whether it is received there at all."""
    procedure, day = catalogue.procedure_named(code), local_day(now())
    authorisations, outside = authorisations_of(procedure), outside_decisions_of(procedure)
    agencies = {one.agency_id for one in authorisations} | {one.agency_id for one in outside if one.agency_id}
    # decisions of yesterday stay on the page, also of what has ended since
    names = selectors.agency_names_on(agencies, min([day, *(one.valid_from for one in authorisations)]))
    names |= selectors.agency_names_on(agencies, day)
    desks = place_names([], [one.desk_id for one in authorisations if one.desk_id], day)
    roles = {"receiver": gettext("Cán bộ tiếp nhận"), "desk_head": gettext("Phụ trách Bộ phận Một cửa")}
    rows = []
    for one in authorisations:
        if one.account is not None:
            whom = one.account.full_name
        else:
            assert one.desk_id is not None
            whom = f"{roles[one.role]}, {desks.get(one.desk_id, '')}"
        rows.append((one, whom, names.get(one.agency_id, "")))
    facts = {
        "procedure": procedure,
        "authorisations": rows,
        "outside": [(one, names.get(one.agency_id, "") if one.agency_id else "") for one in outside],
    }
    return render(request, "console/counter.html", facts)


def _act(procedure: Any, title: str, submit: str, done: str, **more: Any) -> Act:
    trail = [
        (gettext("Thủ tục"), reverse("console:procedures")),
        (procedure.code, reverse("console:procedure", args=[procedure.code])),
        (gettext("Giải quyết tại quầy, ngoài trụ sở"), reverse("console:counter", args=[procedure.code])),
    ]
    back = reverse("console:counter", args=[procedure.code])
    return Act(title, submit, done, back, trail, facts=[(gettext("Mã thủ tục"), procedure.code)], **more)


def _agencies(empty: str) -> list[tuple[Any, str]]:
    return [("", empty), *((one.agency_id, one.name) for one in selectors.agencies_on(local_day(now())))]


@province_only
@get_or_post
def authorise(request: HttpRequest, code: str) -> HttpResponse:
    """Ủy quyền giải quyết tại quầy (TN19-10.6)."""
    procedure, today = catalogue.procedure_named(code), local_day(now())
    desks = [(one.desk_id, one.name) for one in selectors.desks_on(today)]
    choices: dict[str, forms.Pairs] = {
        "agency": _agencies(gettext("– Chọn –")),
        "desk": [("", gettext("– Chọn –")), *desks],
    }
    form = forms.AuthorisationForm(request.POST or None, choices=choices, initial={"valid_from": today})

    def save(given: dict[str, Any]) -> None:
        officer = account_by_email(given["email"]) if given["email"] else None
        if given["email"] and (officer is None or officer.kind != "officer"):
            raise NoSuchOfficer
        services.authorise_desk(
            procedure_id=procedure.id,
            agency_id=UUID(given["agency"]),
            account_id=officer.id if officer else None,
            desk_id=UUID(given["desk"]) if given["desk"] else None,
            role=given["role"] if given["desk"] else "",
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    title = gettext("Ủy quyền giải quyết tại quầy")
    return perform(
        request, form, save, _act(procedure, title, gettext("Ủy quyền"), gettext("Đã ghi ủy quyền."))
    )


@province_only
@get_or_post
def take_outside(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi quyết định không tiếp nhận tại Bộ phận Một cửa (TN19-9.4)."""
    procedure, today = catalogue.procedure_named(code), local_day(now())
    choices: dict[str, forms.Pairs] = {"agency": _agencies(gettext("Mọi cơ quan"))}
    form = forms.OutsideForm(request.POST or None, choices=choices, initial={"valid_from": today})

    def save(given: dict[str, Any]) -> None:
        services.take_outside(
            procedure_id=procedure.id,
            agency_id=UUID(given["agency"]) if given["agency"] else None,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    title = gettext("Tiếp nhận, trả kết quả ngoài trụ sở")
    act = _act(procedure, title, gettext("Ghi quyết định"), gettext("Đã ghi quyết định."))
    return perform(request, form, save, act)


def _last_day_form(request: HttpRequest) -> forms.LastDayForm:
    form = forms.LastDayForm(request.POST or None, initial={"last_day": local_day(now())})
    del form.fields["instrument"]
    return form


@province_only
@get_or_post
def end_authorisation(request: HttpRequest, code: str, row_id: UUID) -> HttpResponse:
    """Kết thúc ủy quyền."""
    procedure = catalogue.procedure_named(code)
    act = _act(
        procedure, gettext("Kết thúc ủy quyền"), gettext("Kết thúc"), gettext("Đã ghi ngày kết thúc."),
        kind="warning",
    )  # fmt: skip

    def save(given: dict[str, Any]) -> None:
        services.end_authorisation(authorisation_id=row_id, **given, at=now(), actor=actor_of(request))

    return perform(request, _last_day_form(request), save, act)


@province_only
@get_or_post
def end_outside(request: HttpRequest, code: str, row_id: UUID) -> HttpResponse:
    """Tiếp nhận lại tại Bộ phận Một cửa."""
    procedure = catalogue.procedure_named(code)
    act = _act(
        procedure, gettext("Tiếp nhận lại tại Bộ phận Một cửa"), gettext("Kết thúc"),
        gettext("Đã ghi ngày kết thúc."), kind="warning",
    )  # fmt: skip

    def save(given: dict[str, Any]) -> None:
        services.end_outside(decision_id=row_id, **given, at=now(), actor=actor_of(request))

    return perform(request, _last_day_form(request), save, act)
