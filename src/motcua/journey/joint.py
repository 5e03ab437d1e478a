"""Along stage 5: several agencies work at one dossier (quy trình liên thông).

Each takes part with a part, tasks and a time limit of its own, and is late by itself; the lead agency answers for the
whole (HG-4). An e-dossier goes to all at once, a paper one from one to the next (TN19-12.6a). What one recorded is
what the next works with (TN19-12.6b).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from motcua.agencies.selectors import agency_on, staff_of_pool
from motcua.audit.services import SYSTEM, Actor
from motcua.deadlines.rules import Limit, Unit
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.selectors import papers_of
from motcua.dossiers.services import parts
from motcua.dossiers.services.clocks import start_part_clock
from motcua.dossiers.services.core import note
from motcua.journey.context import calendar_of_desk, process_of
from motcua.journey.errands import ERRANDS
from motcua.journey.needs import ON_PAPER
from motcua.journey.pause import held_at
from motcua.kernel.clock import local_day
from motcua.processes.schema import AgencyKind, ProcessDocument, Step, StepKind
from motcua.workflow import services
from motcua.workflow.models import Task
from motcua.workflow.places import Place
from motcua.workflow.work import STEP_KINDS, Work, remembered

FOLLOW, FOLLOW_STEP = "follow", "theo-doi"
FOLLOW_NAME = "Theo dõi, đôn đốc phần việc của cơ quan phối hợp"
MINUTES_AN_HOUR = 60
LONGEST_PLACE = 300  # letters of Dossier.unit_name


def part_for(work: Work, place: Place, step: Step, *, at: datetime) -> Part:
    """The part of a participating agency in a phase; opened, with its own time limit, with its first step."""
    for part in work.parts:
        if (part.state, part.phase, part.agency_id) == ("open", step.phase, place.agency_id):
            return part
    dossier = work.dossier
    part = parts.open_part(
        dossier,
        duty=place.duty,
        agency_id=place.agency_id,
        unit_id=place.unit_id,
        due_at=dossier.due_at,
        phase=step.phase,
        at=at,
    )
    minutes = _allotted(process_of(dossier), step)
    if minutes:
        limit = Limit(Unit.WORKING_HOURS, -(-minutes // MINUTES_AN_HOUR))
        start_part_clock(part, limit=limit, calendar_name=calendar_of_desk(dossier.desk_id, at), at=at)
    work.parts.append(part)
    _tell(dossier, part, "part_opened", at=at, officer=SYSTEM)
    return part


def _allotted(process: ProcessDocument, step: Step) -> int:
    """The working minutes an agency has for its phase: the phase's limit, else what its steps there are allotted."""
    phase = next(one for one in process.phases if one.id == step.phase)
    if phase.limit_minutes is not None:
        return phase.limit_minutes
    return sum(
        one.minutes
        for one in process.steps
        if (one.phase, one.agency) == (step.phase, step.agency) and one.counts
    )


def in_order(work: Work, ready: Sequence[Step]) -> list[Step]:
    """Which of the steps that may begin do begin: all of an e-dossier, of a paper one only the first participant's."""
    joint = [step for step in ready if step.agency.kind is AgencyKind.NAMED]
    at_work = {task.part_id for task in work.open_tasks}
    busy = any(part.phase and part.pk in at_work for part in work.parts)
    if not joint or (len(joint) == 1 and not busy) or not _goes_on_paper(work.dossier):
        return list(ready)
    waiting = joint if busy else joint[1:]
    return [step for step in ready if step not in waiting]


def _goes_on_paper(dossier: Dossier) -> bool:
    """A dossier handed in on paper of which something was not digitised: it can only be at one place."""
    if dossier.channel not in ON_PAPER:
        return False
    return any(paper.originals and not paper.files.all() for paper in papers_of(dossier.pk))


