"""The turn of an incomplete dossier: one complete request, the answer point by point, the end when nobody answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.agencies import acting
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Posted, Scope, scope_of
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Paper, Part, Supplement
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.requests import first_result_of
from motcua.dossiers.services import answering, reception, supplements
from motcua.dossiers.services.answering import Reply
from motcua.dossiers.services.clocks import stand_still, stop_clocks
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.extension import lapse_extension
from motcua.dossiers.services.supplements import Asking, Fault, HeadsWord
from motcua.eforms.schema import FormDocument
from motcua.journey.context import document_of, form_of, process_of
from motcua.journey.desk import end_reception, expect, is_done, send_to_desk
from motcua.journey.ending import lapse_errands
from motcua.journey.errors import (
    NoEarlierRequest,
    NotTheHead,
    NotYourDuty,
    OtherWayChosen,
    ResultAlreadyThere,
    ReturnTooLate,
)
from motcua.journey.messages import tell_returned, tell_submitted, tell_supplement
from motcua.journey.opinions import revoke_open_opinions
from motcua.journey.paper_settled import give_paper_back
from motcua.journey.papers import slips
from motcua.journey.policies import INCOMPLETE, KEPT, RETURNED, answer_by, completion_until
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.money import vnd
from motcua.kernel.phrases import phrase
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of
from motcua.processes import rules as processes
from motcua.processes.schema import StepKind
from motcua.workflow import services as workflow
from motcua.workflow.models import Task
from motcua.workflow.work import STEP_KINDS, work_on

IN_HAND = STEP_KINDS - {StepKind.RECEIVE, StepKind.RETURN}
"""Whoever has a task of these kinds has the dossier in hand; the desk, who is asked and who watches have not."""
BACK = "Hồ sơ được trả lại cho người nộp để bổ sung."


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


def _form_faults(dossier: Dossier, faults: Sequence[FormFault]) -> list[Fault]:
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
        [*supplements.faults_of_checklist(dossier), *_form_faults(dossier, form_faults)],
        officer=officer,
        at=at,
        key=key,
    )
    slip = slips.issue_supplement(dossier, asked, officer=officer, at=at)  # TN19-10.1a
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(slip_id=slip.id)
    end_reception(dossier, officer, at)
    tell_supplement(dossier, asked, officer=officer, at=at)
    return asked


def _heads_desk(scope: Scope, desk_id: UUID) -> bool:
    return bool(_desk_headships(scope, desk_id))


def _desk_headships(scope: Scope, desk_id: UUID) -> list[Posted]:
    return [one for one in scope.postings if one.role is Role.DESK_HEAD and one.desk_id == desk_id]


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
        officer = acting.answering(officer, _desk_headships(scope, dossier.desk_id))
    else:
        in_hand = (task.pool for task in tasks if task.kind in IN_HAND)
        officer = workflow.acting_over(in_hand, scope, officer)
    supplements.allow_second_request(dossier, head=officer, reason=reason, at=at, key=key)


# --- after acceptance ---


@dataclass(frozen=True)
class Incomplete:
    """Why a dossier in process cannot be handled: what is wrong with its papers and its form.

    papers       by paper id: what is wrong (missing, wrong, expired) and what to do
    head_reason  why it is asked again for what could be seen the first time, when the officer is the head
    """

    reason: str
    papers: Mapping[UUID, tuple[str, str]]
    form: Sequence[FormFault] = ()
    head_reason: str = ""


@transaction.atomic
def ask_completion(
    *,
    dossier_id: UUID,
    task_id: UUID,
    officer: Actor,
    scope: Scope,
    incomplete: Incomplete,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> Supplement:
    """The handling agency sends an incomplete dossier back; it is kept waiting (trả hồ sơ chưa đủ điều kiện).

    The legal clock ends, its successor starts from zero with the complete dossier; the scoring clock stands still.
    Work in progress ends; what was examined will be examined again.

    Refuses
        UnknownDossier, UnknownTask, NotYourTask, TaskTaken, Changed, IllegalMove, OtherWayChosen, ReturnTooLate,
        ResultAlreadyThere, NothingToSupplement, ReasonMissing, SecondRequestNeedsHead
    Writes
        the request with its points, Mẫu 02, state supplement_requested, clocks, tasks, parts; the applicant is told
    Law
        TN19-12.4.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return Supplement.objects.filter(dossier=dossier).latest("no")
    expect(dossier, expected_version)
    task = _require_handler(dossier, task_id, scope, "ask_completion")
    officer = workflow.acting_there(task, scope, officer)
    _require_way(dossier, KEPT, at)
    until = answer_by(dossier.desk_id, at)
    asking = Asking(
        *("ask_completion", Supplement.Stage.HANDLING, incomplete.reason, until),
        _head_in_process(incomplete, task, scope),
    )
    changes = {"due_at": None, "waiting_cause": "", "unit_name": "", "owner_name": ""}
    asked = supplements.ask(
        dossier,
        asking,
        _faults(dossier, incomplete),
        officer=officer,
        at=at,
        key=key,
        changes=changes,
    )
    stand_still(dossier, cause="supplement", at=at)
    lapse_extension(dossier, at=at)
    # what the applicant asked the desk meanwhile still wants its answer
    _lay_down(dossier, officer, at, but=Part.Duty.REQUEST)
    workflow.undo_steps(dossier, processes.done_again(process_of(dossier)))
    slip = slips.issue_supplement(dossier, asked, officer=officer, at=at)
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(slip_id=slip.id)
    tell_supplement(dossier, asked, officer=officer, at=at)
    return asked


