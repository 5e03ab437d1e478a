"""Setting up the Official Account, and noting who talks to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from motcua.delivery.zalo.errors import TemplateWrong
from motcua.delivery.zalo.models import ZaloAccount, ZaloAttempt, ZaloTemplate
from motcua.delivery.zalo.tokens import sealer
from motcua.kernel.text import nfc
from motcua.partners.zalo.signature import verifier
from motcua.partners.zalo.templates import LONGEST

ATTEMPTS_KEPT = timedelta(days=90)
SECRETS = ("app_secret", "webhook_secret")


@transaction.atomic
def set_up(*, name: str, app_id: str, oa_id: str, secrets: dict[str, str], **more: Any) -> ZaloAccount:
    """Enter the Official Account of the province; it takes the place of the one in use (khai báo Zalo OA).

    Takes
        secrets  app_secret, webhook_secret in the clear; one that is empty stays as it was
        more     other columns: hosts, signs_with, media_hosts, has_buttons
    """
    ZaloAccount.objects.filter(is_active=True).exclude(oa_id=oa_id).update(is_active=False)
    account = ZaloAccount.objects.select_for_update().filter(oa_id=oa_id).first() or ZaloAccount(oa_id=oa_id)
    account.name, account.app_id, account.is_active = nfc(name), app_id.strip(), True
    for column in SECRETS:
        if secrets.get(column):
            setattr(account, column, sealer().seal(secrets[column].strip()))
    for column, value in more.items():
        setattr(account, ZaloAccount._meta.get_field(column).name, value)
    if not account.code_verifier:
        account.code_verifier = sealer().seal(verifier())
    account.save()
    return account


@transaction.atomic
def take_out(*, oa_id: str) -> None:
    """Use this account no more; what was said with it stays."""
    ZaloAccount.objects.filter(oa_id=oa_id).update(is_active=False)


@transaction.atomic
def set_template(*, account_id: UUID, event: str, template_id: str, lines: str) -> None:
    """Which approved template tells an event where nothing may be said freely; an empty id takes it away.

    Takes
        lines  a parameter a line: name in the template, type, fact
    Refuses
        TemplateWrong
    """
    if not template_id.strip():
        ZaloTemplate.objects.filter(account_id=account_id, event=event).delete()
        return
    parameters = {}
    for line in filter(None, map(nfc, lines.splitlines())):
        parts = [part.strip() for part in line.replace(";", ",").split(",")]
        if len(parts) != 3 or parts[1] not in LONGEST or not all(parts):
            raise TemplateWrong(line=line[:60], types=", ".join(LONGEST))
        parameters[parts[0]] = [parts[1], parts[2]]
    ZaloTemplate.objects.update_or_create(
        account_id=account_id,
        event=event,
        defaults={"template_id": template_id.strip(), "parameters": parameters},
    )


_NOTE = """
insert into zalo_user (id, account_id, user_id, follows, followed_at, last_at)
values (%(id)s, %(account)s, %(user)s, coalesce(%(follows)s, false), %(followed_at)s, %(last_at)s)
on conflict (account_id, user_id) do update set
    follows = case when excluded.followed_at > coalesce(zalo_user.followed_at, '-infinity')
                   then excluded.follows else zalo_user.follows end,
    followed_at = greatest(zalo_user.followed_at, excluded.followed_at),
    last_at = greatest(zalo_user.last_at, excluded.last_at)
"""


def note_user(*, account_id: UUID, user_id: str, at: datetime, follows: bool | None = None) -> None:
    """Note that somebody wrote, followed or stopped following; what happened last counts, in whatever order it is told.

    Takes
        follows  None when it was no following; to stop is no interaction
    """
    values = {
        "id": ZaloAccount._meta.pk.get_default(),
        "account": account_id,
        "user": user_id,
        "follows": follows,
        "followed_at": None if follows is None else at,
        "last_at": None if follows is False else at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)


@transaction.atomic
def use_again(*, oa_id: str) -> None:
    """The account that was in use before takes its place again."""
    ZaloAccount.objects.filter(is_active=True).exclude(oa_id=oa_id).update(is_active=False)
    ZaloAccount.objects.filter(oa_id=oa_id).update(is_active=True)


def note_attempt(
    account: ZaloAccount, message: str, *, at: datetime, code: int = 0, words: str = "", zalo_id: str = ""
) -> None:
    """Keep what Zalo said to one call for a message."""
    ZaloAttempt.objects.create(
        account=account, message=message, at=at, code=code, words=words[:200], zalo_id=zalo_id[:100]
    )


def note_receipt(*, zalo_ids: Collection[str], at: datetime, is_seen: bool) -> None:
    """A message arrived or was read; told again or in another order, the first time stays."""
    rows = ZaloAttempt.objects.filter(zalo_id__in=[one for one in zalo_ids if one])
    if is_seen:
        rows.filter(seen_at=None).update(seen_at=at)
    rows.filter(arrived_at=None).update(arrived_at=at)


def forget_attempts(*, at: datetime) -> int:
    """What was kept of calls is forgotten after 90 days."""
    return ZaloAttempt.objects.filter(at__lt=at - ATTEMPTS_KEPT).delete()[0]
