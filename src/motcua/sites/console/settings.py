"""Choices that the law leaves to the province or an agency: how each stands, since when, by which decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.agencies.policies import Policy, declared, rows_of, set_policy
from motcua.agencies.selectors import agencies_on
from motcua.kernel.clock import local_day, now
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.forms import SettingForm
from motcua.sites.console.rights import province_only
from motcua.sites.ui.spoken import spoken

YES, NO = "yes", "no"


@province_only
def listing(request: HttpRequest) -> HttpResponse:
    """Every choice the product asks for, with what holds today and the decision behind it."""
    rows = rows_of(local_day(now()))
    facts = [
        {
            "policy": policy,
            "standing": [(_shown(policy, row.value), row) for row in rows.get(policy.name, [])],
            "default": _shown(policy, policy.default),
        }
        for policy in declared()
    ]
    return render(request, "console/settings.html", {"rows": facts})


@province_only
@get_or_post
def decide(request: HttpRequest, name: str) -> HttpResponse:
    """Decide one choice from a day on, for the province or one agency."""
    policy = next((one for one in declared() if one.name == name), None)
    if policy is None:
        raise Http404
    at = now()
    agencies = [(str(one.agency_id), one.name) for one in agencies_on(local_day(at))]
    form = SettingForm(
        request.POST or None,
        initial={"valid_from": local_day(at), "value": _typed(policy.on(local_day(at)))},
        choices={"agency": [("", gettext("Toàn tỉnh")), *agencies]},
        policy_choices=_choices(policy),
        unit=policy.unit,
    )

    def do(given: dict[str, Any]) -> object:
        return set_policy(
            name,
            _value(policy, given["value"]),
            valid_from=given["valid_from"],
            instrument=given["instrument"],
            at=at,
            agency_id=given["agency"] or None,
            actor=actor_of(request),
        )

    back = reverse("console:settings")
    act = Act(
        title=policy.title,
        submit=gettext("Ban hành thiết lập"),
        done=gettext("Đã ban hành thiết lập."),
        back=back,
        trail=((gettext("Thiết lập"), back),),
        facts=((gettext("Căn cứ"), policy.law),),
    )
    return perform(request, form, do, act)


def _choices(policy: Policy[Any]) -> list[tuple[str, str]]:
    if isinstance(policy.default, bool):
        return [(YES, gettext("Có")), (NO, gettext("Không"))]
    return [(value, str(spoken(words))) for value, words in policy.choices]


def _typed(value: Any) -> Any:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else value


def _value(policy: Policy[Any], typed: Any) -> Any:
    if isinstance(policy.default, bool):
        return typed == YES
    return int(typed) if isinstance(policy.default, int) else typed


def _shown(policy: Policy[Any], value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if policy.choices:
        return str(spoken(dict(policy.choices).get(value, str(value))))
    return f"{value} {policy.unit}".strip()
