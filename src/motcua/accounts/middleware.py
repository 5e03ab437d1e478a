"""Sessions end by law, and a first password must be changed before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from motcua.accounts.models import Account
from motcua.accounts.rules import is_session_over
from motcua.kernel.clock import now

_STARTED, _SEEN = "started_at", "seen_at"
# a page that asks by itself every few seconds says so: nobody sits in front of it because of that
BACKGROUND = "X-Background"
# a session is written at most once a minute: a page that only reads stays a page that only reads
_WRITE_EVERY = timedelta(minutes=1)

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session that was idle or lasted for too long (identity.md 3; officers by 3.6.2.1.8)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            self._check(request, request.user, now())
        return self.get_response(request)

    def _check(self, request: HttpRequest, account: Account, at: datetime) -> None:
        started, seen = (request.session.get(key) for key in (_STARTED, _SEEN))
        if started is None or seen is None:
            request.session[_STARTED] = request.session[_SEEN] = at.isoformat()
            self._seen(account, at)
            return
        is_officer = account.kind == Account.Kind.OFFICER
        is_over = is_session_over(
            datetime.fromisoformat(started),
            datetime.fromisoformat(seen),
            at,
            idle=settings.MOTCUA_OFFICER_IDLE if is_officer else settings.MOTCUA_IDLE,
            total=settings.MOTCUA_SESSION_TOTAL,
        )
        if is_over:
            logout(request)
            messages.info(request, gettext("Phiên làm việc đã hết hạn. Vui lòng đăng nhập lại để tiếp tục."))
        elif BACKGROUND not in request.headers and at - datetime.fromisoformat(seen) >= _WRITE_EVERY:
            request.session[_SEEN] = at.isoformat()
            self._seen(account, at)

    def _seen(self, account: Account, at: datetime) -> None:
        if account.last_seen_at is None or at - account.last_seen_at > timedelta(hours=1):
            Account.objects.filter(id=account.id).update(last_seen_at=at)


class PasswordChange:
    """Whoever must change the password sees no other page before (3.7.2.6)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account) and request.user.must_change_password:
            change, leave = reverse("account_change_password"), reverse("account_logout")
            open_paths = (change, leave, settings.STATIC_URL, "/healthz", reverse("account_reauthenticate"))
            if not request.path.startswith(open_paths):
                messages.info(request, gettext("Vui lòng đổi mật khẩu trước khi tiếp tục."))
                return redirect(change)
        return self.get_response(request)
