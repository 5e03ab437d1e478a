"""The applicant does not want the dossier handled any more: withdrawn before acceptance, stopped after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.errors import (
    AcceptedAlready,
    AskerMissing,
    DecisionExists,
    NoStopRequest,
    NotAcceptedYet,
    ReasonMissing,
    StopAsked,
)
from motcua.dossiers.models import Dossier, Part, Result, StopRequest
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.services.asked import give_answer
from motcua.dossiers.services.clocks import stop_clocks
from motcua.dossiers.services.core import move, note
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc


@dataclass(frozen=True)
class Returned:
    """One paper whose originals were given back: its name and how many."""

    name: str
    count: int


def withdraw_dossier(dossier: Dossier, *, actor: Actor, reason: str, at: datetime, key: UUID) -> None:
    """Take back a dossier that was not accepted yet (rút hồ sơ); no reason is owed.

    Refuses
        AcceptedAlready, IllegalMove
    """
    if dossier.accepted_at is not None:
        raise AcceptedAlready(day=f"{local_day(dossier.accepted_at):%d/%m/%Y}")
    next_state(dossier.state, "withdraw")
    stop_clocks(dossier, at=at)
    move(
        *(dossier, "withdraw"),
        at=at,
        actor=actor,
        words={"reason": nfc(reason)} if reason.strip() else None,
        key=key,
        changes={"finished_at": at, "unit_name": "", "owner_name": ""},
    )


def require_undecided(dossier: Dossier) -> None:
    """Refuses with NotAcceptedYet, DecisionExists or IllegalMove where the handling cannot be stopped.

    Law
        TT 03/2025/TT-VPCP Đ.7: only while no decision exists.
    """
    if dossier.accepted_at is None and State(dossier.state) in {State.SUBMITTED, State.SUPPLEMENT_REQUESTED}:
        raise NotAcceptedYet
    result = _lead_result(dossier)
    if result is not None:
        raise DecisionExists(result=result.name, day=f"{result.signed_on:%d/%m/%Y}")
    next_state(dossier.state, "stop")


def _lead_result(dossier: Dossier) -> Result | None:
    """What the lead agency decided last; what another agency found is no decision on the request."""
    lead = Part.objects.filter(dossier=dossier, duty=Part.Duty.LEAD)
    return Result.objects.filter(dossier=dossier, part__in=lead).order_by("-recorded_at").first()


def ask_stop(
    dossier: Dossier,
    *,
    way: str,
    asker_name: str,
    reason: str,
    asked_at: datetime,
    actor: Actor,
    at: datetime,
    key: UUID,
) -> StopRequest:
    """Write down that the applicant asks to stop (ghi nhận đề nghị dừng giải quyết).

    Takes
        way       of `StopRequest.Way`
        asked_at  when they asked; a letter may be older than its entry
    Refuses
        NotAcceptedYet, DecisionExists, IllegalMove, StopAsked, AskerMissing
    """
    require_undecided(dossier)
    if waiting := request_of(dossier):
        raise StopAsked(day=f"{local_day(waiting.asked_at):%d/%m/%Y}")
    if not reason.strip() or not asker_name.strip():
        raise AskerMissing
    made = StopRequest.objects.create(
        dossier=dossier,
        no=StopRequest.next_no(dossier.pk),
        way=way,
        asker_name=nfc(asker_name),
        reason=nfc(reason),
        asked_at=asked_at,
    )
    note(
        *(dossier, "stop_asked"),
        at=at,
        actor=actor,
        body={"request": made.id, "way": str(way), "asked_at": asked_at},
        words={"asker": made.asker_name, "reason": made.reason},
        key=key,
    )
    return made


def request_of(dossier: Dossier) -> StopRequest | None:
    """The request that waits for the desk's answer."""
    return StopRequest.objects.filter(dossier=dossier, state=StopRequest.State.ASKED).first()


def decline_stop(dossier: Dossier, *, answer: str, actor: Actor, at: datetime, key: UUID) -> StopRequest:
    """The desk does not stop the handling, and says why (không dừng giải quyết).

    Refuses
        NoStopRequest, ReasonMissing
    """
    waiting = _waiting(dossier)
    if not answer.strip():
        raise ReasonMissing
    give_answer(waiting, StopRequest.State.DECLINED, words=answer, actor=actor, at=at)
    note(
        *(dossier, "stop_declined"),
        at=at,
        actor=actor,
        body={"request": waiting.id},
        words={"reason": waiting.answer},
        key=key,
    )
    return waiting


def stop_dossier(
    dossier: Dossier, *, originals: Sequence[Returned], actor: Actor, at: datetime, key: UUID
) -> StopRequest:
    """Stop the handling as the applicant asked (dừng giải quyết hồ sơ).

    Takes
        originals  what was given back of the originals, as it is printed on Mẫu 05
    Refuses
        NoStopRequest, NotAcceptedYet, DecisionExists, IllegalMove
    Writes
        state stopped, the clocks ended, the request answered, one event
    Law
        TT 03/2025/TT-VPCP Đ.7.
    """
    require_undecided(dossier)
    waiting = _waiting(dossier)
    waiting.originals = [asdict(one) for one in originals if one.count]
    give_answer(waiting, StopRequest.State.STOPPED, actor=actor, at=at)
    stop_clocks(dossier, at=at)
    move(
        *(dossier, "stop"),
        at=at,
        actor=actor,
        body={"request": waiting.id, "originals": sum(one.count for one in originals)},
        words={"reason": waiting.reason},
        key=key,
        changes={"finished_at": at, "waiting_cause": "", "unit_name": "", "owner_name": ""},
    )
    return waiting


def lapse_request(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """A decision came first: the request to stop cannot be met any more, and the applicant's page says so."""
    waiting = request_of(dossier)
    if waiting is not None:
        give_answer(waiting, StopRequest.State.LAPSED, actor=actor, at=at)
        note(dossier, "stop_lapsed", at=at, actor=actor, body={"request": waiting.id})


def _waiting(dossier: Dossier) -> StopRequest:
    waiting = request_of(dossier)
    if waiting is None:
        raise NoStopRequest
    return waiting
