"""An agency that ends its work: from when, by which decision, who takes over what runs there (HG-15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from motcua.agencies import administration, selectors
from motcua.dossiers.selectors import running_at
from motcua.journey import closing
from motcua.kernel.clock import local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.agencies import present_name, trail_of
from motcua.sites.console.rights import keeper_for, province_only


@province_only
@get_or_post
def close(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Kết thúc hoạt động của cơ quan sau một ngày."""
    keeper_for(request, agency_id)
    today, name = local_day(now()), present_name(agency_id)
    _origins, successions = administration.successions_of(agency_id)
    main = next((one for one in successions if one.is_main), None)
    others = [(one.agency_id, one.name) for one in selectors.agencies_on(today) if one.agency_id != agency_id]
    form = forms.CloseAgencyForm(
        request.POST or None,
        choices={"successor": [("", gettext("Không có")), *others]},
        initial={"last_day": today},
    )
    facts: list[tuple[str, Any]] = [
        (gettext("Cơ quan"), name),
        (gettext("Hồ sơ đang giải quyết"), running_at(agency_id).count()),
        (
            gettext("Cán bộ được phân công"),
            len({one.account_id for one in selectors.officers_of(agency_id, now())}),
        ),
        (gettext("Bộ phận Một cửa"), len(selectors.desks_of(agency_id, today))),
    ]
    if main is not None:  # written down already, when the merger was decided
        del form.fields["successor"]
        names = selectors.agency_names_on([main.successor_id], today)
        facts.append((gettext("Cơ quan kế thừa chính"), names.get(main.successor_id, "")))

    def do(given: dict[str, Any]) -> None:
        chosen = given.get("successor")
        closing.close_agency(
            agency_id=agency_id,
            last_day=given["last_day"],
            instrument=given["instrument"],
            successor_id=UUID(chosen) if chosen else None,
            at=now(),
            actor=actor_of(request, agency_id),
        )

    act = Act(
        title=gettext("Kết thúc hoạt động của cơ quan"),
        submit=gettext("Kết thúc hoạt động"),
        done=gettext("Đã ghi ngày kết thúc hoạt động."),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(name, agency_id),
        intro=gettext(
            "Sau ngày cuối cùng, phòng, Bộ phận Một cửa và mọi phân công của cơ quan cũng kết thúc. "
            "Hồ sơ đang giải quyết chuyển sang cơ quan kế thừa vào 0 giờ ngày hôm sau."
        ),
        facts=facts,
        kind="warning",
    )
    return perform(request, form, do, act)
