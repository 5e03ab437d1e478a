"""The desk's acts: checking papers, accepting, refusing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import desk_on, is_posted_at
from motcua.audit.selectors import event_by_key
from motcua.audit.services import Actor
from motcua.deadlines.rules import Limit
from motcua.dossiers.errors import (
    Changed,
    PapersNotInOrder,
    PapersUnchecked,
    ReasonMissing,
    WrongDesk,
)
from motcua.dossiers.models import (
    Clock,
    Dossier,
    DossierCode,
    Paper,
)
from motcua.dossiers.moves import next_state
from motcua.dossiers.services.clocks import go_on, running_clock, start_clock, stop_clocks
from motcua.dossiers.services.core import move, note
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.numbers import rules as number_rules
from motcua.numbers.services import next_number

BAD = (Paper.Finding.MISSING, Paper.Finding.WRONG, Paper.Finding.EXPIRED)


@dataclass(frozen=True)
class Finding:
    """What the desk found of one component; `remark` says what is wrong and what to do."""

    paper_id: UUID
    finding: str
    remark: str = ""
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True)
class Acceptance:
    """The answer of an acceptance: the statutory code, when it was accepted, when the result is due."""

    code: str
    at: datetime
    due_at: datetime


def require_desk(dossier: Dossier, officer_id: UUID, at: datetime, *, desk_id: UUID | None = None) -> None:
    """Refuses with WrongDesk an officer who is not posted at the dossier's desk at `at`."""
    desk_id = desk_id or dossier.desk_id
    if not is_posted_at(officer_id, desk_id, at):
        raise WrongDesk(desk=desk_on(desk_id, local_day(at)).name)


def check_papers(
    dossier: Dossier, findings: Sequence[Finding], *, actor: Actor, at: datetime, key: UUID | None = None
) -> None:
    """Write down what the desk found of each component (kiểm tra thành phần hồ sơ); TN14-7.1.

    Refuses
        IllegalMove once the desk has concluded; Changed for a component that is not of this dossier; ReasonMissing
    """
    next_state(dossier.state, "accept")
    papers = {paper.id: paper for paper in Paper.objects.filter(dossier=dossier)}
    if not papers.keys() >= {finding.paper_id for finding in findings}:
        raise Changed
    changed = []
    for finding in findings:
        paper = papers[finding.paper_id]
        if finding.finding in BAD and not finding.remark.strip():
            raise ReasonMissing
        paper.finding, paper.remark = finding.finding, nfc(finding.remark)
        if finding.originals is not None:
            paper.originals = finding.originals
        if finding.copies is not None:
            paper.copies = finding.copies
        changed.append(paper)
    Paper.objects.bulk_update(changed, ["finding", "remark", "originals", "copies"])
    body = {"findings": {papers[one.paper_id].component_id: one.finding for one in findings}}
    words = {"remarks": {papers[one.paper_id].name: one.remark for one in findings if one.remark}}
    note(dossier, "check", at=at, actor=actor, body=body, words=words if words["remarks"] else None, key=key)


def require_checked(dossier: Dossier) -> list[Paper]:
    """Promise 2 of the design: the checklist is walked to its end before anything is decided from it."""
    papers = list(Paper.objects.filter(dossier=dossier).order_by("no"))
    unchecked = [paper.name for paper in papers if paper.finding == Paper.Finding.UNCHECKED]
    if unchecked:
        raise PapersUnchecked(count=len(unchecked), names="; ".join(unchecked))
    return papers


