"""Stage 4 of 8: the dossier goes to the agency that decides (chuyển hồ sơ)."""

from __future__ import annotations

from datetime import datetime

from motcua.agencies.selectors import unit_on
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.core import move
from motcua.journey.pause import begin_for
from motcua.journey.steps import open_ready_steps
from motcua.kernel.clock import local_day
from motcua.processes.schema import ProcessDocument
from motcua.workflow.work import work_on


def transfer_accepted(
    dossier: Dossier, process: ProcessDocument, *, field: str, officer: Actor, at: datetime
) -> None:
    """The accepted e-dossier goes to the competent agency at once; its first steps get tasks.

    The e-dossier does not wait for paper (TN19-8.2). Which unit has it now is kept on the dossier's row for
    lists and for the public answer.

    Refuses
        IllegalMove, NobodyThere
    Law
        TN19-11.1, TN19-11.2.
    """
    work = work_on(dossier)
    opened = open_ready_steps(work, process, field=field, at=at)
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
