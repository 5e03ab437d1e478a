"""One-time codes that prove a telephone: six digits by SMS, good once, for ten minutes (mã xác nhận)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from motcua.delivery.services import enqueue
from motcua.notifications.contacts import hash_of, mobile_of
from motcua.notifications.errors import CannotReceive, CodeOver, CodeWrong, TooManyCodes
from motcua.notifications.models import OneTimeCode
from motcua.parties.selectors import sealer

LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
LIMITS = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
"""How many codes one number, or one asker, gets within a time: an SMS costs money and wakes people."""
TEXTS = {
    "vi": "Mã xác nhận số điện thoại trên cổng dịch vụ công: {code}, dùng trong 10 phút. Không đưa mã cho bất kỳ ai.",
    "en": "Your code to confirm this number on the public service portal: {code}, for 10 minutes. Give it to nobody.",
}


@transaction.atomic
def send_code(*, holder: str, phone: str, at: datetime, language: str = "vi") -> UUID:
    """Send a code to a number that somebody says is theirs (gửi mã xác nhận).

    Takes
        holder  who asks: `contacts.holder_of_account`, or another name of the asker (a Zalo user)
        phone   as people write it
    Gives
        the id that `prove` asks for together with the code
    Refuses
        CannotReceive, TooManyCodes
    """
    number = mobile_of(phone)
    if not number:
        raise CannotReceive
    phone_hash = hash_of(number)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('code'), hashtext(%s))", [phone_hash])
    for span, most in LIMITS:
        for sent in (
            OneTimeCode.objects.filter(phone_hash=phone_hash),
            OneTimeCode.objects.filter(holder=holder),
        ):
            times = list(
                sent.filter(sent_at__gt=at - span)
                .order_by("-sent_at")
                .values_list("sent_at", flat=True)[:most]
            )
            if len(times) == most:
                wait = times[-1] + span - at
                raise TooManyCodes(minutes=max(1, -(-int(wait.total_seconds()) // 60)))
    code = f"{secrets.randbelow(10**6):06d}"
    made = OneTimeCode(
        holder=holder,
        phone_sealed=sealer().seal(number),
        phone_hash=phone_hash,
        sent_at=at,
        expires_at=at + LIFETIME,
    )
    made.code_hash = _hash(made.pk, code)
    made.save(force_insert=True)
    enqueue(
        channel="sms",
        destination=number,
        subject="",
        body=TEXTS.get(language, TEXTS["vi"]).format(code=code),
        dedupe_key=f"code/{made.pk}",
        urgent=True,
        at=at,
    )
    return made.pk


def prove(*, code_id: UUID, holder: str, code: str, at: datetime) -> str:
    """The number that the code proves, `84901234567` (nhập mã xác nhận).

    The try is counted in a transaction of its own: a refusal does not undo it.

    Refuses
        CodeOver (used, too old, too many tries, none such), CodeWrong
    """
    with transaction.atomic():
        found = OneTimeCode.objects.select_for_update().filter(pk=code_id, holder=holder).first()
        if found is None or found.used_at or found.expires_at <= at or found.tries >= MOST_TRIES:
            raise CodeOver
        found.tries += 1
        digits = "".join(letter for letter in code if letter.isdecimal())
        is_right = hmac.compare_digest(_hash(found.pk, digits), found.code_hash)
        if is_right:
            found.used_at = at
        found.save(update_fields=["tries", "used_at"])
    if not is_right:
        raise CodeWrong(left=MOST_TRIES - found.tries)
    return sealer().open(found.phone_sealed)


def forget_codes(*, before: datetime) -> None:
    """Codes are kept a few days for the limits, then go."""
    OneTimeCode.objects.filter(sent_at__lt=before).delete()


def _hash(code_id: UUID, code: str) -> str:
    return sealer().keyed_hash(f"code {code_id} {code}")
