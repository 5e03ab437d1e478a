"""The pages of the turns: what is proposed, asked, verified, and what an officer needs to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.selectors import events_of, words_of
from motcua.dossiers.appointments import stop_requests_of, verifications_of
from motcua.dossiers.models import Dossier, Extension, StopRequest, Verification
from motcua.dossiers.moves import acts_from
from motcua.dossiers.services.extension import last_day_of, proposal_of
from motcua.dossiers.services.stopping import request_of
from motcua.journey.errands import has_lead_duty, lead_part_of
from motcua.journey.policies import counts_working_days
from motcua.journey.reading.dossier import PaperView, PartyView, papers_of, parties_of
from motcua.journey.reading.turn_acts import HANDLERS, RECEIVERS, is_posted
from motcua.journey.reading.visible import visible_dossier
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of
from motcua.workflow.selectors import open_tasks_of

# ways to ask that a desk records; what comes over the web records itself
WAYS = (StopRequest.Way.IN_PERSON, StopRequest.Way.IN_WRITING)


@dataclass(frozen=True)
class ExtendPage:
    """The proposal that waits, or the place to make one.

    last_on  the last day on which the date may be set anew
    """

    dossier: Dossier
    proposal: Extension | None
    last_on: date
    may_propose: bool
    may_decide: bool


def extend_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> ExtendPage | None:
    """None where no date can be set anew in this state.

    Refuses
        UnknownDossier
    """
    dossier = visible_dossier(dossier_id, scope)
    if "extend" not in {move.act for move in acts_from(dossier.state)}:
        return None
    proposal = proposal_of(dossier)
    return ExtendPage(
        dossier=dossier,
        proposal=proposal,
        last_on=last_day_of(dossier, working=counts_working_days(dossier.agency_id, at)),
        may_propose=proposal is None and has_duty(dossier, scope, *HANDLERS, Role.AGENCY_LEADER),
        may_decide=proposal is not None and has_duty(dossier, scope, Role.AGENCY_LEADER),
    )


def may_apologise(dossier: Dossier, scope: Scope, *, at: datetime) -> bool:
    """Whether the promised date passed and this officer leads the agency that was late."""
    if dossier.due_at is None or "apologise" not in {move.act for move in acts_from(dossier.state)}:
        return False
    return (dossier.decided_at or at) > dossier.due_at and has_duty(dossier, scope, Role.AGENCY_LEADER)


def has_duty(dossier: Dossier, scope: Scope, *roles: Role) -> bool:
    """Whether an officer has one of the duties where the dossier is handled."""
    return has_lead_duty(dossier, lead_part_of(dossier), open_tasks_of(dossier), scope, *roles)


@dataclass(frozen=True)
class VerifyPage:
    """The verifications so far, and whether this officer may record another."""

    dossier: Dossier
    verifications: tuple[Verification, ...]
    may_record: bool


def verify_page(dossier_id: UUID, scope: Scope) -> VerifyPage:
    """What was verified, for everybody who may see the dossier; refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    allowed = "verify" in {move.act for move in acts_from(dossier.state)}
    return VerifyPage(
        dossier=dossier,
        verifications=tuple(verifications_of(dossier.pk)),
        may_record=allowed and has_duty(dossier, scope, *HANDLERS),
    )


@dataclass(frozen=True)
class StopPage:
    """The request that waits, what there is to give back, and earlier requests with their answers.

    originals  papers of which originals were handed in
    has_paper  whether paper of the dossier is kept account of
    paid       fees that were paid: each given back or kept
    """

    dossier: Dossier
    request: StopRequest | None
    earlier: tuple[StopRequest, ...]
    parties: tuple[PartyView, ...]
    originals: tuple[PaperView, ...]
    has_paper: bool
    paid: tuple[Charge, ...]
    due: tuple[Charge, ...]
    may_answer: bool


def stop_page(dossier_id: UUID, scope: Scope) -> StopPage:
    """What the desk needs to stop the handling; refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    charges = charges_of(dossier.pk)
    return StopPage(
        dossier=dossier,
        request=request_of(dossier),
        earlier=tuple(one for one in stop_requests_of(dossier.pk) if one.state != StopRequest.State.ASKED),
        parties=parties_of(dossier.pk),
        originals=tuple(paper for paper in papers_of(dossier.pk) if paper.originals),
        has_paper=dossier.custody_state != "none",
        paid=tuple(charge for charge in charges if charge.state == Charge.State.PAID),
        due=tuple(charge for charge in charges if charge.state == Charge.State.DUE),
        may_answer=is_posted(scope, dossier.desk_id, *RECEIVERS),
    )


def proposed_refusal(dossier_id: UUID) -> str:
    """The reasons with which the newest examination proposes not to grant; empty where it proposes to grant.

    A later step that sends the work back takes the proposal back with it.
    """
    for event in reversed(events_of(dossier_id)):
        if event.kind != "process":
            continue
        if event.body.get("back_to") or event.body.get("refuses") == "signed":
            return ""
        if event.body.get("refuses") == "proposed":
            return str(words_of(dossier_id).get(event.seq, {}).get("reasons", ""))
    return ""