def settle(work: Work, ended: Task, *, officer: Actor, at: datetime) -> None:
    """After a step: a participant without further work is done, and the lead watches while only others work.

    Every open part has an open task: the lead's is then to follow the others (HG-4). Plain steps ask nothing here.
    """
    at_work = {task.part_id for task in work.open_tasks if task.kind not in {FOLLOW, *ERRANDS}}
    for part in work.parts:
        is_over = part.state == "open" and part.pk == ended.part_id and part.pk not in at_work
        if is_over and part.duty != Part.Duty.LEAD:
            _close(work.dossier, part, is_done=ended.state == Task.State.DONE, officer=officer, at=at)
    lead = work.part_of(Part.Duty.LEAD)
    if lead is None:
        return
    if lead.pk in at_work:
        stop_following(work, at=at)
    elif at_work and not any(task.kind == FOLLOW for task in work.open_tasks):
        _follow(work, lead, at=at)


def dismiss(work: Work, *, officer: Actor, at: datetime) -> None:
    """The lead refused: nobody else's work is needed any more; each participant's part is left."""
    for part in work.parts:
        if part.state == "open" and part.phase and part.duty != Part.Duty.LEAD:
            _close(work.dossier, part, is_done=False, officer=officer, at=at)


def _close(dossier: Dossier, part: Part, *, is_done: bool, officer: Actor, at: datetime) -> None:
    parts.close_part(part, at=at, state="done" if is_done else "cancelled")
    if part.duty == Part.Duty.COOPERATION:
        _tell(dossier, part, "part_done" if is_done else "part_left", at=at, officer=officer)


def _follow(work: Work, lead: Part, *, at: datetime) -> None:
    """The lead's task while only others work: owned by whoever handled the dossier last."""
    own = [task for task in work.tasks if task.part_id == lead.pk and task.kind in STEP_KINDS]
    handled = [task for task in own if task.kind in {StepKind.EXAMINE, StepKind.EXTERNAL}] or own
    last = handled[-1]
    staff = staff_of_pool(last.pool_id, at)
    services.open_task(
        *(work, lead),
        step_id=FOLLOW_STEP,
        kind=FOLLOW,
        name=FOLLOW_NAME,
        pool_id=last.pool_id,
        minutes=0,
        calendar_name="",
        at=at,
        due_at=work.dossier.due_at,
        owner_id=last.done_by_id if last.done_by_id in staff else None,
        held_at=held_at(work.dossier, at),
    )


def stop_following(work: Work, *, at: datetime) -> None:
    """The lead has work of its own again, or everything is done."""
    for task in work.open_tasks:
        if task.kind == FOLLOW:
            task.held_at = None
            services.end_task(task, by=task.owner_id, at=at)


def places_at_work(work: Work, at: datetime) -> str:
    """The agencies at work while the next step is a participant's; empty while it is the lead's (TN14-5.3)."""
    day = local_day(at)
    taking_part = {
        part.pk: part.agency_id for part in work.parts if part.phase and part.duty != Part.Duty.LEAD
    }
    own = [taking_part.get(task.part_id) for task in work.open_steps]
    if not own or own[0] is None:
        return ""
    names = (_name_of(work.dossier, agency_id, day) for agency_id in dict.fromkeys(own) if agency_id)
    return "; ".join(names)[:LONGEST_PLACE]


def _name_of(dossier: Dossier, agency_id: UUID, day: date) -> str:
    return remembered(dossier, "agency", agency_id, day, read=lambda: agency_on(agency_id, day).name)


def is_late(part: Part, at: datetime) -> bool:
    """Whether an agency is late with its own part, whatever the others do (HG-4)."""
    return part.due_at is not None and (part.finished_at or at) > part.due_at


def _tell(dossier: Dossier, part: Part, kind: str, *, at: datetime, officer: Actor) -> None:
    note(
        *(dossier, kind),
        at=at,
        actor=officer,
        body={
            "part": part.no,
            "phase": part.phase,
            "participant": part.agency_id,
            "due": part.due_at,
            "late": is_late(part, at),
        },
        words={"participant": agency_on(part.agency_id, local_day(at)).name},
    )
