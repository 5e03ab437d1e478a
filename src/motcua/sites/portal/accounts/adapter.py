"""How allauth behaves in this product: words in Vietnamese, where people land, what administrators owe."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.accounts.signals import address_of
from motcua.agencies.rules import KEEPERS
from motcua.kernel.clock import now
from motcua.sites.portal.accounts.administrators import note_duties
from motcua.sites.ui.permissions import scope_for


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _(
            "Tài khoản này đã ngừng hoạt động. Vui lòng liên hệ cơ quan quản lý tài khoản."
        ),
        "duplicate_email": _("Thư điện tử này đã là của tài khoản bạn. Vui lòng nhập địa chỉ khác."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng. Vui lòng kiểm tra và nhập lại."),
        "email_taken": _("Thư điện tử này đã có tài khoản. Vui lòng dùng địa chỉ khác."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng. Vui lòng nhập lại."),
        "incorrect_code": _("Mã xác thực chưa đúng. Vui lòng nhập mã mới nhất."),
        "incorrect_password": _("Mật khẩu chưa đúng. Vui lòng nhập lại."),
        "invalid_login": _("Thông tin đăng nhập chưa đúng. Vui lòng kiểm tra và nhập lại."),
        "invalid_or_expired_key": _("Liên kết đã hết hạn hoặc đã được dùng. Vui lòng yêu cầu liên kết mới."),
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không còn hiệu lực. Vui lòng yêu cầu lại."),
        "rate_limited": _("Thao tác quá nhiều lần. Vui lòng đợi ít phút rồi thử lại."),
        "same_as_current": _("Giá trị mới phải khác giá trị hiện tại."),
        "too_many_login_attempts": _("Đăng nhập sai quá nhiều lần. Vui lòng đợi ít phút rồi thử lại."),
        "unknown_email": _("Không có tài khoản nào dùng thư điện tử này."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers through allauth's own page: ours asks for the personal number or tax code."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers land at their work, those who only administer at the console, applicants at the start."""
        if getattr(request.user, "kind", "") != "officer":
            return str(settings.LOGIN_REDIRECT_URL)
        roles = set(scope_for(request).roles)
        if roles and roles <= KEEPERS:
            return reverse("console:home")
        return str(settings.MOTCUA_OFFICERS_HOME)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        note_duties(request, user, now())
        return super().post_login(request, user, **facts)  # type: ignore[no-any-return]  # allauth has no types


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Tài khoản đang bật xác thực hai lớp, không đổi được thư điện tử."),
        "cannot_delete_authenticator": _("Không tắt được xác thực hai lớp của tài khoản này."),
        "cannot_generate_recovery_codes": _("Cần bật xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã xác thực chưa đúng. Vui lòng nhập mã mới nhất trên điện thoại."),
        "unverified_email": _("Cần xác nhận thư điện tử trước khi bật xác thực hai lớp."),
    }
