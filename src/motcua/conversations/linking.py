"""An account and a dialogue belong to the same person: proven by a one-time code that goes from one to the other."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.accounts.selectors import account_name
from motcua.conversations.errors import LinkCodeWrong, TooManyLinkCodes
from motcua.conversations.meaning import LINKS
from motcua.conversations.models import Conversation, LinkCode
from motcua.conversations.selectors import ZALO
from motcua.conversations.talk import Talk
from motcua.dossiers.models import Party
from motcua.journey.contacts import note_losses
from motcua.journey.tracking import my_dossiers
from motcua.kernel.errors import Refusal
from motcua.kernel.phones import mask_phone
from motcua.kernel.phrases import phrase
from motcua.notifications.codes import prove, send_code
from motcua.notifications.contacts import mobile_of
from motcua.notifications.ownership import Loss, link_zalo, unlink_zalo
from motcua.parties.selectors import sealer
from motcua.status.selectors import answer
from motcua.status.words import short

GOOD_FOR = timedelta(minutes=10)
CODES_AN_HOUR = 5
MOST_SHOWN = 5


@transaction.atomic
def make_code(*, account_id: UUID, at: datetime) -> str:
    """A one-time code for a signed-in person, shown once (mã liên kết); the one before is good no more.

    Refuses
        TooManyLinkCodes
    """
    mine = LinkCode.objects.filter(account_id=account_id)
    hour = timedelta(hours=1)
    recent = list(mine.filter(made_at__gt=at - hour).order_by("made_at").values_list("made_at", flat=True))
    if len(recent) >= CODES_AN_HOUR:
        wait = recent[0] + hour - at
        raise TooManyLinkCodes(minutes=max(1, int(wait.total_seconds() // 60)))
    mine.filter(used_at=None, until__gt=at).update(until=at)
    code = f"{secrets.randbelow(10**8):08d}"
    LinkCode.objects.create(account_id=account_id, code_hash=_hash(code), made_at=at, until=at + GOOD_FOR)
    return code


def _hash(code: str) -> str:
    return sealer().keyed_hash(f"link code {code}")


def link(talk: Talk, code: str) -> None:
    """The code came by message: the dialogue is this person's from now on (liên kết)."""
    if not talk.may("link", LINKS):
        talk.say(phrase("Bạn đã nhập mã liên kết nhiều lần. Vui lòng đợi một giờ rồi lấy mã mới."))
        return
    found = (
        LinkCode.objects.select_for_update()
        .filter(code_hash=_hash(code), used_at=None, until__gt=talk.at)
        .first()
    )
    if found is None:
        talk.say(LinkCodeWrong().sentence)
        return
    found.used_at = talk.at
    found.save(update_fields=["used_at"])
    # an account speaks through one dialogue: whoever had it before hears nothing more
    others = Conversation.objects.filter(channel=ZALO, account_id=found.account_id)
    _end_others(others.exclude(pk=talk.conversation.pk), at=talk.at)
    _, losses = link_zalo(user_id=talk.conversation.peer, account_id=found.account_id, at=talk.at)
    tell_losses(losses, at=talk.at)
    talk.conversation.account_id = found.account_id
    talk.conversation.linked_at = talk.at
    talk.keep(asked={**talk.place.get("asked", {}), "link": []})
    talk.say(
        phrase(
            "Đã liên kết với tài khoản của {name}. Từ nay thông báo về hồ sơ được gửi đến đây. Bỏ liên kết ở trang "
            "Tài khoản.",
            name=account_name(found.account_id),
        )
    )


@transaction.atomic
def unlink(*, account_id: UUID, at: datetime) -> None:
    """The account speaks through no dialogue any more, and no notice goes there (bỏ liên kết)."""
    _end_others(Conversation.objects.filter(channel=ZALO, account_id=account_id), at=at)


def _end_others(rows: QuerySet[Conversation], *, at: datetime) -> None:
    for one in rows.select_for_update():
        unlink_zalo(user_id=one.peer, at=at)
        one.account_id = one.linked_at = None
        one.save(update_fields=["account", "linked_at"])


def followed_again(talk: Talk) -> None:
    """Whoever stopped following heard nothing more; who is linked and follows again hears again."""
    if talk.account_id is not None:
        _, losses = link_zalo(user_id=talk.conversation.peer, account_id=talk.account_id, at=talk.at)
        tell_losses(losses, at=talk.at)


def tell_losses(losses: Sequence[Loss], *, at: datetime) -> None:
    """Who had this Zalo before is told, after this act: nobody holds a number's row and asks for dossiers."""
    if losses:
        transaction.on_commit(partial(note_losses, losses, at=at), robust=True)


# a telephone, for who has no account


def ask_code(talk: Talk, typed: str) -> None:
    """ "nhận tin": a code goes by SMS to the number that was declared, or that is said now."""
    phone = typed or _declared_phone(talk)
    if not phone:
        talk.say(phrase("Gõ: NHẬN TIN và số điện thoại của bạn, ví dụ NHẬN TIN 0901234567."))
        return
    try:
        with transaction.atomic():
            code_id = send_code(holder=_holder(talk), phone=phone, at=talk.at)
    except Refusal as refusal:
        talk.say(refusal.sentence)
        return
    talk.keep(code=str(code_id))
    shown = mask_phone(mobile_of(phone))
    talk.say(phrase("Đã gửi mã qua SMS đến số {phone}. Gõ: MÃ và 6 chữ số trong tin nhắn.", phone=shown))


def take_code(talk: Talk, code: str) -> None:
    """ "mã 123456": the number is this person's; what is told to the number is told here (TN19-12.8)."""
    code_id = talk.place.get("code")
    if code_id is None:
        talk.say(phrase("Chưa có mã nào được gửi. Gõ NHẬN TIN để nhận mã qua SMS."))
        return
    try:
        # no transaction around it: a wrong try stays counted when it is refused
        phone = prove(code_id=UUID(code_id), holder=_holder(talk), code=code, at=talk.at)
    except Refusal as refusal:
        talk.say(refusal.sentence)
        return
    _, losses = link_zalo(user_id=talk.conversation.peer, phone=phone, account_id=talk.account_id, at=talk.at)
    tell_losses(losses, at=talk.at)
    talk.keep(code=None)
    talk.say(phrase("Đã xác nhận. Thông báo về hồ sơ khai số này được gửi đến đây."))


def _holder(talk: Talk) -> str:
    return f"zalo/{talk.conversation.peer}"


def _declared_phone(talk: Talk) -> str:
    """The number of the newest dossier that was filed here."""
    filed = talk.conversation.filed.order_by("-filed_at").first()
    if filed is None:
        return ""
    party = Party.objects.filter(dossier_id=filed.dossier_id, role=Party.Role.APPLICANT).first()
    return party.phone if party else ""


def own_dossiers(talk: Talk) -> list[str]:
    """The newest dossiers of the linked account, each in the words of its public status."""
    if talk.account_id is None:
        return []
    found, _ = my_dossiers(talk.account_id)
    return [
        "\n".join([one.procedure_name, short(answer(one.code or one.reference))])
        for one in found[:MOST_SHOWN]
    ]
