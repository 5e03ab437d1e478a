"""Nhà cung cấp: who carries our messages on a channel, in which order, how they did lately."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.delivery.gateways import Gateway, gateway_class, kinds_of
from motcua.delivery.plugins import channel_named, check_channels
from motcua.delivery.selectors import hook_address, provider_named, values_of
from motcua.delivery.services import save_provider, set_active
from motcua.kernel.clock import now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, get_or_post, perform
from motcua.sites.console.rights import province_only


def _trail() -> Trail:
    return ((gettext("Tình trạng hệ thống"), reverse("console:health")),)


def _kinds() -> dict[str, type[Gateway]]:
    """What can be spoken here, by channel."""
    return {kind: one for channel in check_channels() for kind, one in kinds_of(channel).items()}


@province_only
def kinds(request: HttpRequest) -> HttpResponse:
    """What a new provider can speak."""
    rows = [(kind, one.label, channel_named(one.channel).label) for kind, one in _kinds().items()]
    return render(request, "console/provider_kinds.html", {"rows": rows, "trail": _trail()})


@province_only
@get_or_post
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Khai báo nhà cung cấp mới."""
    found = _kinds().get(kind)
    if found is None:
        raise Http404
    form = forms.ProviderForm(
        request.POST or None,
        settings=found.settings,
        initial={"base_priority": 50, "per_second": 0, "allowed_from": "127.0.0.1,::1"},
    )

    def do(given: dict[str, Any]) -> object:
        return save_provider(
            channel=found.channel,
            kind=kind,
            name=given["name"],
            values=form.values(given),
            base_priority=given["base_priority"],
            per_second=given["per_second"],
            allowed_from=given["allowed_from"],
            at=now(),
        )

    act = Act(
        title=gettext("Khai báo nhà cung cấp: {kind}").format(kind=found.label),
        submit=gettext("Khai báo"),
        done=gettext("Đã khai báo nhà cung cấp."),
        back=reverse("console:health"),
        trail=_trail(),
        facts=((gettext("Kênh"), channel_named(found.channel).label),),
    )
    return perform(request, form, do, act)


@province_only
@get_or_post
def change(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Sửa khai báo: secrets that are left empty stay; from then on it stands at its base priority."""
    provider = provider_named(provider_id)
    gateway = gateway_class(provider.kind)
    secret = {one.name for one in gateway.settings if one.is_secret}
    known = {f"set_{name}": value for name, value in values_of(provider).items() if name not in secret}
    form = forms.ProviderForm(
        request.POST or None,
        settings=gateway.settings,
        is_new=False,
        initial=known
        | {
            "base_priority": provider.base_priority,
            "per_second": provider.per_second,
            "allowed_from": provider.allowed_from,
        },
    )

    def do(given: dict[str, Any]) -> object:
        return save_provider(
            channel=provider.channel,
            kind=provider.kind,
            name=provider.name,
            values=form.values(given),
            base_priority=given["base_priority"],
            per_second=given["per_second"],
            allowed_from=given["allowed_from"],
            is_stand_in=provider.is_stand_in,
            at=now(),
        )

    facts: list[tuple[str, Any]] = [(gettext("Kênh"), channel_named(provider.channel).label)]
    if address := hook_address(provider):
        facts.append((gettext("Địa chỉ để nhà cung cấp gọi về"), address))
    act = Act(
        title=gettext("Sửa nhà cung cấp {name}").format(name=provider.name),
        submit=gettext("Lưu"),
        done=gettext("Đã lưu nhà cung cấp."),
        back=reverse("console:health"),
        trail=_trail(),
        facts=facts,
    )
    return perform(request, form, do, act)


@province_only
@get_or_post
def switch(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Bật hoặc tắt một nhà cung cấp; what it was sent stays in the books."""
    provider = provider_named(provider_id)
    is_on = provider.is_active
    act = Act(
        title=(gettext("Tắt nhà cung cấp {name}") if is_on else gettext("Bật nhà cung cấp {name}")).format(
            name=provider.name
        ),
        submit=gettext("Tắt") if is_on else gettext("Bật"),
        done=gettext("Đã tắt nhà cung cấp.") if is_on else gettext("Đã bật nhà cung cấp."),
        back=reverse("console:health"),
        trail=_trail(),
        intro=gettext("Tin đang chờ sẽ đi qua nhà cung cấp khác của kênh; không có thì tiếp tục chờ.")
        if is_on
        else "",
        kind="warning" if is_on else "",
    )
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _: set_active(provider_id=provider_id, is_active=not is_on, at=now()), act
    )
