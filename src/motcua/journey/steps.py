"""From one step to the next: the pinned process says what is ready, places say who does it now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import staff_of_pool
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.journey.context import calendar_of_desk, document_of
from motcua.processes import rules as processes
from motcua.processes.schema import ProcessDocument, Step, StepKind
from motcua.workflow import selectors, services
from motcua.workflow.models import Task
from motcua.workflow.places import Place, place_of

DESK_STEPS = frozenset({StepKind.RECEIVE})


def open_ready_steps(
    dossier: Dossier,
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
    done = selectors.steps_done(dossier.pk)
    ready = processes.ready(process, done, selectors.steps_open(dossier.pk))
    return [
        open_step(dossier, step, field=field, at=at, owner_id=(owners or {}).get(step.id))
        for step in ready
        if (only is None or step.id in only) and step.kind not in DESK_STEPS
    ]


def open_step(
    dossier: Dossier, step: Step, *, field: str, at: datetime, owner_id: UUID | None = None
) -> Task:
    """Open one step's task in the part it belongs to; the part is opened when it is the first of its duty."""
    place = place_of(step, dossier, field=field, at=at)
    task = services.open_task(
        *(dossier, _part_for(dossier, place, at)),
        step_id=step.id,
        kind=str(step.kind),
        name=step.name,
        pool_id=place.pool_id,
        minutes=step.minutes,
        calendar_name=calendar_of_desk(dossier.desk_id, at),
        at=at,
    )
    if owner_id is not None:
        services.assign_task(task, owner_id=owner_id, at=at)
    return task


def _part_for(dossier: Dossier, place: Place, at: datetime) -> Part:
    part = parts.open_part_of(dossier, place.duty)
    if part is None:
        return parts.open_part(
            dossier,
            duty=place.duty,
            agency_id=place.agency_id,
            unit_id=place.unit_id,
            desk_id=place.desk_id,
            due_at=dossier.due_at,
            at=at,
        )
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
