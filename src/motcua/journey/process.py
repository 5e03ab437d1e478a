"""Stage 5 of 8: the agency handles the dossier, step by step (giải quyết)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import Scope, unit_on
from motcua.audit.services import SYSTEM, Actor
from motcua.audit.statements import together
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.services.core import dossier_for_update, move, note
from motcua.dossiers.services.pauses import open_pause
from motcua.dossiers.services.results import ResultFacts, record_result
from motcua.journey import joint
from motcua.journey.context import document_of, process_of
from motcua.journey.decide import decide_if_complete
from motcua.journey.desk import expect, is_done
from motcua.journey.each import count_done
from motcua.journey.errors import ResultUnsigned
from motcua.journey.not_granted import concludes, go_to_records, is_refused, refusal_signed, signs
from motcua.journey.pause import (
    begin_for,
    end,
    end_posting,
    finish_for,
    is_open,
    key_of,
    past_postings,
    require_free,
)
from motcua.journey.steps import open_ready_steps, open_step
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc, nfc_lines
from motcua.processes import rules as processes
from motcua.processes.schema import ProcessDocument, Step, StepKind
from motcua.workflow import opinions, selectors, services
from motcua.workflow.errors import NoEarlierStep, NotAStep, OpinionAwaited, StepResultMissing
from motcua.workflow.models import Task
from motcua.workflow.work import STEP_KINDS, Work, pool_of, remembered, take_up


@dataclass(frozen=True)
class StepResult:
    """What a step brought.

    text      the work done or the opinion given; needed where something is examined or approved
    assignee  who does the next step, where the step assigns (TN19-12.1)
    result    the decision, where the step approves; what another body issued, where the step records it
    refusal   reasons not to grant, one a line: proposed where the step examines, signed where it approves (TN19-12.7)
    """

    text: str = ""
    assignee_id: UUID | None = None
    result: ResultFacts | None = None
    refusal: str = ""


@transaction.atomic
def claim(*, dossier_id: UUID, task_id: UUID, officer: Actor, scope: Scope, at: datetime, key: UUID) -> None:
    """Take a waiting task (nhận việc); the second of two officers is told who was first.

    The same key again answers as the first time did, also when the work has gone on meanwhile.

    Refuses
        UnknownTask, TaskEnded, TaskTaken, NotYourTask
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    task = services.task_for_update(dossier, task_id)
    if task.owner_id == scope.account_id:
        return
    officer = services.acting(task, scope, officer)
    services.claim_task(task, scope=scope)
    _record_owner(dossier, task, kind="claimed", actor=officer, at=at, key=key)


