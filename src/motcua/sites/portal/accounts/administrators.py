"""What the law asks of administrators only: a password younger than two months, a second factor.

QCVN 12:2026/BCA 3.7.2.6.5 and 3.7.2.8.3. Looked up once at sign-in; a page costs no further statement.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from motcua.accounts.services import demand_password_change
from motcua.agencies.rules import KEEPERS
from motcua.agencies.selectors import scope_of

OWES_SECOND_FACTOR = "owes_second_factor"


def note_duties(request: HttpRequest, account: Any, at: datetime) -> None:
    """At sign-in: an old password, or a missing second factor, becomes the first thing to see to."""
    if account.kind != "officer":
        return
    if not scope_of(account.id, at).holds(*KEEPERS):
        return
    changed_at = account.password_changed_at or account.created_at
    if at - changed_at > timedelta(days=settings.MOTCUA_ADMIN_PASSWORD_DAYS):
        demand_password_change(account_id=account.id, at=at)
    if settings.MOTCUA_ADMIN_MFA and not is_mfa_enabled(account):
        request.session[OWES_SECOND_FACTOR] = True


class SecondFactor:
    """An administrator without a second factor sets one up before anything else, if the setting asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MOTCUA_ADMIN_MFA and request.user.is_authenticated:
            if request.session.get(OWES_SECOND_FACTOR) and is_mfa_enabled(request.user):
                del request.session[OWES_SECOND_FACTOR]
            elif request.session.get(OWES_SECOND_FACTOR) and not self._is_open(request.path):
                messages.info(
                    request, gettext("Tài khoản quản trị cần bật xác thực hai lớp trước khi làm việc.")
                )
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_open(self, path: str) -> bool:
        names = ("mfa_index", "account_logout", "account_reauthenticate", "account_change_password")
        return path.startswith((settings.STATIC_URL, "/healthz", "/giao-dien/", *map(reverse, names)))
