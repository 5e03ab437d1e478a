"""Which cause of waiting stops which clock: dated, with its instrument, kept by the province."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.dossiers.services.clock_rules import CLOCKS, EFFECTS, clock_rules, set_clock_rule
from motcua.dossiers.services.clocks import CAUSES
from motcua.kernel.clock import local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.rights import province_only
from motcua.sites.ui.spoken import spoken


@province_only
def listing(request: HttpRequest) -> HttpResponse:
    """All rules; what ended stays to be read."""
    return render(request, "console/clock_rules.html", {"rows": [spoken(row) for row in clock_rules()]})


@province_only
@get_or_post
def set_rule(request: HttpRequest) -> HttpResponse:
    """Ban hành quy định mới cho một nguyên nhân và một đồng hồ."""
    back = reverse("console:clock_rules")
    choices: dict[str, forms.Pairs] = {
        name: [(value, str(spoken(words))) for value, words in known.items()]
        for name, known in (("cause", CAUSES), ("clock", CLOCKS), ("effect", EFFECTS))
    }
    form = forms.ClockRuleForm(
        request.POST or None, choices=choices, initial={"valid_from": local_day(now())}
    )
    act = Act(
        title=gettext("Quy định nguyên nhân tạm dừng thời hạn"),
        submit=gettext("Ban hành"),
        done=gettext("Đã ban hành. Quy định áp dụng cho việc tạm dừng từ ngày hiệu lực."),
        back=back,
        trail=(
            (gettext("Lịch làm việc"), reverse("console:holidays")),
            (gettext("Nguyên nhân tạm dừng"), back),
        ),
        intro=gettext("Hồ sơ đang tạm dừng giữ quy định của ngày bắt đầu tạm dừng."),
    )

    def save(given: dict[str, Any]) -> None:
        set_clock_rule(**given, at=now(), actor=actor_of(request))

    return perform(request, form, save, act)
