"""Opening, closing, unlocking accounts and what happened to them (TN19-5.3, NB18-14.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from motcua.accounts.errors import EmailTaken, NoSuchAccount, WeakPassword
from motcua.accounts.models import Account, UsedPassword
from motcua.accounts.rules import first_password
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.kernel.identifiers import parse_email, parse_phone
from motcua.kernel.text import nfc


@dataclass(frozen=True)
class NewOfficer:
    """A new officer's account and the one-time password, shown once and kept nowhere."""

    account: Account
    first_password: str


def actor_of(account: Account) -> Actor:
    """The account's holder as the doer of an act."""
    return Actor("officer" if account.kind == Account.Kind.OFFICER else "applicant", account.id)


@transaction.atomic
def record(
    account_id: UUID,
    kind: str,
    at: datetime,
    actor: Actor,
    *,
    body: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> None:
    """One event in the account's own history (QCVN 12:2026, 3.7.2.4); addresses lie in the words."""
    append(
        Stream("account", account_id), kind=kind, happened_at=at, actor=actor, body=body or {}, words=words
    )


def _open(account: Account, password: str, at: datetime, actor: Actor, *, is_confirmed: bool) -> Account:
    """Write an account with its address and first password; the unique address decides a race."""
    account.set_password(password)
    account.created_at = account.password_changed_at = at
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise EmailTaken(email=account.email) from error
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=is_confirmed)
    UsedPassword.objects.create(account=account, password=account.password, since=at)
    record(account.id, "account_created", at, actor, body={"kind": account.kind})
    return account


@transaction.atomic
def create_officer(
    *,
    email: str,
    full_name: str,
    at: datetime,
    phone: str = "",
    password: str | None = None,
    actor: Actor = SYSTEM,
) -> NewOfficer:
    """Open the personal account of an officer (một người, một tài khoản); TN19-5.3.

    Takes
        password   none: a one-time password is made, to be changed at the first sign-in; a given one stays
    Gives
        NewOfficer: the account and its first password. The address counts as confirmed: the agency vouches
    Refuses
        EmailInvalid, PhoneInvalid, EmailTaken, WeakPassword
    Law
        QCVN 12:2026/BCA 3.7.2.5 (one account, one person), 3.7.2.6 (change at first sign-in).
    """
    account = Account(
        kind=Account.Kind.OFFICER,
        email=parse_email(email),
        full_name=nfc(full_name),
        phone=parse_phone(phone) if phone.strip() else "",
        must_change_password=password is None,
    )
    if password is not None:
        check_password_rules(password, account)
    chosen = password or first_password()
    return NewOfficer(_open(account, chosen, at, actor, is_confirmed=True), chosen)


@transaction.atomic
def create_applicant(
    *,
    kind: str,
    email: str,
    full_name: str,
    password: str,
    at: datetime,
    phone: str = "",
    is_confirmed: bool = False,
) -> Account:
    """Open an account of a citizen or organisation; it signs in once its e-mail is confirmed.

    Refuses
        EmailInvalid, PhoneInvalid, EmailTaken, WeakPassword
    """
    if kind not in {Account.Kind.CITIZEN, Account.Kind.ORGANISATION}:
        raise ValueError(f"not a kind of applicant: {kind}")
    account = Account(
        kind=kind,
        email=parse_email(email),
        full_name=nfc(full_name),
        phone=parse_phone(phone) if phone.strip() else "",
    )
    check_password_rules(password, account)
    return _open(account, password, at, actor_of(account), is_confirmed=is_confirmed)


def check_password_rules(password: str, account: Account) -> None:
    """Refuses WeakPassword, telling all that is wrong at once."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WeakPassword(reasons=" ".join(error.messages)) from error


@transaction.atomic
def note_password_changed(*, account_id: UUID, at: datetime) -> None:
    """After the holder has set a new password: remember it, and demand no other (sign-in pages call it)."""
    account = account_for_update(account_id)
    account.must_change_password = False
    account.password_changed_at = at
    account.save(update_fields=["must_change_password", "password_changed_at"])
    UsedPassword.objects.create(account=account, password=account.password, since=at)
    record(account_id, "password_changed", at, actor_of(account))


@transaction.atomic
def demand_password_change(*, account_id: UUID, at: datetime, actor: Actor = SYSTEM) -> None:
    """From the next page on, the holder must choose a new password (first sign-in, two months over)."""
    account = account_for_update(account_id)
    if not account.must_change_password:
        account.must_change_password = True
        account.save(update_fields=["must_change_password"])
        record(account_id, "password_change_demanded", at, actor)


@transaction.atomic
def reset_first_password(*, account_id: UUID, at: datetime, actor: Actor = SYSTEM) -> NewOfficer:
    """Give an officer who cannot use e-mail a new one-time password, and unlock the account.

    Refuses
        NoSuchAccount
    """
    account = account_for_update(account_id)
    password = first_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    UsedPassword.objects.create(account=account, password=account.password, since=at)
    reset(username=account.email)
    record(account_id, "password_reset", at, actor)
    return NewOfficer(account, password)


@transaction.atomic
def close_account(*, account_id: UUID, at: datetime, reason: str = "", actor: Actor = SYSTEM) -> None:
    """Close an account: nobody signs in with it any more; what its holder did stays (TN19-14.5).

    Refuses
        NoSuchAccount
    """
    _set_active(account_id, is_active=False, kind="account_closed", at=at, reason=reason, actor=actor)


@transaction.atomic
def reopen_account(*, account_id: UUID, at: datetime, reason: str = "", actor: Actor = SYSTEM) -> None:
    """Open a closed account again.

    Refuses
        NoSuchAccount
    """
    _set_active(account_id, is_active=True, kind="account_reopened", at=at, reason=reason, actor=actor)


def _set_active(
    account_id: UUID, *, is_active: bool, kind: str, at: datetime, reason: str, actor: Actor
) -> None:
    account = account_for_update(account_id)
    if account.is_active is is_active:
        return
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    record(account_id, kind, at, actor, words={"reason": nfc(reason)} if reason else None)


@transaction.atomic
def change_account(
    *, account_id: UUID, full_name: str, phone: str, at: datetime, actor: Actor = SYSTEM
) -> Account:
    """Correct the name and telephone number of an account's holder.

    Refuses
        NoSuchAccount, PhoneInvalid
    """
    account = account_for_update(account_id)
    account.full_name = nfc(full_name)
    account.phone = parse_phone(phone) if phone.strip() else ""
    account.save(update_fields=["full_name", "phone"])
    record(account_id, "account_changed", at, actor, words={"name": account.full_name})
    return account


@transaction.atomic
def unlock(*, account_id: UUID, at: datetime, actor: Actor = SYSTEM) -> bool:
    """Unlock an account before its time (mở khoá tài khoản); gives whether it had failures to forget.

    Refuses
        NoSuchAccount
    Law
        QCVN 12:2026/BCA 3.6.2.1.9: locked after 5 failures, unlocked after 12 hours or by an administrator.
    """
    account = account_for_update(account_id)
    forgotten = reset(username=account.email)
    if forgotten:
        record(account_id, "account_unlocked", at, actor)
    return bool(forgotten)


def account_for_update(account_id: UUID) -> Account:
    """The account, its row locked: nothing can be given to it meanwhile. Refuses with NoSuchAccount."""
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NoSuchAccount()
    return account