@transaction.atomic
def assign(
    *,
    dossier_id: UUID,
    task_id: UUID,
    owner_id: UUID,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """The head gives an open task to a person of its place (phân công lại); TN19-12.1.

    Refuses
        UnknownTask, TaskEnded, NotHeadThere, NotPostedThere, Changed
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    task = services.task_for_update(dossier, task_id)
    services.require_head(task, scope)
    officer = services.acting_head(task, scope, officer)
    services.assign_task(task, owner_id=owner_id, at=at)
    _record_owner(dossier, task, kind="assigned", actor=officer, at=at, key=key)


def _record_owner(
    dossier: Dossier, task: Task, *, kind: str, actor: Actor, at: datetime, key: UUID | None = None
) -> None:
    owner = Task.objects.select_related("owner").get(dossier_id=dossier.pk, pk=task.pk).owner
    assert owner is not None
    note(
        *(dossier, kind),
        at=at,
        actor=actor,
        body={"task": task.pk, "step": task.step_id, "owner": owner.pk},
        key=key,
        changes={"owner_name": owner.full_name},
    )


@transaction.atomic
def process(
    *,
    dossier_id: UUID,
    task_id: UUID,
    officer: Actor,
    scope: Scope,
    outcome: StepResult,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Finish one step: its work is done, its result goes to the next step (hoàn thành một bước).

    Takes
        scope  the officer's postings at `at`: the task must be theirs, or wait in one of their pools
    Refuses
        UnknownTask, TaskEnded, TaskTaken, NotYourTask, StepResultMissing, ResultUnsigned, NobodyThere,
        NotPostedThere, Changed
    Writes
        the task done, the next tasks, one event; the result where the step approves; state decided after the
        last step before the return
    Law
        TN19-12.1, TN19-12.2, TN19-12.9, TN19-5.3 (work is counted per account).
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    task = work.task(task_id)
    services.require_doer(task, scope)
    officer = services.acting(task, scope, officer)
    definition = process_of(dossier)
    _require_step(work, task, definition, outcome)
    _go_through(work, task, definition, outcome, officer=officer, at=at, key=key)


def _go_through(
    work: Work,
    task: Task,
    definition: ProcessDocument,
    outcome: StepResult,
    *,
    officer: Actor,
    at: datetime,
    key: UUID,
) -> None:
    """End the task, open what comes next, move, and see whether a waiting begins or everything is done."""
    dossier, field = work.dossier, document_of(work.dossier).field
    step = definition.step(task.step_id)
    if step.waits:
        finish_for(work, task, step, reason=outcome.text, officer=officer, at=at)
    result = _decision(dossier, task, definition, outcome, officer=officer, at=at)
    after = processes.following(definition, task.step_id)
    owners = {step.id: outcome.assignee_id for step in after if outcome.assignee_id is not None}
    working = frozenset(step.id for step in definition.steps if step.kind is not StepKind.RETURN)
    with together():
        services.end_task(task, by=officer.id, at=at)
        if result is not None:
            record_result(dossier, task.part, result, actor=officer, at=at)
        if not is_refused(dossier):
            opened = open_ready_steps(work, definition, field=field, at=at, owners=owners, only=working)
        elif result is not None:
            opened = go_to_records(work, definition, task, officer=officer, field=field, at=at)
        else:
            opened = []
        move(
            *(dossier, "process"),
            at=at,
            actor=officer,
            body={
                "task": task.pk,
                "step": task.step_id,
                "next": [one.step_id for one in opened],
                **({"refuses": "signed" if result else "proposed"} if outcome.refusal.strip() else {}),
            },
            words=_words(outcome),
            key=key,
            changes=_whereabouts(work, at),
        )
    joint.settle(work, task, officer=officer, at=at)
    begin_for(work, opened, definition, officer=officer, at=at)
    decide_if_complete(work, definition, officer=officer, at=at)


def _require_step(work: Work, task: Task, definition: ProcessDocument, outcome: StepResult) -> None:
    """The task is a step of the process, nobody's answer is waited for, its work is done, and it is its own."""
    if task.kind not in STEP_KINDS:
        raise NotAStep(task=task.name)
    if outcome.result is not None and task.kind != StepKind.EXTERNAL and not concludes(task, definition):
        raise ResultUnsigned(step=task.name)
    require_free(work, task)
    awaited = opinions.awaited_by(work, task)
    if awaited:
        at = max(opinion.asked_at for opinion in awaited)
        raise OpinionAwaited(
            step=task.name, places="; ".join(opinions.name_of(opinion, at) for opinion in awaited)
        )
    if not definition.step(task.step_id).waits:
        _require_result(task, outcome)


def _decision(
    dossier: Dossier,
    task: Task,
    definition: ProcessDocument,
    outcome: StepResult,
    *,
    officer: Actor,
    at: datetime,
) -> ResultFacts | None:
    """What the step decides: the result as given, a refusal where the step signs; a proposal decides nothing."""
    if not outcome.refusal.strip() or (task.kind == StepKind.EXAMINE and not signs(task, definition)):
        return outcome.result
    return refusal_signed(dossier, task, definition, outcome.refusal, officer=officer, at=at)


def _words(outcome: StepResult) -> dict[str, str] | None:
    words = {"text": nfc(outcome.text), "reasons": nfc_lines(outcome.refusal)}
    return {name: text for name, text in words.items() if text} or None


def _require_result(task: Task, outcome: StepResult) -> None:
    """TN19-12.9: examining and approving leave words behind; assigning names a person; approving decides.

    What another body did is told in words or by its result: the next step works with it (TN19-12.6b).
    """
    lacking = (
        (task.kind == StepKind.EXTERNAL and not outcome.text.strip() and outcome.result is None)
        or (task.kind == StepKind.EXAMINE and not (outcome.text.strip() or outcome.refusal.strip()))
        or (task.kind == StepKind.ASSIGN and outcome.assignee_id is None)
        or (task.kind == StepKind.APPROVE and outcome.result is None and not outcome.refusal.strip())
    )
    if lacking:
        raise StepResultMissing(step=task.name)


def _whereabouts(work: Work, at: datetime) -> dict[str, str]:
    """Who has the dossier now, for lists and the public answer: unit and officer of the first open task.

    Where the first is another agency's, the agencies that work at it stand for the unit.
    """
    if not work.open_steps:
        return {"owner_name": ""}
    first, day = work.open_steps[0], local_day(at)
    unit_id = pool_of(first).unit_id
    unit = (
        remembered(work.dossier, "unit", unit_id, day, read=lambda: unit_on(unit_id, day).name)
        if unit_id
        else ""
    )
    return {
        "unit_name": joint.places_at_work(work, at) or unit,
        "owner_name": first.owner.full_name if first.owner else "",
    }


@transaction.atomic
def send_back(
    *,
    dossier_id: UUID,
    task_id: UUID,
    to_step_id: str,
    reason: str,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Return the work to an earlier step, with the reason (trả lại bước trước).

    The earlier step gets a new task, owned by whoever did it; what stands between must be done again.

    Refuses
        UnknownTask, TaskEnded, TaskTaken, NotYourTask, NoEarlierStep, StepResultMissing, Changed
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    task = work.task(task_id)
    services.require_doer(task, scope)
    officer = services.acting(task, scope, officer)
    if task.kind not in STEP_KINDS:
        raise NotAStep(task=task.name)
    definition, field = process_of(dossier), document_of(dossier).field
    steps = {step.id: step for step in processes.earlier(definition, task.step_id)}
    target = steps.get(to_step_id)
    if target is None or target.kind is StepKind.RECEIVE:
        raise NoEarlierStep(step=task.name)
    if not reason.strip():
        raise StepResultMissing(step=task.name)
    if definition.step(task.step_id).waits:  # what comes back is waited for no longer
        end(work, open_pause(dossier, step_id=task.step_id), officer=officer, reason=reason, at=at)
    services.end_task(task, by=officer.id, at=at, state=Task.State.SENT_BACK)
    services.undo_steps(dossier, {target.id} | _between(definition, target.id, task.step_id))
    doer = selectors.last_doer(dossier.pk, target.id)
    again = open_step(work, target, field=field, at=at)
    if doer is not None and doer in selectors.staff_for(again, at):
        services.assign_task(again, owner_id=doer, at=at)
    move(
        *(dossier, "process"),
        at=at,
        actor=officer,
        body={"task": task.pk, "step": task.step_id, "back_to": target.id},
        words={"reason": nfc(reason)},
        key=key,
        changes=_whereabouts(work, at) | _undecided(dossier, target),
    )
    joint.settle(work, task, officer=officer, at=at)
    begin_for(work, [again], definition, officer=officer, at=at)


def end_past_postings(*, at: datetime) -> int:
    """Go on with every posting whose last day went by, the way its step or its pauser would; gives how many (job)."""
    return count_done(
        (
            one.dossier_id,
            partial(_finish_posting if one.step_id else end_posting, one.dossier_id, one.pk, at=at),
        )
        for one in past_postings(at)
    )


@transaction.atomic
def _finish_posting(dossier_id: UUID, pause_id: UUID, *, at: datetime) -> bool:
    found = Pause.objects.get(dossier_id=dossier_id, pk=pause_id)
    work = take_up(dossier_id, key=key_of(found))
    task = next((one for one in work.open_steps if one.step_id == found.step_id), None)
    if work.is_done or task is None or not is_open(work.dossier, found):
        return False
    definition = process_of(work.dossier)
    _go_through(work, task, definition, StepResult(), officer=SYSTEM, at=at, key=key_of(found))
    return True


def _undecided(dossier: Dossier, target: Step) -> dict[str, str]:
    """A refusal sent back to where it is considered again does not lead the way any more."""
    return {"outcome": ""} if is_refused(dossier) and target.kind is not StepKind.REGISTER else {}


def _between(definition: ProcessDocument, first: str, last: str) -> set[str]:
    """The steps after `first` on some way to `last`."""
    return {
        step.id for step in processes.earlier(definition, last) if first in _ids_before(definition, step.id)
    }


def _ids_before(definition: ProcessDocument, step_id: str) -> set[str]:
    return {step.id for step in processes.earlier(definition, step_id)}
