"""A merger of agencies carries running dossiers over (sắp xếp đơn vị hành chính; TN19-14.5).

On the day of the succession everything open of an abolished agency goes to whoever does its work now: the lead, the
desks, the parts, the tasks with their people where they are posted there too. Codes, dates and clocks stay. Each
dossier is carried in its own transaction; what could not be carried is told and tried again every night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.administration import place_names
from motcua.agencies.rules import Role
from motcua.agencies.selectors import (
    agency_on,
    current_agency,
    desk_of,
    desks_of,
    staff_of_pool,
    succeeded_by,
    succeeded_on,
    unit_on,
    units_of,
)
from motcua.agencies.services import ensure_pool
from motcua.audit.services import SYSTEM, Actor
from motcua.custody.inheritance import inherit_bundles
from motcua.custody.rules import Holder, Place
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.selectors import agencies_at_work, answers_of, running_at
from motcua.dossiers.services.core import note
from motcua.journey.context import document_of, process_of
from motcua.journey.errors import NoDeskThere, NoSuccessor
from motcua.journey.messages import tell_carried_over
from motcua.journey.succeed import holder_name
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.kernel.text import fold
from motcua.procedures.selectors import competent_agency, desks_receiving
from motcua.workflow import runs
from motcua.workflow.errors import NobodyThere
from motcua.workflow.models import Opinion, Run, RunLine, Task
from motcua.workflow.places import place_of, unit_in_charge
from motcua.workflow.runs import Pick, key_of
from motcua.workflow.work import STEP_KINDS, Work, pool_of, take_up

_JOB = UUID("0192b1c0-0000-7000-8000-636172727900")  # names the runs that begin by themselves


@dataclass(frozen=True)
class Homes:
    """Where the work of an abolished agency is done now.

    main  the agency that took over what nobody else did
    lead  who decides this dossier now
    """

    predecessor: UUID
    main: UUID
    lead: UUID


def carry_over(*, predecessor_id: UUID, at: datetime, key: UUID, actor: Actor = SYSTEM) -> Run:
    """Everything open of an abolished agency to whoever succeeded it (chuyển hồ sơ sang cơ quan kế thừa).

    Refuses
        NoSuccessor when nobody has succeeded it by `at`
    Law
        NQ 76/2025/UBTVQH15, Luật 72/2025/QH15 Đ.54: running work goes on at the new agency, papers stay valid.
    """
    day = local_day(at)
    if current_agency(predecessor_id, day) == predecessor_id:
        raise NoSuccessor
    return runs.begin_run(Run.Kind.CARRY_OVER, key=key, by=actor.id, agency_id=predecessor_id, at=at)


def carry_over_what_is_due(*, at: datetime) -> int:
    """A run for every agency that was succeeded and still has open dossiers; gives how many (nightly job).

    A second run of the same day is the same one; what was refused yesterday is tried again.
    """
    day = local_day(at)
    begun = 0
    at_work = agencies_at_work()
    for predecessor_id in succeeded_on(day):
        if predecessor_id in at_work:
            carry_over(predecessor_id=predecessor_id, at=at, key=uuid5(_JOB, f"{predecessor_id}:{day}"))
            begun += 1
    return begun


def last_carrying(predecessor_id: UUID) -> Run | None:
    """The newest run that carried dossiers of this agency."""
    return runs.last_run_of(Run.Kind.CARRY_OVER, predecessor_id)


# what the run does


def prepare(run: Run, *, at: datetime) -> int:
    """The open dossiers of the abolished agency that are no lines yet; gives how many came."""
    assert run.agency_id is not None
    known = set(RunLine.objects.filter(run=run).values_list("dossier_id", flat=True))
    found = running_at(run.agency_id).order_by("id").values_list("id", flat=True)
    return runs.add_lines(run, [Pick(one) for one in found if one not in known])


def do_line(run: Run, line: RunLine, at: datetime) -> None:
    """One dossier of a run."""
    assert run.agency_id is not None
    carry_dossier(
        dossier_id=line.dossier_id,
        predecessor_id=run.agency_id,
        actor=Actor("officer", run.by_id) if run.by_id else SYSTEM,
        at=at,
        key=key_of(line),
    )


@transaction.atomic
def carry_dossier(*, dossier_id: UUID, predecessor_id: UUID, actor: Actor, at: datetime, key: UUID) -> None:
    """One open dossier from an abolished agency to those who do its work now.

    Refuses
        UnknownDossier, NoSuccessor, NoDeskThere, NobodyThere (who would have the next step is not posted yet)
    Writes
        lead, desks, open parts, pools of open tasks, owners where they are posted there; one event; the
        applicant is told. No clock, no date, no code.
    """
    work = take_up(dossier_id, key=key)
    dossier = work.dossier
    if work.is_done or dossier.finished_at is not None:
        return
    day = local_day(at)
    homes = _homes(dossier, predecessor_id, at)
    was, dossier.agency_id = (
        dossier.agency_id,
        homes.lead,
    )  # what follows is asked of the dossier as it will be
    dossier.desk_id = _desk(dossier.desk_id, dossier, homes, at)
    dossier.return_desk_id = _desk(dossier.return_desk_id, dossier, homes, at)
    moved = [task for task in work.open_tasks if pool_of(task).agency_id == predecessor_id]
    for task in moved:
        _move_task(work, task, homes, at)
    for part in work.parts:
        if part.agency_id == predecessor_id:
            _move_part(work, part, homes)
    _move_opinions(dossier, homes)
    first = next(iter(work.open_steps), None)
    unit_id = pool_of(first).unit_id if first else None
    dossier.agency_id = was  # the tallies are told from what `note` changes
    note(
        *(dossier, "carried_over"),
        at=at,
        actor=actor,
        body={
            "predecessor": predecessor_id,
            "desk": dossier.desk_id,
            "return_desk": dossier.return_desk_id,
            "tasks": [task.pk for task in moved],
        },
        key=key,
        changes={
            "agency_id": homes.lead,
            "agency_name": agency_on(homes.lead, day).name,
            "desk_id": dossier.desk_id,
            "return_desk_id": dossier.return_desk_id,
            "unit_name": unit_on(unit_id, day).name if unit_id else "",
            "owner_name": holder_name(work),
        },
    )
    inherit_bundles(
        dossier,
        predecessor_id=predecessor_id,
        place_now=lambda old: _paper_place(old, work, homes, at),
        actor=actor,
        at=at,
    )
    tell_carried_over(dossier, at=at)


def _paper_place(old: Place, work: Work, homes: Homes, at: datetime) -> Place:
    """Where paper of an old place lies now: the desk's at the desk, the others' with the part that goes on."""
    lead = work.part_of(Part.Duty.LEAD)
    if old.desk_id is None and lead is not None:
        return Place(Holder.UNIT, lead.agency_id, unit_id=lead.unit_id)
    desk_id = _desk(old.desk_id, work.dossier, homes, at) if old.desk_id else work.dossier.return_desk_id
    return Place(Holder.DESK, desk_of(desk_id).agency_id, desk_id=desk_id)


def _homes(dossier: Dossier, predecessor_id: UUID, at: datetime) -> Homes:
    day = local_day(at)
    main = current_agency(predecessor_id, day)
    if main == predecessor_id:
        raise NoSuccessor
    lead = dossier.agency_id
    if lead == predecessor_id:
        lead = _competent_now(dossier, predecessor_id, at) or main
    return Homes(predecessor_id, main, lead)


def _competent_now(dossier: Dossier, predecessor_id: UUID, at: datetime) -> UUID | None:
    """Of several successors the one that is competent for this case now; none where the rules name none of them."""
    try:
        found = competent_agency(dossier.release, answers_of(dossier.pk), at)
    except Refusal:
        return None
    return found if found in succeeded_by(predecessor_id, local_day(at)) else None


def _desk(desk_id: UUID, dossier: Dossier, homes: Homes, at: datetime) -> UUID:
    """The desk that does the work of a desk now: the same one while its agency stands.

    Of the successor's desks the counter at the same place, then one that receives this procedure, then any.
    """
    old, day = desk_of(desk_id), local_day(at)
    if old.agency_id != homes.predecessor:
        return desk_id
    home = homes.lead if homes.lead in succeeded_by(homes.predecessor, day) else homes.main
    open_ones = {one.desk_id: one.desk for one in desks_of(home, day)}
    beside = [one.id for one in open_ones.values() if old.host_id is not None and one.host_id == old.host_id]
    receiving = [
        one.desk_id for one in desks_receiving(dossier.release, homes.lead, at) if one.desk_id in open_ones
    ]
    chosen = next(iter([*beside, *receiving, *open_ones]), None)
    if chosen is None:
        raise NoDeskThere(agency=agency_on(home, day).name)
    return chosen


def _move_task(work: Work, task: Task, homes: Homes, at: datetime) -> None:
    """To the pool that a step opened today would get; kept by its owner when they are posted there."""
    process, field = process_of(work.dossier), document_of(work.dossier).field
    step = next((one for one in process.steps if one.id == task.step_id), None)
    if task.kind in STEP_KINDS and step is not None:
        pool_id = place_of(step, work.dossier, field=field, at=at).pool_id
    else:
        pool_id = _same_duty(work.dossier, task, homes, field, at)
    owner = task.owner_id if task.owner_id in staff_of_pool(pool_id, at) else None
    task.pool_id, task.owner_id = pool_id, owner
    task.save(update_fields=["pool", "owner"])


def _same_duty(dossier: Dossier, task: Task, homes: Homes, field: str, at: datetime) -> UUID:
    """For a task that is no step (an opinion): the same duty, in the unit of the same name or the one in charge."""
    pool, day = pool_of(task), local_day(at)
    unit_id = None
    if pool.unit_id is not None:
        old = fold(place_names([pool.unit_id], [], day).get(pool.unit_id, ""))
        same = [one.unit_id for one in units_of(homes.main, day) if fold(one.name) == old]
        unit_id = next(iter(same), None) or unit_in_charge(homes.main, dossier.procedure_code, field)
    role = Role(pool.role)
    if role is Role.UNIT_HEAD and unit_id is None:
        role = Role.AGENCY_LEADER
    found = ensure_pool(agency_id=homes.main, role=role, unit_id=unit_id)
    if not staff_of_pool(found, at):
        raise NobodyThere(step=task.name, place=agency_on(homes.main, day).name)
    return found


def _move_part(work: Work, part: Part, homes: Homes) -> None:
    """A part goes where its tasks went; one without a task goes with its duty."""
    pools = [pool_of(task) for task in work.open_tasks if task.part_id == part.pk]
    duties = {Part.Duty.RECEPTION: work.dossier.desk_id, Part.Duty.RETURN: work.dossier.return_desk_id}
    part.desk_id = duties.get(Part.Duty(part.duty))
    if pools:
        part.agency_id = pools[0].agency_id
        part.unit_id = next((pool.unit_id for pool in pools if pool.unit_id), None)
    else:
        part.agency_id, part.unit_id = homes.lead, None
    part.save(update_fields=["agency", "unit", "desk"])


def _move_opinions(dossier: Dossier, homes: Homes) -> None:
    """What is asked of the abolished agency is asked of its successor; what it asked, the successor waits for."""
    asked = Opinion.objects.filter(dossier_id=dossier.pk, ended_at=None)
    for opinion in asked.filter(agency_id=homes.predecessor):
        pool = Task.objects.select_related("pool").get(dossier_id=dossier.pk, pk=opinion.task_id).pool
        opinion.agency_id, opinion.unit_id = pool.agency_id, pool.unit_id
        opinion.save(update_fields=["agency", "unit"])
    asked.filter(asked_for_id=homes.predecessor).update(asked_for_id=homes.lead)
