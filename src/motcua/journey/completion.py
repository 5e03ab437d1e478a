"""The turn of a dossier found incomplete while it is handled: sent back and kept waiting, or cancelled and returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Paper, Part, Supplement
from motcua.dossiers.moves import next_state
from motcua.dossiers.requests import first_result_of
from motcua.dossiers.services import supplements
from motcua.dossiers.services.clocks import stand_still, stop_clocks
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.extension import lapse_extension
from motcua.dossiers.services.supplements import Asking, Fault, HeadsWord
from motcua.journey.context import document_of, process_of
from motcua.journey.desk import expect, is_done
from motcua.journey.ending import lapse_errands
from motcua.journey.errors import (
    NotYourDuty,
    OtherWayChosen,
    ResultAlreadyThere,
    ReturnTooLate,
)
from motcua.journey.messages import tell_returned, tell_supplement
from motcua.journey.opinions import revoke_open_opinions
from motcua.journey.paper_settled import leave_paper
from motcua.journey.papers import slips
from motcua.journey.policies import INCOMPLETE, KEPT, RETURNED, answer_by, completion_until
from motcua.journey.supplement import IN_HAND, FormFault, form_faults_of
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.money import vnd
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of
from motcua.payments.services import waive_due
from motcua.processes import rules as processes
from motcua.workflow import services as workflow
from motcua.workflow.models import Task
from motcua.workflow.work import work_on

BACK = "Hồ sơ được trả lại cho người nộp để bổ sung."


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
    waive_due(dossier, actor=officer, at=at)
    _lay_down(dossier, officer, at)
    leave_paper(dossier, officer=officer, at=at, reason=asked.reason, act="cancel_incomplete")  # NB18-13.1
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
    return [*papers, *form_faults_of(dossier, incomplete.form)]


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
