"""From one step to the next: the pinned process says what is ready, places say who does it now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import staff_of_pool
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.journey import joint
from motcua.journey.context import calendar_of_desk, document_of
from motcua.journey.pause import held_at
from motcua.kernel.clock import local_day
from motcua.processes import rules as processes
from motcua.processes.schema import ProcessDocument, Step, StepKind
from motcua.workflow import services
from motcua.workflow.models import Task
from motcua.workflow.places import Place, place_of
from motcua.workflow.work import Work, remembered

DESK_STEPS = frozenset({StepKind.RECEIVE})


def open_ready_steps(
    work: Work,
    process: ProcessDocument,
    *,
    field: str,
    at: datetime,
    owners: dict[str, UUID] | None = None,
    only: frozenset[str] | None = None,
) -> list[Task]:
    """Open a task for every step whose predecessors are all done (TN19-12.9).

    Takes
        owners  by step id: who was assigned to do it (TN19-12.1); others wait in their pool
        only    step ids to choose among; null = all that are ready
    Gives
        the tasks that were opened, in the order of the process
    """
    opened = {task.step_id for task in work.open_tasks}
    ready = joint.in_order(work, processes.ready(process, work.steps_done, opened))
    return [
        open_step(work, step, field=field, at=at, owner_id=(owners or {}).get(step.id))
        for step in ready
        if (only is None or step.id in only) and step.kind not in DESK_STEPS
    ]


def open_step(work: Work, step: Step, *, field: str, at: datetime, owner_id: UUID | None = None) -> Task:
    """Open one step's task in the part it belongs to; the part is opened when it is the first of its duty."""
    dossier = work.dossier
    place = place_of(step, dossier, field=field, at=at)
    return services.open_task(
        *(work, _part_for(work, place, step, at)),
        step_id=step.id,
        kind=str(step.kind),
        name=step.name,
        pool_id=place.pool_id,
        minutes=step.minutes,
        calendar_name=remembered(
            dossier,
            *("hours of desk", dossier.desk_id, local_day(at)),
            read=lambda: calendar_of_desk(dossier.desk_id, at),
        ),
        at=at,
        owner_id=owner_id,
        held_at=held_at(dossier, at),
    )


def _part_for(work: Work, place: Place, step: Step, at: datetime) -> Part:
    if place.duty is Part.Duty.COOPERATION:
        return joint.part_for(work, place, step, at=at)
    part = work.part_of(place.duty)
    if part is None:
        part = parts.open_part(
            work.dossier,
            duty=place.duty,
            agency_id=place.agency_id,
            unit_id=place.unit_id,
            desk_id=place.desk_id,
            due_at=work.dossier.due_at,
            at=at,
        )
        work.parts.append(part)
    if part.unit_id is None and place.unit_id is not None:
        part.unit_id = place.unit_id
        part.save(update_fields=["unit"])
    return part


def candidates(dossier: Dossier, step: Step, at: datetime) -> list[UUID]:
    """The accounts that could be given a step of this dossier at `at` (TN19-12.1); by pool, unsorted.

    Refuses
        NobodyThere
    """
    place = place_of(step, dossier, field=document_of(dossier).field, at=at)
    return staff_of_pool(place.pool_id, at)
