"""Acts on duties: a new officer, a posting given and ended, one officer for another (TN19-14.5, NB18-14.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache

from motcua.accounts import selectors as accounts
from motcua.accounts.selectors import names_of
from motcua.accounts.services import NewOfficer
from motcua.agencies import administration, selectors, services
from motcua.agencies.administration import Keeper
from motcua.agencies.errors import NotAnOfficer
from motcua.agencies.rules import PROVINCE_ROLES, ROLE_NAMES
from motcua.journey import succeed
from motcua.kernel.clock import local_day, now
from motcua.kernel.text import fold
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, actor_of, get_or_post, perform
from motcua.sites.console.officers.shown import duty_rows, officer_named, password_page, run_begun, trail_of
from motcua.sites.console.rights import keeper_for, keepers


def _duty_choices(keeper: Keeper, agency_id: UUID) -> dict[str, forms.Pairs]:
    today = local_day(now())
    units = administration.units_from(agency_id, today)
    desks = administration.desks_from(agency_id, today)
    roles = [
        (role.value, gettext(name))
        for role, name in ROLE_NAMES.items()
        if keeper.is_province or role not in PROVINCE_ROLES
    ]
    return {
        "role": [("", gettext("– Chọn –")), *roles],
        "unit": [("", gettext("Không gắn với phòng")), *{one.unit_id: one.name for one in units}.items()],
        "desk": [("", gettext("Không ở Bộ phận Một cửa")), *{one.desk_id: one.name for one in desks}.items()],
    }


def _place(given: dict[str, Any]) -> dict[str, Any]:
    """What the services take, from what the form gives."""
    unit, desk = given.pop("unit"), given.pop("desk")
    return given | {"unit_id": UUID(unit) if unit else None, "desk_id": UUID(desk) if desk else None}


def _agency_trail(name: str, agency_id: UUID) -> Trail:
    return (
        (gettext("Cơ quan, đơn vị"), reverse("console:agencies")),
        (name, reverse("console:agency", args=[agency_id])),
    )


@keepers
@never_cache
@get_or_post
def engage(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Thêm cán bộ mới: tài khoản và vai trò đầu tiên; mật khẩu dùng một lần hiện đúng một lần."""
    keeper = keeper_for(request, agency_id)
    today = local_day(now())
    agency = selectors.agency_on(agency_id, today)
    form = forms.EngageForm(
        request.POST or None,
        choices=_duty_choices(keeper, agency_id),
        initial={"valid_from": today},
    )
    act = Act(
        title=gettext("Thêm cán bộ"),
        submit=gettext("Tạo tài khoản"),
        done="",
        back=reverse("console:agency", args=[agency_id]),
        trail=_agency_trail(agency.short_name, agency_id),
        intro=gettext(
            "Mỗi người một tài khoản. Cán bộ đã có tài khoản thì dùng mục Phân công cán bộ đã có tài khoản."
        ),
        facts=((gettext("Cơ quan"), agency.name),),
    )

    def create(given: dict[str, Any]) -> NewOfficer:
        return services.engage_officer(
            agency_id=agency_id, **_place(given), at=now(), actor=actor_of(request, agency_id)
        )

    return perform(request, form, create, act, shown=lambda made: password_page(request, made, act.back))


