"""At the desk at once: an authorised officer receives, decides and hands over in one sitting (TN19-10.5, TN19-10.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.accounts.selectors import account_name
from motcua.agencies.acting import answering
from motcua.agencies.selectors import Scope, agency_on, desk_on
from motcua.audit.services import Actor
from motcua.deadlines.rules import Unit
from motcua.dossiers.models import Dossier, Part, Visit
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import parts, reception
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.reception import Acceptance, Finding
from motcua.dossiers.services.results import ResultFacts, record_result
from motcua.dossiers.services.returning import Receiving
from motcua.journey.accept import settled_limit
from motcua.journey.book import enter
from motcua.journey.context import calendar_of_desk, document_of, process_of
from motcua.journey.custody import open_paper
from motcua.journey.decide import to_bring
from motcua.journey.desk import end_reception, expect, handed_in_at, is_done
from motcua.journey.errors import NotAuthorisedHere, ProcessUnsettled
from motcua.journey.fees import fees_of, owed
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.messages import tell_accepted, tell_decided
from motcua.journey.outside import record_visit
from motcua.journey.papers import slips
from motcua.journey.steps import open_step
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase
from motcua.payments.services import raise_charges
from motcua.procedures.models import DeskAuthorisation
from motcua.procedures.selectors.counter import authorisation_of
from motcua.processes.schema import StepKind
from motcua.workflow.errors import StepResultMissing
from motcua.workflow.work import work_on

# names the keys of the acts that go with a settling
_PARTS_OF_IT = UUID("0192b1c0-0000-7000-8000-736574746c65")


@dataclass(frozen=True)
class Settled:
    """What was decided at the counter; the officer signs for the agency, and on which day is today.

    place  where it happened, for a procedure that is not received at a desk
    """

    name: str
    number: str = ""
    signed_on: date | None = None
    file_id: UUID | None = None
    wants_slip: bool = False
    fees_vnd: Mapping[str, int] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True)
class Given:
    """The hand-over that goes with it: who takes the result, and the receipt of what was paid."""

    receiver_name: str
    receiver_paper: str = ""
    receipt_number: str = ""
    receiving: Receiving = field(default_factory=Receiving)


def authorisation_for(
    dossier: Dossier, scope: Scope, at: datetime, *, under: int | None = None
) -> DeskAuthorisation | None:
    """By what this officer may decide this dossier at its desk."""
    return authorisation_of(
        scope,
        procedure_code=dossier.procedure_code,
        agency_id=dossier.agency_id,
        desk_id=dossier.desk_id,
        day=local_day(at),
        under=dossier.organisation_stamp if under is None else under,
    )


@transaction.atomic
def settle(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    findings: Sequence[Finding],
    settled: Settled,
    at: datetime,
    key: UUID,
    given: Given | None = None,
    expected_version: int | None = None,
) -> Acceptance:
    """Receive and decide in one act, in the name of the agency that authorised it (giải quyết ngay tại quầy).

    Takes
        findings  of every component that is not checked yet
        settled   the decision; signed by the officer "theo ủy quyền"
        given     hand it over in the same act; null = later
    Gives
        the acceptance: code, instant, due date
    Refuses
        UnknownDossier, Changed, IllegalMove, NotAuthorisedHere, StepResultMissing, WrongDesk, PapersUnchecked,
        PapersNotInOrder, LimitUnsettled, FeeUnsettled, OutsideOnly; with `given` whatever the hand-over does
    Writes
        code, both clocks started and stopped, the lead agency's part begun and done, its result, charges, the
        receipt only when it is asked for, the desk's task of return with its part; under which authorisation it was
        signed; state decided or handed over; the applicant is told that it is ready where it is not given at once
    Law
        TN19-10.5, TN19-10.6; NĐ 61/2018/NĐ-CP Đ.17 k.4, k.5: recorded like every other.
    """
    dossier = dossier_for_update(dossier_id)
    again = is_done(dossier, key)
    officer = _in_duty(dossier, officer, scope, at)
    if not again:
        expect(dossier, expected_version)
        next_state(dossier.state, "settle")
        reception.check_papers(
            dossier, findings, actor=officer, at=at, key=uuid5(_PARTS_OF_IT, f"check {key}")
        )
    acceptance = _decide(dossier, officer, scope, settled, again=again, at=at, key=key)
    if given is not None:
        _give(dossier, given, officer=officer, at=at, key=key)
    elif not again:
        tell_decided(dossier, to_bring(dossier), at=at)
    return acceptance


def _in_duty(dossier: Dossier, officer: Actor, scope: Scope, at: datetime) -> Actor:
    """The officer in the duty at the desk that is authorised, whose it is where a colleague stands in."""
    found = authorisation_for(dossier, scope, at)
    if found is None:
        return officer
    here = (posted for posted in scope.postings if posted.desk_id == dossier.desk_id)
    return answering(officer, (posted for posted in here if found.role in {"", posted.role}))


def _decide(
    dossier: Dossier, officer: Actor, scope: Scope, settled: Settled, *, again: bool, at: datetime, key: UUID
) -> Acceptance:
    assert officer.id is not None
    authorisation = authorisation_for(dossier, scope, at)
    if authorisation is None and not again:
        raise NotAuthorisedHere(procedure=dossier.procedure_name)
    if not settled.name.strip() and not again:
        raise StepResultMissing(step=phrase("Giải quyết ngay tại quầy"))
    document, limit, day = document_of(dossier), settled_limit(dossier, at), local_day(at)
    desk = desk_on(dossier.desk_id, day)
    if authorisation is not None and not again:
        record_visit(dossier, Visit.Kind.RECEPTION, settled.place, officer=officer, at=at)
        facts = ResultFacts(
            name=settled.name,
            number=settled.number,
            signed_on=settled.signed_on or day,
            signer_name=f"{account_name(officer.id)} (theo ủy quyền: {authorisation.instrument})"[:200],
            file_id=settled.file_id,
        )
        lead = parts.open_part(dossier, duty=Part.Duty.LEAD, agency_id=dossier.agency_id, at=at)
        record_result(dossier, lead, facts, actor=officer, at=at)
        note(
            *(dossier, "authorised"),
            at=at,
            actor=officer,
            body={"authorisation": authorisation.pk},
            words={"instrument": authorisation.instrument},
        )
        parts.close_part(lead, at=at)
    acceptance = reception.accept_dossier(
        dossier,
        officer=officer,
        agency_code=agency_on(desk.desk.agency_id, day).agency.code,
        limit=limit,
        calendar_name=calendar_of_desk(dossier.desk_id, at),
        at=at,
        key=key,
        act="settle",
    )
    if again:
        return acceptance
    raise_charges(dossier, owed(fees_of(dossier, at), settled.fees_vnd), at=at, actor=officer)
    line = enter(dossier, document.field, at)
    if settled.wants_slip or limit.unit is not Unit.IMMEDIATE:
        slips.issue_receipt(dossier, limit, officer=officer, at=at, book=line)
    complete_at = handed_in_at(dossier)
    end_reception(dossier, officer, at)
    _send_to_return(dossier, at)
    open_paper(dossier, officer=officer, complete_at=complete_at, at=at)
    tell_accepted(dossier, at=at)
    return acceptance


def _send_to_return(dossier: Dossier, at: datetime) -> None:
    give = next((step for step in process_of(dossier).steps if step.kind is StepKind.RETURN), None)
    if give is None:
        raise ProcessUnsettled(procedure=dossier.procedure_name)
    open_step(work_on(dossier), give, field=document_of(dossier).field, at=at)


def _give(dossier: Dossier, given: Given, *, officer: Actor, at: datetime, key: UUID) -> None:
    """Cash if something is due and its receipt is noted, then the result."""
    if dossier.money_state == "due" and given.receipt_number.strip():
        pay_cash(
            dossier_id=dossier.pk, officer=officer, receipt_number=given.receipt_number, at=at,
            key=uuid5(_PARTS_OF_IT, f"pay {key}"),
        )  # fmt: skip
    hand_over(
        dossier_id=dossier.pk,
        officer=officer,
        receiver_name=given.receiver_name,
        receiver_paper=given.receiver_paper,
        receiving=given.receiving,
        at=at,
        key=uuid5(_PARTS_OF_IT, f"give {key}"),
    )
