"""What comes out: the decision, the hand-over, the end (kết quả giải quyết)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.audit.selectors import event_by_key
from motcua.audit.services import Actor
from motcua.dossiers.errors import AlreadyClosed, FeeNotPaid, NoResult, ReceiverMissing
from motcua.dossiers.models import Dossier, Part, Result
from motcua.dossiers.moves import next_state
from motcua.dossiers.services.clocks import stop_clocks
from motcua.dossiers.services.core import move, note
from motcua.dossiers.services.reception import require_desk
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc, nfc_lines


@dataclass(frozen=True)
class ResultFacts:
    """The decision as it was signed: its name, number, day, signer, and the signed file if there is one.

    reasons  of a refusal after appraisal, one a line; empty where the request is granted
    slip_id  of a refusal: the Mẫu 03 that says so
    """

    name: str
    signed_on: date
    signer_name: str
    number: str = ""
    file_id: UUID | None = None
    reasons: str = ""
    slip_id: UUID | None = None


def record_result(
    dossier: Dossier,
    part: Part,
    facts: ResultFacts,
    *,
    actor: Actor,
    at: datetime,
    supersedes: Result | None = None,
    correction: str = "",
) -> Result:
    """Write down what an agency decided for its part (ghi kết quả giải quyết); TN19-12.9, TN19-13.2.

    A refusal is a result like another: it is handed over at the desk within the limit (NĐ 61/2018 Đ.19 k.8). What
    the lead agency decides is the outcome of the whole.
    """
    is_lead = part.duty == Part.Duty.LEAD
    kind = Result.Kind.REFUSED if facts.reasons.strip() else Result.Kind.GRANTED
    result = Result.objects.create(
        dossier=dossier,
        part=part,
        kind=kind,
        reasons=nfc_lines(facts.reasons),
        slip_id=facts.slip_id,
        name=nfc(facts.name),
        number=nfc(facts.number),
        signed_on=facts.signed_on,
        signer_name=nfc(facts.signer_name),
        file_id=facts.file_id,
        recorded_at=at,
        supersedes=supersedes,
        correction=nfc(correction.strip()),
    )
    note(
        *(dossier, "result"),
        at=at,
        actor=actor,
        body={"result": result.id, "file": facts.file_id, "outcome": str(kind)},
        words={"name": result.name, "number": result.number, "signer": result.signer_name},
        changes={"outcome": str(kind)} if is_lead else {},
    )
    return result


def decide_dossier(dossier: Dossier, *, actor: Actor, at: datetime, key: UUID) -> None:
    """The handling is complete and its result goes to the desk (đã có kết quả).

    Refuses
        IllegalMove; NoResult when the lead agency recorded none: what another agency found is no decision
    Writes
        state decided, the clocks stopped, one event, tallies (on time or late)
    """
    if event_by_key(dossier.id, key) is not None:
        return
    next_state(dossier.state, "decide")
    if not dossier.outcome:  # written with each result of the lead agency
        raise NoResult
    stop_clocks(dossier, at=at)
    move(
        dossier,
        "decide",
        at=at,
        actor=actor,
        body={"outcome": dossier.outcome},
        key=key,
        changes={"decided_at": at, "unit_name": "", "owner_name": ""},
    )


def hand_over_dossier(
    dossier: Dossier, *, officer: Actor, receiver_name: str, receiver_paper: str, at: datetime, key: UUID
) -> None:
    """Give the result to the applicant or somebody they sent (trả kết quả).

    Takes
        officer         posted at the desk of return; or a partner, the post, that reports its delivery
        receiver_name   who took it
        receiver_paper  the paper they showed, as the clerk wrote it (its kind and last digits), may be empty
    Refuses
        WrongDesk, IllegalMove, ReceiverMissing, FeeNotPaid
    Law
        TN19-8.2, DN15-4.3c.
    """
    if event_by_key(dossier.id, key) is not None:
        return
    next_state(dossier.state, "hand_over")
    if officer.kind != "partner":
        assert officer.id is not None
        require_desk(dossier, officer.id, at, desk_id=dossier.return_desk_id)
    if not receiver_name.strip():
        raise ReceiverMissing
    if dossier.money_state == "due":
        raise FeeNotPaid
    Result.objects.filter(dossier=dossier, handed_over_at=None, superseded_at=None).update(
        handed_over_at=at, receiver_name=nfc(receiver_name), receiver_paper=nfc(receiver_paper)
    )
    move(
        *(dossier, "hand_over"),
        at=at,
        actor=officer,
        words={"receiver": nfc(receiver_name), "paper": nfc(receiver_paper)},
        key=key,
        changes={"finished_at": at},
    )


def close_dossier(dossier: Dossier, *, officer: Actor, at: datetime, key: UUID) -> None:
    """End a dossier whose result is returned; it goes to the archive and stays searchable (TN19-13.1, 13.2).

    Refuses
        IllegalMove, AlreadyClosed
    """
    if event_by_key(dossier.id, key) is not None:
        return
    if dossier.closed_at is not None:
        raise AlreadyClosed(day=f"{local_day(dossier.closed_at):%d/%m/%Y}")
    move(dossier, "close", at=at, actor=officer, key=key, changes={"closed_at": at})
