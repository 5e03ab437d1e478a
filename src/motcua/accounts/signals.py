"""What the sign-in libraries tell: every event of an account reaches the audit chain (QCVN 12:2026, 3.7.2.4).

The one place with signal receivers: allauth, axes and Django tell these facts in no other way.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from motcua.accounts.models import Account
from motcua.accounts.selectors import account_by_email
from motcua.accounts.services import actor_of, note_password_changed, record
from motcua.audit.services import SYSTEM
from motcua.kernel.clock import now


def username_of(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody tries to sign in with, as axes counts failures by it: in small letters."""
    given = credentials or {}
    posted = request.POST.get("login", "") if request is not None else ""
    return str(given.get("email") or given.get("username") or posted).strip().lower()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; what X-Forwarded-For says counts only when one of our proxies wrote it."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in settings.MOTCUA_PROXIES:
        # from the right: our proxies, then the visitor; what stands left of that are the visitor's own words
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        strangers = [part for part in forwarded if part and part not in settings.MOTCUA_PROXIES]
        return strangers[-1] if strangers else address
    return address


def _place(request: HttpRequest | None) -> dict[str, Any]:
    """Source address and target, as the access log must name them (3.9.2.1.4)."""
    if request is None:
        return {}
    return {
        "address": address_of(request),
        "agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        "path": request.path,
    }


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest | None, user: Account, **_: Any) -> None:
    record(user.id, "signed_in", now(), actor_of(user), words=_place(request))


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest | None, user: Account | None, **_: Any) -> None:
    if user is not None:
        record(user.id, "signed_out", now(), actor_of(user), words=_place(request))


@receiver(user_login_failed)
def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    account = account_by_email(username_of(request, credentials))
    if account is not None:
        record(account.id, "sign_in_failed", now(), SYSTEM, words=_place(request))


@receiver(user_locked_out)
def _locked(sender: Any, request: HttpRequest, username: str, **_: Any) -> None:
    account = account_by_email(username or "")
    if account is not None:
        record(account.id, "account_locked", now(), SYSTEM, words=_place(request))


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def _password(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    note_password_changed(account_id=user.id, at=now())


@receiver(email_confirmed)
def _confirmed(sender: Any, request: HttpRequest, email_address: Any, **_: Any) -> None:
    account = email_address.user
    record(account.id, "email_confirmed", now(), actor_of(account))
