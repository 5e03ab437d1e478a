"""How far a run is that an administrator began, what could not be done; a merged agency's dossiers carried over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from motcua.agencies import administration, selectors
from motcua.dossiers.selectors import running_at
from motcua.journey.carry import carry_over as begin_carrying_over
from motcua.journey.carry import last_carrying
from motcua.journey.reading.runs import run_page
from motcua.kernel.clock import TZ, local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.agencies import present_name, trail_of
from motcua.sites.console.rights import keeper_for, keepers, province_only


@keepers
def page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Codes and procedures only: administrators read no dossier. The province's see every merger."""
    keeper = keeper_for(request)
    facts = {
        "page": run_page(run_id, keeper.scope.account_id, at=now(), keeps_mergers=keeper.is_province),
        "back": reverse("console:accounts"),
        "back_words": gettext("Về danh sách tài khoản"),
    }
    return render(request, "console/run.html", facts)


def _link_to(run: Any) -> str:
    words = gettext("{at}, xem kết quả").format(at=f"{run.made_at.astimezone(TZ):%d/%m/%Y %H:%M}")
    return format_html('<a class="govuk-link" href="{}">{}</a>', reverse("console:run", args=[run.pk]), words)


@province_only
@get_or_post
def carry_over(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Chuyển hồ sơ đang giải quyết của cơ quan đã sắp xếp sang cơ quan kế thừa (TN19-14.5)."""
    keeper_for(request, agency_id)
    name, at = present_name(agency_id), now()
    _origins, successions = administration.successions_of(agency_id)
    main = next((one for one in successions if one.is_main), None)
    heirs = selectors.agency_names_on([one.successor_id for one in successions], local_day(at))
    act = Act(
        title=gettext("Chuyển hồ sơ sang cơ quan kế thừa"),
        submit=gettext("Chuyển hồ sơ"),
        done=gettext("Đã bắt đầu chuyển hồ sơ."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(name, agency_id),
        intro=gettext(
            "Hệ thống tự chuyển vào 0 giờ ngày sắp xếp và làm lại mỗi đêm những hồ sơ chưa chuyển được. "
            "Dùng trang này khi cần chuyển ngay. Mã hồ sơ, ngày hẹn trả không đổi; người nộp được báo."
        ),
        facts=(
            (gettext("Cơ quan"), name),
            (
                gettext("Cơ quan kế thừa chính"),
                heirs.get(main.successor_id, "") if main else gettext("Chưa ghi"),
            ),
            (gettext("Hồ sơ đang giải quyết còn lại"), running_at(agency_id).count()),
        ),
    )

    def carry(given: dict[str, Any]) -> Any:
        return begin_carrying_over(
            predecessor_id=agency_id, at=at, key=uuid4(), actor=actor_of(request, agency_id)
        )

    last = last_carrying(agency_id)
    if last is not None:
        act = replace(act, facts=(*act.facts, (gettext("Lượt gần nhất"), _link_to(last))))
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(request, form, carry, act, shown=lambda run: redirect("console:run", run.pk))
