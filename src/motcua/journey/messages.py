"""What the applicant is told: the facts go down to notifications, which leave after commit (DN15-3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.accounts.models import Account
from motcua.agencies.selectors import desk_on
from motcua.audit.services import Actor
from motcua.custody.post.selectors import result_parcel
from motcua.dossiers.models import Dossier, Party, Pause, Supplement
from motcua.journey.contacts import holder_of
from motcua.journey.papers.slips import lookup_url
from motcua.kernel.clock import local_day
from motcua.kernel.money import vnd
from motcua.notifications.dossier_events import (
    Accepted,
    Apologised,
    CarriedOver,
    Decided,
    DueChanged,
    Expired,
    HandedOver,
    NotGranted,
    Paused,
    Posted,
    Redirected,
    Refused,
    ResultCorrected,
    Resumed,
    Returned,
    StopDeclined,
    Stopped,
    Submitted,
    SupplementReminder,
    SupplementRequested,
    Withdrawn,
)
from motcua.notifications.events import EventFacts
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
        until=dossier.waits_until,
        contact_name=contact.name,
        contact_phone=contact.phone,
    )
    _tell("supplement_requested", dossier, facts, at)


def tell_returned(dossier: Dossier, asked: Supplement, back: str, *, officer: Actor, at: datetime) -> None:
    """An incomplete dossier is cancelled and goes back; `back` says which originals, which fees (TN19-12.4)."""
    contact = _contact(dossier, officer, at)
    facts = Returned(
        **_common(dossier, at),
        demands=tuple(f"{point.subject}: {point.to_do}" for point in asked.points.order_by("no")),
        reason=asked.reason,
        back=back,
        contact_name=contact.name,
        contact_phone=contact.phone,
    )
    _tell("returned", dossier, facts, at)


def tell_reminder(dossier: Dossier, asked: Supplement, *, at: datetime) -> None:
    """The time to complete the dossier runs out."""
    assert dossier.waits_until is not None
    facts = SupplementReminder(
        **_common(dossier, at),
        demands=tuple(f"{point.subject}: {point.to_do}" for point in asked.points.order_by("no")),
        until=dossier.waits_until,
    )
    _tell("supplement_reminder", dossier, facts, at)


def tell_expired(dossier: Dossier, until: datetime, *, to_fetch: bool, at: datetime) -> None:
    """Nobody completed the dossier in time: it ended; where originals wait, if any."""
    where = desk_on(dossier.return_desk_id, local_day(at)).name if to_fetch else ""
    _tell("expired", dossier, Expired(**_common(dossier, at), until=until, fetch_at=where), at)


def tell_redirected(dossier: Dossier, reason: str, *, at: datetime) -> None:
    """The dossier was handed in at the wrong place and is now at the right one; `office` is the new desk."""
    facts = Redirected(**_common(dossier, at), agency=dossier.agency_name, reason=reason)
    _tell("redirected", dossier, facts, at)


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
    """The result is ready: where to fetch it and what to bring, or that the post brings it (TN19-8.2, DN15-4.3c)."""
    by_post = result_parcel(dossier.pk) is not None
    facts = Decided(
        **_common(dossier, at),
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
        to_bring=to_bring,
        by_post=by_post,
        to_compare=by_post and bool(to_bring),
    )
    _tell("decided", dossier, facts, at)


def tell_posted(dossier: Dossier, *, carrier: str, waybill: str, at: datetime) -> None:
    """The postman has the parcel: its number, and that somebody should be at home (DN15-4.3c)."""
    _tell("posted", dossier, Posted(**_common(dossier, at), carrier=carrier, waybill=waybill), at)


def tell_handed_over(dossier: Dossier, receiver: str, *, at: datetime) -> None:
    """The result was handed over, when and to whom."""
    _tell(
        "handed_over", dossier, HandedOver(**_common(dossier, at), handed_over_at=at, receiver=receiver), at
    )


def tell_paused(dossier: Dossier, found: Pause, *, at: datetime, declined: str = "") -> None:
    """The handling waits: what for, until when, what to do; a duty that is not known yet is told once it is.

    `declined`: why the receipt that the applicant sent proves nothing yet.
    """
    is_payment = found.cause == "financial_duty"
    if is_payment and found.amount_vnd is None and not declined:
        return
    facts = Paused(
        **_common(dossier, at),
        is_payment=is_payment,
        until=found.until_at,
        amount=vnd(found.amount_vnd) if found.amount_vnd else "",
        notice=found.notice_number,
        place=found.place,
        declined=declined,
    )
    _tell("paused", dossier, facts, at)


def tell_resumed(dossier: Dossier, found: Pause, *, before: datetime | None, at: datetime) -> None:
    """The handling goes on, and the appointment as it is now."""
    assert dossier.due_at is not None
    is_moved = before is not None and before != dossier.due_at
    facts = Resumed(**_common(dossier, at), due_at=dossier.due_at, is_moved=is_moved)
    _tell("resumed", dossier, facts, at)


def tell_carried_over(dossier: Dossier, *, at: datetime) -> None:
    """Another agency has the dossier now: which, where, and that code and date stay."""
    desk = desk_on(dossier.return_desk_id, local_day(at))
    facts = CarriedOver(
        **_common(dossier, at),
        agency=dossier.agency_name,
        return_place=", ".join(filter(None, [desk.name, desk.address])),
        phone=desk.phone,
        due_at=dossier.due_at,
    )
    _tell("carried_over", dossier, facts, at)


def tell_not_granted(dossier: Dossier, *, officer: Actor, at: datetime) -> None:
    """After appraisal the request is not granted; the reasons are not written into a letter (TN19-12.7)."""
    contact = _contact(dossier, officer, at)
    facts = NotGranted(
        **_common(dossier, at),
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
        contact_name=contact.name,
        contact_phone=contact.phone,
        by_post=result_parcel(dossier.pk) is not None,
    )
    _tell("not_granted", dossier, facts, at)


def tell_corrected(dossier: Dossier, reason: str, *, was_out: bool, at: datetime) -> None:
    """A wrong result was set right: why, and what to do with the wrong paper."""
    facts = ResultCorrected(
        **_common(dossier, at),
        reason=reason.strip(),
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
        was_out=was_out,
    )
    _tell("result_corrected", dossier, facts, at)


def tell_extended(dossier: Dossier, *, old_due_at: datetime, reason: str, at: datetime) -> None:
    """The date of return was set anew, with the apology the law asks for (TN19-12.8)."""
    assert dossier.due_at is not None
    facts = DueChanged(
        **_common(dossier, at),
        old_due_at=old_due_at,
        new_due_at=dossier.due_at,
        reason=reason,
        is_late=True,
    )
    _tell("due_changed", dossier, facts, at)


def tell_apologised(dossier: Dossier, *, expected_at: datetime | None, reason: str, at: datetime) -> None:
    """The promised date passed."""
    assert dossier.due_at is not None
    facts = Apologised(**_common(dossier, at), due_at=dossier.due_at, expected_at=expected_at, reason=reason)
    _tell("apologised", dossier, facts, at)


def tell_withdrawn(dossier: Dossier, *, at: datetime) -> None:
    """The dossier was taken back before acceptance."""
    _tell("withdrawn", dossier, Withdrawn(**_common(dossier, at), withdrawn_at=at), at)


def tell_stopped(dossier: Dossier, *, to_fetch: bool, at: datetime) -> None:
    """The handling was stopped as asked; whether something waits at the desk."""
    _tell("stopped", dossier, Stopped(**_common(dossier, at), stopped_at=at, to_fetch=to_fetch), at)


def tell_stop_declined(dossier: Dossier, *, reason: str, officer: Actor, at: datetime) -> None:
    """The handling goes on, and why."""
    contact = _contact(dossier, officer, at)
    facts = StopDeclined(
        **_common(dossier, at), reason=reason, contact_name=contact.name, contact_phone=contact.phone
    )
    _tell("stop_declined", dossier, facts, at)


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
    applicant = _applicant(dossier)
    queue(
        event,
        facts,
        account_id=dossier.account_id,
        email=applicant.email or None,
        phone=applicant.phone or None,
        holder=holder_of(dossier, applicant),
        agency_id=dossier.agency_id,
        dedupe_key=f"{dossier.pk}/{event}/{dossier.event_seq}",
        order_key=str(dossier.pk),
        at=at,
    )


def _applicant(dossier: Dossier) -> Party:
    return Party.objects.get(dossier=dossier, role=Party.Role.APPLICANT)


def _contact(dossier: Dossier, officer: Actor, at: datetime) -> _Contact:
    """The officer who did it; where none did, the desk that returns the result."""
    if officer.kind != "officer" or officer.id is None:
        desk = desk_on(dossier.return_desk_id, local_day(at))
        return _Contact(desk.name, desk.phone)
    account = Account.objects.only("full_name", "phone").get(pk=officer.id)
    return _Contact(account.full_name, account.phone or desk_on(dossier.desk_id, local_day(at)).phone)
