"""Whose notices are whose, and what the desk sees when a number turns out to be somebody else's (TN19-12.8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.audit.services import SYSTEM
from motcua.delivery.outgoing import count_told, failed_since
from motcua.delivery.selectors import failures_in_a_row
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.notifications import ownership
from motcua.notifications.contacts import (
    hash_of,
    holder_of_account,
    holder_of_dossier,
    holder_of_person,
    shown,
)
from motcua.notifications.ownership import Loss
from motcua.notifications.rules import SMS

LOOKED_BACK = timedelta(hours=36)
FEW = 5
"""Dead numbers among the messages of these hours that are believed without looking at how many were sent."""


def holder_of(dossier: Dossier, applicant: Party) -> str:
    """The name under which the applicant's numbers and choices are kept: account, else person, else this dossier."""
    if dossier.account_id is not None:
        return holder_of_account(dossier.account_id)
    if applicant.number_hash:
        return holder_of_person(applicant.number_hash)
    if applicant.tax_code:
        return holder_of_person(hash_of(applicant.tax_code))
    return holder_of_dossier(dossier.pk)


def say_not_mine_by_link(*, token: str, at: datetime) -> bool:
    """Somebody followed the link of a message that was not for them; False when it was said before.

    Refuses
        LinkUnknown
    """
    loss = ownership.disown_by_link(token=token, at=at)
    note_losses([loss] if loss else [], at=at)
    return loss is not None


def hear_unknown_subscriber(*, phone: str, at: datetime, is_certain: bool = False) -> None:
    """An operator's receipt says that a message did not arrive at this number, or (certain) that nobody has it."""
    note_losses(ownership.note_unknown(phone=phone, at=at, is_certain=is_certain), at=at)


def hear_receipts(*, at: datetime) -> int:
    """Look through the receipts of the last days for numbers at which nothing arrives; gives how many failures.

    Every hour; the same receipt again counts for the same day only. One that arrived since clears the number.
    """
    failures = failed_since(channel=SMS, since=at - LOOKED_BACK)
    nobody = sum(is_nobody for _, _, is_nobody in failures)
    # a gateway that is set up wrongly knows nobody at all: then it is the gateway, and no number is lost for it
    is_credible = nobody <= max(FEW, count_told(channel=SMS, since=at - LOOKED_BACK) // 5)
    for phone, failed_at, is_nobody in failures:
        if failures_in_a_row(SMS, phone, most=1):
            hear_unknown_subscriber(phone=phone, at=failed_at, is_certain=is_nobody and is_credible)
        else:
            ownership.note_reached(phone=phone)
    return len(failures)


def confirm_phone(
    *, holder: str, account_id: UUID | None, phone: str, keeps_others: bool, at: datetime
) -> None:
    """A code proved that the number is the reader's; who lost it is told, and their desks see it.

    Refuses
        CannotReceive
    """
    _, losses = ownership.confirm_phone(
        holder=holder, account_id=account_id, phone=phone, keeps_others=keeps_others, at=at
    )
    note_losses(losses, at=at)


def note_losses(losses: Iterable[Loss], *, at: datetime) -> None:
    """Write into the open dossiers of who lost a number that it is lost: the desk rings, or asks for another.

    Each dossier in a transaction of its own, after the loss itself: an act holds its dossier and asks for the
    number's row, so nobody may hold the number's row and ask for dossiers.
    """
    for loss in losses:
        for dossier_id in _open_dossiers(loss.holder):
            with transaction.atomic():
                dossier = dossier_for_update(dossier_id)
                if dossier.finished_at is None:
                    words = {"contact": loss.shown}
                    note(dossier, "contact_lost", at=at, actor=SYSTEM, body={"how": loss.how}, words=words)


def _open_dossiers(holder: str) -> list[UUID]:
    kind, _, name = holder.partition("/")
    rows = Dossier.objects.filter(finished_at=None)
    if kind == "account":
        rows = rows.filter(account_id=name)
    elif kind == "person":
        parties = Party.objects.filter(role=Party.Role.APPLICANT)
        by_number = parties.filter(number_hash=name).values_list("dossier_id", flat=True)
        rows = rows.filter(pk__in=list(by_number), account=None)
    elif kind == "dossier":
        rows = rows.filter(pk=name)
    else:
        return []
    return list(rows.order_by("pk").values_list("pk", flat=True))


def number_behind(token: str) -> tuple[str, bool]:
    """The number that a link "not mine" is about, as anybody may see it, and whether nothing goes to it already.

    Refuses
        LinkUnknown
    """
    found = ownership.asked_about(token)
    return shown(found), found.disowned_at is not None
