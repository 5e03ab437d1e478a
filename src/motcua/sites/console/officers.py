"""Officers: their accounts, their duties, who replaces whom (TN14-8.1, TN19-14.5, NB18-14.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from motcua.accounts import selectors as accounts
from motcua.accounts import services as account_services
from motcua.accounts.services import NewOfficer
from motcua.agencies import administration, selectors, services
from motcua.agencies.administration import Keeper
from motcua.agencies.errors import NotAnOfficer
from motcua.agencies.rules import PROVINCE_ROLES, ROLE_NAMES, Role
from motcua.kernel.clock import local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, actor_of, get_or_post, perform
from motcua.sites.console.errors import OwnAccount
from motcua.sites.console.rights import keeper_for, keeper_of_account, keepers

LISTED = 50


@dataclass(frozen=True)
class Duty:
    """One posting as a page shows it."""

    posting: Any
    role: str
    place: str
    agency: str
    is_now: bool
    is_coming: bool


def duty_rows(postings: Iterable[Any], today: date) -> list[Duty]:
    """Postings with the names of their duties and places; a fixed number of statements."""
    rows = list(postings)
    places = administration.place_names(
        {row.unit_id for row in rows if row.unit_id}, {row.desk_id for row in rows if row.desk_id}, today
    )
    agencies = selectors.agency_names_on({row.agency_id for row in rows}, today)
    return [
        Duty(
            posting=row,
            role=gettext(ROLE_NAMES[Role(row.role)]),
            place=places.get(row.desk_id or row.unit_id, ""),
            agency=agencies.get(row.agency_id, ""),
            is_now=row.valid_from <= today and (row.valid_to is None or today <= row.valid_to),
            is_coming=row.valid_from > today,
        )
        for row in rows
    ]


@keepers
def listing(request: HttpRequest) -> HttpResponse:
    """Officers by name, of one agency or of all that are kept; what wants an administrator's eye first."""
    keeper, at = keeper_for(request), now()
    words, page = request.GET.get("q", ""), _page_number(request)
    agency_id = _agency_asked(request, keeper)
    found = administration.officers_found(
        keeper, words, at, agency_id=agency_id, offset=(page - 1) * LISTED, limit=LISTED
    )
    shown = found[:LISTED]
    today = local_day(at)
    duties: dict[UUID, list[Duty]] = {}
    for duty in duty_rows(administration.postings_of([one.id for one in shown], today), today):
        duties.setdefault(duty.posting.account_id, []).append(duty)
    locked = {lock.email: lock for lock in accounts.locks(at, [one.email for one in shown])}
    here = [(one.agency_id, one.name) for one in keeper.agencies.values()]
    facts = {
        "rows": [(one, duties.get(one.id, []), locked.get(one.email)) for one in shown],
        "words": words,
        "agency_id": agency_id,
        "agencies": here,
        "agency_name": keeper.agencies[agency_id].name if agency_id in keeper.agencies else "",
        "is_province": keeper.is_province,
        "previous": _page_link(request, page - 1) if page > 1 else "",
        "next": _page_link(request, page + 1) if len(found) > LISTED else "",
    }
    return render(request, "console/officers.html", facts)


