"""Devices given to desks: registered with their instrument, enrolled, in use or silent (TN14-7.4, TN14-8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.agencies.selectors import desks_on
from motcua.kernel.clock import local_day, now
from motcua.operations.selectors import devices as reading
from motcua.operations.services.devices import (
    CODE_MINUTES,
    DeviceFacts,
    new_enrolment,
    register_device,
    retire_device,
)
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.rights import keeper_for, keepers

KINDS: forms.Pairs = (
    ("kiosk", _("Ki-ốt thông tin")),
    ("screen", _("Màn hình gọi số")),
    ("scanner", _("Máy quét mã vạch")),
    ("printer", _("Máy in phiếu")),
)
KIND_NAMES: dict[str, Any] = dict(KINDS)


def _desks(request: HttpRequest) -> dict[UUID, str]:
    """The desks of the agencies that are kept."""
    kept = keeper_for(request).agencies
    return {one.desk_id: one.name for one in desks_on(local_day(now())) if one.desk.agency_id in kept}


@keepers
def listing(request: HttpRequest) -> HttpResponse:
    """All devices, those that want an eye first: silent, unused, unchecked."""
    at, desks = now(), _desks(request)
    lines = reading.devices_of(desks, at)
    facts = {
        "lines": [(one, KIND_NAMES[one.device.kind]) for one in lines],
        "silent": sum(one.is_silent for one in lines),
        "unused": sum(one.is_unused for one in lines),
        "late": reading.late_checks(at, desks),
        "at": at,
    }
    return render(request, "console/devices.html", facts)


@keepers
@get_or_post
def register(request: HttpRequest) -> HttpResponse:
    """Đăng ký một thiết bị đã cấp."""
    desks = _desks(request)
    choices: dict[str, forms.Pairs] = {
        "kind": KINDS,
        "desk": [(str(key), name) for key, name in desks.items()],
    }
    form = forms.DeviceForm(
        request.POST or None, choices=choices, initial={"handed_out_on": local_day(now())}
    )
    act = Act(
        title=gettext("Đăng ký thiết bị"),
        submit=gettext("Đăng ký"),
        done=gettext("Đã đăng ký. Ki-ốt và màn hình cần mã kích hoạt để bắt đầu dùng."),
        back=reverse("console:devices"),
        trail=((gettext("Thiết bị"), reverse("console:devices")),),
        intro=gettext("Mỗi ki-ốt được cấp phải được sử dụng; số lượt dùng đếm từ khi kích hoạt."),
    )

    def save(given: dict[str, Any]) -> None:
        facts = DeviceFacts(
            kind=given["kind"],
            desk_id=UUID(given["desk"]),
            name=given["name"],
            serial=given["serial"],
            instrument=given["instrument"],
            handed_out_on=given["handed_out_on"],
        )
        register_device(facts=facts, officer=actor_of(request), at=now())

    return perform(request, form, save, act)


@keepers
@get_or_post
def enrolment(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Cấp mã kích hoạt dùng một lần; mã chỉ hiện một lần."""
    device = _device(request, device_id)
    act = Act(
        title=gettext("Cấp mã kích hoạt"),
        submit=gettext("Cấp mã"),
        done="",
        back=reverse("console:devices"),
        trail=((gettext("Thiết bị"), reverse("console:devices")),),
        intro=gettext("Mã dùng một lần, trong 30 phút. Máy đang dùng tên thiết bị này sẽ bị thay thế."),
        facts=((gettext("Thiết bị"), f"{device.name}, {device.serial}"),),
    )

    def shown(code: str) -> HttpResponse:
        facts = {"device": device, "code": code, "minutes": CODE_MINUTES, "back": reverse("console:devices")}
        response = render(request, "console/device_code.html", facts)
        response.headers["Cache-Control"] = "no-store"
        return response

    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request,
        form,
        lambda _: new_enrolment(device_id=device_id, officer=actor_of(request), at=now()),
        act,
        shown=shown,
    )


@keepers
@get_or_post
def retire(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Thu hồi thiết bị; số liệu giữ lại."""
    device = _device(request, device_id)
    act = Act(
        title=gettext("Thu hồi thiết bị"),
        submit=gettext("Thu hồi"),
        done=gettext("Đã thu hồi thiết bị."),
        back=reverse("console:devices"),
        trail=((gettext("Thiết bị"), reverse("console:devices")),),
        facts=((gettext("Thiết bị"), f"{device.name}, {device.serial}"),),
        kind="warning",
    )
    form = forms.RetireForm(request.POST or None)
    return perform(
        request,
        form,
        lambda given: retire_device(device_id=device_id, officer=actor_of(request), at=now(), **given),
        act,
    )


def _device(request: HttpRequest, device_id: UUID) -> Any:
    found = reading.device_in(_desks(request), device_id)
    if found is None:
        raise Http404
    return found
