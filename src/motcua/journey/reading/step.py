"""One step of the process as its doer sees it: what is asked, who may come next, where it can go back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope, agency_names_on
from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Dossier, Part, Result
from motcua.journey.context import document_of, process_of
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to, next_acts
from motcua.journey.reading.dossier import PaperView, PartyView, papers_of, parties_of
from motcua.journey.reading.turns import proposed_refusal
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import local_day
from motcua.procedures.document import ProcedureDocument
from motcua.processes import rules as processes
from motcua.processes.schema import Step, StepKind
from motcua.workflow import selectors
from motcua.workflow.errors import UnknownTask
from motcua.workflow.models import Task
from motcua.workflow.places import place_of
from motcua.workflow.selectors import Colleague

WEIGHING = frozenset({StepKind.REVIEW, StepKind.APPROVE})
"""The steps that weigh what an examination proposes."""


@dataclass(frozen=True, slots=True)
class StepInput:
    """What the steps directly before brought: what this one works with (TN19-12.6b)."""

    step: str
    agency: str
    text: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class StepPage:
    """A task to be done.

    colleagues  who may be given the next step, where this step assigns
    results     what was decided so far, but for what stands in the inputs
    inputs      what the steps directly before wrote and recorded, each by its agency
    following   the steps that come after
    back_to     the earlier steps work can be returned to
    words       what was written at the steps before, newest first
    proposed_refusal  the reasons with which the examination proposes not to grant
    is_leads    the step belongs to the lead agency, which alone refuses the whole
    """

    dossier: Dossier
    task: Task
    parties: tuple[PartyView, ...]
    papers: tuple[PaperView, ...]
    results: tuple[Result, ...]
    inputs: tuple[StepInput, ...]
    colleagues: tuple[Colleague, ...]
    following: tuple[Step, ...]
    back_to: tuple[Step, ...]
    earlier: tuple[Task, ...]
    result_name: str
    proposed_refusal: str
    is_leads: bool


def step_page(dossier_id: UUID, task_id: UUID, scope: Scope, *, at: datetime) -> StepPage:
    """The task and what its doer needs.

    Refuses
        UnknownDossier, UnknownTask, NotYourDuty
    """
    dossier = visible_dossier(dossier_id, scope)
    tasks = selectors.tasks_of(dossier.pk)
    task = _open_one(tasks, task_id)
    if not is_open_to(next_acts(dossier, [task], scope), "step", task.pk):
        raise NotYourDuty(act=task.name)
    process, document = process_of(dossier), document_of(dossier)
    following = processes.following(process, task.step_id)
    results = tuple(dossiers.results_of(dossier.pk))
    inputs = _inputs(dossier, tasks, processes.previous(process, task.step_id), results, at)
    brought = {one.pk for given in inputs for one in given.results}
    return StepPage(
        dossier=dossier,
        task=task,
        parties=parties_of(dossier.pk),
        papers=papers_of(dossier.pk),
        results=tuple(one for one in results if one.pk not in brought),
        inputs=inputs,
        colleagues=_colleagues(dossier, following, document.field, at)
        if task.kind == StepKind.ASSIGN
        else (),
        following=following,
        back_to=tuple(
            step for step in processes.earlier(process, task.step_id) if step.kind is not StepKind.RECEIVE
        ),
        earlier=tuple(one for one in reversed(tasks) if one.state != Task.State.OPEN),
        result_name=likely_result(document),
        proposed_refusal=proposed_refusal(dossier.pk) if task.kind in WEIGHING else "",
        is_leads=task.part.duty == Part.Duty.LEAD,
    )


def _inputs(
    dossier: Dossier, tasks: list[Task], before: tuple[Step, ...], results: tuple[Result, ...], at: datetime
) -> tuple[StepInput, ...]:
    newest = {task.step_id: task for task in tasks if task.state == Task.State.DONE}
    done = [newest[step.id] for step in before if step.id in newest and step.kind is not StepKind.RECEIVE]
    if not done:
        return ()
    said = {
        str(one.body["task"]): str(one.words.get("text", ""))
        for one in dossiers.timeline_of(dossier.pk)
        if one.kind == "process" and "task" in one.body
    }
    parts = {part.pk: part.agency_id for part in dossiers.parts_of_dossier(dossier.pk)}
    names = agency_names_on({parts[task.part_id] for task in done}, local_day(at))
    return tuple(
        StepInput(
            step=task.name,
            agency=names.get(parts[task.part_id], ""),
            text=said.get(str(task.pk), ""),
            results=tuple(one for one in results if one.part_id == task.part_id),
        )
        for task in done
    )


def _colleagues(
    dossier: Dossier, following: tuple[Step, ...], field: str, at: datetime
) -> tuple[Colleague, ...]:
    pools = {
        place_of(step, dossier, field=field, at=at).pool_id
        for step in following
        if step.kind is not StepKind.RETURN
    }
    return tuple(selectors.colleagues_of(sorted(pools), at))


@dataclass(frozen=True)
class AssignPage:
    """A task that its head gives to somebody."""

    dossier: Dossier
    task: Task
    colleagues: tuple[Colleague, ...]


def assign_page(dossier_id: UUID, task_id: UUID, scope: Scope, *, at: datetime) -> AssignPage:
    """Who may be given an open task, with their load (TN19-12.1).

    Refuses
        UnknownDossier, UnknownTask, NotYourDuty
    """
    dossier = visible_dossier(dossier_id, scope)
    task = _open_one(selectors.open_tasks_of(dossier), task_id)
    if not is_open_to(next_acts(dossier, [task], scope), "assign", task.pk):
        raise NotYourDuty(act=gettext("Phân công việc {step}").format(step=task.name))
    return AssignPage(dossier, task, tuple(selectors.colleagues_of([task.pool_id], at)))


def _open_one(tasks: list[Task], task_id: UUID) -> Task:
    for task in tasks:
        if task.pk == task_id and task.state == Task.State.OPEN:
            return task
    raise UnknownTask


def likely_result(document: ProcedureDocument) -> str:
    """What a decision mostly is: the first result that is no mere notice; the officer may write another."""
    names = [result.name for result in document.results]
    papers = [name for name in names if not name.startswith(("Thông báo", "Văn bản"))]
    return next(iter(papers or names), document.short_name or document.name)
