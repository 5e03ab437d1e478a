"""The token pair of the Official Account: rotated under a row lock, one at a time, committed before it is used."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.delivery.zalo.errors import GrantFailed
from motcua.delivery.zalo.models import ZaloAccount
from motcua.kernel.sealing import Sealer
from motcua.partners.zalo.api import OpenApi
from motcua.partners.zalo.errors import TryAgain, ZaloError
from motcua.partners.zalo.oauth import REFRESH_LIVES, OAuth, Pair

log = logging.getLogger("motcua.delivery")

EARLY = timedelta(hours=1)
"""So long before its end a token is replaced."""
ALARM = timedelta(days=14)
"""So long before the refresh token's end somebody is told: after it only a person can grant anew."""


def sealer() -> Sealer:
    """What seals the keys of outside services; the key is a setting, kept apart from the database."""
    return Sealer.from_base64(settings.MOTCUA_SEALING_KEY)


def opened(sealed: str) -> str:
    """The secret in the clear, "" where there is none."""
    return sealer().open(sealed) if sealed else ""


def oauth_of(account: ZaloAccount) -> OAuth:
    return OAuth(account.app_id, opened(account.app_secret), host=account.oauth_host)


def api_of(account: ZaloAccount, token: str) -> OpenApi:
    return OpenApi(token, api=account.api_host, business=account.business_host)


def token_of(account_id: UUID, *, at: datetime, refused: str = "") -> str:
    """An access token that is good for a while; a new pair when it is not.

    Takes
        refused  a token that Zalo turned away: it is replaced whatever its end says, once for all who ask
    Gives
        the token; "" when nobody granted one
    Refuses
        ZaloError when a new pair is needed and none is given
    """
    account = ZaloAccount.objects.get(pk=account_id)
    token = _good(account, at, refused)
    if token or not account.refresh_token:
        return token
    try:
        return _rotated(account_id, at=at, refused=refused)
    except ZaloError as error:
        failed = {"refresh_failed_at": at, "refresh_error": str(error)[:200]}
        ZaloAccount.objects.filter(pk=account_id).update(**failed)
        log.warning("the token of the Zalo account was not replaced: %s", error)
        still = opened(account.access_token)
        is_alive = account.access_until is not None and account.access_until > at
        if isinstance(error, TryAgain) and is_alive and still != refused:
            return still
        raise


def _good(account: ZaloAccount, at: datetime, refused: str) -> str:
    if account.access_until is None or account.access_until <= at + EARLY:
        return ""
    token = opened(account.access_token)
    return "" if token == refused else token


def _rotated(account_id: UUID, *, at: datetime, refused: str) -> str:
    """A new pair, kept before anybody has it.

    This is the one place that waits for another system with a row locked: the refresh token is used up by asking,
    so two who ask at once would throw the account out for good. The wait is ten seconds at most, and nobody but
    those who need the token waits for this row.
    """
    with transaction.atomic(durable=True):
        account = ZaloAccount.objects.select_for_update().get(pk=account_id)
        token = _good(account, at, refused)  # somebody else was first
        if token:
            return token
        pair = oauth_of(account).refresh(opened(account.refresh_token))
        _keep(account, pair, at)
    return pair.access


def _keep(account: ZaloAccount, pair: Pair, at: datetime) -> None:
    seal = sealer().seal
    if account.access_token:
        before = {"access": opened(account.access_token), "refresh": opened(account.refresh_token)}
        account.previous_pair = seal(json.dumps(before))
    account.access_token, account.refresh_token = seal(pair.access), seal(pair.refresh)
    account.access_until, account.refresh_until = at + pair.lives, at + REFRESH_LIVES
    account.refreshed_at, account.refresh_failed_at, account.refresh_error = at, None, ""
    account.save()


def grant(*, account_id: UUID, code: str, at: datetime) -> None:
    """The first pair, for the code that Zalo's permission page came back with (cấp quyền cho ứng dụng).

    Refuses
        GrantFailed
    """
    with transaction.atomic(durable=True):
        account = ZaloAccount.objects.select_for_update().get(pk=account_id)
        try:
            pair = oauth_of(account).exchange(code, opened(account.code_verifier))
        except ZaloError as error:
            raise GrantFailed(said=str(error)) from error
        _keep(account, pair, at)


def refresh_ahead(*, at: datetime) -> None:
    """Replace the token of the account in use before it ends, also when nothing is sent for days."""
    for account_id in ZaloAccount.objects.filter(is_active=True).values_list("pk", flat=True):
        try:
            token_of(account_id, at=at)
        except ZaloError:
            log.error("the Zalo account has no token: somebody must grant it anew")
