"""What the applicant is told: the facts go down to notifications, which leave after commit (DN15-3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.accounts.models import Account
from motcua.agencies.selectors import desk_on
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Party, Supplement
from motcua.journey.papers.slips import lookup_url
from motcua.kernel.clock import local_day
from motcua.notifications.events import (
    Accepted,
    Decided,
    EventFacts,
    HandedOver,
    Refused,
    Submitted,
    SupplementRequested,
)
from motcua.notifications.services import queue

GREETINGS = {"male": "Ông", "female": "Bà"}


@dataclass(frozen=True)
class _Contact:
    name: str
    phone: str


def tell_submitted(dossier: Dossier, *, at: datetime) -> None:
    """The dossier arrived at its desk."""
    _tell("submitted", dossier, Submitted(**_common(dossier, at), submitted_at=at), at)


def tell_accepted(dossier: Dossier, *, at: datetime) -> None:
    """The dossier is accepted; the code and the appointment."""
    assert dossier.due_at is not None
    facts = Accepted(
        **_common(dossier, at),
        accepted_at=at,
        due_at=dossier.due_at,
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
    )
    _tell("accepted", dossier, facts, at)


def tell_supplement(dossier: Dossier, asked: Supplement, *, officer: Actor, at: datetime) -> None:
    """The one full notice of what is missing, with reason, guidance and whom to ask (TN19-10.2a)."""
    contact = _contact(dossier, officer, at)
    facts = SupplementRequested(
        **_common(dossier, at),
        demands=tuple(f"{point.subject}: {point.to_do}" for point in asked.points.order_by("no")),
        reason=asked.reason,
        contact_name=contact.name,
        contact_phone=contact.phone,
    )
    _tell("supplement_requested", dossier, facts, at)


def tell_refused(dossier: Dossier, reason: str, *, officer: Actor, at: datetime) -> None:
    """The dossier is refused, and why (TN19-10.1b)."""
    contact = _contact(dossier, officer, at)
    facts = Refused(
        **_common(dossier, at),
        reasons=tuple(line.strip() for line in reason.splitlines() if line.strip()),
        contact_name=contact.name,
        contact_phone=contact.phone,
    )
    _tell("refused", dossier, facts, at)


def tell_decided(dossier: Dossier, to_bring: tuple[str, ...], *, at: datetime) -> None:
    """The result is ready: where to fetch it and what to bring (TN19-8.2)."""
    facts = Decided(
        **_common(dossier, at),
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
        to_bring=to_bring,
    )
    _tell("decided", dossier, facts, at)


def tell_handed_over(dossier: Dossier, receiver: str, *, at: datetime) -> None:
    """The result was handed over, when and to whom."""
    _tell(
        "handed_over", dossier, HandedOver(**_common(dossier, at), handed_over_at=at, receiver=receiver), at
    )


def _common(dossier: Dossier, at: datetime) -> dict[str, Any]:
    applicant = _applicant(dossier)
    title = "Quý đơn vị" if applicant.kind == "enterprise" else GREETINGS.get(applicant.sex, "Ông/Bà")
    return {
        "greeting": f"{title} {applicant.full_name}",
        "code": dossier.code or dossier.reference,
        "procedure": dossier.procedure_name,
        "office": desk_on(dossier.desk_id, local_day(at)).name,
        "link": lookup_url(dossier),
    }


def _tell(event: str, dossier: Dossier, facts: EventFacts, at: datetime) -> None:
    """One telling per event of the chain: the same act again tells nothing twice."""
    queue(
        event,
        facts,
        account_id=dossier.account_id,
        email=_applicant(dossier).email or None,
        dedupe_key=f"{dossier.pk}/{event}/{dossier.event_seq}",
        order_key=str(dossier.pk),
        at=at,
    )


def _applicant(dossier: Dossier) -> Party:
    return Party.objects.get(dossier=dossier, role=Party.Role.APPLICANT)


def _contact(dossier: Dossier, officer: Actor, at: datetime) -> _Contact:
    assert officer.id is not None
    account = Account.objects.only("full_name", "phone").get(pk=officer.id)
    return _Contact(account.full_name, account.phone or desk_on(dossier.desk_id, local_day(at)).phone)
