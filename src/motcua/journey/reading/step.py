"""One step of the process as its doer sees it: what is asked, who may come next, where it can go back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope
from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Dossier, Result
from motcua.journey.context import document_of, process_of
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to, next_acts
from motcua.journey.reading.dossier import PaperView, PartyView, papers_of, parties_of, visible_dossier
from motcua.procedures.document import ProcedureDocument
from motcua.processes import rules as processes
from motcua.processes.schema import Step, StepKind
from motcua.workflow import selectors
from motcua.workflow.errors import UnknownTask
from motcua.workflow.models import Task
from motcua.workflow.places import place_of
from motcua.workflow.selectors import Colleague


@dataclass(frozen=True)
class StepPage:
    """A task to be done.

    colleagues  who may be given the next step, where this step assigns
    following   the steps that come after
    back_to     the earlier steps work can be returned to
    words       what was written at the steps before, newest first
    """

    dossier: Dossier
    task: Task
    parties: tuple[PartyView, ...]
    papers: tuple[PaperView, ...]
    results: tuple[Result, ...]
    colleagues: tuple[Colleague, ...]
    following: tuple[Step, ...]
    back_to: tuple[Step, ...]
    earlier: tuple[Task, ...]
    result_name: str


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
    return StepPage(
        dossier=dossier,
        task=task,
        parties=parties_of(dossier.pk),
        papers=papers_of(dossier.pk),
        results=tuple(dossiers.results_of(dossier.pk)),
        colleagues=_colleagues(dossier, following, document.field, at)
        if task.kind == StepKind.ASSIGN
        else (),
        following=following,
        back_to=tuple(
            step for step in processes.earlier(process, task.step_id) if step.kind is not StepKind.RECEIVE
        ),
        earlier=tuple(one for one in reversed(tasks) if one.state != Task.State.OPEN),
        result_name=_likely_result(document),
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


def _likely_result(document: ProcedureDocument) -> str:
    """What a decision mostly is: the first result that is no mere notice; the officer may write another."""
    names = [result.name for result in document.results]
    papers = [name for name in names if not name.startswith(("Thông báo", "Văn bản"))]
    return next(iter(papers or names), document.short_name or document.name)
