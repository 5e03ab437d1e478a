"""The turn of an incomplete dossier: one complete request by its desk, and the head's word for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies import acting
from motcua.agencies.selectors import Scope, scope_of
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.services import reception, supplements
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.supplements import Asking, Fault, HeadsWord
from motcua.eforms.schema import FormDocument
from motcua.journey.context import form_of
from motcua.journey.desk import end_reception, expect, is_done
from motcua.journey.errors import (
    NoEarlierRequest,
    NotTheHead,
)
from motcua.journey.messages import tell_supplement
from motcua.journey.papers import slips
from motcua.journey.policies import answer_by
from motcua.journey.post_slips import send_slip
from motcua.kernel.phrases import phrase
from motcua.processes.schema import StepKind
from motcua.workflow import services as workflow
from motcua.workflow.models import Task
from motcua.workflow.work import STEP_KINDS

IN_HAND = STEP_KINDS - {StepKind.RECEIVE, StepKind.RETURN}
"""Whoever has a task of these kinds has the dossier in hand; the desk, who is asked and who watches have not."""


@dataclass(frozen=True)
class FormFault:
    """A part of the e-form that has to be mended: id of a field or section, what is wrong, what to do."""

    field_id: str
    to_do: str
    finding: str = "wrong"


def parts_of_form(form: FormDocument) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By id of every section and field: its label, and the fields it covers."""
    parts = {one.id: (one.title, tuple(field.id for field in one.fields)) for one in form.sections}
    return parts | {field.id: (field.label, (field.id,)) for field in form.fields}


def form_faults_of(dossier: Dossier, faults: Sequence[FormFault]) -> list[Fault]:
    """What is asked about the form; a part the form does not have cannot be asked for."""
    known = parts_of_form(form_of(dossier))
    return [
        Fault(
            fault.finding,
            fault.to_do,
            field_id=fault.field_id,
            fields=known[fault.field_id][1],
            subject=known[fault.field_id][0],
        )
        for fault in faults
        if fault.field_id in known
    ]


@transaction.atomic
def supplement(
    *,
    dossier_id: UUID,
    officer: Actor,
    reason: str,
    at: datetime,
    key: UUID,
    form_faults: Sequence[FormFault] = (),
    head_reason: str = "",
    expected_version: int | None = None,
) -> Supplement:
    """Ask the applicant once for everything that is missing: Mẫu 02, message; the desk's task ends.

    Takes
        form_faults  what has to be mended in the e-form; the components follow from the checklist
        head_reason  why it is asked again for what could be seen the first time, when the officer is the desk's head
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, PapersUnchecked, NothingToSupplement, ReasonMissing,
        SecondRequestNeedsHead
    Law
        TN19-10.1a, TN19-10.2a.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return Supplement.objects.filter(dossier=dossier).latest("no")
    expect(dossier, expected_version)
    assert officer.id is not None
    next_state(dossier.state, "request_supplement")
    reception.require_desk(dossier, officer.id, at)
    until = answer_by(dossier.desk_id, at)
    head = None
    if head_reason.strip() and _heads_desk(scope_of(officer.id, at), dossier.desk_id):
        head = HeadsWord(officer.id, head_reason)
    asked = supplements.ask(
        dossier,
        Asking("request_supplement", Supplement.Stage.RECEPTION, reason, until, head),
        [*supplements.faults_of_checklist(dossier), *form_faults_of(dossier, form_faults)],
        officer=officer,
        at=at,
        key=key,
    )
    slip = slips.issue_supplement(dossier, asked, officer=officer, at=at)  # TN19-10.1a
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(slip_id=slip.id)
    send_slip(dossier, slip.id, by=officer.id, at=at)
    end_reception(dossier, officer, at)
    tell_supplement(dossier, asked, officer=officer, at=at)
    return asked


def _heads_desk(scope: Scope, desk_id: UUID) -> bool:
    return bool(acting.headships_of_desk(scope, desk_id))


def may_allow_second(dossier: Dossier, tasks: Sequence[Task], scope: Scope) -> bool:
    """Whether this officer is the head whose word lets the dossier be sent back once more.

    Before acceptance that is the head of its desk; while it is handled the head of the unit or the leader of the
    agency that has it.
    """
    if dossier.state == "submitted":
        return _heads_desk(scope, dossier.desk_id)
    return any(task.kind in IN_HAND and workflow.heads_place_of(task, scope) for task in tasks)


@transaction.atomic
def allow_second_request(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The head lets the dossier be sent back once more for what could be seen the first time (TN19-10.2a).

    Refuses
        UnknownDossier, Changed, IllegalMove, NotTheHead, NoEarlierRequest, ReasonMissing
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    tasks = list(Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN).select_related("pool"))
    next_state(dossier.state, "allow_second_request")
    if not may_allow_second(dossier, tasks, scope):
        who = (
            phrase("người phụ trách Bộ phận Một cửa")
            if dossier.state == "submitted"
            else phrase("lãnh đạo phòng hoặc lãnh đạo cơ quan")
        )
        raise NotTheHead(who=who)
    if not Supplement.objects.filter(dossier=dossier).exists():
        raise NoEarlierRequest
    if dossier.state == State.SUBMITTED:
        officer = acting.answering(officer, acting.headships_of_desk(scope, dossier.desk_id))
    else:
        in_hand = (task.pool for task in tasks if task.kind in IN_HAND)
        officer = workflow.acting_over(in_hand, scope, officer)
    supplements.allow_second_request(dossier, head=officer, reason=reason, at=at, key=key)
