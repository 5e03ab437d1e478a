"""Stage 1 of 8: the applicant files the dossier (nộp hồ sơ)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import agency_on, desk_names_on
from motcua.audit.services import Actor
from motcua.dossiers.models import Draft
from motcua.dossiers.rules import PaperFacts, PartyFacts, open_answers
from motcua.dossiers.services.drafts import draft_for_update
from motcua.dossiers.services.submission import Destination, create_dossier
from motcua.eforms import rules as eforms
from motcua.eforms.problems import Problem
from motcua.eforms.schema import FormDocument
from motcua.journey.context import documents_of
from motcua.journey.desk import leave_with, send_to_desk
from motcua.journey.errors import (
    ApplicantMissing,
    FormIncomplete,
    NotOpenOnline,
    NotReceivedThere,
    PapersMissing,
)
from motcua.journey.messages import tell_submitted
from motcua.journey.needs import ON_PAPER, components_for, missing_components
from motcua.kernel.clock import local_day
from motcua.parties.selectors import sealer
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.models import Release
from motcua.procedures.rules import case_of
from motcua.procedures.selectors import (
    COMMUNE_ANSWER,
    competent_agency,
    desks_receiving,
    is_open_online,
    receiving_desk,
)


@dataclass(frozen=True)
class Submission:
    """Where the dossier is found from now on; `is_new` is False for a second click."""

    dossier_id: UUID
    reference: str
    is_new: bool


@transaction.atomic
def submit(*, draft_id: UUID, actor: Actor, at: datetime) -> Submission:
    """File a draft: one dossier, at its desk, waiting to be checked; all or nothing.

    Takes
        draft_id  also the idempotency key: a double click, a repeated request, the back button make no second one
    Refuses
        FormIncomplete, ApplicantMissing, PapersMissing, NotOpenOnline, NoCompetentAgency, CommuneNotGiven,
        NoReceivingDesk, NotReceivedThere, NobodyThere; the draft is kept
    Law
        TN19-6.3a, TN19-10.1, NB18-13.4; TN19-8.1 (open from the publishing decision on).
    """
    draft = draft_for_update(draft_id)
    if draft.submitted_at is not None:
        return Submission(draft.id, draft.reference, is_new=False)
    document, form, _ = documents_of(draft.release_id)
    answers = open_answers(draft.answers, sealer().open)
    if problems := _problems(draft, form, answers, at):
        refusal = FormIncomplete(count=len(problems))
        refusal.facts["problems"] = problems
        raise refusal
    draft.case = draft.case or case_of(document, answers) or ""
    parties = party_facts(open_answers(draft.applicant, sealer().open))
    papers = _papers(draft, document, answers)
    destination = _destination(draft, document, answers, at)
    dossier = create_dossier(
        draft,
        procedure_code=_release(draft).procedure.code,
        procedure_name=document.short_name or document.name,
        destination=destination,
        parties=parties,
        papers=papers,
        actor=actor,
        at=at,
    )
    if destination.filed_desk_id is not None:
        leave_with(dossier, destination.filed_desk_id, at)  # it stays in that desk's sight
    send_to_desk(dossier, at)
    draft.submitted_at = at
    draft.save(update_fields=["submitted_at"])
    tell_submitted(dossier, at=at)  # DN15-3.3, leaves after commit
    return Submission(dossier.id, dossier.reference, is_new=True)


def _problems(draft: Draft, form: FormDocument, answers: Mapping[str, Any], at: datetime) -> list[Problem]:
    """What is wrong with the form. At the counter a question whose options nobody has settled yet holds nobody up:
    the paper form has the answer (HG-3)."""
    problems = eforms.check(form, answers, complete=True, at=at)
    if draft.channel not in ON_PAPER:
        return problems
    unsettled = {gap.field_id for gap in form.gaps}
    return [problem for problem in problems if problem.field_id not in unsettled]


def _release(draft: Draft) -> Release:
    return Release.objects.select_related("procedure").get(pk=draft.release_id)


def party_facts(declared: Mapping[str, Any]) -> dict[str, PartyFacts]:
    """The applicant, and the one they act for, as entered; refuses with ApplicantMissing."""
    applicant = _party(declared)
    if not applicant.full_name or not (applicant.phone or applicant.email):
        raise ApplicantMissing
    parties = {"applicant": applicant}
    if principal := declared.get("principal"):
        parties["principal"] = _party(principal)
    return parties


def _party(declared: Mapping[str, Any]) -> PartyFacts:
    text = {
        name: str(declared.get(name) or "") for name in PartyFacts.__dataclass_fields__ if name != "born_on"
    }
    born = declared.get("born_on")
    text["kind"] = text["kind"] or "person"
    return PartyFacts(born_on=date.fromisoformat(born) if born else None, **text)


def _papers(draft: Draft, document: ProcedureDocument, answers: Mapping[str, Any]) -> list[PaperFacts]:
    attached: dict[str, list[UUID]] = {}
    for file in draft.files.order_by("component_id", "page"):
        attached.setdefault(file.component_id, []).append(file.file_id)
    if missing := missing_components(document, answers, draft.channel, attached.keys()):
        raise PapersMissing(names="; ".join(missing))
    return [
        PaperFacts(
            component_id=component.id,
            name=component.name,
            required=component.required and component.choice is None,
            originals=component.originals if draft.channel in ON_PAPER else 0,
            copies=component.copies if draft.channel in ON_PAPER else 0,
            form="electronic"
            if component.id in attached
            else "paper"
            if draft.channel in ON_PAPER
            else "none",
            file_ids=tuple(attached.get(component.id, ())),
        )
        for component in components_for(document, answers, draft.channel)
    ]


def _destination(
    draft: Draft, document: ProcedureDocument, answers: Mapping[str, Any], at: datetime
) -> Destination:
    """The case and the address lead to the agency, the desk and the place of return (TN19-9.1 to 9.3)."""
    release = _release(draft)
    # where the form itself does not tell, the applicant picked the commune before it
    chosen = {COMMUNE_ANSWER: draft.applicant.get(COMMUNE_ANSWER)}
    agency_id = competent_agency(release, {**chosen, **answers}, at)
    if draft.channel not in ON_PAPER and not is_open_online(release, at, agency_id=agency_id):
        raise NotOpenOnline(procedure=document.short_name or document.name)
    desk_id = draft.to_desk_id or draft.desk_id or receiving_desk(release, agency_id, at)
    filed_elsewhere = draft.desk_id is not None and draft.desk_id != desk_id
    return_desk_id = draft.return_desk_id or desk_id
    # chosen with the draft, which may be weeks old: the desk may have been closed since
    named = ({desk_id} if filed_elsewhere else set()) | ({return_desk_id} - {desk_id})
    if named:
        _require_received(named, release, agency_id, at)
    return Destination(
        desk_id=desk_id,
        agency_id=agency_id,
        agency_name=agency_on(agency_id, local_day(at)).name,
        return_desk_id=return_desk_id,
        filed_desk_id=draft.desk_id if filed_elsewhere else None,
    )


def _require_received(desk_ids: set[UUID], release: Release, agency_id: UUID, at: datetime) -> None:
    """Refuses with NotReceivedThere a desk that does not receive this procedure for its agency now."""
    wrong = desk_ids - {one.desk_id for one in desks_receiving(release, agency_id, at)}
    if wrong:
        names = desk_names_on(wrong, local_day(at))
        raise NotReceivedThere(desk="; ".join(sorted(names.values())))
