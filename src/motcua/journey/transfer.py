"""Stage 4 of 8: the dossier goes to the agency that decides (chuyển hồ sơ)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import unit_on
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.core import move
from motcua.journey.pause import begin_for
from motcua.journey.steps import candidates, open_ready_steps
from motcua.kernel.clock import local_day
from motcua.processes.schema import ProcessDocument
from motcua.workflow.models import Task
from motcua.workflow.work import Work, work_on


def transfer_accepted(
    dossier: Dossier, process: ProcessDocument, *, field: str, officer: Actor, at: datetime
) -> None:
    """The accepted e-dossier goes to the competent agency at once; its first steps get tasks.

    The e-dossier does not wait for paper (TN19-8.2). Which unit has it now is kept on the dossier's row for
    lists and for the public answer.

    A dossier that comes back completed goes to those who had it before, where they are still there.

    Refuses
        IllegalMove, NobodyThere
    Law
        TN19-11.1, TN19-11.2.
    """
    work = work_on(dossier)
    opened = open_ready_steps(work, process, field=field, at=at, owners=_earlier_owners(work, process, at))
    first = opened[0] if opened else None
    unit = unit_on(first.part.unit_id, local_day(at)).name if first and first.part.unit_id else ""
    move(
        *(dossier, "transfer"),
        at=at,
        actor=officer,
        body={"agency": dossier.agency_id, "tasks": [task.step_id for task in opened]},
        changes={"unit_name": unit},
    )
    begin_for(work, opened, process, officer=officer, at=at)


def _earlier_owners(work: Work, process: ProcessDocument, at: datetime) -> dict[str, UUID]:
    """By step: who was at it when the dossier went back to its applicant (TN19-12.4)."""
    had = {
        task.step_id: task.owner_id
        for task in work.tasks
        if task.owner_id is not None and task.state in {Task.State.CANCELLED, Task.State.SENT_BACK}
    }
    steps = {step.id: step for step in process.steps}  # opinions are tasks as well, and no steps
    return {
        step_id: owner_id
        for step_id, owner_id in had.items()
        if step_id in steps and owner_id in candidates(work.dossier, steps[step_id], at)
    }