def _agency_asked(request: HttpRequest, keeper: Keeper) -> UUID | None:
    """The agency the list is narrowed to; refuses one that is not kept."""
    asked = request.GET.get("co-quan", "")
    try:
        agency_id = UUID(asked)
    except ValueError:
        return None
    keeper.require_agency(agency_id)
    return agency_id


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("trang", "")
    return min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _page_link(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["trang"] = str(page)
    return f"?{query.urlencode()}"


@keepers
def watched(request: HttpRequest) -> HttpResponse:
    """Locked and idle accounts, and agencies that nobody keeps (TN14-13.3a)."""
    keeper, at = keeper_for(request), now()
    idle = list(accounts.inactive_accounts(at)[: 4 * LISTED])
    locks = accounts.locks(at)
    holders = {one.email: one for one in (accounts.account_by_email(lock.email) for lock in locks) if one}
    if not keeper.is_province:
        idle = [one for one in idle if administration.may_keep_account(keeper, one.id, at)]
        locks = [
            lock
            for lock in locks
            if lock.email in holders and administration.may_keep_account(keeper, holders[lock.email].id, at)
        ]
    without = [
        one
        for one in selectors.agencies_without_administrator(at)
        if keeper.is_province or one.agency_id in keeper.agencies
    ]
    facts = {
        "idle": idle,
        "locks": [(lock, holders.get(lock.email)) for lock in locks],
        "without": without,
        "is_province": keeper.is_province,
    }
    return render(request, "console/watched.html", facts)


@keepers
def page(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One officer: the account, all duties, what may be done."""
    keeper, at = keeper_for(request), now()
    account = _officer(account_id)
    today = local_day(at)
    rows = duty_rows(administration.postings_of([account_id]), today)
    may_keep = administration.may_keep_account(keeper, account_id, at)
    if not may_keep and not any(
        row.posting.agency_id in keeper.agencies for row in rows if row.is_now or row.is_coming
    ):
        administration.require_account(keeper, account_id, at)
    facts = {
        "account": account,
        "current": [(row, _may_end(keeper, row)) for row in rows if row.is_now or row.is_coming],
        "past": [row for row in rows if not (row.is_now or row.is_coming)],
        "lock": accounts.lock_of(account.email, at),
        "may_keep": may_keep,
        "is_own": account.id == keeper.scope.account_id,
        "replaceable": sorted(
            {
                (row.agency, row.posting.agency_id)
                for row in rows
                if row.is_now and row.posting.agency_id in keeper.agencies
            }
        ),
    }
    return render(request, "console/officer.html", facts)


def _may_end(keeper: Keeper, row: Duty) -> bool:
    return keeper.is_province or (
        row.posting.agency_id in keeper.agencies and Role(row.posting.role) not in PROVINCE_ROLES
    )


def _officer(account_id: UUID) -> Any:
    account = accounts.account_named(account_id)
    if account.kind != "officer":
        raise NotAnOfficer
    return account


def trail_of(account: Any) -> Trail:
    """The way down to an act on an account."""
    return (
        (gettext("Tài khoản"), reverse("console:accounts")),
        (account.full_name, reverse("console:account", args=[account.id])),
    )


# duties


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

    return perform(request, form, create, act, shown=lambda made: _password_page(request, made, act.back))


@sensitive_variables("made")
def _password_page(request: HttpRequest, made: NewOfficer, back: str) -> HttpResponse:
    """The one-time password, in the answer itself: it is kept nowhere, so no page can show it again."""
    facts = {"account": made.account, "password": made.first_password, "back": back}
    return render(request, "console/password.html", facts)


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
    """Kết thúc phân công."""
    posting = administration.posting_named(posting_id)
    keeper_for(request, posting.agency_id)
    today = local_day(now())
    (row,) = duty_rows([posting], today)
    act = Act(
        title=gettext("Kết thúc phân công"),
        submit=gettext("Kết thúc"),
        done=gettext("Đã ghi ngày kết thúc phân công của {name}.").format(name=posting.account.full_name),
        back=reverse("console:account", args=[posting.account_id]),
        trail=trail_of(posting.account),
        intro=gettext(
            "Việc chưa ai nhận vẫn chờ người khác cùng vai trò. "
            "Việc cán bộ này đang giữ cần được lãnh đạo phân công lại."
        ),
        facts=(
            (pgettext("one", "Cán bộ"), posting.account.full_name),
            (gettext("Vai trò"), row.role),
            (gettext("Nơi làm việc"), " – ".join(filter(None, [row.place, row.agency]))),
            (gettext("Từ ngày"), posting.valid_from.strftime("%d/%m/%Y")),
        ),
        kind="warning",
    )

    def end(given: dict[str, Any]) -> None:
        services.end_posting(
            posting_id=posting_id, **given, at=now(), actor=actor_of(request, posting.agency_id)
        )

    return perform(request, forms.LastDayForm(request.POST or None, initial={"last_day": today}), end, act)


@keepers
@get_or_post
def replace(request: HttpRequest, agency_id: UUID, account_id: UUID) -> HttpResponse:
    """Thay cán bộ: mọi vai trò tại cơ quan chuyển cho người thay (TN19-14.5)."""
    keeper_for(request, agency_id)
    account, at = _officer(account_id), now()
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
            "Việc đã có tên người thôi giữ vai trò cần được lãnh đạo phân công lại cho người thay."
        ),
        facts=[(row.role, row.place or row.agency) for row in rows],
        kind="warning",
    )

    def hand_over(given: dict[str, Any]) -> None:
        services.replace_officer(
            leaving_id=account_id,
            successor_id=UUID(given["successor"]),
            agency_id=agency_id,
            from_day=given["from_day"],
            instrument=given["instrument"],
            at=now(),
            actor=actor_of(request, agency_id),
        )

    return perform(request, form, hand_over, act)


# accounts


@keepers
@get_or_post
def change(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Sửa họ tên, điện thoại."""
    account = _officer(account_id)
    keeper_of_account(request, account_id, now())
    form = forms.PersonForm(
        request.POST or None, initial={"full_name": account.full_name, "phone": account.phone}
    )
    act = Act(
        title=gettext("Sửa họ tên, điện thoại"),
        submit=gettext("Lưu"),
        done=gettext("Đã lưu."),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        facts=((gettext("Thư điện tử"), account.email),),
    )

    def save(given: dict[str, Any]) -> None:
        account_services.change_account(account_id=account_id, **given, at=now(), actor=actor_of(request))

    return perform(request, form, save, act)


@dataclass(frozen=True)
class _AccountAct:
    """An act on an account that asks at most for a reason."""

    title: str
    submit: str
    done: str
    intro: str
    do: Callable[..., Any]
    asks_reason: bool = False
    kind: str = ""
    not_on_oneself: bool = False


ACCOUNT_ACTS: dict[str, _AccountAct] = {
    "mo-khoa": _AccountAct(
        _("Mở khoá đăng nhập"),
        _("Mở khoá"),
        _("Đã mở khoá. Cán bộ đăng nhập lại được ngay."),
        _(
            "Tài khoản bị khoá tự động sau 5 lần nhập sai mật khẩu liên tiếp. "
            "Hãy xác minh đúng người trước khi mở."
        ),
        account_services.unlock,
    ),
    "doi-mat-khau": _AccountAct(
        _("Yêu cầu đổi mật khẩu"),
        _("Yêu cầu đổi"),
        _("Đã yêu cầu. Cán bộ phải đổi mật khẩu ở trang kế tiếp."),
        _("Mật khẩu hiện tại chỉ còn dùng để vào trang đổi mật khẩu."),
        account_services.demand_password_change,
    ),
    "dong": _AccountAct(
        _("Đóng tài khoản"),
        _("Đóng tài khoản"),
        _("Đã đóng tài khoản."),
        _("Không ai đăng nhập được bằng tài khoản này nữa. Những gì cán bộ đã làm vẫn lưu nguyên."),
        account_services.close_account,
        asks_reason=True,
        kind="warning",
        not_on_oneself=True,
    ),
    "mo-lai": _AccountAct(
        _("Mở lại tài khoản"),
        _("Mở lại"),
        _("Đã mở lại tài khoản."),
        _("Cán bộ đăng nhập lại được và có lại các phân công còn hiệu lực."),
        account_services.reopen_account,
        asks_reason=True,
    ),
}


@keepers
@get_or_post
def act_on(request: HttpRequest, account_id: UUID, what: str) -> HttpResponse:
    """Unlock, demand a new password, close, open again: each one service."""
    wanted = ACCOUNT_ACTS[what]
    account, keeper = _officer(account_id), keeper_of_account(request, account_id, now())
    form_class = forms.ReasonForm if wanted.asks_reason else forms.NothingForm
    act = Act(
        title=gettext(wanted.title),
        submit=gettext(wanted.submit),
        done=gettext(wanted.done),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        intro=gettext(wanted.intro),
        facts=((pgettext("one", "Cán bộ"), account.full_name), (gettext("Thư điện tử"), account.email)),
        kind=wanted.kind,
    )

    def do(given: dict[str, Any]) -> None:
        if wanted.not_on_oneself and account_id == keeper.scope.account_id:
            raise OwnAccount
        wanted.do(account_id=account_id, **given, at=now(), actor=actor_of(request))

    # a form without fields is still bound when it is sent
    return perform(request, form_class(request.POST if request.method == "POST" else None), do, act)


@keepers
@never_cache
@get_or_post
def one_time_password(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Cấp mật khẩu dùng một lần cho cán bộ không dùng được thư điện tử."""
    account = _officer(account_id)
    keeper_of_account(request, account_id, now())
    back = reverse("console:account", args=[account_id])
    act = Act(
        title=gettext("Cấp mật khẩu dùng một lần"),
        submit=gettext("Cấp mật khẩu"),
        done="",
        back=back,
        trail=trail_of(account),
        intro=gettext("Mật khẩu cũ mất hiệu lực. Mật khẩu mới chỉ hiện một lần và phải đổi khi đăng nhập."),
        facts=((pgettext("one", "Cán bộ"), account.full_name), (gettext("Thư điện tử"), account.email)),
        kind="warning",
    )

    def reset(given: dict[str, Any]) -> NewOfficer:
        return account_services.reset_first_password(account_id=account_id, at=now(), actor=actor_of(request))

    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(request, form, reset, act, shown=lambda made: _password_page(request, made, back))


@keepers
def choose_agency(request: HttpRequest) -> HttpResponse:
    """From the list of officers to the form of the agency chosen there."""
    agency_id = _agency_asked(request, keeper_for(request))
    if agency_id is None:
        return redirect("console:accounts")
    return redirect("console:engage", agency_id)