@transaction.atomic
def cancel_incomplete(
    *,
    dossier_id: UUID,
    task_id: UUID,
    officer: Actor,
    scope: Scope,
    incomplete: Incomplete,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> Supplement:
    """The same where the province cancels and returns such a dossier (huỷ và trả hồ sơ chưa đủ điều kiện).

    Mẫu 02 says what to add, which originals go back and what was paid; the applicant files again from a copy.

    Refuses
        as `ask_completion`
    Law
        TN19-12.4.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return Supplement.objects.filter(dossier=dossier).latest("no")
    expect(dossier, expected_version)
    task = _require_handler(dossier, task_id, scope, "cancel_incomplete")
    officer = workflow.acting_there(task, scope, officer)
    _require_way(dossier, RETURNED, at)
    originals, fees = _originals(dossier), _fees_paid(dossier)
    asking = Asking(
        *("cancel_incomplete", Supplement.Stage.HANDLING, incomplete.reason, None),
        _head_in_process(incomplete, task, scope),
    )
    asked = supplements.ask(
        dossier,
        asking,
        _faults(dossier, incomplete),
        officer=officer,
        at=at,
        key=key,
        changes={"waiting_cause": "", "unit_name": "", "owner_name": "", "finished_at": at},
        words={"originals": originals, "fees": fees},
    )
    stop_clocks(dossier, at=at)
    lapse_errands(dossier, actor=officer, at=at)
    _lay_down(dossier, officer, at)
    give_paper_back(
        dossier, officer=officer, at=at, reason=asked.reason, act="cancel_incomplete"
    )  # NB18-13.1
    back = "; ".join(part for part in (originals, fees) if part)
    slip = slips.issue_supplement(dossier, asked, officer=officer, at=at, addition=back)
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(slip_id=slip.id)
    tell_returned(dossier, asked, back, officer=officer, at=at)
    return asked


def _require_handler(dossier: Dossier, task_id: UUID, scope: Scope, act: str) -> Task:
    """The open task of whoever has the dossier in hand, or of a place they head; nothing is decided yet."""
    next_state(dossier.state, act)
    task = workflow.task_for_update(dossier, task_id)
    if task.kind not in IN_HAND:
        raise NotYourDuty(act=task.name)
    if not workflow.heads_place_of(task, scope):
        workflow.require_doer(task, scope)
    if (result := first_result_of(dossier.pk)) is not None:
        raise ResultAlreadyThere(result=result)
    return task


def _require_way(dossier: Dossier, way: str, at: datetime) -> None:
    """Within the time, and by the way the province chose."""
    chosen = INCOMPLETE.on(local_day(at))
    if chosen != way:
        raise OtherWayChosen(way=dict(INCOMPLETE.choices)[chosen])
    until = completion_until(dossier, document_of(dossier)).astimezone(TZ)
    if at > until:
        raise ReturnTooLate(until=f"{until:%H:%M} ngày {until:%d/%m/%Y}")


def _head_in_process(incomplete: Incomplete, task: Task, scope: Scope) -> HeadsWord | None:
    is_head = workflow.heads_place_of(task, scope)
    return HeadsWord(scope.account_id, incomplete.head_reason) if is_head else None


def _faults(dossier: Dossier, incomplete: Incomplete) -> list[Fault]:
    own = Paper.objects.filter(dossier=dossier).order_by("no").values_list("pk", flat=True)
    papers = [
        Fault(incomplete.papers[paper_id][0], incomplete.papers[paper_id][1], paper_id=paper_id)
        for paper_id in own
        if paper_id in incomplete.papers
    ]
    return [*papers, *_form_faults(dossier, incomplete.form)]


def _lay_down(dossier: Dossier, officer: Actor, at: datetime, *, but: Part.Duty | None = None) -> None:
    """Nobody has it in hand any more; whoever was asked for an opinion need not answer."""
    revoke_open_opinions(work_on(dossier), reason=BACK, officer=officer, at=at)
    workflow.cancel_work(dossier, at=at, but=but)


def _originals(dossier: Dossier) -> str:
    papers = Paper.objects.filter(dossier=dossier, originals__gt=0).order_by("no")
    names = "; ".join(f"{paper.name} ({paper.originals})" for paper in papers)
    return f"Trả lại bản chính: {names}" if names else ""


def _fees_paid(dossier: Dossier) -> str:
    paid = sum(one.amount_vnd for one in charges_of(dossier.pk) if one.state == Charge.State.PAID)
    return f"Phí, lệ phí đã nộp {vnd(paid)}, hoàn trả theo quy định" if paid else ""


# --- the answer ---


@transaction.atomic
def keep_answer(
    *,
    dossier_id: UUID,
    texts: Mapping[UUID, str] | None = None,
    file_ids: Mapping[UUID, Sequence[UUID]] | None = None,
    dropped_file_id: UUID | None = None,
    form: Mapping[str, Any] | None = None,
) -> None:
    """Keep what the applicant has answered so far; it is found again on any device and sent later.

    Takes
        texts, file_ids  by point id: words replace words, files are added
        form             the whole form as corrected so far
    Refuses
        UnknownDossier, IllegalMove (nothing is asked for any more), UnknownPoint
    """
    dossier = dossier_for_update(dossier_id)
    for point_id in {**(texts or {}), **(file_ids or {})}:
        answering.keep_reply(
            dossier,
            point_id=point_id,
            text=(texts or {}).get(point_id),
            file_ids=(file_ids or {}).get(point_id, ()),
        )
    if dropped_file_id is not None:
        answering.drop_file(dossier, file_id=dropped_file_id)
    if form is not None:
        answering.keep_form(dossier, form)


@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    applicant: Actor,
    at: datetime,
    key: UUID,
    replies: Mapping[UUID, Reply] | None = None,
) -> None:
    """Send the answer to every point; the desk has a task again (nộp bổ sung).

    Takes
        applicant  who answers: the applicant, or the officer who records it at the counter
        replies    by point id, what was brought to the counter beside what is kept already
    Refuses
        UnknownDossier, IllegalMove, UnknownPoint, PointsUnanswered, WrongDesk
    Law
        TN19-10.2a, NB18-13.3.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    if applicant.kind == "officer":
        assert applicant.id is not None
        reception.require_desk(dossier, applicant.id, at)
    brought = replies or {}
    for point_id, reply in brought.items():
        text = reply.text if reply.text.strip() else None
        answering.keep_reply(dossier, point_id=point_id, text=text, file_ids=reply.file_ids)
    answering.answer(
        dossier,
        actor=applicant,
        fields_of={name: fields for name, (_, fields) in parts_of_form(form_of(dossier)).items()},
        on_paper={point_id for point_id, reply in brought.items() if reply.is_on_paper},
        at=at,
        key=key,
    )
    send_to_desk(dossier, at)
    tell_submitted(dossier, at=at)


__all__ = [
    "FormFault",
    "Incomplete",
    "Reply",
    "allow_second_request",
    "answer_supplement",
    "ask_completion",
    "cancel_incomplete",
    "keep_answer",
    "may_allow_second",
    "parts_of_form",
    "supplement",
]