def accept_dossier(
    dossier: Dossier,
    *,
    officer: Actor,
    agency_code: str,
    limit: Limit,
    calendar_name: str,
    at: datetime,
    key: UUID,
    act: str = "accept",
) -> Acceptance:
    """Accept a complete dossier and start its time limit (tiếp nhận hồ sơ).

    Takes
        dossier      submitted, its row locked by the caller
        officer      who checked the papers; must be posted at the dossier's desk
        agency_code  identifier of the agency that the statutory code names (a setting of the province)
        limit        of the release for this case and channel
        at           aware datetime of the acceptance itself, not of this call: after an outage the paper book is
                     entered late with the true times (NB18-13.2)
        key          idempotency key; the same key again gives the same answer
        act          `settle` decides it in the same moment (TN19-10.6): its clocks run and stop at once
    Gives
        Acceptance: code unique in the province, `at`, the instant the result is due
    Refuses
        WrongDesk, IllegalMove, PapersUnchecked, PapersNotInOrder
    Writes
        dossier.state, code, accepted_at, due_at; the code; legal and scoring clock; one event; tallies.
        Sends nothing: slips and messages belong to `journey.accept`.
    Law
        HG-4: time counts from acceptance. TN19-10.1c, TN19-10.2b, TN19-10.4 (code).
    """
    if event_by_key(dossier.id, key) is not None:
        assert dossier.code is not None
        assert dossier.accepted_at is not None
        assert dossier.due_at is not None
        return Acceptance(dossier.code, dossier.accepted_at, dossier.due_at)
    assert officer.id is not None
    next_state(dossier.state, act)
    require_desk(dossier, officer.id, at)
    bad = [paper.name for paper in require_checked(dossier) if paper.finding in BAD]
    if bad:
        raise PapersNotInOrder(names="; ".join(bad))
    legal = start_clock(dossier, kind=Clock.Kind.LEGAL, limit=limit, calendar_name=calendar_name, at=at)
    if running_clock(dossier, Clock.Kind.SCORING) is None:
        start_clock(dossier, kind=Clock.Kind.SCORING, limit=limit, calendar_name=calendar_name, at=at)
    else:  # accepted again after a supplement: the legal limit starts from zero, the scoring one goes on
        go_on(dossier, cause="supplement", at=at)
    # the counter comes after every check: it is the row that everybody at this agency waits for
    code = dossier.code or _new_code(dossier, agency_code, at)
    changes = {"code": code, "accepted_at": at, "due_at": legal.due_at}
    if act == "settle":
        stop_clocks(dossier, at=at)
        changes["decided_at"] = at
    move(
        *(dossier, act),
        at=at,
        actor=officer,
        body={"code": code, "limit": str(limit), "calendar_version": legal.calendar_version_id},
        key=key,
        changes=changes,
    )
    return Acceptance(code, at, legal.due_at)


def _new_code(dossier: Dossier, agency_code: str, at: datetime) -> str:
    day = local_day(at)
    number = next_number(scope=f"dossier:{agency_code}", day=day)
    code = number_rules.dossier_code(agency_code, day, number)
    DossierCode.objects.create(
        code=code,
        dossier_id=dossier.id,
        kind=DossierCode.Kind.STATUTORY,
        issuer_id=dossier.desk_id,
        issued_at=at,
    )
    return code


def pass_on(
    dossier: Dossier,
    *,
    officer: Actor,
    agency_id: UUID,
    agency_name: str,
    desk_id: UUID,
    reason: str,
    at: datetime,
    key: UUID,
) -> None:
    """Give a dossier that was handed in at the wrong agency to the right one (chuyển đúng cơ quan); TN19-10.2a.

    What this desk found of the papers does not bind the next one, which checks them itself. A result that was to
    be fetched here is fetched there; another place of return that the applicant chose stays.

    Refuses
        WrongDesk, IllegalMove, ReasonMissing
    """
    assert officer.id is not None
    next_state(dossier.state, "redirect")
    require_desk(dossier, officer.id, at)
    if not reason.strip():
        raise ReasonMissing
    Paper.objects.filter(dossier=dossier).update(finding=Paper.Finding.UNCHECKED, remark="")
    body = {"from_agency": dossier.agency_id, "from_desk": dossier.desk_id, "to_desk": desk_id}
    returns_here = dossier.return_desk_id == dossier.desk_id
    note(
        *(dossier, "redirect"),
        at=at,
        actor=officer,
        body=body,
        words={"reason": nfc(reason), "agency": agency_name},
        key=key,
        changes={
            "agency_id": agency_id,
            "agency_name": agency_name,
            "desk_id": desk_id,
            **({"return_desk_id": desk_id} if returns_here else {}),
        },
    )


def refuse_dossier(dossier: Dossier, *, officer: Actor, reason: str, at: datetime, key: UUID) -> None:
    """Refuse to receive a dossier, in writing and with the reason (từ chối tiếp nhận); TN19-10.1b.

    Refuses
        WrongDesk, IllegalMove, ReasonMissing
    """
    if event_by_key(dossier.id, key) is not None:
        return
    assert officer.id is not None
    next_state(dossier.state, "refuse")
    require_desk(dossier, officer.id, at)
    if not reason.strip():
        raise ReasonMissing
    stop_clocks(dossier, at=at)
    move(
        *(dossier, "refuse"),
        at=at,
        actor=officer,
        words={"reason": nfc(reason)},
        key=key,
        changes={"finished_at": at},
    )
