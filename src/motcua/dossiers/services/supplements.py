"""Asking once for everything that has to be added or mended (yêu cầu bổ sung, hoàn thiện hồ sơ)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.audit.selectors import event_by_key
from motcua.audit.services import Actor
from motcua.dossiers.errors import (
    NothingToSupplement,
    ReasonMissing,
    SecondRequestNeedsHead,
)
from motcua.dossiers.models import (
    Dossier,
    Paper,
    SecondRequest,
    Supplement,
    SupplementPoint,
)
from motcua.dossiers.moves import next_state
from motcua.dossiers.selectors import answers_of
from motcua.dossiers.services.core import move, note
from motcua.dossiers.services.reception import BAD, require_checked
from motcua.eforms.drafting import changed
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc


@dataclass(frozen=True)
class Fault:
    """One thing to ask for.

    paper_id  the component it is about; null for a part of the form
    field_id  id of the field or section of the form; `fields` are the fields it covers, `subject` its label
    finding   missing, wrong, expired
    """

    finding: str
    to_do: str
    paper_id: UUID | None = None
    field_id: str = ""
    fields: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class HeadsWord:
    """The head asks again in person, with the reason."""

    head_id: UUID
    reason: str


@dataclass(frozen=True)
class Asking:
    """How a request to complete is made.

    act     request_supplement, ask_completion, cancel_incomplete
    reason  why the dossier is not complete; printed on the slip
    until   until when the answer is waited for; null where nothing is waited for
    """

    act: str
    stage: Supplement.Stage
    reason: str
    until: datetime | None
    head: HeadsWord | None = None


def faults_of_checklist(dossier: Dossier) -> list[Fault]:
    """What the walked checklist found missing, wrong or expired; refuses with PapersUnchecked."""
    return [
        Fault(paper.finding, paper.remark, paper_id=paper.id)
        for paper in require_checked(dossier)
        if paper.finding in BAD
    ]


def ask(
    dossier: Dossier,
    asking: Asking,
    faults: Sequence[Fault],
    *,
    officer: Actor,
    at: datetime,
    key: UUID,
    changes: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> Supplement:
    """Ask once, for everything at the same time, what has to be added or mended (yêu cầu bổ sung).

    Takes
        faults   at least one, each with what to do
        changes  further columns of the dossier that the act sets
        words    further words of the event
    Refuses
        IllegalMove, NothingToSupplement, ReasonMissing; SecondRequestNeedsHead where something could have been asked
        for the first time and no head has given the reason
    Writes
        the request, its points, the dossier's state, one event
    Law
        TN19-10.1a, TN19-10.2a: one single full notice with content, reason and guidance. TN19-12.4.
    """
    if event_by_key(dossier.id, key) is not None:
        return Supplement.objects.filter(dossier=dossier).latest("no")
    next_state(dossier.state, asking.act)
    if not faults:
        raise NothingToSupplement
    if not asking.reason.strip() or not all(fault.to_do.strip() for fault in faults):
        raise ReasonMissing
    earlier = Supplement.objects.filter(dossier=dossier).order_by("-no").first()
    repeats = repeated(dossier, faults, earlier)
    head = _heads_word(dossier, asking, repeats, earlier)
    supplement = Supplement.objects.create(
        dossier=dossier,
        no=earlier.no + 1 if earlier else 1,
        stage=asking.stage,
        reason=nfc(asking.reason),
        requested_at=at,
        requested_by_id=officer.id,
        agency_id=officer.agency_id,
        is_repeat=bool(repeats),
        head_id=head.head_id if head else None,
        head_reason=nfc(head.reason) if head else "",
    )
    if repeats:
        SecondRequest.objects.filter(dossier=dossier, supplement=None).update(supplement_id=supplement.id)
    points = _add_points(dossier, supplement, faults, repeats)
    body: dict[str, Any] = {"points": points, "no": supplement.no, "until": asking.until}
    if repeats and head is not None:
        body |= {"repeats": len(repeats), "head": head.head_id}
    spoken = {"reason": supplement.reason, "head_reason": supplement.head_reason, **(words or {})}
    move(
        *(dossier, asking.act),
        at=at,
        actor=officer,
        body=body,
        words={name: text for name, text in spoken.items() if text},
        key=key,
        changes={**({"waits_until": asking.until} if asking.until else {}), **(changes or {})},
    )
    return supplement


def repeated(dossier: Dossier, faults: Sequence[Fault], earlier: Supplement | None) -> list[Fault]:
    """Which faults could be seen when the last request was made: nothing about them is new since (TN19-10.2a)."""
    if earlier is None:
        return []
    renewed = set(
        SupplementPoint.objects.filter(dossier=dossier, supplement=earlier, brings_new=True).values_list(
            "paper_id", flat=True
        )
    )
    now, then = answers_of(dossier.pk), answers_of(dossier.pk, until=earlier.requested_at)
    rewritten = set(changed(then, now))
    return [
        fault
        for fault in faults
        if (fault.paper_id not in renewed if fault.paper_id else rewritten.isdisjoint(fault.fields))
    ]


def _heads_word(
    dossier: Dossier, asking: Asking, repeats: Sequence[Fault], earlier: Supplement | None
) -> HeadsWord | None:
    """The head's reason for asking again: given with the request, or in an act of their own before it."""
    if not repeats:
        return None
    assert earlier is not None
    if asking.head is not None and asking.head.reason.strip():
        return asking.head
    leave = SecondRequest.objects.filter(dossier=dossier, supplement=None).first()
    if leave is None:
        names = _names_of(dossier, repeats)
        raise SecondRequestNeedsHead(
            day=f"{local_day(earlier.requested_at):%d/%m/%Y}", names="; ".join(names.values())
        )
    return HeadsWord(leave.head_id, leave.reason)