@keepers
@get_or_post
def post(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Phân công cán bộ đã có tài khoản."""
    keeper = keeper_for(request, agency_id)
    today = local_day(now())
    agency = selectors.agency_on(agency_id, today)
    form = forms.PostForm(
        request.POST or None,
        choices=_duty_choices(keeper, agency_id),
        initial={"valid_from": today, "email": request.GET.get("thu", "")},
    )
    act = Act(
        title=gettext("Phân công cán bộ đã có tài khoản"),
        submit=gettext("Phân công"),
        done=gettext("Đã phân công."),
        back=reverse("console:agency", args=[agency_id]),
        trail=_agency_trail(agency.short_name, agency_id),
        facts=((gettext("Cơ quan"), agency.name),),
    )

    def post_it(given: dict[str, Any]) -> None:
        account = accounts.account_by_email(given.pop("email"))
        if account is None:
            raise NotAnOfficer
        services.post_officer(
            account_id=account.id,
            agency_id=agency_id,
            **_place(given),
            at=now(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, post_it, act)


@keepers
@get_or_post
def end_posting(request: HttpRequest, posting_id: UUID) -> HttpResponse:
    """Kết thúc phân công; việc đang giữ được bàn giao (TN19-14.5)."""
    posting, at = administration.posting_named(posting_id), now()
    keeper_for(request, posting.agency_id)
    today = local_day(at)
    (row,) = duty_rows([posting], today)
    act = Act(
        title=gettext("Kết thúc phân công"),
        submit=gettext("Kết thúc"),
        done=gettext("Đã ghi ngày kết thúc phân công của {name}.").format(name=posting.account.full_name),
        back=reverse("console:account", args=[posting.account_id]),
        trail=trail_of(posting.account),
        intro=gettext(
            "Việc cán bộ này đang giữ theo vai trò này được bàn giao khi hết ngày cuối cùng; "
            "việc chưa ai nhận vẫn chờ người khác cùng vai trò."
        ),
        facts=(
            (pgettext("one", "Cán bộ"), posting.account.full_name),
            (gettext("Vai trò"), row.role),
            (gettext("Nơi làm việc"), " – ".join(filter(None, [row.place, row.agency]))),
            (gettext("Từ ngày"), posting.valid_from.strftime("%d/%m/%Y")),
        ),
        kind="warning",
    )
    colleagues = names_of(one for one in selectors.staff_of_pool(posting.pool_id, at))
    colleagues.pop(posting.account_id, None)
    form = forms.EndDutyForm(
        request.POST or None,
        choices={"successor": [("", gettext("Trả lại danh sách chờ nhận")), *_by_name(colleagues)]},
        initial={"last_day": today},
    )

    def end(given: dict[str, Any]) -> Any:
        return succeed.end_duty(
            posting_id=posting_id,
            successor_id=UUID(chosen) if (chosen := given.pop("successor")) else None,
            **given,
            at=at,
            key=uuid4(),
            actor=actor_of(request, posting.agency_id),
        )

    return perform(request, form, end, act, shown=lambda run: run_begun(request, run, act))


@keepers
@get_or_post
def replace(request: HttpRequest, agency_id: UUID, account_id: UUID) -> HttpResponse:
    """Thay cán bộ: mọi vai trò tại cơ quan chuyển cho người thay (TN19-14.5)."""
    keeper_for(request, agency_id)
    account, at = officer_named(account_id), now()
    today = local_day(at)
    rows = [
        row
        for row in duty_rows(administration.postings_of([account_id], today), today)
        if row.posting.agency_id == agency_id
    ]
    colleagues = {
        one.account_id: one.account.full_name
        for one in selectors.officers_of(agency_id, at)
        if one.account_id != account_id
    }
    form = forms.ReplaceForm(
        request.POST or None,
        choices={"successor": [("", gettext("– Chọn –")), *colleagues.items()]},
        initial={"from_day": today},
    )
    act = Act(
        title=gettext("Thay cán bộ {name}").format(name=account.full_name),
        submit=gettext("Chuyển giao"),
        done=gettext("Đã chuyển giao các vai trò của {name}.").format(name=account.full_name),
        back=reverse("console:agency", args=[agency_id]),
        trail=trail_of(account),
        intro=gettext(
            "Người thay nhận mọi vai trò dưới đây. Người mới thì thêm vào cơ quan trước rồi chọn ở đây. "
            "Mọi việc người thôi giữ vai trò đang giữ được bàn giao cho người thay đúng ngày nhận việc."
        ),
        facts=[(row.role, row.place or row.agency) for row in rows],
        kind="warning",
    )

    def hand_over(given: dict[str, Any]) -> Any:
        return succeed.replace(
            leaving_id=account_id,
            successor_id=UUID(given["successor"]),
            agency_id=agency_id,
            from_day=given["from_day"],
            instrument=given["instrument"],
            at=at,
            key=uuid4(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, hand_over, act, shown=lambda run: run_begun(request, run, act))


def _by_name(people: dict[UUID, str]) -> list[tuple[UUID, str]]:
    return sorted(people.items(), key=lambda one: fold(one[1]))
