"""A turn of any stage: the applicant takes the dossier back, or asks to stop and the desk stops it (Mẫu 05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents.slips import FeeLine
from motcua.dossiers.models import Dossier, Paper, StopRequest
from motcua.dossiers.services import stopping
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import require_desk
from motcua.dossiers.services.stopping import Returned
from motcua.journey.desk import expect, is_done
from motcua.journey.ending import cancel_all
from motcua.journey.errands import Errand, end_errand, open_errand, open_request_part
from motcua.journey.messages import tell_stop_declined, tell_stopped, tell_withdrawn
from motcua.journey.paper_settled import hand_back_now, keep_paper_for, leave_paper, owe_paper
from motcua.journey.papers import slips
from motcua.journey.policies import answer_stop_by
from motcua.kernel.money import vnd
from motcua.payments.models import Charge
from motcua.payments.services import Settlement, settle_charges

_ASKED = UUID("0192b1c0-0000-7000-8000-61736b656400")  # names the key of the request that goes with a stop

WITHDRAWN = "Người nộp rút hồ sơ khi giấy tờ không ở Bộ phận Một cửa"


@dataclass(frozen=True)
class Asked:
    """A request to stop that was made at the counter or by letter; `way` of `StopRequest.Way`."""

    way: str
    asker_name: str
    reason: str
    asked_at: datetime


@transaction.atomic
def withdraw(
    *,
    dossier_id: UUID,
    actor: Actor,
    at: datetime,
    key: UUID,
    reason: str = "",
    expected_version: int | None = None,
) -> None:
    """Take the dossier back before it is accepted: by the applicant, or by the desk for somebody standing there.

    Refuses
        UnknownDossier, Changed, WrongDesk, AcceptedAlready, IllegalMove
    Law
        regulation.md §1.3; the national portal's state 7.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    if actor.kind == "officer":
        assert actor.id is not None
        require_desk(dossier, actor.id, at)
        leave_paper(dossier, officer=actor, at=at, reason=reason, act="withdraw")
    else:
        keep_paper_for(dossier, reason=reason or WITHDRAWN, act="withdraw", at=at)  # NB18-13.1
    stopping.withdraw_dossier(dossier, actor=actor, reason=reason, at=at, key=key)
    cancel_all(dossier, actor=actor, at=at)
    tell_withdrawn(dossier, at=at)


@transaction.atomic
def ask_stop(*, dossier_id: UUID, applicant: Actor, reason: str, at: datetime, key: UUID) -> None:
    """The applicant asks to stop; the desk has a task to answer, with a date (promise 3 of the design).

    Refuses
        UnknownDossier, NotAcceptedYet, DecisionExists, IllegalMove, StopAsked, AskerMissing, NobodyThere
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    stopping.ask_stop(
        dossier,
        way=StopRequest.Way.ONLINE,
        asker_name=dossier.applicant_name,
        reason=reason,
        asked_at=at,
        actor=applicant,
        at=at,
        key=key,
    )
    part = open_request_part(dossier, at)
    due_at = answer_stop_by(dossier.desk_id, at)
    open_errand(dossier, Errand.STOP, part, role=Role.RECEIVER, due_at=due_at, at=at)


@transaction.atomic
def stop(
    *,
    dossier_id: UUID,
    officer: Actor,
    at: datetime,
    key: UUID,
    asked: Asked | None = None,
    originals: Mapping[UUID, int] | None = None,
    fees: Sequence[Settlement] = (),
    paper_reason: str = "",
    expected_version: int | None = None,
) -> None:
    """The desk stops the handling as the applicant asked: Mẫu 05, money settled, everything open cancelled.

    Takes
        asked      a request made in person or by letter, where none waits already
        originals  how many originals of each paper are given back now; the others are fetched later
        fees       what becomes of each fee that was paid; what was not paid is waived
        paper_reason  why it stops although paper of the dossier is elsewhere (NB18-13.1)
    Refuses
        UnknownDossier, Changed, WrongDesk, NotAcceptedYet, DecisionExists, IllegalMove, NoStopRequest,
        AskerMissing, SettlementMissing, PaperElsewhere
    Law
        TT 03/2025/TT-VPCP Đ.7: on request, while no decision exists.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    assert officer.id is not None
    require_desk(dossier, officer.id, at)
    stopping.require_undecided(dossier)
    if asked is not None and stopping.request_of(dossier) is None:
        stopping.ask_stop(
            dossier,
            way=asked.way,
            asker_name=asked.asker_name,
            reason=asked.reason,
            asked_at=min(asked.asked_at, at),
            actor=officer,
            at=at,
            key=uuid5(_ASKED, str(key)),
        )
    returned = _returned(dossier, originals or {})
    charges = settle_charges(dossier, fees, actor=officer, at=at)
    end_errand(dossier, Errand.STOP, by=officer.id, at=at)
    answered = stopping.stop_dossier(dossier, originals=returned, actor=officer, at=at, key=key)
    cancel_all(dossier, actor=officer, at=at)
    owe_paper(dossier, officer=officer, at=at, reason=paper_reason, act="stop")  # NB18-13.1
    hand_back_now(
        dossier, [paper for paper, count in (originals or {}).items() if count], officer=officer, at=at
    )
    slip = slips.issue_stop(dossier, answered, tuple(_fee_lines(charges)), officer=officer, at=at)
    StopRequest.objects.filter(dossier=dossier, pk=answered.pk).update(slip_id=slip.id)
    is_waiting = _is_owed(dossier, returned) or any(
        charge.state == Charge.State.REFUNDED for charge in charges
    )
    tell_stopped(dossier, to_fetch=is_waiting, at=at)


@transaction.atomic
def decline_stop(
    *,
    dossier_id: UUID,
    officer: Actor,
    answer: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The desk does not stop the handling, and tells the applicant why.

    Refuses
        UnknownDossier, Changed, WrongDesk, NoStopRequest, ReasonMissing
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    assert officer.id is not None
    require_desk(dossier, officer.id, at)
    declined = stopping.decline_stop(dossier, answer=answer, actor=officer, at=at, key=key)
    end_errand(dossier, Errand.STOP, by=officer.id, at=at)
    tell_stop_declined(dossier, reason=declined.answer, officer=officer, at=at)


def _returned(dossier: Dossier, originals: Mapping[UUID, int]) -> list[Returned]:
    """No more than was handed in."""
    papers = Paper.objects.filter(dossier=dossier, originals__gt=0).order_by("no")
    return [Returned(paper.name, min(originals.get(paper.id, 0), paper.originals)) for paper in papers]


def _is_owed(dossier: Dossier, returned: Sequence[Returned]) -> bool:
    """Whether originals are left that the applicant fetches later."""
    handed_in = Paper.objects.filter(dossier=dossier).values_list("originals", flat=True)
    return sum(handed_in) > sum(one.count for one in returned)


def _fee_lines(charges: Sequence[Charge]) -> list[FeeLine]:
    words = {
        Charge.State.PAID: "đã nộp, không hoàn trả",
        Charge.State.REFUNDED: "đã nộp, được hoàn trả",
        Charge.State.WAIVED: "không phải nộp",
    }
    return [
        FeeLine(charge.name, vnd(charge.amount_vnd), words[Charge.State(charge.state)], charge.settled_why)
        for charge in charges
    ]
