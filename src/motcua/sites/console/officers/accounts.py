"""Acts on an officer's account: its name, its lock, its password, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache

from motcua.accounts import services as account_services
from motcua.accounts.services import NewOfficer
from motcua.agencies import administration
from motcua.agencies.selectors import officers_of
from motcua.journey import succeed
from motcua.kernel.clock import local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.errors import OwnAccount
from motcua.sites.console.officers.shown import officer_named, password_page, run_begun, trail_of
from motcua.sites.console.rights import keeper_of_account, keepers
from motcua.workflow.selectors import held_count


@keepers
@get_or_post
def change(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Sửa họ tên, điện thoại."""
    account = officer_named(account_id)
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
    """Unlock, demand a new password, open again: each one service."""
    wanted = ACCOUNT_ACTS[what]
    account = officer_named(account_id)
    keeper_of_account(request, account_id, now())
    form_class = forms.ReasonForm if wanted.asks_reason else forms.NothingForm
    act = Act(
        title=gettext(wanted.title),
        submit=gettext(wanted.submit),
        done=gettext(wanted.done),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        intro=gettext(wanted.intro),
        facts=((pgettext("one", "Cán bộ"), account.full_name), (gettext("Thư điện tử"), account.email)),
    )

    def do(given: dict[str, Any]) -> None:
        wanted.do(account_id=account_id, **given, at=now(), actor=actor_of(request))

    # a form without fields is still bound when it is sent
    return perform(request, form_class(request.POST if request.method == "POST" else None), do, act)


@keepers
@never_cache
@get_or_post
def one_time_password(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Cấp mật khẩu dùng một lần cho cán bộ không dùng được thư điện tử."""
    account = officer_named(account_id)
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
    return perform(request, form, reset, act, shown=lambda made: password_page(request, made, back))


@keepers
@get_or_post
def close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Đóng tài khoản; việc đang giữ được bàn giao trước (TN19-14.5)."""
    account, at = officer_named(account_id), now()
    keeper = keeper_of_account(request, account_id, at)
    held = held_count(account_id)
    people = {
        posting.account_id: posting.account.full_name
        for duty in administration.postings_of([account_id], local_day(at))
        for posting in officers_of(duty.agency_id, at)
        if posting.account_id != account_id
    }
    act = Act(
        title=gettext("Đóng tài khoản"),
        submit=gettext("Bàn giao và đóng tài khoản") if held else gettext("Đóng tài khoản"),
        done=gettext("Tài khoản được đóng khi bàn giao xong.") if held else gettext("Đã đóng tài khoản."),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        intro=gettext(
            "Không ai đăng nhập được bằng tài khoản này nữa. Những gì cán bộ đã làm vẫn lưu nguyên."
        ),
        facts=(
            (pgettext("one", "Cán bộ"), account.full_name),
            (gettext("Thư điện tử"), account.email),
            (gettext("Việc đang giữ"), held),
        ),
        kind="warning",
    )
    form = forms.CloseForm(
        request.POST or None,
        choices={"successor": [("", gettext("– Chọn –")), *sorted(people.items(), key=lambda one: one[1])]},
    )

    def do(given: dict[str, Any]) -> Any:
        if account_id == keeper.scope.account_id:
            raise OwnAccount
        return succeed.close_officer(
            account_id=account_id,
            reason=given["reason"],
            successor_id=UUID(given["successor"]) if given["successor"] else None,
            at=at,
            key=uuid4(),
            actor=actor_of(request),
        )

    return perform(request, form, do, act, shown=lambda run: run_begun(request, run, act))
