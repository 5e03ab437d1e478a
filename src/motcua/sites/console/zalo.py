"""The province's Zalo: the Official Account with its keys and grant, templates, procedures that may be filed."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from motcua.agencies import selectors as agencies
from motcua.conversations.selectors import open_procedures
from motcua.conversations.services import close_procedure, open_procedure
from motcua.delivery.zalo.errors import NoOfficialAccount
from motcua.delivery.zalo.selectors import (
    account_in_use,
    code_challenge,
    permission_url,
    templates_of,
    troubles,
)
from motcua.delivery.zalo.services import set_template, set_up
from motcua.delivery.zalo.tokens import grant
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.notifications.events import FACTS_OF
from motcua.notifications.kinds import kind_of
from motcua.procedures.selectors import search
from motcua.procedures.selectors.administration import procedure_named
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.forms.zalo import HOSTS
from motcua.sites.console.rights import province_only
from motcua.sites.ui.refusals import sentence_of
from motcua.sites.ui.spoken import spoken

STATE = "zalo_grant_state"


@province_only
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """How the Official Account is, and what may be filed through it."""
    at = now()
    account = account_in_use()
    opened = open_procedures(local_day(at))
    names = agencies.agency_names_on([one.agency_id for one in opened if one.agency_id], local_day(at))
    procedures = {one.code: one.name for one in search("", day=local_day(at), limit=None).items}
    facts = {
        "account": account,
        "troubles": troubles(at),
        "webhook": f"{settings.BASE_URL}{reverse('bots:zalo_webhook')}",
        "callback": _callback(),
        "challenge": code_challenge(account) if account else "",
        "templates": [
            (event, kind_of(event).label, one) for event, one in sorted(templates_of(account).items())
        ]
        if account
        else [],
        "opened": [
            (
                one,
                procedures.get(one.procedure.code, ""),
                names.get(one.agency_id, "") if one.agency_id else "",
            )
            for one in opened
        ],
    }
    return render(request, "console/zalo.html", facts)


def _events() -> list[tuple[str, str]]:
    """Every event by what happened, in the language of the page."""
    return sorted(((one, str(spoken(kind_of(one).label))) for one in FACTS_OF), key=lambda one: one[1])


def _callback() -> str:
    return f"{settings.BASE_URL}{reverse('console:zalo_granted')}"


def _act(title: str, submit: str, done: str, **more: Any) -> Act:
    back = reverse("console:zalo")
    return Act(title, submit, done, back, [(gettext("Zalo"), back)], **more)


@province_only
@never_cache
@sensitive_post_parameters("app_secret", "webhook_secret")
@get_or_post
def set_account(request: HttpRequest) -> HttpResponse:
    """Khai báo Official Account."""
    account = account_in_use()
    names = (
        "name",
        "oa_id",
        "app_id",
        "signs_with",
        "has_buttons",
        "api_host",
        "business_host",
        "oauth_host",
    )
    initial: dict[str, Any] = (
        {name: getattr(account, name) for name in names}
        if account
        else {**HOSTS, "signs_with": "app_id", "has_buttons": True}
    )
    initial["media_hosts"] = ", ".join(account.media_hosts) if account else ".zdn.vn, .zadn.vn"
    form = forms.ZaloAccountForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        known = {name: given.pop(name) for name in ("name", "oa_id", "app_id")}
        keys = {name: given.pop(name) for name in ("app_secret", "webhook_secret")}
        hosts = [one.strip() for one in given.pop("media_hosts").split(",") if one.strip()]
        set_up(**known, secrets=keys, media_hosts=hosts, **given)

    act = _act(gettext("Khai báo Official Account"), gettext("Lưu"), gettext("Đã lưu Official Account."))
    return perform(request, form, save, act)


@province_only
@require_POST
def begin_grant(request: HttpRequest) -> HttpResponse:
    """To Zalo's page, where the owner of the OA grants the permission."""
    account = account_in_use()
    if account is None:
        raise NoOfficialAccount
    request.session[STATE] = secrets.token_urlsafe(24)
    return redirect(permission_url(account, redirect_uri=_callback(), state=request.session[STATE]))


@province_only
@never_cache
@require_GET
def granted(request: HttpRequest) -> HttpResponse:
    """Back from there with a code that is good once; only for whoever went."""
    account = account_in_use()
    expected = str(request.session.pop(STATE, ""))
    given = str(request.GET.get("state", ""))
    if account is None or not expected or not constant_time_compare(expected, given):
        messages.error(
            request, gettext("Lần cấp quyền này không bắt đầu từ trang này. Vui lòng bấm Cấp quyền lại.")
        )
        return redirect("console:zalo")
    try:
        grant(account_id=account.pk, code=str(request.GET.get("code", "")), at=now())
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    else:
        messages.success(request, gettext("Zalo đã cấp quyền."))
    return redirect("console:zalo")


@province_only
@get_or_post
def template(request: HttpRequest) -> HttpResponse:
    """Mẫu tin ZBS cho một sự kiện."""
    account = account_in_use()
    if account is None:
        raise NoOfficialAccount
    event = str(request.GET.get("event", ""))
    known = templates_of(account).get(event)
    lines = (
        "\n".join(f"{name}, {kind}, {fact}" for name, (kind, fact) in known.parameters.items())
        if known
        else ""
    )
    form = forms.ZaloTemplateForm(
        request.POST or None,
        choices={"event": _events()},
        initial={"event": event, "template_id": known.template_id if known else "", "lines": lines},
    )

    def save(given: dict[str, Any]) -> None:
        set_template(account_id=account.pk, **given)

    title = gettext("Mẫu tin Zalo (ZBS)")
    return perform(request, form, save, _act(title, gettext("Lưu"), gettext("Đã lưu mẫu tin.")))


@province_only
@get_or_post
def open_one(request: HttpRequest) -> HttpResponse:
    """Mở một thủ tục để nộp qua Zalo (TN19-10.3)."""
    today = local_day(now())
    procedures = search("", day=today, limit=None).items
    everywhere = gettext("Mọi cơ quan có thẩm quyền")
    form = forms.OpenByZaloForm(
        request.POST or None,
        choices={
            "procedure": [
                ("", gettext("– Chọn –")),
                *((one.code, f"{one.name} ({one.code})") for one in procedures),
            ],
            "agency": [("", everywhere), *((one.agency_id, one.name) for one in agencies.agencies_on(today))],
        },
        initial={"valid_from": today},
    )

    def save(given: dict[str, Any]) -> None:
        open_procedure(
            procedure_id=procedure_named(given["procedure"]).id,
            agency_id=UUID(given["agency"]) if given["agency"] else None,
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request),
        )

    title = gettext("Mở nộp qua Zalo")
    return perform(request, form, save, _act(title, gettext("Mở"), gettext("Đã mở nộp qua Zalo.")))


@province_only
@get_or_post
def close_one(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Đóng nộp qua Zalo."""
    form = forms.LastDayForm(request.POST or None, initial={"last_day": local_day(now())})
    del form.fields["instrument"]

    def save(given: dict[str, Any]) -> None:
        close_procedure(opened_id=row_id, last_day=given["last_day"], at=now(), actor=actor_of(request))

    act = _act(gettext("Đóng nộp qua Zalo"), gettext("Đóng"), gettext("Đã ghi ngày cuối."), kind="warning")
    return perform(request, form, save, act)
