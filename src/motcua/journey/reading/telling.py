"""What an applicant is told of their dossiers and where; what the desk sees of it (DN15-3.3, TN19-12.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.accounts.models import Account
from motcua.agencies.selectors import Scope
from motcua.delivery.models import OutboxMessage
from motcua.delivery.outgoing import messages_named
from motcua.dossiers.models import Dossier, Party
from motcua.journey.contacts import holder_of
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.phones import mask_phone
from motcua.kernel.phrases import phrase
from motcua.notifications.contacts import holder_of_account
from motcua.notifications.kinds import kind_of
from motcua.notifications.selectors import HeldNotice, Standing, held_named, standing_of

CHANNEL_NAMES = {
    "email": phrase("thư điện tử"),
    "sms": phrase("tin nhắn SMS"),
    "zalo": phrase("Zalo"),
}


@dataclass(frozen=True)
class Reader:
    """Whose notices a page is about: by account, or by a dossier whose secret was proven."""

    holder: str
    account_id: UUID | None
    email: str
    phone: str
    is_officer: bool = False

    def standing(self, at: datetime) -> Standing:
        """What they are told and where."""
        return standing_of(
            self.holder,
            email=self.email,
            phone=self.phone,
            has_inbox=self.account_id is not None,
            at=at,
            is_officer=self.is_officer,
        )


def reader_of_account(account_id: UUID) -> Reader:
    """The holder of an account."""
    account = Account.objects.only("email", "phone", "kind").get(pk=account_id)
    return Reader(
        holder_of_account(account_id),
        account_id,
        account.email,
        account.phone,
        is_officer=account.kind == Account.Kind.OFFICER,
    )


def reader_of_dossier(dossier: Dossier) -> Reader:
    """The applicant of a dossier; who filed it while signed in is told by the account."""
    applicant = Party.objects.get(dossier=dossier, role=Party.Role.APPLICANT)
    return Reader(holder_of(dossier, applicant), dossier.account_id, applicant.email, applicant.phone)


@dataclass(frozen=True)
class Told:
    """One message about a dossier: of what, by which way, to where (masked), and what became of it."""

    label: str
    channel: str
    to: str
    at: datetime
    state: str
    tone: str


@dataclass(frozen=True)
class Telling:
    """What the desk sees of telling the applicant."""

    dossier: Dossier
    standing: Standing
    told: tuple[Told, ...]


def telling_of(dossier_id: UUID, scope: Scope, *, at: datetime) -> Telling:
    """The leaf "Thông báo" of a dossier; refuses with UnknownDossier who may not see it.

    Work notices to officers about the dossier are not in it.
    """
    dossier = visible_dossier(dossier_id, scope)
    rows: Iterable[OutboxMessage | HeldNotice] = [
        *messages_named(f"{dossier.pk}/"),
        *held_named(f"{dossier.pk}/"),
    ]
    told = [_told(one) for one in sorted(rows, key=lambda one: one.queued_at) if _is_applicants(one)]
    return Telling(dossier, reader_of_dossier(dossier).standing(at), tuple(reversed(told)))


def _event(one: OutboxMessage | HeldNotice) -> str:
    return one.dedupe_key.split("/")[1]


def _is_applicants(one: OutboxMessage | HeldNotice) -> bool:
    return not kind_of(_event(one)).to_officers


def _told(one: OutboxMessage | HeldNotice) -> Told:
    words, tone = _fate(one)
    return Told(
        kind_of(_event(one)).label, CHANNEL_NAMES[one.channel], _masked(one), one.queued_at, words, tone
    )


def _masked(one: OutboxMessage | HeldNotice) -> str:
    if not one.destination:
        return ""
    return {"sms": mask_phone(one.destination), "zalo": "Zalo"}.get(one.channel, one.destination)


def _fate(one: OutboxMessage | HeldNotice) -> tuple[str, str]:
    """What became of it, in words, and how that is shown."""
    if isinstance(one, HeldNotice):
        return one.words, "calm"
    if one.state == "dead" and one.fate != "nobody":
        said = phrase("đã thu lại vì không phải số của người nộp")
        return (said if one.last_error == "withdrawn" else phrase("không gửi được")), "late"
    if one.state == "queued":
        return phrase("đang chờ gửi"), "soon"
    return {
        "arrived": (phrase("đã đến máy người nhận"), "good"),
        "failed": (phrase("nhà mạng báo không đến"), "late"),
        "nobody": (phrase("nhà mạng báo số không có người dùng"), "late"),
    }.get(one.fate, (phrase("đã gửi"), "good"))
