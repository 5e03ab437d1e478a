"""What is known of accounts: locks, idleness, confirmed addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from motcua.accounts.errors import NoSuchAccount
from motcua.accounts.models import Account
from motcua.accounts.rules import INACTIVE_DAYS


@dataclass(frozen=True)
class Lock:
    """An account that failed sign-ins have locked (tài khoản bị khoá)."""

    email: str
    failures: int
    since: datetime
    until: datetime


def account_by_email(email: str) -> Account | None:
    """The account of an address, in whatever case it is written."""
    return Account.objects.filter(email=email.strip().lower()).first()


def accounts_by_email(emails: Iterable[str]) -> dict[str, Account]:
    """The accounts of several addresses, by the address as it was given; one statement."""
    wanted = {email: email.strip().lower() for email in emails}
    found = {one.email: one for one in Account.objects.filter(email__in=wanted.values())}
    return {given: found[email] for given, email in wanted.items() if email in found}


def names_of(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of some accounts, closed ones too; one statement, none for nobody."""
    ids = list(account_ids)
    return dict(Account.objects.filter(id__in=ids).values_list("id", "full_name")) if ids else {}


def account_name(account_id: UUID) -> str:
    """Whose account it is; names stay readable after an account is closed."""
    return str(Account.objects.values_list("full_name", flat=True).get(pk=account_id))


def account_named(account_id: UUID) -> Account:
    """The account with this id; refuses with NoSuchAccount."""
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise NoSuchAccount()
    return account


def is_confirmed(account_id: UUID) -> bool:
    """Whether the holder has confirmed the account's own address."""
    return bool(EmailAddress.objects.filter(user_id=account_id, primary=True, verified=True).exists())


def lock_of(email: str, at: datetime) -> Lock | None:
    """The lock on an address at `at`, or none; it ends by itself or by `services.unlock`."""
    return next(iter(locks(at, [email.strip().lower()])), None)


def locks(at: datetime, emails: Iterable[str] | None = None) -> list[Lock]:
    """All locks that hold at `at`, the newest first; failures from several addresses add up, as axes counts them."""
    attempts = AccessAttempt.objects.filter(attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    if emails is not None:
        attempts = attempts.filter(username__in=list(emails))
    counted = (
        attempts.values_list("username")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last", "username")
    )
    return [
        Lock(username, failures, last, last + settings.AXES_COOLOFF_TIME)
        for username, failures, last in counted
    ]


def inactive_accounts(at: datetime, days: int = INACTIVE_DAYS) -> QuerySet[Account]:
    """Open officers' accounts that nobody has used for so many days, the longest idle first."""
    return (
        Account.objects.filter(is_active=True, kind=Account.Kind.OFFICER)
        .annotate(used_at=Greatest("created_at", Coalesce("last_seen_at", "last_login", "created_at")))
        .filter(used_at__lt=at - timedelta(days=days))
        .order_by("used_at")
    )
