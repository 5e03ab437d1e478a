"""Acts on an officer's account: its name, its lock, its password, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache

from motcua.accounts import services as account_services
from motcua.accounts.services import NewOfficer
from motcua.kernel.clock import now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.errors import OwnAccount
from motcua.sites.console.officers.shown import officer_named, password_page, trail_of
from motcua.sites.console.rights import keeper_of_account, keepers


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
    account, keeper = officer_named(account_id), keeper_of_account(request, account_id, now())
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