def _names_of(dossier: Dossier, faults: Sequence[Fault]) -> dict[int, str]:
    papers = dict(Paper.objects.filter(dossier=dossier).values_list("pk", "name"))
    return {
        number: papers[fault.paper_id] if fault.paper_id else fault.subject
        for number, fault in enumerate(faults)
    }


def _add_points(
    dossier: Dossier, supplement: Supplement, faults: Sequence[Fault], repeats: Collection[Fault]
) -> list[str]:
    """The rows of a request, in the order of the faults; gives the component or field id of each."""
    papers = {paper.id: paper for paper in Paper.objects.filter(dossier=dossier)}
    names = _names_of(dossier, faults)
    SupplementPoint.objects.bulk_create(
        SupplementPoint(
            dossier=dossier,
            supplement=supplement,
            paper_id=fault.paper_id,
            field_id=fault.field_id,
            no=number,
            finding=fault.finding,
            subject=nfc(names[number - 1]),
            to_do=nfc(fault.to_do),
            is_repeat=fault in repeats,
        )
        for number, fault in enumerate(faults, start=1)
    )
    return [papers[fault.paper_id].component_id if fault.paper_id else fault.field_id for fault in faults]


def allow_second_request(dossier: Dossier, *, head: Actor, reason: str, at: datetime, key: UUID) -> None:
    """The head lets the dossier be sent back once more for what could be seen the first time; used by one request.

    Refuses
        IllegalMove, ReasonMissing
    Law
        TN19-10.2a.
    """
    if event_by_key(dossier.id, key) is not None:
        return
    assert head.id is not None
    next_state(dossier.state, "allow_second_request")
    if not reason.strip():
        raise ReasonMissing
    SecondRequest.objects.filter(dossier=dossier, supplement=None).delete()
    SecondRequest.objects.create(dossier=dossier, head_id=head.id, reason=nfc(reason), allowed_at=at)
    note(dossier, "allow_second_request", at=at, actor=head, words={"reason": nfc(reason)}, key=key)
